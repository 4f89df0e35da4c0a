#!/usr/bin/env python3
"""Which planted questions are found, by kind of change and form; false alarms on the same documents without them.

usage: score_contamination.py FIND_CONTAMINATION PLANTED --sets SET ... [--missed N] [--alarms N]

PLANTED: the folder that plant_contamination.py wrote, with the same sets. Prints a table, documents with a false alarm, and MB/s of one thread.
"""
import argparse
import collections
import json
import pathlib
import subprocess


def read_lines(path):
    with open(path, encoding='utf-8') as lines:
        return [json.loads(line) for line in lines]


def find(program, texts, sets):
    lines = subprocess.run([program, texts, *sets], check=True, capture_output=True, text=True).stdout.splitlines()
    figures = json.loads(lines[-1])
    return {row['path']: row['found'] for row in map(json.loads, lines[:-1])}, figures


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('program', type=pathlib.Path)
    parser.add_argument('planted', type=pathlib.Path)
    parser.add_argument('--sets', type=pathlib.Path, nargs='+', required=True)
    parser.add_argument('--missed', type=int, default=0, help='print so many that were missed')
    parser.add_argument('--alarms', type=int, default=10, help='print so many false alarms')
    arguments = parser.parse_args()
    found, figures = find(arguments.program, arguments.planted / 'planted.jsonl', arguments.sets)
    items = {path: {one['item'] for one in findings} for path, findings in found.items()}
    total, right, by_form = collections.Counter(), collections.Counter(), collections.Counter()
    missed = []
    for row in read_lines(arguments.planted / 'truth.jsonl'):
        hit = row['item'] in items.get(row['path'], ())
        total[row['kind']] += 1
        right[row['kind']] += hit
        by_form[row['kind'], row['form'], hit] += 1
        if not hit:
            missed.append(row)
    for kind in total:
        forms = ', '.join(f'{form} {by_form[kind, form, True]}/{by_form[kind, form, True] + by_form[kind, form, False]}' for form in ('choices', 'answer', 'question'))
        print(f'{kind:17} {right[kind]:4}/{total[kind]:4} {100 * right[kind] / total[kind]:6.2f} %   {forms}')
    for row in missed[:arguments.missed]:
        print(json.dumps(row, ensure_ascii=False))
    alarms, clean = find(arguments.program, arguments.planted / 'clean.jsonl', arguments.sets)
    print(f"false alarms: {len(alarms)} of {clean['texts']} documents ({1e4 * len(alarms) / clean['texts']:.2f} in 10,000)")
    for path, findings in list(alarms.items())[:arguments.alarms]:
        print(path, json.dumps(findings, ensure_ascii=False))
    print(f"{clean['bytes'] / 1e6:.0f} MB in {clean['seconds']:.2f} s: {clean['bytes'] / 1e6 / clean['seconds']:.0f} MB/s; {1e6 * clean['seconds'] / clean['texts']:.1f} us a document; "
          f"{clean['items']} items indexed in {clean['index_seconds']:.2f} s")


if __name__ == '__main__':
    main()
