#!/usr/bin/env python3
"""Precision and recall of the finders of personal data on a labelled set (make_personal_data_set.py, or another in its form).

usage: score_personal_data.py SET.jsonl... [--program build/release/find_personal_data] [--wrong KIND] [--missed KIND] [--page docs/personal-data.md]

A label is found when one span of its kind covers it whole and is at most a quarter longer (intersection over union in bytes ≥ 0.8); a span found is right when it so covers a
label of its kind. A value covered by a span of another kind counts against both kinds. --page writes the table into a page, between its two marks. --wrong and --missed print examples of one kind, for the development split only.
Intervals are Wilson's, 95 %. Standard library only.
"""
import argparse
import collections
import json
import math
import pathlib
import subprocess


MARKS = ("<!-- table: score_personal_data.py -->", "<!-- end of table -->")


def wilson(right, total, z=1.96):
    if total == 0:
        return 0.0
    p = right / total
    return (p + z * z / (2 * total) - z * math.sqrt(p * (1 - p) / total + z * z / (4 * total * total))) / (1 + z * z / total)


def matches(label, span):
    if label["kind"] != span["kind"] or span["begin"] > label["begin"] or span["end"] < label["end"]:
        return False
    return (label["end"] - label["begin"]) / (span["end"] - span["begin"]) >= 0.8


def overlap(a, b):
    return a["begin"] < b["end"] and b["begin"] < a["end"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", type=pathlib.Path, nargs="+")
    parser.add_argument("--program", default="build/release/find_personal_data")
    parser.add_argument("--wrong")
    parser.add_argument("--missed")
    parser.add_argument("--page", type=pathlib.Path)
    options = parser.parse_args()
    rows = [json.loads(line) for path in options.sets for line in path.open(encoding="utf-8")]
    asked = "".join(json.dumps({"text": row["text"]}) + "\n" for row in rows)
    answers = subprocess.run([options.program], input=asked, capture_output=True, text=True, check=True).stdout.splitlines()
    labels, found, exact, spans, right = (collections.Counter() for _ in range(5))
    negatives = negatives_hit = 0
    hit_types = collections.Counter()
    for row, answer in zip(rows, answers, strict=True):
        given = json.loads(answer)["spans"]
        text = row["text"].encode()
        show = lambda what, x: print(f"{what} {x['kind']} [{text[x['begin']:x['end']].decode(errors='replace')}] in {text[max(0, x['begin'] - 60):x['end'] + 40].decode(errors='replace')!r}")  # noqa: E731
        for label in row["spans"]:
            key = (label["kind"], row["language"])
            labels[key] += 1
            hit = any(matches(label, x) for x in given)
            found[key] += hit
            exact[key] += any(x["kind"] == label["kind"] and x["begin"] == label["begin"] and x["end"] == label["end"] for x in given)
            if not hit and options.missed == label["kind"]:
                show("missed", label)
        for span in given:
            key = (span["kind"], row["language"])
            spans[key] += 1
            hit = any(matches(label, span) for label in row["spans"])
            right[key] += hit
            if not hit and options.wrong == span["kind"]:
                show("wrong", span)
        for negative in row["negatives"]:
            negatives += 1
            hit = any(overlap(negative, x) and not any(overlap(label, x) for label in row["spans"]) for x in given)
            negatives_hit += hit
            hit_types[negative["type"]] += hit
    if options.wrong or options.missed:
        return
    lines = ["| kind | language | labelled | recall (at least) | same bytes | found | precision (at least) |", "|---|---|---|---|---|---|---|"]
    for key in sorted(set(labels) | set(spans)):
        n, m = labels[key], spans[key]
        lines.append(f"| {key[0]} | {key[1]} | {n} | {found[key] / n if n else 0:.4f} ({wilson(found[key], n):.3f}) | {exact[key] / n if n else 0:.4f} | {m} | {right[key] / m if m else 0:.4f} ({wilson(right[key], m):.3f}) |")
    lines += ["", f"{sum(labels.values())} positive spans: recall {sum(found.values()) / sum(labels.values()):.4f}; {sum(spans.values())} found: precision {sum(right.values()) / max(1, sum(spans.values())):.4f}; "
              f"{negatives} negative spans, {negatives_hit} taken for personal ({', '.join(f'{k} {v}' for k, v in hit_types.most_common() if v) or 'none'})."]
    print("\n".join(lines))
    if options.page:
        page = options.page.read_text(encoding="utf-8")
        begin, end = page.index(MARKS[0]) + len(MARKS[0]), page.index(MARKS[1])
        options.page.write_text(page[:begin] + "\n" + "\n".join(lines) + "\n" + page[end:], encoding="utf-8")


if __name__ == "__main__":
    main()
