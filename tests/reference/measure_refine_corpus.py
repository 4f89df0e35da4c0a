#!/usr/bin/env python3
"""Collect and refine on folders of documents, once and on three copies: seconds, figures of each step, peak memory, and the ratio of the times.

    measure_refine_corpus.py [--program build/release/refine_folders] [--work FOLDER] [--copies 1,3] [--distinct] [--rounds N] [--again] FOLDER...

A copy is the same tree of files under another name, so every file is another source with the same text, which is read once and goes as exact duplicate. With
--distinct every paragraph of a copy has a word of its own, "c<copy>p<paragraph>": all is read, and only near duplicates can go. Rounds take turns: one copy, three,
one, three. --again collects and refines once more without any change. Times are of the wall clock, "processor s" of all processes together. Prints tables; asserts
nothing but that each run ends.
"""
import argparse
import json
import os
import pathlib
import resource
import shutil
import subprocess
import sys
import time


def with_own_words(text, copy):
    """A word at the end of every paragraph that ends in prose: not in front matter, tables, listings."""
    pieces = text.split(b"\n\n")
    listing = False
    for i, piece in enumerate(pieces):
        fences = sum(line.lstrip().startswith((b"```", b"~~~")) for line in piece.split(b"\n"))
        last = piece.rsplit(b"\n", 1)[-1].strip()
        if not listing and fences == 0 and last and last[-1:] not in b"|-=>`:" and not piece.startswith(b"---"):
            pieces[i] = piece.rstrip() + b" c%dp%d" % (copy, i)
        listing ^= fences % 2 == 1
    return b"\n\n".join(pieces)


def link_copy(folders, target, copy, distinct):
    for folder in folders:
        for path in pathlib.Path(folder).rglob("*"):
            if path.is_file():
                to = target / pathlib.Path(folder).name / path.relative_to(folder)
                to.parent.mkdir(parents=True, exist_ok=True)
                if distinct:
                    to.write_bytes(with_own_words(path.read_bytes(), copy))
                    continue
                try:
                    os.link(path, to)
                except OSError:
                    shutil.copyfile(path, to)


def lay_out(work, folders, copies, distinct):
    root = work / f"copies{copies}"
    shutil.rmtree(root, ignore_errors=True)
    for copy in range(copies):
        link_copy(folders, root / "in" / f"copy{copy}", copy, distinct)
    os.sync()
    return root


def measure(program, root):
    def processor_seconds():
        used = resource.getrusage(resource.RUSAGE_CHILDREN)
        return used.ru_utime + used.ru_stime
    before, begin = processor_seconds(), time.monotonic()
    done = subprocess.run([program, root / "workspace", root / "in"], stdout=subprocess.PIPE, check=True)
    result = json.loads(done.stdout)
    result["seconds"], result["processor_seconds"] = time.monotonic() - begin, processor_seconds() - before
    return result


def row_of(label, result):
    collect, refine = result["collect"], result["refine"]
    return [label, collect["files"], round(collect["bytes"] / 1e6), round(collect["seconds"], 1), round(refine["seconds"], 1), round(result["seconds"], 1),
            round(result["processor_seconds"], 1), collect["peak_memory_bytes"] >> 20, refine["peak_memory_bytes"] >> 20, refine["documents_kept"], refine["passages_kept"]]


def print_table(rows):
    widths = [max(len(str(row[i])) for row in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(str(cell).ljust(width) for cell, width in zip(row, widths)).rstrip()[:220])
    print()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folders", nargs="+")
    parser.add_argument("--program", default="build/release/refine_folders")
    parser.add_argument("--work", default="build/refine_corpus", type=pathlib.Path)
    parser.add_argument("--copies", default="1,3")
    parser.add_argument("--distinct", action="store_true", help="a word of its own in every paragraph of a copy")
    parser.add_argument("--rounds", default=1, type=int)
    parser.add_argument("--again", action="store_true", help="measure a second run without changes, too")
    options = parser.parse_args()
    counts = [int(count) for count in options.copies.split(",")]
    rows = [["copies", "files", "MB", "collect s", "refine s", "both", "processor s", "collect peak MB", "peak MB", "documents kept", "passages kept"]]
    used = {count: [] for count in counts}
    for round_number in range(options.rounds):
        for copies in counts:
            root = lay_out(options.work.absolute(), options.folders, copies, options.distinct)
            result = measure(options.program, root)
            used[copies].append((result["seconds"], result["processor_seconds"]))
            rows.append(row_of(copies, result))
            if round_number == 0:
                print(f"{copies} cop{'y' if copies == 1 else 'ies'}")
                for table in result["tables"]:
                    print_table(table)
            if options.again:
                rows.append(row_of(f"{copies} again", measure(options.program, root)))
            shutil.rmtree(root)
            sys.stdout.flush()
    print_table(rows)
    for copies in counts[1:]:
        for what, i in (("time", 0), ("processor time", 1)):
            ratios = [later[i] / first[i] for first, later in zip(used[counts[0]], used[copies])]
            print(f"{copies} copies need {', '.join(f'{ratio:.2f}' for ratio in ratios)} times the {what} of {counts[0]}")


if __name__ == "__main__":
    main()
