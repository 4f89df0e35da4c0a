# What each number format costs in quality, against F32 of the same model: mean KL divergence of the next token's distribution, perplexity, and how
# often the likeliest token stays the same. Files written by `jangin convert` and by llama.cpp's quantizer (every matrix in the format, as
# `llama-quantize --pure`), each read by both programs: so the quantizer and the arithmetic are told apart.
# compare.py JANGIN OURS RIVAL MODEL WORK TEXT… [--formats q8_0,q6_k,q4_k,q4_0] [--windows 4] [--length 384] [--scored 128] [--threads 2] [--cache auto]
import argparse
import json
import math
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from sides import Side, processor


class Programs:
    """Both, one model open in each at a time, and the logits of F32 to compare with."""

    def __init__(self, options):
        self.options, self.work = options, pathlib.Path(options.work)
        self.sides = {"jangin": Side([options.ours]), "llama.cpp": Side([options.rival])}
        self.opened = {}

    def open(self, name, path):
        if self.opened.get(name) != path:
            self.sides[name].ask({"open": str(path), "threads": self.options.threads, "sequences": 1, "context": self.options.length + 8, "compute": "f32" if "f32" in path.name else self.options.compute,
                                  "weights": self.options.weights, "flash": 0, "cache": self.options.rival_cache if name != "jangin" else "auto" if "f32" in path.name else self.options.cache})
            self.opened[name] = path

    def windows_of(self, text):
        """Equally far apart in the text, each with what begins every text of this model."""
        answer = self.sides["jangin"].ask({"encode": text, "count": 1 << 22})
        tokens, start, own = answer["tokens"], answer["start"], self.options.length - len(answer["start"])
        apart = (len(tokens) - own - 1) // self.options.windows
        if apart < 1:
            sys.exit(f"{text} has {len(tokens)} tokens: too few")
        places = [i * apart for i in range(self.options.windows)]
        return [(start + tokens[at : at + own], tokens[at + own - self.options.scored + 1 : at + own + 1]) for at in places]

    def logits(self, name, path, window, file):
        self.open(name, path)
        self.sides[name].ask({"logits": window, "rows": self.options.scored, "file": str(file)})

    def measure(self, name, path, windows, references):
        """Means over all windows: KL, perplexity, and the share of positions whose likeliest token stays; and the windows' own KL and mean loss."""
        file, rows = self.work / "logits", []
        for (window, targets), reference in zip(windows, references):
            self.logits(name, path, window, file)
            rows.append(self.sides["jangin"].ask({"divergence": str(file), "reference": str(reference), "targets": targets}))
        mean = {key: statistics.mean(row[key] for row in rows) for key in rows[0]}
        return {"kl": mean["kl"], "perplexity": math.exp(mean["nll"]), "reference_perplexity": math.exp(mean["reference_nll"]), "same": mean["same"],
                "windows": [(row["kl"], row["nll"]) for row in rows]}


def difference(own, theirs, part):
    """Mean of the paired differences of the windows and the half-width of its 95 % interval (Student's t, normal beyond 30 windows)."""
    apart = [a[part] - b[part] for a, b in zip(own["windows"], theirs["windows"])]
    if len(apart) < 2:
        return apart[0], math.inf
    quantile = {2: 12.71, 3: 4.30, 4: 3.18, 5: 2.78, 6: 2.57, 7: 2.45, 8: 2.36, 12: 2.20, 16: 2.13, 24: 2.07}
    t = next((q for n, q in sorted(quantile.items(), reverse=True) if n <= len(apart)), 12.71) if len(apart) <= 30 else 1.96
    return statistics.mean(apart), t * statistics.stdev(apart) / math.sqrt(len(apart))


def convert(options, source, target, kind):
    if not target.exists():
        subprocess.run([options.jangin, "convert", str(source), str(target), "--type", kind], check=True, stdout=subprocess.DEVNULL)
    return target


def written_files(programs, kind, f32):
    """{who wrote it: path}"""
    options = programs.options
    theirs = programs.work / f"llama-{kind}.gguf"
    if not theirs.exists():
        programs.sides["llama.cpp"].ask({"quantize": str(f32), "to": str(theirs), "type": kind})
    if kind in options.rival_only:
        return {"llama.cpp": theirs}
    return {"jangin": convert(options, f32, programs.work / f"jangin-{kind}.gguf", kind), "llama.cpp": theirs}


def main():
    parser = argparse.ArgumentParser()
    for name in ("jangin", "ours", "rival", "model", "work"):
        parser.add_argument(name)
    parser.add_argument("texts", nargs="+")
    parser.add_argument("--formats", default="q8_0,q6_k,q4_k,q4_1,q4_0", type=lambda text: text.split(","))
    parser.add_argument("--rival-only", default="q4_1", type=lambda text: text.split(","), help="formats that only llama.cpp writes")
    for name, value in (("windows", 4), ("length", 384), ("scored", 128), ("threads", 2)):
        parser.add_argument(f"--{name}", type=int, default=value)
    parser.add_argument("--compute", default="automatic")
    parser.add_argument("--weights", default="file")
    parser.add_argument("--cache", default="auto", help="of ours: auto, f32, bf16 or q8; F32 as the reference has exact ones")
    parser.add_argument("--rival-cache", default="f16")
    options = parser.parse_args()
    programs = Programs(options)
    f32 = convert(options, options.model, programs.work / "f32.gguf", "f32")
    print(f"processor: {processor()}, {options.threads} threads; {options.model} in F32 is the reference; {options.windows} windows of {options.length} tokens a text, the last {options.scored} scored", flush=True)
    programs.open("jangin", f32)
    results, worst = {}, None
    for text in options.texts:
        label = pathlib.Path(text).stem
        windows = programs.windows_of(text)
        references = [programs.work / f"reference-{i}" for i in range(len(windows))]
        for (window, _), reference in zip(windows, references):
            programs.logits("jangin", f32, window, reference)
        other = programs.measure("llama.cpp", f32, windows, references)
        print(f"\n{label}: F32 perplexity {other['reference_perplexity']:.4f}; llama.cpp in F32 {other['perplexity']:.4f}, KL {other['kl']:.2e}")
        print(f"{'format':<7} {'MB':>6} {'written by':<10} {'read by':<10} {'KL':>10} {'perplexity':>11} {'same token':>11}")
        for kind in options.formats:
            for writer, path in written_files(programs, kind, f32).items():
                for reader in ("jangin", "llama.cpp"):
                    row = results[label, kind, writer, reader] = programs.measure(reader, path, windows, references)
                    print(f"{kind:<7} {path.stat().st_size / 1e6:>6.0f} {writer:<10} {reader:<10} {row['kl']:>10.5f} {row['perplexity']:>11.4f} {row['same']:>11.4f}", flush=True)
            own = results.get((label, kind, "jangin", "jangin")) or results[label, kind, "llama.cpp", "jangin"]
            theirs = results[label, kind, "llama.cpp", "llama.cpp"]
            (kl, kl_half), (loss, loss_half) = difference(own, theirs, 0), difference(own, theirs, 1)
            print(f"{kind:<7} ours - llama.cpp, by windows: KL {kl:+.5f} ± {kl_half:.5f}, loss {loss:+.5f} ± {loss_half:.5f} nats a token", flush=True)
            ratio = theirs["kl"] / max(own["kl"], 1e-9)
            if worst is None or ratio < worst[0]:
                worst = ratio, own["kl"], theirs["kl"], f"{label} {kind}"
    for side in programs.sides.values():
        side.close()
    print(json.dumps({"task": "number_formats", "unit": "KL to F32, nats a token, where we stand worst", "ours": round(worst[1], 6), "rivals": {"llama.cpp": round(worst[2], 6)},
                      "ratio": round(worst[0], 3), "limit": None, "share_of_limit": None, "where": worst[3], "model": pathlib.Path(options.model).name, "processor": processor(),
                      "all": {" / ".join(key): {name: round(value, 6) for name, value in row.items() if name != "windows"} for key, row in results.items()}}))


if __name__ == "__main__":
    main()
