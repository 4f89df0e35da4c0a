# Generation of ours and of llama.cpp in turns, in one go: answers are compared first, then its best settings are sought, then both are timed.
# compare.py TASK OURS RIVAL MODEL TEXT [--rounds N] [--batches 64,8] [--compute automatic] [--weights file] [--cache auto] [--tools FOLDER] [--settings JSON]; TASK: generate_batch (128 tokens
# read, 64 written, by each), prefill (512 read) or single_stream (16 read, 128 written). --tools: where its own llama-bench and
# llama-batched-bench are; each is run once beside the rounds, with the best settings. --settings: those, instead of a search. Standard library only.
import argparse
import array
import json
import os
import pathlib
import statistics
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from sides import Side, processor

TASKS = {"generate_batch": (128, 64), "prefill": (512, 1), "single_stream": (16, 128)}
START = {"flash": 1, "cache": "f16", "ubatch": 512, "unified": 0}


class Comparison:
    def __init__(self, options):
        self.options = options
        self.prompt_tokens, self.tokens = TASKS[options.task]
        self.ours = self.rival = None
        self.at = 0

    def start_anew(self):
        """Both sides, so that their peak memory is that of what follows."""
        for side in (self.ours, self.rival):
            if side:
                side.close()
        self.ours, self.rival = Side([self.options.ours]), Side([self.options.rival])

    def open_ours(self, sequences):
        context = self.prompt_tokens + self.tokens + 8
        return self.ours.ask({"open": self.options.model, "threads": self.options.threads, "sequences": sequences, "context": context, "compute": self.options.compute,
                              "weights": self.options.weights, "cache": self.options.cache})

    def open_rival(self, sequences, settings):
        context = self.prompt_tokens + self.tokens + 8
        return self.rival.ask({"open": self.options.model, "threads": self.options.threads, "sequences": sequences, "context": context, **settings})

    def read_text(self):
        answer = self.ours.ask({"encode": self.options.text, "count": 1 << 20})
        self.text, self.start = answer["tokens"], answer["start"]

    def prompts(self, count):
        """The next pieces of the text: none of them was seen before, by either side."""
        own = self.prompt_tokens - len(self.start)
        if self.at + count * own > len(self.text):
            sys.exit(f"{self.options.text} has {len(self.text)} tokens: too few")
        begins = [self.at + i * own for i in range(count)]
        self.at += count * own
        return [self.start + self.text[begin : begin + own] for begin in begins]


def last_logits(side, tokens, pair):
    """How far the logits of two tokens are apart behind these."""
    path = f"/tmp/jangin-logits-{os.getpid()}"
    answer = side.ask({"logits": tokens, "rows": 1, "file": path})
    row = array.array("f")
    with open(path, "rb") as file:
        row.fromfile(file, answer["vocab"])
    os.remove(path)
    return abs(row[pair[0]] - row[pair[1]])


def replies(run, side, prompts, sequences):
    """To all prompts, so many at once."""
    groups = [prompts[i : i + sequences] for i in range(0, len(prompts), sequences)]
    tell = {"tell": True} if side is run.ours else {}
    return [reply for group in groups for reply in side.ask({"generate": group, "tokens": run.tokens, **tell})["replies"]]


def compare_answers(run, sequences):
    """Greedy tokens of both. They may part where two tokens are almost equally likely, because each rounds elsewhere; that is shown. At least eight prompts:
    of a single one the first token may be such a case."""
    prompts = run.prompts(max(sequences, 8))
    ours, theirs = (replies(run, side, prompts, sequences) for side in (run.ours, run.rival))
    same = [next((i for i, pair in enumerate(zip(a, b)) if pair[0] != pair[1]), len(b)) for a, b in zip(ours, theirs)]
    whole = sum(n == run.tokens for n in same)
    first = sum(n > 0 for n in same) / len(same)
    print(f"answers: {whole} of {len(prompts)} replies equal to the end; {sum(same) / sum(map(len, theirs)):.3f} of the tokens before the first difference; "
          f"{first:.3f} of the first tokens equal", flush=True)
    parted = [i for i, n in enumerate(same) if n < run.tokens][:5]
    for i in parted:
        behind, pair = prompts[i] + theirs[i][: same[i]], (ours[i][same[i]], theirs[i][same[i]])
        if len(behind) > 1:
            print(f"  reply {i} parts at token {same[i]}, where the two tokens' logits are {last_logits(run.ours, behind, pair):.3f} apart for us, "
                  f"{last_logits(run.rival, behind, pair):.3f} for llama.cpp", flush=True)
    if first < 0.8:
        sys.exit("the first tokens differ too often: nothing to compare")
    return {"replies_equal": whole, "replies": len(prompts), "first_tokens_equal": round(first, 4)}


def trial(run, sequences, settings, prompts):
    """Seconds that the whole task would take: prompts in full, an eighth of the other tokens."""
    run.open_rival(sequences, settings)
    some = max(1, run.tokens // 8)
    answers = [run.rival.ask({"generate": prompts, "tokens": some}) for _ in range(1 if sequences > 8 else 3)]
    reading = min(a["prompt_seconds"] for a in answers)
    writing = min(a["seconds"] - a["prompt_seconds"] for a in answers)
    return reading + (writing * (run.tokens - 1) / (some - 1) if some > 1 else 0)


def best_settings(run, sequences, prompts):
    """One setting after the other, the better value kept; or those that are known from an earlier run."""
    if run.options.settings:
        return {**START, **run.options.settings}
    choices = [("flash", 0), ("cache", "q8_0"), ("ubatch", 128), ("ubatch", 2048), ("unified", 1)]
    best, least = dict(START), trial(run, sequences, START, prompts)
    print(f"  llama.cpp {best}: {least:.2f} s", flush=True)
    for name, value in choices:
        settings = {**best, name: value}
        useless = (name == "unified" and sequences == 1) or (name == "ubatch" and (run.options.task == "single_stream" or value > sequences * run.prompt_tokens > 0))
        if useless or (settings["cache"] != "f16" and not settings["flash"]):
            continue
        seconds = trial(run, sequences, settings, prompts)
        print(f"  llama.cpp {settings}: {seconds:.2f} s", flush=True)
        if seconds < least:
            best, least = settings, seconds
    return best


def own_benchmark(run, sequences, settings):
    """Tokens a second as its own program gives them, in the unit of this task; None where it is not there."""
    options, folder = run.options, run.options.tools
    if not folder:
        return None
    common = ["-m", options.model, "-t", str(options.threads), "-ub", str(settings["ubatch"]), "-ctk", settings["cache"], "-ctv", settings["cache"], "-fa", str(settings["flash"])]
    if options.task == "generate_batch":
        command = [f"{folder}/llama-batched-bench", *common, "-tb", str(options.threads), "-b", "2048", "-c", str(sequences * 200), "-npp", "128", "-ntg", "64", "-npl", str(sequences),
                   "--output-format", "jsonl", *(["-kvu"] if settings["unified"] else [])]
    else:
        command = [f"{folder}/llama-bench", *common, "-p", "512" if options.task == "prefill" else "0", "-n", "0" if options.task == "prefill" else "128", "-r", "3", "-o", "jsonl"]
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    lines = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    if done.returncode != 0 or not lines:
        print(f"  {command[0]} gave nothing: {done.stderr.strip().splitlines()[-1:]}")
        return None
    return sequences * 64 / lines[-1]["t"] if options.task == "generate_batch" else lines[-1]["avg_ts"]


def measure(run, sequences):
    """Medians of this many sequences at once."""
    unit = run.prompt_tokens if run.options.task == "prefill" else run.tokens
    run.start_anew()
    about = run.open_ours(sequences), run.open_rival(sequences, START)
    if not hasattr(run, "text"):
        run.read_text()
        print(f"ours: {about[0]}\nllama.cpp: {about[1]}", flush=True)
    print(f"{sequences} × ({run.prompt_tokens} + {run.tokens}):", flush=True)
    agreement = compare_answers(run, sequences)
    settings = best_settings(run, sequences, run.prompts(sequences))
    run.start_anew()
    run.open_ours(sequences)
    run.open_rival(sequences, settings)
    for side in (run.ours, run.rival):  # warm
        side.ask({"generate": run.prompts(sequences), "tokens": 1})
    rates, ratios, peaks, answers = {"ours": [], "llama.cpp": []}, [], [], {}
    for turn in range(run.options.rounds):
        prompts = run.prompts(sequences)
        sides = [("ours", run.ours), ("llama.cpp", run.rival)]
        for name, side in sides if turn % 2 == 0 else sides[::-1]:
            answers[name] = side.ask({"generate": prompts, "tokens": run.tokens})
            rates[name].append(sequences * unit / answers[name]["seconds"])
        peaks.append(run.ours.ask({"limits": True}))
        ratios.append(answers["llama.cpp"]["seconds"] / answers["ours"]["seconds"])
        print(f"  round {turn + 1}: ours {rates['ours'][-1]:.1f} tokens/s, llama.cpp {rates['llama.cpp'][-1]:.1f} ({ratios[-1]:.2f})", flush=True)
    own = own_benchmark(run, sequences, settings)
    ours, theirs = statistics.median(rates["ours"]), statistics.median(rates["llama.cpp"])
    peak = {name: statistics.median(p[name] for p in peaks) for name in ("flops", "bytes")}
    limit = limit_of(run, about, sequences, peak)
    memory = {name: (answer["peak_bytes"], answer["cache_bytes_per_token"]) for name, answer in answers.items()}
    print(f"  medians: ours {ours:.1f} tokens/s, llama.cpp {theirs:.1f}{f', its own benchmark {own:.1f}' if own else ''}; limit {limit:.0f}; peak memory ours "
          f"{memory['ours'][0] / 1e6:.0f} MB, llama.cpp {memory['llama.cpp'][0] / 1e6:.0f} MB; bytes of caches a token {memory['ours'][1]:.0f} and {memory['llama.cpp'][1]:.0f}", flush=True)
    rivals = {"llama.cpp": round(theirs, 1), **({"llama.cpp_own_benchmark": round(own, 1)} if own else {})}
    ratio = min(statistics.median(ratios), ours / own) if own else statistics.median(ratios)
    return {"ours": round(ours, 1), "rivals": rivals, "ratio": round(ratio, 3), "limit": round(limit, 1), "share_of_limit": round(ours / limit, 3), "rival_settings": settings,
            "peak_bytes": memory["ours"][0], "rival_peak_bytes": memory["llama.cpp"][0], "cache_bytes_per_token": memory["ours"][1],
            "rival_cache_bytes_per_token": round(memory["llama.cpp"][1]), **agreement}


def limit_of(run, about, sequences, peak):
    """What this machine allows: of one stream, reading the weights once a token; of the others, the products in f32 (those in 8 bits may pass it)."""
    if run.options.task == "single_stream":
        return peak["bytes"] / about[1]["bytes"]
    layers, output = about[1]["parameters"] - about[0]["output_weights"], about[0]["output_weights"]
    if run.options.task == "prefill":
        return peak["flops"] * run.prompt_tokens / (2 * (layers * run.prompt_tokens + output))
    return peak["flops"] * run.tokens / (2 * (layers * (run.prompt_tokens + run.tokens - 1) + output * run.tokens))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("task", choices=TASKS)
    for name in ("ours", "rival", "model", "text"):
        parser.add_argument(name)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--batches", default="64,8", type=lambda text: [int(n) for n in text.split(",")])
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compute", default="automatic")
    parser.add_argument("--weights", default="file")
    parser.add_argument("--cache", default="auto")
    parser.add_argument("--tools", default="")
    parser.add_argument("--settings", type=json.loads, help='instead of a search, for example {"flash": 0, "cache": "f16"}')
    options = parser.parse_args()
    run = Comparison(options)
    print(f"processor: {processor()}, {options.threads} threads; {options.model}; machine's load {os.getloadavg()[0]:.1f}", flush=True)
    batches = options.batches if options.task == "generate_batch" else [1]
    results = {batch: measure(run, batch) for batch in batches}
    unit = {"generate_batch": "generated tokens/s of the whole run", "prefill": "tokens/s read", "single_stream": "tokens/s written"}[options.task]
    print(json.dumps({"task": options.task, "unit": unit, **results[batches[0]], **{f"batch_{n}": results[n] for n in batches[1:]},
                      "model": pathlib.Path(options.model).name, "threads": options.threads, "processor": processor()}))


if __name__ == "__main__":
    main()
