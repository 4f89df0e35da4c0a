# The rival's side: huggingface/tokenizers' BpeTrainer with the same pattern, normal form and alphabet.
# rival_huggingface.py LIST VOCABULARY MERGES; threads: RAYON_NUM_THREADS. Answers with one line of JSON.
import json
import pathlib
import resource
import sys
import time

from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, trainers

PATTERN = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"


def main():
    paths, vocabulary, out = pathlib.Path(sys.argv[1]).read_text(encoding="utf-8").splitlines(), int(sys.argv[2]), sys.argv[3]
    texts = [pathlib.Path(path).read_bytes().decode("utf-8", "replace") for path in paths]
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.NFC()
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(PATTERN), "isolated", False),
                                                       pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)])
    trainer = trainers.BpeTrainer(vocab_size=vocabulary, min_frequency=2, show_progress=False, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    begin, cpu_before = time.monotonic(), time.process_time()
    tokenizer.train_from_iterator(texts, trainer)
    seconds, cpu = time.monotonic() - begin, time.process_time() - cpu_before
    merges = json.loads(tokenizer.to_str())["model"]["merges"]
    pathlib.Path(out).write_text("".join(" ".join(pair) + "\n" for pair in merges), encoding="utf-8")
    print(json.dumps({"seconds": round(seconds, 4), "cpu_seconds": round(cpu, 4), "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}))


if __name__ == "__main__":
    main()
