# The rival's side: tokenizers.Tokenizer.encode_batch_fast. rival_huggingface.py FOLDER TEXTS (RAYON_NUM_THREADS: threads). Answers as ours does.
import json
import sys
import time

from tokenizers import Tokenizer

MODULUS = 2**61 - 1


def fold(all_ids):
    total = 0
    for ids in all_ids:
        for token in ids:
            total = (total * 1000003 + token + 2) % MODULUS
        total = (total * 1000003 + 1) % MODULUS
    return total


def main():
    tokenizer = Tokenizer.from_file(sys.argv[1] + "/tokenizer.json")
    texts = open(sys.argv[2], encoding="utf-8").read().rstrip("\0").split("\0")
    for line in sys.stdin:
        start = time.perf_counter()
        encodings = tokenizer.encode_batch_fast(texts, add_special_tokens=False)
        seconds = time.perf_counter() - start
        ids = [e.ids for e in encodings]
        print(json.dumps({"seconds": seconds, "tokens": sum(map(len, ids)), "ids": fold(ids) if line.strip() == "ids" else 0}), flush=True)


if __name__ == "__main__":
    main()
