#!/usr/bin/env python3
"""Main text of web pages against references: shingle precision, recall and F1.

The measure is that of scrapinghub's article-extraction-benchmark (https://github.com/scrapinghub/article-extraction-benchmark, README,
"Evaluation"), written anew: tokens are runs of word characters; counted 4-grams of tokens (a shorter text is one gram) are compared as
multisets; precision and recall are means over pages, F1 is their harmonic mean.

    score_articles.py --reader build/release/read_documents --pages FOLDER [--part even|odd] [--worst N] [--diff N]

FOLDER holds ground-truth.json ({id: {"articleBody": text}}) and html/<id>.html.gz. --part takes every other page in the order of ids.
"""
import argparse, collections, gzip, json, pathlib, re, subprocess, tempfile


def grams(text):
    tokens = re.findall(r"\w+", text)
    return collections.Counter(tuple(tokens[i:i + 4]) for i in range(max(1, len(tokens) - 3)) if tokens)


def compare(reference, found):
    reference, found = grams(reference), grams(found)
    common = sum((reference & found).values())
    return common, sum(found.values()) - common, sum(reference.values()) - common


def share(part, rest):
    return 1.0 if rest == 0 else part / (part + rest)


def read_pages(reader, folder, ids):
    with tempfile.TemporaryDirectory() as scratch:
        paths = []
        for page in ids:
            paths.append(pathlib.Path(scratch, page + ".html"))
            paths[-1].write_bytes(gzip.open(folder / "html" / (page + ".html.gz")).read())
        lines = subprocess.run([reader, *map(str, paths)], check=True, stdout=subprocess.PIPE).stdout.decode().splitlines()
    return {page: json.loads(line) for page, line in zip(ids, lines, strict=True)}


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--reader", required=True)
    parser.add_argument("--pages", type=pathlib.Path, required=True)
    parser.add_argument("--part", choices=["even", "odd"])
    parser.add_argument("--worst", type=int, default=0)
    parser.add_argument("--diff", type=int, default=0, help="show what is extra (+) and lost (-) on the N worst pages")
    options = parser.parse_args()
    truth = json.loads((options.pages / "ground-truth.json").read_text())
    ids = sorted(truth)
    if options.part:
        ids = ids[options.part == "odd"::2]
    answers = read_pages(options.reader, options.pages, ids)
    rows = []
    for page in ids:
        right, extra, lost = compare(truth[page]["articleBody"], answers[page].get("text", ""))
        rows.append((page, share(right, extra) if right + extra else None, share(right, lost) if right + lost else None))
    precisions, recalls = [r[1] for r in rows if r[1] is not None], [r[2] for r in rows if r[2] is not None]
    precision, recall = sum(precisions) / len(precisions), sum(recalls) / len(recalls)
    rows.sort(key=lambda row: (row[1] or 0) + (row[2] or 0))
    for page, p, r in rows[:max(options.worst, options.diff)]:
        print(f"{page} precision {p or 0:.3f} recall {r or 0:.3f}")
    for page, _, _ in rows[:options.diff]:
        print("==", page, truth[page].get("url", ""))
        print_diff(truth[page]["articleBody"], answers[page].get("text", str(answers[page])))
    seconds = sum(a["seconds"] for a in answers.values())
    print(f"{len(ids)} pages: precision {precision:.4f} recall {recall:.4f} F1 {2 * precision * recall / (precision + recall):.4f}, {seconds:.2f} s in the sandbox")


def print_diff(reference, found):
    lines = lambda text: [" ".join(re.findall(r"\w+", line)) for line in text.splitlines() if re.findall(r"\w+", line)]
    known_reference, known_found = grams(reference), grams(found)
    for sign, text, known in (("+", found, known_reference), ("-", reference, known_found)):
        for line in lines(text):
            mine = grams(line)
            if sum((mine & known).values()) * 2 < sum(mine.values()):
                print(sign, line[:160])


if __name__ == "__main__":
    main()
