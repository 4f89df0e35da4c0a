# All sides in turns on the same PDFs, one core: processor seconds, and how near each text is to a reference where there is one (documents-dev: FOLDER/pdf/*.pdf
# with FOLDER/pdf/expected/*.md), by the measures of tests/reference/score_documents.py; else headings against the PDF's bookmarks.
# compare.py OURS PYTHON ROUNDS TEXTS FOLDER [PDF...]      TEXTS: a folder to which the texts are written
import collections
import difflib
import importlib.util
import json
import pathlib
import re
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from sides import Side, processor

spec = importlib.util.spec_from_file_location("score_documents", HERE.parents[1] / "tests/reference/score_documents.py")
score = importlib.util.module_from_spec(spec)
spec.loader.exec_module(score)


def without_tags(text):
    """The rival writes line breaks of cells and raised text as HTML."""
    text = re.sub(r"<br\s*/?>", " ", text)
    return re.sub(r"</?(sup|sub|u|mark)>", "", text)


def bookmarks(python, pdf):
    code = "import json, pymupdf, sys; print(json.dumps([e[1] for e in pymupdf.open(sys.argv[1]).get_toc()]))"
    titles = json.loads(subprocess.run([python, "-c", code, pdf], check=True, stdout=subprocess.PIPE).stdout)
    return collections.Counter(" ".join(score.words(title)) for title in titles)


def f1(reference, found):
    """Of multisets: the share of both that is common."""
    if not reference:
        return None
    common = sum((reference & found).values())
    return 2 * common / (sum(reference.values()) + sum(found.values()))


def shares(text, reference, titles):
    if reference is None:
        return None, score.share(titles, bare_headings(text)), None, None
    ratio = difflib.SequenceMatcher(None, score.words(reference), score.words(text), autojunk=False).ratio()
    return ratio, score.share(score.headings(reference), score.headings(text)), score.share(score.cells(reference), score.cells(text)), f1(score.cells(reference), score.cells(text))


def bare_headings(text):
    """Headings without their number, which bookmarks leave out."""
    return collections.Counter({re.sub(r"^(Chapter )?[\dA-Z]+(\.\d+)*\.?\s+", "", heading): n for heading, n in score.headings(text).items()})


def show(value):
    return f"{value:.3f}" if value is not None else "-"


def measure(sides, files, rounds):
    """Texts and processor seconds of every side, the order turned from round to round."""
    texts, seconds, pages = {}, collections.defaultdict(list), {}
    for step in range(rounds):
        names = list(sides)
        for file in files:
            for name in names[step % len(names):] + names[:step % len(names)]:
                answer = sides[name].ask(str(file))
                if "error" in answer:
                    sys.exit(f"{name} on {file}: {answer['error']}")
                texts[name, file] = without_tags(answer["text"])
                pages[file] = answer["pages"]
                seconds[name, file].append(answer["seconds"])
    return texts, {key: statistics.median(values) for key, values in seconds.items()}, pages


def report(title, sides, files, references, results, python):
    texts, seconds, pages = results
    print(f"{title}: {len(files)} files, {sum(pages[f] for f in files)} pages")
    for name in sides:
        rows = [shares(texts[name, f], references.get(f), bookmarks(python, str(f)) if f not in references else None) for f in files]
        speed = sum(pages[f] for f in files) / sum(seconds[name, f] for f in files)
        means = [score.mean([row[i] for row in rows]) for i in range(4)]
        print(f"  {name:>22}: text {means[0]}, headings {means[1]}, cells found {means[2]}, cells F1 {means[3]}, {speed:8.1f} pages/s", flush=True)
        for f, row in zip(files, rows):
            print(f"  {'':>22}  {f.name}: {' '.join(map(show, row))}")
    return {name: sum(pages[f] for f in files) / sum(seconds[name, f] for f in files) for name in sides}


def main():
    ours, python, rounds, texts_folder, folder = sys.argv[1], sys.argv[2], int(sys.argv[3]), pathlib.Path(sys.argv[4]), pathlib.Path(sys.argv[5])
    print(f"processor: {processor()}; one core, {rounds} rounds in turns, medians of processor seconds")
    sides = {"ours": Side([ours])}
    for mode in ("layout", "plain"):
        sides[f"pymupdf4llm_{mode}"] = Side([python, str(HERE / "rival_pymupdf4llm.py"), mode], OMP_NUM_THREADS="1")
    references = {folder / "pdf" / (path.stem + ".pdf"): path.read_text() for path in sorted((folder / "pdf" / "expected").glob("*.md"))}
    manuals = [pathlib.Path(p) for p in sys.argv[6:]]
    speeds = {}
    for title, files in (("documents with a reference", list(references)), ("manuals", manuals)):
        if not files:
            continue
        results = measure(sides, files, rounds)
        for (name, file), text in results[0].items():
            (texts_folder / f"{file.stem}.{name}.md").write_text(text)
        speeds[title] = report(title, sides, files, references, results, python)
    for side in sides.values():
        side.close()
    worst = min(speeds.values(), key=lambda s: s["ours"] / max(v for k, v in s.items() if k != "ours"))
    rivals = {name: round(value, 2) for name, value in worst.items() if name != "ours"}
    print(json.dumps({"task": "read_pdf", "unit": "pages/s a core", "ours": round(worst["ours"], 1), "rivals": rivals, "ratio": round(worst["ours"] / max(rivals.values()), 1),
                      "limit": None, "share_of_limit": None, "processor": processor()}))


if __name__ == "__main__":
    main()
