# Runs both sides step by step, in turns, in one go: first the losses must agree, then the times are compared. Standard library only.
# compare.py OURS PYTHON MODEL.gguf FOLDER TOKENS.i32 [ROWS LENGTH STEPS]
import json
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
LARGEST_LOSS_DIFFERENCE = 1e-2
# SmolLM2-135M: floating-point operations a token = 6 N + 6 L · heads · head size · T (causal), N without the embedding's lookup.
PARAMETERS, LAYERS, ATTENTION_WIDTH = 134_515_008, 30, 576


class Side:
    def __init__(self, command):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.answered = 0
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(self.how_it_ended())
        self.answered += 1
        return json.loads(line)

    def how_it_ended(self):
        """A side that the kernel kills for memory says nothing itself."""
        status = self.process.wait()
        why = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
        hint = " (memory? both sides run at once: see `dmesg`, or take fewer rows)" if status == -9 else ""
        return f"{self.process.args[0]} ended after {self.answered} answers: {why}{hint}; memory available: {available_bytes() / 1e9:.1f} GB"

    def ask(self, command):
        try:
            self.process.stdin.write(command + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            sys.exit(self.how_it_ended())
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def available_bytes():
    for line in open("/proc/meminfo", encoding="utf-8"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def rival_peak_bytes(about, seen, command):
    """The rival's peak memory; where its bf16 products are widened, that with its own products if that is less. Two steps: the moments of
    the optimizer are there from the second on."""
    if about["products"] != "widened":
        return seen
    plain = Side(command + ["--products", "skipped"])
    plain.ask("step")
    peak = plain.ask("step")["peak_bytes"]
    plain.close()
    return min(seen, peak)


def measure(ours, rival, rows, length, steps):
    """[(ours, rival, product peak of ours)] a step. Ends the program where the losses differ."""
    print(f"{'step':>4} {'loss ours':>12} {'loss torch':>12} {'tokens/s ours':>14} {'tokens/s torch':>14}")
    measured = []
    for step in range(steps):
        sides = [("ours", ours), ("torch", rival)]
        answers = {name: side.ask("step") for name, side in (sides if step % 2 == 0 else sides[::-1])}
        a, b = answers["ours"], answers["torch"]
        measured.append((a, b, ours.ask("peak")["peak"]))
        print(f"{step + 1:>4} {a['loss']:>12.5f} {b['loss']:>12.5f} {rows * length / a['seconds']:>14.1f} {rows * length / b['seconds']:>14.1f}", flush=True)
        if abs(a["loss"] - b["loss"]) > LARGEST_LOSS_DIFFERENCE:
            sys.exit(f"the losses differ by more than {LARGEST_LOSS_DIFFERENCE}: nothing to compare")
    return measured


def main():
    ours_program, python, model, folder, tokens = sys.argv[1:6]
    rows, length, steps = (int(x) for x in (sys.argv[6:9] or ("4", "1024", "6")))
    rival_command = [python, str(HERE / "rival_torch.py"), folder, tokens, str(rows), str(length), "bf16"]
    ours = Side([ours_program, "train", model, tokens, str(rows), str(length), "bf16"])
    rival = Side(rival_command)
    print(f"processor: {processor()}; ours: {ours.about}; rival: {rival.about}")
    measured = measure(ours, rival, rows, length, steps)
    ours.close()
    rival.close()
    timed = measured[1:]  # the first step warms up
    mine = statistics.median(rows * length / a["seconds"] for a, _, _ in timed)
    theirs = statistics.median(rows * length / b["seconds"] for _, b, _ in timed)
    ratio = statistics.median(b["seconds"] / a["seconds"] for a, b, _ in timed)
    per_token = 6 * PARAMETERS + 6 * LAYERS * ATTENTION_WIDTH * length
    share = statistics.median(rows * length / a["seconds"] * per_token / peak for a, _, peak in timed)
    peaks = measured[-1][0]["peak_bytes"], rival_peak_bytes(rival.about, measured[-1][1]["peak_bytes"], rival_command)
    print(f"peak memory: ours {peaks[0] / 1e9:.2f} GB, torch {peaks[1] / 1e9:.2f} GB ({peaks[0] / peaks[1]:.2f} of it)")
    print(json.dumps({"task": "train_full", "unit": "tokens/s", "ours": round(mine, 1), "rivals": {"pytorch_eager": round(theirs, 1)},
                      "ratio": round(ratio, 3), "limit": round(mine / share, 1), "share_of_limit": round(share, 3), "rows": rows, "length": length,
                      "rival_products": rival.about["products"], "peak_bytes": peaks[0], "rival_peak_bytes": peaks[1], "processor": processor()}))


if __name__ == "__main__":
    main()
