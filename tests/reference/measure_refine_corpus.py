#!/usr/bin/env python3
"""Collect and refine on folders of documents, once and on three copies: seconds, figures of each step, peak memory, and the ratio of the times.

    measure_refine_corpus.py [--program build/release/refine_folders] [--work FOLDER] [--copies 1,3] FOLDER...

Each copy is a folder of hard links, so that every file is another source with the same text. Prints tables; asserts nothing but that each run ends.
"""
import argparse
import json
import os
import pathlib
import shutil
import subprocess
import sys


def link_copy(folders, target):
    for folder in folders:
        for path in pathlib.Path(folder).rglob("*"):
            if path.is_file():
                to = target / pathlib.Path(folder).name / path.relative_to(folder)
                to.parent.mkdir(parents=True, exist_ok=True)
                try:
                    os.link(path, to)
                except OSError:
                    shutil.copyfile(path, to)


def measure(program, work, folders, copies):
    root = work / f"copies{copies}"
    shutil.rmtree(root, ignore_errors=True)
    for copy in range(copies):
        link_copy(folders, root / "in" / f"copy{copy}")
    done = subprocess.run([program, root / "workspace", root / "in"], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


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
    options = parser.parse_args()
    rows = [["copies", "files", "MB", "collect s", "refine s", "both", "collect peak MB", "peak MB", "documents kept", "passages kept"]]
    times = {}
    for copies in map(int, options.copies.split(",")):
        result = measure(options.program, options.work.absolute(), options.folders, copies)
        collect, refine = result["collect"], result["refine"]
        times[copies] = collect["seconds"] + refine["seconds"]
        rows.append([copies, collect["files"], round(collect["bytes"] / 1e6), round(collect["seconds"], 1), round(refine["seconds"], 1), round(times[copies], 1),
                     collect["peak_memory_bytes"] >> 20, refine["peak_memory_bytes"] >> 20, refine["documents_kept"], refine["passages_kept"]])
        print(f"{copies} cop{'y' if copies == 1 else 'ies'}")
        for table in result["tables"]:
            print_table(table)
        sys.stdout.flush()
    print_table(rows)
    if 1 in times and len(times) > 1:
        for copies in sorted(set(times) - {1}):
            print(f"{copies} copies take {times[copies] / times[1]:.2f} times as long as one")


if __name__ == "__main__":
    main()
