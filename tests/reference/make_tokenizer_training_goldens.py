#!/usr/bin/env python3
"""Makes tests/tokenizer/training/goldens/huggingface.json with Hugging Face's tokenizers (0.23.3): what its BpeTrainer learns from
corpus.txt beside it, and how it encodes with a tokenizer that Jangin trained with superwords.

Needs: pip install tokenizers==0.23.3. Run by hand when a case is added:
    python tests/reference/make_tokenizer_training_goldens.py build/release/jangin
corpus.txt: documents of this repository and Korean statutes (public domain).
"""
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "tokenizer" / "training" / "goldens"
CORPUS = FOLDER / "corpus.txt"
QWEN2 = (r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+")
TEXTS = [
    "", " ", "The operator shall stop the machine before the guard is opened. Then: wait 10 s.\n\nNext line", "Answer: yes\nAnswer:\tno",
    "  two  spaces  12 345 and  6", "사업주는 근로자의 안전과 보건을 유지하기 위하여 필요한 조치를 하여야 한다. 제3조제1항에 따른 공단은 다음 각 호의 사업을 한다.",
    "한국산업안전보건공단(이하 \"공단\"이라 한다)의 정관: 목적, 명칭. 끝", "mixed 한글과 English, v1.2.3: a.b!c", "...!!! ??? :) x", "\r\n \r\n  a\n", "😀 e\u0301 \u1112\u1161\u11ab",
]


def digest(lines):
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def byte_level(use_regex):
    return pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=use_regex)


def train(text, steps, form, **options):
    tokenizer = Tokenizer(models.BPE())
    if form:
        tokenizer.normalizer = form
    tokenizer.pre_tokenizer = steps
    tokenizer.train_from_iterator([text], trainers.BpeTrainer(show_progress=False, **options))
    model = json.loads(tokenizer.to_str())["model"]
    vocabulary = sorted(model["vocab"], key=model["vocab"].get)
    merges = [" ".join(pair) for pair in model["merges"]]
    base = len(options.get("special_tokens", [])) + len([t for t in vocabulary if len(t) == 1])
    assert len(vocabulary) - base == len(merges), "a token is made in two ways: the trainers differ by design"
    return {"tokens": len(vocabulary), "vocabulary_sha256": digest(vocabulary), "merges_sha256": digest(merges), "last_merges": merges[-5:]}


def superwords(program):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([program, "--quiet", "--json", "train-tokenizer", str(CORPUS), "--vocab", "1500", "--super-from", "1000", "--whole", "--output", folder],
                       check=True, stdout=subprocess.DEVNULL)
        tokenizer = Tokenizer.from_file(folder + "/tokenizer.json")
    corpus = tokenizer.encode(CORPUS.read_text(encoding="utf-8"), add_special_tokens=False).ids
    return {"cases": [{"text": t, "ids": tokenizer.encode(t, add_special_tokens=False).ids} for t in TEXTS],
            "corpus_tokens": len(corpus), "corpus_sha256": digest(str(i) for i in corpus)}


def main():
    text = CORPUS.read_bytes().decode()
    qwen2 = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(QWEN2), "isolated", False), byte_level(False)])
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    out = {
        "default": train(text, qwen2, normalizers.NFC(), vocab_size=3000, min_frequency=2, initial_alphabet=alphabet, special_tokens=["<|endoftext|>", "<|im_end|>"]),
        "only_seen_bytes": train(text, byte_level(True), None, vocab_size=1200, min_frequency=5),
        "short_tokens": train(text, qwen2, normalizers.NFC(), vocab_size=1500, min_frequency=2, initial_alphabet=alphabet, max_token_length=7),
        "superwords": superwords(sys.argv[1]),
    }
    (FOLDER / "huggingface.json").write_text(json.dumps(out, ensure_ascii=True, separators=(",", ":")) + "\n")


if __name__ == "__main__":
    main()
