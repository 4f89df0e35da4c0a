# Both sides in turns on the same texts, one thread each: first the verdicts are compared, then the times. Times are of the processor (not of the clock), so that other work
# on the machine does not count.
# compare.py OURS PYTHON LANGUAGE TEXTS ROUNDS
import json
import os
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor

FILTERS = ("gopher_quality", "gopher_repetition", "c4", "fineweb")
# Rules that only our side has; where one of them decides, nothing is compared.
OURS_ONLY = {"little_hangul"}


def equal(name, ours, theirs):
    """Same reason; for c4 also the same lines left."""
    return ours[0] == theirs[0] and (name != "c4" or ours[2] == theirs[1])


def agreement(ours, theirs):
    """Filter → (equal verdicts, equal decisions, texts compared)."""
    rows = {}
    for name in FILTERS:
        pairs = [(a, b) for a, b in zip(ours[name], theirs[name], strict=True) if a[0] not in OURS_ONLY]
        rows[name] = (sum(equal(name, a, b) for a, b in pairs), sum((a[0] == "") == (b[0] == "") for a, b in pairs), len(pairs))
    return rows


def one_thread(command):
    return Side(command, OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1", MKL_NUM_THREADS="1")


def measure(ours, rival, rounds):
    """Seconds of the processor, (ours, rival) a round; who begins changes. Ours is so short that it is asked several times a turn."""
    pairs = []
    for step in range(rounds):
        turns = {}
        for side in (("ours", "rival") if step % 2 else ("rival", "ours")):
            turns[side] = rival.ask("judge")["cpu_seconds"] if side == "rival" else statistics.median(ours.ask("judge")["cpu_seconds"] for _ in range(5))
        pairs.append((turns["ours"], turns["rival"]))
    return pairs


def main():
    program, python, language, texts, rounds = sys.argv[1:6]
    megabytes = os.path.getsize(texts) / 1e6
    print(f"processor: {processor()}; {language}: {megabytes:.1f} MB")
    ours = one_thread([program, texts, language])
    mine = ours.ask("verdicts")["verdicts"]
    results = {}
    for words, said in (("ours", "our words"), ("own", "its own words"), ("split", "words of str.split()")):
        rival = one_thread([python, str(HERE / "rival_datatrove.py"), texts, language, words, program])
        rows = agreement(mine, rival.ask("verdicts")["verdicts"])
        print(f"datatrove with {said}: verdicts equal (decisions equal) of {len(mine['c4'])}: " + ", ".join(f"{name} {same} ({decided})" for name, (same, decided, _) in rows.items()))
        if words == "ours" and any(same != all_ for same, _, all_ in rows.values()):
            sys.exit("the rules differ: nothing to compare (tests/reference/compare_quality_filters.py says where)")
        if words != "ours":
            pairs = measure(ours, rival, int(rounds))
            results[words] = (megabytes / statistics.median(p[0] for p in pairs), megabytes / statistics.median(p[1] for p in pairs), statistics.median(p[1] / p[0] for p in pairs))
            print(f"  ours {results[words][0]:.1f} MB/s, datatrove {results[words][1]:.3f} MB/s, ratio {results[words][2]:.0f}", flush=True)
        rival.close()
    ours.close()
    speed, rival_speed, ratio = results["own"]
    print(json.dumps({"task": "quality_filters", "language": language, "unit": "MB/s a core", "ours": round(speed, 1),
                      "rivals": {"datatrove_0.10": round(rival_speed, 3), "datatrove_0.10_split_words": round(results["split"][1], 3)},
                      "ratio": round(ratio, 1), "ratio_split_words": round(results["split"][2], 1), "limit": None, "share_of_limit": None, "processor": processor()}))


if __name__ == "__main__":
    main()
