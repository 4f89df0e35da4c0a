# Runs both sides step by step, in turns, in one go: first the losses must agree, then the times are compared. Standard library only.
# compare.py OURS PYTHON MODEL.gguf FOLDER TOKENS.i32 [ROWS LENGTH STEPS] [--adapter FOLDER] [--micro-rows N] [--rivals eager-bf16,…] [--equal]
# LENGTH may be a list, 128,384,…: documents of these lengths, packed by us, padded by the rival. --adapter: only the adapter in this folder is
# trained (task train_lora). A rival is eager or compiled, and its format; several are compared one after the other, the best one counts.
# --equal: ours in the rival's format, too, instead of bf16.
import argparse
import json
import math
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor

LARGEST_LOSS_DIFFERENCE = 1e-2


def rival_peak_bytes(about, seen, command):
    """The rival's peak memory; where its bf16 products are widened, that with its own products if that is less. Two steps: the moments of
    the optimizer are there from the second on."""
    if about["products"] != "widened":
        return seen
    plain = Side(command + ["--products", "skipped"])
    plain.read()
    plain.ask("step")
    peak = plain.ask("step")["peak_bytes"]
    plain.close()
    return min(seen, peak)


def measure(ours, rival, tokens, steps):
    """[(ours, rival, product peak of ours)] a step of so many tokens. Ends the program where the losses differ."""
    print(f"{'step':>4} {'loss ours':>12} {'loss torch':>12} {'tokens/s ours':>14} {'tokens/s torch':>14}")
    measured = []
    for step in range(steps):
        sides = [("ours", ours), ("torch", rival)]
        answers = {name: side.ask("step") for name, side in (sides if step % 2 == 0 else sides[::-1])}
        a, b = answers["ours"], answers["torch"]
        measured.append((a, b, ours.ask("peak")["peak"]))
        print(f"{step + 1:>4} {a['loss']:>12.5f} {b['loss']:>12.5f} {tokens / a['seconds']:>14.1f} {tokens / b['seconds']:>14.1f}", flush=True)
        if abs(a["loss"] - b["loss"]) > LARGEST_LOSS_DIFFERENCE:
            sys.exit(f"the losses differ by more than {LARGEST_LOSS_DIFFERENCE}: nothing to compare")
    return measured


def read_arguments():
    parser = argparse.ArgumentParser()
    for name in ("ours", "python", "model", "folder", "tokens"):
        parser.add_argument(name)
    parser.add_argument("rows", type=int, nargs="?", default=4)
    parser.add_argument("length", nargs="?", default="1024")
    parser.add_argument("steps", type=int, nargs="?", default=6)
    parser.add_argument("--adapter")
    parser.add_argument("--micro-rows", type=int)
    parser.add_argument("--equal", action="store_true")
    parser.add_argument("--rivals", default="eager-bf16", type=lambda text: text.split(","))
    return parser.parse_args()


def lengths_of(options):
    lengths = [int(part) for part in options.length.split(",")]
    return lengths * (options.rows // len(lengths))


def parameters(folder):
    """Of a Hugging Face folder of one file, from the file's header; tied embeddings are stored once, and count as the output projection."""
    with open(folder / "model.safetensors", "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return sum(math.prod(tensor["shape"]) for name, tensor in header.items() if name != "__metadata__")


def operations_a_token(options):
    """Of the products and of attention, what a step needs: 6 N + 6 L · heads · head size · T; an adapter needs no gradients of the weights, 4 N; its own
    products are not counted."""
    lengths = lengths_of(options)
    seen = sum(length * length for length in lengths) / sum(lengths)  # causal: a token sees half of it
    folder = pathlib.Path(options.folder)
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    width = config["num_attention_heads"] * (config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])
    return (4 if options.adapter else 6) * parameters(folder) + 6 * config["num_hidden_layers"] * width * seen


def commands(options, rival):
    """Of ours and of the rival."""
    how, precision = rival.split("-")
    shape = [str(options.rows), options.length]
    ours = [options.ours, "train", options.model, options.tokens, *shape, precision if options.equal else "bf16", str(options.micro_rows or options.rows)]
    theirs = [options.python, str(HERE / "rival_torch.py"), options.folder, options.tokens, *shape, precision]
    if options.adapter:
        ours, theirs = ours + [options.adapter], theirs + ["--adapter", options.adapter]
    return ours, theirs + (["--compile"] if how == "compiled" else [])


def compare(options, rival_name):
    """Medians of all steps but the first, which warms up."""
    our_command, rival_command = commands(options, rival_name)
    ours, rival = Side(our_command), Side(rival_command)
    about = ours.read(), rival.read()
    print(f"processor: {processor()}; ours: {about[0]}; rival {rival_name}: {about[1]}", flush=True)
    tokens = sum(lengths_of(options))
    measured = measure(ours, rival, tokens, options.steps)
    ours.close()
    rival.close()
    timed = measured[1:]
    peaks = measured[-1][0]["peak_bytes"], rival_peak_bytes(about[1], measured[-1][1]["peak_bytes"], rival_command)
    print(f"peak memory: ours {peaks[0] / 1e9:.2f} GB, torch {peaks[1] / 1e9:.2f} GB ({peaks[0] / peaks[1]:.2f} of it)", flush=True)
    return {"ours": statistics.median(tokens / a["seconds"] for a, _, _ in timed), "theirs": statistics.median(tokens / b["seconds"] for _, b, _ in timed),
            "ratio": statistics.median(b["seconds"] / a["seconds"] for a, b, _ in timed),
            "share": statistics.median(tokens / a["seconds"] * operations_a_token(options) / peak for a, _, peak in timed),
            "peaks": peaks, "products": about[1]["products"]}


def main():
    options = read_arguments()
    results = {name: compare(options, name) for name in options.rivals}
    best = min(results.values(), key=lambda result: result["ratio"])
    print(json.dumps({"task": "train_lora" if options.adapter else "train_full", "unit": "tokens/s", "ours": round(best["ours"], 1),
                      "rivals": {"pytorch_" + name.replace("-", "_"): round(result["theirs"], 1) for name, result in results.items()},
                      "ratio": round(best["ratio"], 3), "limit": round(best["ours"] / best["share"], 1), "share_of_limit": round(best["share"], 3),
                      "rows": options.rows, "length": options.length, "rival_products": best["products"], "peak_bytes": best["peaks"][0],
                      "rival_peak_bytes": best["peaks"][1], "processor": processor()}))


if __name__ == "__main__":
    main()
