#!/usr/bin/env python3
"""A quality model of real pages, trained and measured; the labels are a rule's, not a person's.

    measure_quality_model.py PROGRAM WORK LANGUAGE FOLDER [--test FOLDER]... [--most N]

Good: pages of which at least 0.55 of the characters stand in lines that are sentences (longer than 80 characters, ending in . ? or !, no table row and no list item). Bad: pages
of which less than 0.08 do and more than 0.75 of the lines are table rows, list items, headings or shorter than 40 characters: reference tables, lists of members, lists of links,
code listings. The rest, and pages under 600 characters or 8 lines, has no label. Trains on FOLDER (PROGRAM refine train-quality, its figures are of pages held back); with --test
the model also scores the labelled pages of other folders, which it has seen nothing of. Prints; asserts nothing but that each run ends.
"""
import argparse
import json
import pathlib
import random
import re
import shutil
import subprocess

ROW = re.compile(r"\s*(\||[-*+] |\d+\. |#)")
ITEM = re.compile(r"\s*(\||[-*+] )")
END = re.compile(r"[.!?][\"')\]*_]*\s*$")


def label(text):
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    lines = [line for line in text.split("\n") if line.strip()]
    if len(lines) < 8 or len(text) < 600:
        return None
    rows = sum(bool(ROW.match(line)) or len(line.strip()) < 40 for line in lines) / len(lines)
    prose = sum(len(line) for line in lines if len(line) > 80 and END.search(line) and not ITEM.match(line)) / len(text)
    if prose >= 0.55:
        return "good"
    return "bad" if prose < 0.08 and rows > 0.75 else None


def lay_out(folder, target, most):
    """Copies labelled pages to target/good and target/bad; returns the counts."""
    pages = {"good": [], "bad": []}
    for path in sorted(pathlib.Path(folder).rglob("*.md")):
        name = label(path.read_text(errors="replace"))
        if name:
            pages[name].append(path)
    shutil.rmtree(target, ignore_errors=True)
    for name, paths in pages.items():
        random.Random(3).shuffle(paths)
        (target / name).mkdir(parents=True)
        for i, path in enumerate(paths[:most]):
            shutil.copyfile(path, target / name / f"{i:05d}-{path.name}")
    return {name: min(most, len(paths)) for name, paths in pages.items()}


def score(program, model, pages, work):
    """(score, is good) of each page in the model's language, by the step quality_model."""
    recipe = work / "score.toml"
    recipe.write_text(f'name = "score"\n[[collect.sources]]\npath = "{pages}"\nlicence = "CC-BY-4.0"\n[refine]\nsteps = ["normalise", "personal_data", "language", "quality_model"]\n'
                      f'[refine.quality_model]\nmodels = ["{model}"]\n')
    shutil.rmtree(work / "scored", ignore_errors=True)
    subprocess.run([program, "-q", "refine", str(recipe), "--workspace", str(work / "scored")], check=True, stdout=subprocess.DEVNULL)
    rows = subprocess.run([program, "--json", "sql", "--workspace", str(work / "scored"),
                           "SELECT any_value(v.score) AS score, min(d.source_id) AS source FROM 'refine/verdicts.parquet' v JOIN 'collect/documents.parquet' d ON d.doc_id = v.subject_id "
                           "WHERE v.step = 'quality_model' GROUP BY v.subject_id"], check=True, capture_output=True, text=True).stdout
    found = json.loads(rows)
    found = found["rows"] if isinstance(found, dict) else found
    pick = (lambda row: (row["score"], row["source"])) if found and isinstance(found[0], dict) else (lambda row: (row[0], row[1]))
    return [(float(value), "/good/" in source) for value, source in map(pick, found)]


def area(scores):
    order = sorted(scores)
    pairs = bad = 0.0
    i = 0
    while i < len(order):
        end = i
        while end < len(order) and order[end][0] == order[i][0]:
            end += 1
        here_good = sum(good for _, good in order[i:end])
        here_bad = end - i - here_good
        pairs += here_good * (bad + here_bad / 2)
        bad += here_bad
        i = end
    return pairs / (bad * (len(order) - bad))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("work", type=pathlib.Path)
    parser.add_argument("language")
    parser.add_argument("folder")
    parser.add_argument("--test", action="append", default=[])
    parser.add_argument("--most", type=int, default=1500)
    options = parser.parse_args()
    work = options.work.resolve()
    work.mkdir(parents=True, exist_ok=True)
    model = work / f"quality-{options.language}.bin"
    print("train", options.folder, lay_out(options.folder, work / "train", options.most), flush=True)
    subprocess.run([options.program, "-q", "refine", "train-quality", "--good", str(work / "train" / "good"), "--bad", str(work / "train" / "bad"), "--language", options.language,
                    "--output", str(model)], check=True)
    for folder in options.test:
        counts = lay_out(folder, work / "test", options.most)
        scores = score(options.program, model, work / "test", work)
        good, bad = sum(g for _, g in scores), sum(not g for _, g in scores)
        kept = sum(s >= 0.5 and g for s, g in scores)
        passed = sum(s >= 0.5 and not g for s, g in scores)
        print(f"test {folder} {counts}: {good} good and {bad} bad in {options.language}; at 0.5 {kept} good and {passed} bad kept; "
              f"precision {kept / max(1, kept + passed):.3f}, recall {kept / max(1, good):.3f}, AUC {area(scores):.4f}", flush=True)


if __name__ == "__main__":
    main()
