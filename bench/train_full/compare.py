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
        self.about = self.read()

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended")
        return json.loads(line)

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"


def main():
    ours_program, python, model, folder, tokens = sys.argv[1:6]
    rows, length, steps = (int(x) for x in (sys.argv[6:9] or ("4", "1024", "6")))
    ours = Side([ours_program, "train", model, tokens, str(rows), str(length), "bf16"])
    rival = Side([python, str(HERE / "rival_torch.py"), folder, tokens, str(rows), str(length), "bf16"])
    print(f"processor: {processor()}; ours: {ours.about}; rival: {rival.about}")
    print(f"{'step':>4} {'loss ours':>12} {'loss torch':>12} {'tokens/s ours':>14} {'tokens/s torch':>14}")
    speeds = {"ours": [], "torch": [], "share": []}
    per_token = 6 * PARAMETERS + 6 * LAYERS * ATTENTION_WIDTH * length
    for step in range(steps):
        sides = [("ours", ours), ("torch", rival)]
        answers = {name: side.ask("step") for name, side in (sides if step % 2 == 0 else sides[::-1])}
        peak = ours.ask("peak")["peak"]
        a, b = answers["ours"], answers["torch"]
        speed = {name: rows * length / answer["seconds"] for name, answer in answers.items()}
        print(f"{step + 1:>4} {a['loss']:>12.5f} {b['loss']:>12.5f} {speed['ours']:>14.1f} {speed['torch']:>14.1f}", flush=True)
        if abs(a["loss"] - b["loss"]) > LARGEST_LOSS_DIFFERENCE:
            sys.exit(f"the losses differ by more than {LARGEST_LOSS_DIFFERENCE}: nothing to compare")
        if step > 0:  # the first step warms up
            for name in ("ours", "torch"):
                speeds[name].append(speed[name])
            speeds["share"].append(speed["ours"] * per_token / peak)
    ours.close()
    rival.close()
    mine, theirs = statistics.median(speeds["ours"]), statistics.median(speeds["torch"])
    share = statistics.median(speeds["share"])
    print(f"peak memory: ours {a['peak_bytes'] / 1e9:.2f} GB, torch {b['peak_bytes'] / 1e9:.2f} GB")
    print(json.dumps({"task": "train_full", "unit": "tokens/s", "ours": round(mine, 1), "rivals": {"pytorch_eager": round(theirs, 1)},
                      "ratio": round(mine / theirs, 3), "limit": round(mine / share, 1), "share_of_limit": round(share, 3),
                      "peak_bytes": a["peak_bytes"], "rival_peak_bytes": b["peak_bytes"], "processor": processor()}))


if __name__ == "__main__":
    main()
