#!/usr/bin/env python3
"""Texts of documents against reference Markdown, by format: similarity of the text, headings found, table cells found.

    score_documents.py --reader build/release/read_documents --documents FOLDER [--worst N] [--diff NAME]

FOLDER holds <format>/<file> and <format>/expected/<file>.md (or <stem>.md). Both sides lose their marks first (heading, emphasis, code, link, picture,
table and comment signs; of pictures the alternative text, which the references leave out), so that words are compared and not the dialect. Similarity: difflib's ratio over words, 2 M / T
(Ratcliff and Obershelp). Headings and cells: share of the reference's, as multisets, that the other text has as headings and cells.
"""
import argparse, collections, difflib, json, pathlib, re, subprocess


def plain(text):
    text = re.sub(r"<!--.*?-->", " ", text, flags=re.S)
    text = re.sub(r"!\[([^\]]*)\]\([^)]*\)", " ", text)
    text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^\s*\|?[\s:|-]+\|[\s:|-]*$", " ", text, flags=re.M)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, sign)
    return re.sub(r"[*`~#|\\_]|^\s*[-+>] ", " ", text, flags=re.M)


def words(text):
    return plain(text).split()


def headings(text):
    return collections.Counter(" ".join(words(m)) for m in re.findall(r"^#+ (.*)$", text, flags=re.M))


def cells(text):
    found = collections.Counter()
    for line in text.splitlines():
        if line.startswith("|") and not re.fullmatch(r"[\s:|-]*", line):
            found.update(cell for cell in (" ".join(words(c)) for c in re.split(r"(?<!\\)\|", line)[1:-1]) if cell)
    return found


def share(reference, found):
    return sum((reference & found).values()) / sum(reference.values()) if reference else None


def pairs(folder):
    for expected in sorted(folder.glob("*/expected/*.md")):
        files = [expected.parent.parent / expected.stem] + list(expected.parent.parent.glob(expected.stem + ".*"))
        file = next((f for f in files if f.is_file()), None)
        if file:
            yield file, expected


def mean(values):
    values = [v for v in values if v is not None]
    return f"{sum(values) / len(values):.3f}" if values else "-"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader", required=True)
    parser.add_argument("--documents", type=pathlib.Path, required=True)
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--diff", help="show both texts of this file")
    options = parser.parse_args()
    todo = [(f, e) for f, e in pairs(options.documents) if not options.diff or f.name == options.diff]
    lines = subprocess.run([options.reader, *(str(f) for f, _ in todo)], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    rows = []
    for (file, expected), line in zip(todo, lines, strict=True):
        answer, reference = json.loads(line), expected.read_text()
        text = answer.get("text", "")
        if options.diff:
            print(text or answer, "\n=== expected\n" + reference)
        ratio = difflib.SequenceMatcher(None, words(reference), words(text), autojunk=False).ratio()
        rows.append((file.parent.name, file.name, ratio, share(headings(reference), headings(text)), share(cells(reference), cells(text)), answer))
    for _, name, ratio, heads, cell, answer in sorted(rows, key=lambda r: r[2])[:options.worst]:
        print(f"{ratio:.3f} headings {mean([heads])} cells {mean([cell])} {name} {answer.get('reason', '')} {answer.get('detail', '')}")
    for kind in sorted({r[0] for r in rows}):
        mine = [r for r in rows if r[0] == kind]
        print(f"{kind}: {len(mine)} files, text {mean([r[2] for r in mine])}, headings {mean([r[3] for r in mine])}, cells {mean([r[4] for r in mine])}, "
              f"{sum(r[5]['seconds'] for r in mine):.2f} s")


if __name__ == "__main__":
    main()
