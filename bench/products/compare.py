"""bf16 products of training's shapes beside oneDNN as PyTorch calls it: answers compared first, then both in turns, on one thread and on all.
compare.py OURS PYTHON [--model FOLDER_WITH_CONFIG] [--tokens 4096] [--rounds 7]. Ratios: oneDNN's time ÷ ours. Beside it PyTorch in f32 (MKL), which where tiles are hidden is
the faster one. "share": of the fastest product of the three in that round and number of threads, ours from cache included."""
import argparse
import json
import os
import pathlib
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor  # noqa: E402

SMOLLM2 = {"hidden_size": 576, "num_attention_heads": 9, "num_key_value_heads": 3, "intermediate_size": 1536, "vocab_size": 49152}
LARGEST_ERROR = 1e-2  # of C, relative to its norm: bf16 rounds to 2^-9


def shapes(config, tokens):
    """y = x·Wᵀ of each weight W [n, k], and its two gradients."""
    width, head = config["hidden_size"], config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"]
    queries, keys = config["num_attention_heads"] * head, config["num_key_value_heads"] * head
    for name, rows, n, k in [("qkv", tokens, queries + 2 * keys, width), ("attention output", tokens, width, queries),
                             ("gate and up", tokens, 2 * config["intermediate_size"], width), ("down", tokens, width, config["intermediate_size"]),
                             ("logits", min(tokens, 512), config["vocab_size"], width)]:
        yield f"{name}, y", {"m": rows, "n": n, "k": k, "layout": "NT"}
        yield f"{name}, dx", {"m": rows, "n": k, "k": n, "layout": "NN"}
        yield f"{name}, dW", {"m": n, "n": k, "k": rows, "layout": "TN"}


def relative_error(a, b):
    import numpy
    a, b = (numpy.fromfile(path, dtype=numpy.float32).astype(numpy.float64) for path in (a, b))
    return float(numpy.linalg.norm(a - b) / numpy.linalg.norm(b))


def measure(sides, shape, rounds):
    """Medians of rates in GFLOP/s, of the ratio and of the share."""
    work, seen = 2.0 * shape["m"] * shape["n"] * shape["k"], []
    for side in sides.values():
        side.ask(shape)  # the first call warms up
    for turn in range(rounds):
        order = list(sides) if turn % 2 == 0 else list(sides)[::-1]
        answers = {name: sides[name].ask(shape) for name in order}
        rates = {name: work / answers[name]["seconds"] for name in order}
        limit = max(answers["ours"]["fed"], *rates.values())
        seen.append((rates["ours"], rates["oneDNN"], rates["MKL f32"], rates["ours"] / rates["oneDNN"], rates["ours"] / limit))
    return [statistics.median(column) for column in zip(*seen)]


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours")
    parser.add_argument("python")
    parser.add_argument("--model", type=pathlib.Path)
    parser.add_argument("--tokens", type=int, default=4096)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    config = json.loads((options.model / "config.json").read_text(encoding="utf-8")) if options.model else SMOLLM2
    rival = [options.python, str(HERE / "rival_torch.py")]
    sides = {"ours": Side([options.ours]), "oneDNN": Side(rival + ["bf16"]), "MKL f32": Side(rival + ["f32"])}
    threads = sorted({1, len(os.sched_getaffinity(0))})
    print(f"processor: {processor()}; tokens {options.tokens}; GFLOP/s, medians of {options.rounds}")
    print(f"{'product':24} {'m x n x k':>18} {'threads':>7} {'ours':>8} {'oneDNN':>8} {'MKL f32':>8} {'ratio':>6} {'share':>6} {'off by':>8}")
    ratios, shares = {count: [] for count in threads}, {count: [] for count in threads}
    with tempfile.TemporaryDirectory() as folder:
        for name, sizes in shapes(config, options.tokens):
            for count in threads:
                shape = {**sizes, "threads": count}
                for side in ("ours", "oneDNN"):
                    sides[side].ask({**shape, "result": f"{folder}/{side}"})
                off = relative_error(f"{folder}/ours", f"{folder}/oneDNN")
                if off > LARGEST_ERROR:
                    sys.exit(f"{name}: the results differ by {off:.2e}: nothing to compare")
                ours, theirs, wide, ratio, share = measure(sides, shape, options.rounds)
                ratios[count].append(ratio)
                shares[count].append(share)
                print(f"{name:24} {'{m} x {n} x {k}'.format(**sizes):>18} {count:>7} {ours / 1e9:8.1f} {theirs / 1e9:8.1f} {wide / 1e9:8.1f} {ratio:6.2f} {share:6.2f} {off:8.1e}", flush=True)
    print(json.dumps({"task": "products", "processor": processor(), "tokens": options.tokens,
                      **{f"{what}_{count}_threads": round(statistics.median(values[count]), 3) for what, values in (("ratio", ratios), ("share_of_limit", shares)) for count in threads}}))


if __name__ == "__main__":
    main()
