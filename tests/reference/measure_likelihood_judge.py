#!/usr/bin/env python3
"""What a small model's likelihood adds to the gates: scores planted samples (plant_false_samples.py) by the model that reads the evidence.

usage: measure_likelihood_judge.py --model GGUF --samples samples.jsonl [--verdicts verdicts.jsonl] [--language en] [--each 150]

A score a sample: its answer's worst token, as the log-probability by which the model, having read evidence and question, prefers another
token there; and the answer's mean log-probability. Prints for each score the area under the ROC curve, how many of the false it rejects when
it may reject 2 % of the true, and a calibration table (a logistic fit on one half, bins, Brier score and ECE on the other). With
--verdicts (of `jangin judge --output`) also how many of the false that the gates kept it would reject. Needs torch, transformers and gguf.
"""
import argparse
import json
import math
import pathlib
import random

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

LONGEST = 320  # tokens


def prompt_of(sample):
    text = f"{sample['context']}\n{sample['evidence']}\n\n"
    return text + (f"Question: {sample['question']}\nAnswer: " if sample["question"] else "In other words: ")


def scores(model, tokenizer, sample):
    """(worst margin, mean log-probability) of the answer; None when the sample is too long."""
    head = tokenizer(prompt_of(sample))["input_ids"]
    whole = tokenizer(prompt_of(sample) + sample["answer"])["input_ids"]
    if len(whole) > LONGEST or whole[: len(head) - 1] != head[:-1]:
        return None
    begin = len(head) - 1  # a token may join the prompt's last mark with the answer's first
    with torch.no_grad():
        logits = model(torch.tensor([whole])).logits[0].float()
    logs = torch.log_softmax(logits[begin - 1: len(whole) - 1], dim=-1)
    told = logs.gather(1, torch.tensor(whole[begin:])[:, None])[:, 0]
    margin = (logs.max(dim=-1).values - told)[1:]  # the first token is free wording
    return (-margin.max().item() if len(margin) else 0.0, told.mean().item())


def area(true, false):
    wins = sum((t > f) + 0.5 * (t == f) for t in true for f in false)
    return wins / (len(true) * len(false))


def fit(points):
    """Logistic regression of truth on one score by Newton steps: (slope, offset)."""
    a, b = 0.0, 0.0
    for _ in range(50):
        g0 = g1 = h00 = h01 = h11 = 1e-6
        for x, y in points:
            p = 1 / (1 + math.exp(-max(-30, min(30, a * x + b))))
            g0, g1 = g0 + (y - p) * x, g1 + (y - p)
            w = p * (1 - p)
            h00, h01, h11 = h00 + w * x * x, h01 + w * x, h11 + w
        det = h00 * h11 - h01 * h01
        a, b = a + (h11 * g0 - h01 * g1) / det, b + (h00 * g1 - h01 * g0) / det
    return a, b


def calibration(points):
    fitted, held = points[::2], points[1::2]
    a, b = fit(fitted)
    told = [(1 / (1 + math.exp(-max(-30, min(30, a * x + b)))), y) for x, y in held]
    brier = sum((p - y) ** 2 for p, y in told) / len(told)
    ece = 0.0
    print("  probability of true | samples | said | true")
    for k in range(5):
        inside = [(p, y) for p, y in told if k / 5 <= p < (k + 1) / 5 or (k == 4 and p == 1)]
        if not inside:
            continue
        said, true = sum(p for p, _ in inside) / len(inside), sum(y for _, y in inside) / len(inside)
        ece += abs(said - true) * len(inside) / len(told)
        print(f"  {k / 5:.1f} to {(k + 1) / 5:.1f}          | {len(inside):7} | {said:.2f} | {true:.2f}")
    print(f"  Brier {brier:.3f} (always saying the base rate: {0.25 if not held else (lambda r: r * (1 - r))(sum(y for _, y in held) / len(held)):.3f}), ECE {ece:.3f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=pathlib.Path, required=True)
    parser.add_argument("--samples", type=pathlib.Path, required=True)
    parser.add_argument("--verdicts", type=pathlib.Path)
    parser.add_argument("--language", default="en")
    parser.add_argument("--each", type=int, default=150)
    options = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(options.model.parent, gguf_file=options.model.name)
    model = AutoModelForCausalLM.from_pretrained(options.model.parent, gguf_file=options.model.name, dtype=torch.float32).eval()
    samples = [json.loads(line) for line in options.samples.read_text().splitlines()]
    kept = {v["id"] for v in map(json.loads, options.verdicts.read_text().splitlines()) if v["pass"]} if options.verdicts else set()
    missed = [s for s in samples if s["planted"] and s["id"] in kept and s["language"] == options.language]
    samples = [s for s in samples if s["language"] == options.language]
    random.Random(1).shuffle(samples)
    found = {True: [], False: []}
    for sample in samples:
        true = not sample["planted"]
        if len(found[true]) >= options.each:
            continue
        score = scores(model, tokenizer, sample)
        if score:
            found[true].append(score)
    by_gates_missed = [s for s in (scores(model, tokenizer, m) for m in missed) if s]
    print(f"{options.language}: {len(found[True])} true, {len(found[False])} false; {len(by_gates_missed)} of the false that the gates keep")
    for which, name in enumerate(["worst margin", "mean log-probability"]):
        true, false = [s[which] for s in found[True]], [s[which] for s in found[False]]
        bar = sorted(true)[len(true) // 50]
        caught, more = sum(f < bar for f in false), sum(s[which] < bar for s in by_gates_missed)
        print(f"{name}: area {area(true, false):.3f}; at 2 % of the true rejected: {100 * caught / len(false):.1f} % of the false, {more} of {len(by_gates_missed)} that the gates keep")
        points = [(x, 1) for x in true] + [(x, 0) for x in false]
        random.Random(2).shuffle(points)
        calibration(points)


if __name__ == "__main__":
    main()
