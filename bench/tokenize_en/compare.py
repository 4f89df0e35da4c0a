# Both sides in turns on the same texts with one thread and with two: first the ids must be equal, then the times are compared.
# compare.py TASK OURS PYTHON FOLDER TEXTS ROUNDS
import json
import os
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor


def measure(ours_program, python, folder, texts, threads, rounds):
    """Medians of seconds (ours, rival) and of their ratio. Ends the program where the ids differ."""
    ours = Side([ours_program, "encode", folder, texts, str(threads)])
    rival = Side([python, str(HERE / "rival_huggingface.py"), folder, texts], RAYON_NUM_THREADS=str(threads))
    a, b = ours.ask("ids"), rival.ask("ids")
    if (a["tokens"], a["ids"]) != (b["tokens"], b["ids"]):
        sys.exit(f"the ids differ: {a['tokens']} tokens of ours, {b['tokens']} of the rival: nothing to compare")
    pairs = []
    for step in range(rounds):
        if step % 2:
            theirs = rival.ask("encode")["seconds"]
            pairs.append((ours.ask("encode")["seconds"], theirs))
        else:
            mine = ours.ask("encode")["seconds"]
            pairs.append((mine, rival.ask("encode")["seconds"]))
    ours.close()
    rival.close()
    return (statistics.median(p[0] for p in pairs), statistics.median(p[1] for p in pairs), statistics.median(p[1] / p[0] for p in pairs), a["tokens"])


def main():
    task, ours, python, folder, texts, rounds = sys.argv[1:7]
    megabytes = os.path.getsize(texts) / 1e6
    print(f"processor: {processor()}; {megabytes:.1f} MB of text, tokenizer {folder}")
    print(f"{'threads':>7} {'ours MB/s':>10} {'tokenizers MB/s':>16} {'ratio':>7}")
    rows = {}
    for threads in (1, 2):
        mine, theirs, ratio, tokens = measure(ours, python, folder, texts, threads, int(rounds))
        rows[threads] = (megabytes / mine, megabytes / theirs, ratio)
        print(f"{threads:>7} {megabytes / mine:>10.1f} {megabytes / theirs:>16.2f} {ratio:>7.1f}", flush=True)
    print(f"ids equal: {tokens} tokens, {megabytes * 1e6 / tokens:.2f} bytes a token")
    mine, theirs, ratio = rows[1]
    print(json.dumps({"task": task, "unit": "MB/s a core", "ours": round(mine, 1), "rivals": {"huggingface_encode_batch_fast": round(theirs, 2)}, "ratio": round(ratio, 1), "limit": None,
                      "share_of_limit": None, "ours_two_threads": round(rows[2][0], 1), "ratio_two_threads": round(rows[2][2], 1), "processor": processor()}))


if __name__ == "__main__":
    main()
