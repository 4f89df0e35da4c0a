# Both ways in turns on the same texts, processor seconds. compare.py OURS PYTHON ROUNDS SCRATCH FOLDER...
import json
import pathlib
import statistics
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor


def main():
    ours_program, python, rounds, scratch = sys.argv[1], sys.argv[2], int(sys.argv[3]), sys.argv[4]
    ours = Side([ours_program, scratch, *sys.argv[5:]])
    answers, arrays = [ours.ask("find")], []  # the first makes the text that the other side reads
    other = Side([python, str(HERE / "suffix_array.py"), scratch])
    for step in range(rounds):
        if step > 0:
            answers.append(ours.ask("find"))
        arrays.append(other.ask("find"))
    ours.close()
    other.close()
    size = answers[0]["bytes"] / 1e6
    print(f"processor: {processor()}; {size:.0f} MB, {answers[0]['passages']} passages, {rounds} rounds in turns, medians of processor seconds")
    speeds = {}
    for name in ("near_duplicate_passages", "repeated_spans"):
        seconds = statistics.median(answer[name]["seconds"] for answer in answers)
        speeds[name] = size / seconds
        print(f"{name}: {seconds:.1f} s, {size / seconds:.0f} MB/s, {answers[0][name]['named']} passages named")
    array = statistics.median(a["seconds"] for a in arrays)
    peaks = answers[-1]["peak_memory_bytes"] / 1e6, arrays[-1]["peak_memory_bytes"] / 1e6
    print(f"suffix array alone: {array:.1f} s, {size / array:.1f} MB/s; peak memory {peaks[1]:.0f} MB against {peaks[0]:.0f} MB of both steps")
    print(json.dumps({"task": "repeated_spans", "unit": "MB/s", "ours": round(speeds["repeated_spans"], 1), "rivals": {"libdivsufsort_array_alone": round(size / array, 1)},
                      "ratio": round(speeds["repeated_spans"] * array / size, 2), "limit": None, "share_of_limit": None, "processor": processor()}))


main()
