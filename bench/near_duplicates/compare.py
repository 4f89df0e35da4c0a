# Both sides in turns on the same documents, one core: processor seconds (the machine may be busy), and which pairs each finds. compare.py OURS PYTHON ROUNDS NAME=TEXTS...
import json
import os
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor


def pairs(groups):
    return {(a, b) for group in groups for a in group for b in group if a < b}


def measure(ours_program, python, texts, words, rounds):
    ours = Side([ours_program, texts])
    rival = Side([python, str(HERE / "rival_datatrove.py"), texts, words], OMP_NUM_THREADS="1")
    times = []
    for step in range(rounds):
        if step % 2:
            theirs = rival.ask("find")
            mine = ours.ask("find")
        else:
            mine = ours.ask("find")
            theirs = rival.ask("find")
        times.append((mine["seconds"], theirs["seconds"]))
    ours.close()
    rival.close()
    return times, pairs(mine["groups"]), pairs(theirs["groups"])


def main():
    ours, python, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3])
    print(f"processor: {processor()}; one core, {rounds} rounds in turns, medians of processor seconds")
    print(f"{'documents':>10} {'MB':>6} {'words':>7} {'ours MB/s':>10} {'datatrove MB/s':>15} {'ratio':>7} {'pairs: both':>12} {'ours only':>10} {'datatrove only':>15}")
    rows = {}
    for argument in sys.argv[4:]:
        name, texts = argument.split("=", 1)
        megabytes = os.path.getsize(texts) / 1e6
        for words in ("spacy", "spaces") if name == "english" else ("spaces",):
            times, mine, theirs = measure(ours, python, texts, words, rounds)
            speeds = [megabytes / statistics.median(t[side] for t in times) for side in (0, 1)]
            ratio = statistics.median(t[1] / t[0] for t in times)
            rows[f"{name}_{words}"] = (speeds, ratio)
            print(f"{name:>10} {megabytes:>6.1f} {words:>7} {speeds[0]:>10.1f} {speeds[1]:>15.3f} {ratio:>7.0f} {len(mine & theirs):>12} {len(mine - theirs):>10} {len(theirs - mine):>15}", flush=True)
    worst = min(rows, key=lambda name: rows[name][1])
    print(json.dumps({"task": "near_duplicates", "unit": "MB/s a core", "ours": round(rows[worst][0][0], 1), "rivals": {f"datatrove_minhash_{name}": round(row[0][1], 3) for name, row in rows.items()},
                      "ratio": round(rows[worst][1], 1), "limit": None, "share_of_limit": None, "processor": processor()}))


if __name__ == "__main__":
    main()
