# Trains on English and on Korean with both sides in turns; the merges must be equal before times are compared. Standard library only.
# compare.py OURS PYTHON WORK THREADS VOCABULARY ROUNDS MEGABYTES EN KO   (EN, KO: files and folders, separated by colons)
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import processor


def write_list(names, limit, out):
    """Files in an order that mixes folders and topics, up to `limit` bytes: every k-th of all, k from how much there is."""
    paths = []
    for name in map(pathlib.Path, names.split(":")):
        paths += sorted(p for p in name.rglob("*") if p.is_file() and p.suffix in (".md", ".txt")) if name.is_dir() else [name]
    if not paths:
        sys.exit(f"no .md or .txt file in {names}")
    step = max(1, round(sum(p.stat().st_size for p in paths) / limit))
    chosen = paths[::step]
    out.write_text("".join(f"{p}\n" for p in chosen), encoding="utf-8")
    return len(chosen)


def run(command, threads):
    environment = dict(os.environ, JANGIN_THREADS=threads, RAYON_NUM_THREADS=threads, TOKENIZERS_PARALLELISM="true")
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, text=True)
    if done.returncode != 0:
        sys.exit(f"{command[0]} ended with status {done.returncode}")
    return json.loads(done.stdout.splitlines()[-1])


def compare(language, ours, python, work, threads, vocabulary, rounds, limit, names):
    listing = work / f"{language}.list"
    files = write_list(names, limit, listing)
    sides = {"ours": [ours], "rival": [python, str(HERE / "rival_huggingface.py")]}
    seen = []
    for turn in range(rounds):
        answers = {}
        for side in sides if turn % 2 == 0 else reversed(sides):
            answers[side] = run(sides[side] + [str(listing), vocabulary, str(work / f"{language}.{side}")], threads)
        merges = [(work / f"{language}.{side}").read_bytes() for side in sides]
        if merges[0] != merges[1]:
            sys.exit(f"{language}: the merges differ: nothing to compare")
        a, b, count = answers["ours"], answers["rival"], len(merges[0].splitlines())
        seen.append((a, b))
        print(f"{language}: {files} files, {a['bytes'] / 1e6:.1f} MB, {count} merges equal; ours {a['seconds']:.2f} s (splitting alone "
              f"{a['split_seconds']:.2f} s), rival {b['seconds']:.2f} s: {b['seconds'] / a['seconds']:.1f} times as fast; processor time "
              f"{a['cpu_seconds']:.1f} and {b['cpu_seconds']:.1f} s; peak memory "
              f"{a['peak_bytes'] / 1e9:.2f} and {b['peak_bytes'] / 1e9:.2f} GB", flush=True)
    megabytes = seen[0][0]["bytes"] / 1e6
    median = statistics.median
    mine = median(megabytes / a["seconds"] for a, _ in seen)
    split = median(megabytes / a["split_seconds"] for a, _ in seen)
    return {"ours": round(mine, 3), "rival": round(median(megabytes / b["seconds"] for _, b in seen), 3),
            "ratio": round(median(b["seconds"] / a["seconds"] for a, b in seen), 2), "limit": round(split, 3), "share_of_limit": round(mine / split, 3),
            "cpu_ratio": round(median(b["cpu_seconds"] / a["cpu_seconds"] for a, b in seen), 2), "megabytes": round(megabytes, 1),
            "peak_bytes": seen[-1][0]["peak_bytes"], "rival_peak_bytes": seen[-1][1]["peak_bytes"]}


def main():
    ours, python, work, threads, vocabulary, rounds, megabytes, english, korean = sys.argv[1:]
    print(f"processor: {processor()}; {threads} threads each; vocabulary {vocabulary}")
    languages = {name: compare(name, ours, python, pathlib.Path(work), threads, vocabulary, int(rounds), float(megabytes) * 1e6, names)
                 for name, names in (("en", english), ("ko", korean))}
    least = min(languages.values(), key=lambda result: result["ratio"])
    print(json.dumps({"task": "tokenizer_train", "unit": "MB/s", "ours": least["ours"], "rivals": {"huggingface_tokenizers": least["rival"]},
                      "ratio": least["ratio"], "limit": least["limit"], "share_of_limit": least["share_of_limit"], "limit_is": "splitting alone",
                      "languages": languages, "threads": int(threads), "vocabulary": int(vocabulary), "processor": processor()}))


if __name__ == "__main__":
    main()
