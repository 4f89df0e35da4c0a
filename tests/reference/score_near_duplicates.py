#!/usr/bin/env python3
"""Recall and false pairs of the near-duplicate search on natural near-duplicates, against exact Jaccard similarities.

usage: score_near_duplicates.py BENCH FOLDER... [--unit files|sections] [--bar 0.85] [--parameters word 5 14 8 0.75]

BENCH: the program near_duplicates_bench (bench/near_duplicates). Documents: the Markdown files below FOLDER, without YAML header; or their sections (a heading and what follows to
the next), of at least 30 words. Of documents with equal sets of shingles one stays, so that exact duplicates do not count.
Exact: all pairs whose Jaccard similarity over word 5-grams is at least the bar, found by prefix filtering (Chaudhuri et al., ICDE 2006; no pair above the bar escapes), words and
shingles made here independently of the program. A pair is found when both are in one group. False: of all pairs in one group, and of all that a verdict names, those with an exact similarity
below 0.5. Expected: the mean over the pairs of 1 - (1 - s^rows)^bands. Needs numpy and regex.
"""
import argparse
import json
import math
import pathlib
import subprocess
import tempfile

import numpy
import regex

WORD = regex.compile(r"[\p{L}\p{M}\p{Nd}]+")
HEADING = regex.compile(r"(?m)^(?=#{1,6} )")
LEAST_WORDS = 30


def read_documents(folders, unit):
    for folder in folders:
        for path in sorted(pathlib.Path(folder).rglob("*.md")):
            text = path.read_bytes().decode("utf-8", "replace").replace("\0", " ")
            if text.startswith("---\n") and "\n---\n" in text:
                text = text[text.index("\n---\n") + 5 :]
            for part in HEADING.split(text) if unit == "sections" else [text]:
                yield part


class Words:
    """Numbers for words, and a document's shingles as an ascending array of hashes."""

    def __init__(self, n):
        self.n, self.numbers = n, {}
        self.factors = numpy.random.default_rng(1).integers(1, 2**63, n, dtype=numpy.uint64) * numpy.uint64(2) + numpy.uint64(1)

    def shingles(self, text):
        words = [self.numbers.setdefault(word, len(self.numbers)) for word in WORD.findall(text.lower())]
        if len(words) < max(self.n, LEAST_WORDS):
            return None
        words = numpy.array(words, dtype=numpy.uint64) + numpy.uint64(1)
        length = len(words) - self.n + 1
        hashes = numpy.zeros(length, dtype=numpy.uint64)
        for i in range(self.n):
            x = words[i : i + length] * self.factors[i]
            hashes += x ^ (x >> numpy.uint64(29)) * self.factors[i]
        return numpy.unique(hashes)


def jaccard(a, b):
    common = len(numpy.intersect1d(a, b, assume_unique=True))
    return common / (len(a) + len(b) - common)


def exact_pairs(sets, bar):
    """{(i, j): similarity} of all pairs at or above the bar: such a pair shares one of the rarest n - ceil(bar n) + 1 shingles of each."""
    every, inverse, counts = numpy.unique(numpy.concatenate(sets), return_inverse=True, return_counts=True)
    rank = numpy.empty(len(every), dtype=numpy.int64)
    rank[numpy.argsort(counts, kind="stable")] = numpy.arange(len(every))
    del every
    rarest, owners, at = [], [], 0
    for i, items in enumerate(sets):
        ranks = numpy.sort(rank[inverse[at : at + len(items)]])[: len(items) - math.ceil(bar * len(items)) + 1]
        at += len(items)
        rarest.append(ranks)
        owners.append(numpy.full(len(ranks), i))
    rarest, owners = numpy.concatenate(rarest), numpy.concatenate(owners)
    order = numpy.argsort(rarest, kind="stable")
    rarest, owners = rarest[order], owners[order]
    borders = numpy.flatnonzero(numpy.diff(rarest)) + 1
    candidates = set()
    for run in numpy.split(owners, borders):
        for x in range(len(run) - 1):
            size = len(sets[run[x]])
            for y in run[x + 1 :]:
                if min(size, len(sets[y])) >= bar * max(size, len(sets[y])):
                    candidates.add((int(run[x]), int(y)))
    found = {}
    for a, b in candidates:
        similarity = jaccard(sets[a], sets[b])
        if similarity >= bar:
            found[a, b] = similarity
    return found


def ask(program, texts, parameters):
    with tempfile.NamedTemporaryFile() as file:
        for text in texts:
            file.write(text.encode() + b"\0")
        file.flush()
        done = subprocess.run([program, file.name, *parameters], input="find\n", capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("bench")
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--unit", choices=["files", "sections"], default="files")
    parser.add_argument("--bar", type=float, default=0.85)
    parser.add_argument("--parameters", nargs=5, default=["word", "5", "14", "8", "0.75"])
    options = parser.parse_args()
    bands, rows = int(options.parameters[2]), int(options.parameters[3])

    words, texts, sets, seen = Words(5), [], [], set()
    for text in read_documents(options.folders, options.unit):
        items = words.shingles(text)
        if items is None or items.tobytes() in seen:
            continue
        seen.add(items.tobytes())
        texts.append(text)
        sets.append(items)
    seen.clear()
    exact = exact_pairs(sets, options.bar)
    answer = ask(options.bench, texts, options.parameters)
    group_of = {document: number for number, group in enumerate(answer["groups"]) for document in group}
    together = lambda pair: pair[0] in group_of and group_of[pair[0]] == group_of.get(pair[1])

    print(f"{len(texts)} documents, {sum(len(t.encode()) for t in texts) / 1e6:.1f} MB; {answer['seconds']:.2f} s; sketches {answer['sketch_bytes'] / max(1, len(texts)):.0f} bytes a document")
    print(f"{'exact':>13} {'pairs':>7} {'found':>7} {'recall':>7} {'expected':>9}")
    for low, high in [(options.bar, 0.9), (0.9, 0.95), (0.95, 1.01), (options.bar, 1.01)]:
        here = [(pair, s) for pair, s in exact.items() if low <= s < high]
        found = sum(together(pair) for pair, _ in here)
        expected = sum(1 - (1 - s**rows) ** bands for _, s in here)
        print(f"{low:.2f} to {min(high, 1):.2f}{len(here):>8} {found:>7} {found / max(1, len(here)):>7.4f} {expected / max(1, len(here)):>9.4f}")
    in_groups = [(a, b) for group in answer["groups"] for i, a in enumerate(group) for b in group[i + 1 :]]
    named = [(a, b) for a, b, _, _ in answer["named"]]
    for name, pairs in (("in one group", in_groups), ("named by verdicts", named)):
        similarities = [jaccard(sets[a], sets[b]) for a, b in pairs]
        print(f"pairs {name}: {len(pairs)}; exact similarity below 0.5: {sum(s < 0.5 for s in similarities)}, below 0.7: {sum(s < 0.7 for s in similarities)}, least {min(similarities, default=1):.3f}")
    reasons = [reason or "passes" for _, _, _, reason in answer["named"]]
    print("verdicts:", {reason: reasons.count(reason) for reason in sorted(set(reasons))})


main()
