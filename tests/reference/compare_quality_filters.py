# The quality steps against datatrove's filters, verdict by verdict, on texts of many kinds: English and Korean documents as they are and without their markup, main texts of
# web pages, and texts made to break one rule each. First with our words (the rules must agree), then with datatrove's own (what another definition of a word does).
#   compare_quality_filters.py BENCH_PROGRAM EN_FOLDER KO_FOLDER GROUND_TRUTH [DOCUMENTS]
# BENCH_PROGRAM: build/…/quality_filters_bench; folders of Markdown files; GROUND_TRUTH: article-extraction-benchmark's ground-truth.json; DOCUMENTS of each folder (1,500).
# Ends with status 1 when a verdict differs with our words. Run by a Python that has datatrove 0.10, spacy and kiwipiepy (bench/quality_filters/run installs one).
import collections
import hashlib
import json
import pathlib
import random
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
BENCH = HERE.parent.parent / "bench"
sys.path[:0] = [str(BENCH), str(BENCH / "quality_filters")]
from compare import FILTERS, OURS_ONLY, equal
from sides import Side

LONGEST = 60_000  # bytes; one long text says no more about a rule
EXAMPLES = 3


def without_markup(text):
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    text = re.sub(r"!?\[([^\]\n]*)\]\([^)\n]*\)", r"\1", text)
    return re.sub(r"^\s*(#+|[-*+]|>|\d+\.)\s+|[*`_|]+", "", text, flags=re.M)


def documents(folder, count):
    files = sorted(pathlib.Path(folder).rglob("*.md"), key=lambda p: hashlib.sha256(p.name.encode()).digest())
    texts = []
    for path in files:
        text = path.read_bytes().decode("utf-8", "replace").replace("\r\n", "\n").replace("\0", " ")
        if len(text.encode()) > LONGEST or not text.strip():
            continue
        texts.append(text if len(texts) % 2 else without_markup(text))
        if len(texts) == count:
            break
    return [text for text in texts if text.strip()]


def degenerate(words, sentence, seed):
    """Texts about the limits of each rule. `words`: different words; `sentence`: a full one of the language."""
    draw = random.Random(seed)
    prose = lambda count: " ".join(draw.choice(words) for _ in range(count))
    lines = lambda count, end, length=(6, 14): "\n".join(prose(draw.randint(*length)) + end for _ in range(count))
    texts = ["\n", " \n \n", "...", "a", sentence, lines(40, ""), lines(40, "."), lines(40, "..."), lines(30, "…"), prose(300), prose(2000).replace(" ", "\n")]
    for _ in range(60):
        body = lines(draw.randint(3, 30), draw.choice([".", "", "!", ".\n", "。", '"']))
        line, times = prose(draw.randint(1, 12)) + ".", draw.randint(1, 12)
        texts += [
            body + "\n" + "\n".join([line] * times),
            body + "\n\n" + "\n\n".join([line] * times),
            body + " " + " ".join([prose(draw.randint(2, 11))] * times),
            re.sub(r"^", "- ", body, count=draw.randint(1, 40), flags=re.M),
            re.sub(r" ", " # ", body, count=draw.randint(1, 40)),
            re.sub(r" ", draw.choice([" ... ", "… "]), body, count=draw.randint(1, 40)),
            re.sub(r"\n", "...\n", body, count=draw.randint(1, 20)),
            re.sub(r" ", draw.choice([" 12 ", " + ", " (3) "]), body, count=draw.randint(1, 90)),
            re.sub(r" ", "\n", body, count=draw.randint(1, 90)),
            body + draw.choice(["\nLorem ipsum dolor sit amet.", "\nvoid f() { return; }.", "\nPlease enable JavaScript to go on.", "\nRead our Privacy Policy, " + line, "\nlorem ipsum {",
                                "\n" + "x" * draw.choice([999, 1000, 1001]) + " one two.", "\nWater[12] boils[edit]. " + line, "\nIt is so. [3]"]),
            "\n".join(prose(draw.randint(1, 4)) + draw.choice(["", "."]) for _ in range(draw.randint(5, 60))),
            "\n".join([sentence] * times) + "\n" + body,
            "".join(draw.choice(["\n", " ", "  ", "\n\n", "\n\n\n", "a", ".", "the ", "of ", "등 ", "수 "]) for _ in range(draw.randint(1, 400))),
        ]
    return [text for text in texts if "\0" not in text]


def word_list(texts):
    return sorted({word for text in texts[:200] for word in text.split() if word.isalpha()})[:3000]


def report(side, ours, theirs, texts):
    """Prints agreement by filter and where verdicts part; gives back how many do."""
    parted = 0
    for name in FILTERS:
        rows = [(a, b, text) for a, b, text in zip(ours[name], theirs[name], texts, strict=True) if a[0] not in OURS_ONLY]
        apart = [row for row in rows if not equal(name, *row[:2])]
        decisions = sum((a[0] == "") != (b[0] == "") for a, b, _ in rows)
        parted += len(apart)
        print(f"  {side:>13} {name:<18} equal {len(rows) - len(apart)} of {len(rows)}; decisions that differ {decisions}")
        kinds = collections.Counter((a[0] or "passes", b[0] or "passes") for a, b, _ in apart)
        for (mine, other), count in kinds.most_common(EXAMPLES * 2):
            print(f"{'':>16}ours {mine}, datatrove {other}: {count}")
        if side == "our words":
            for a, b, text in apart[:EXAMPLES]:
                print(f"{'':>16}{a} {b} {text[:200]!r}")
    return parted


def compare(program, language, texts):
    with tempfile.NamedTemporaryFile() as file:
        file.write(b"".join(text.encode() + b"\0" for text in texts))
        file.flush()
        ours = Side([program, file.name, language])
        mine = ours.ask("verdicts")["verdicts"]
        ours.close()
        print(f"{language}: {len(texts)} texts, {sum(len(text.encode()) for text in texts) / 1e6:.1f} MB")
        for name in FILTERS:
            print(f"  {name}: " + ", ".join(f"{reason or 'passes'} {count}" for reason, count in collections.Counter(row[0] for row in mine[name]).most_common()))
        parted = 0
        for words, side in (("ours", "our words"), ("own", "its own words")):
            rival = Side([sys.executable, str(BENCH / "quality_filters" / "rival_datatrove.py"), file.name, language, words, program])
            answer = rival.ask("verdicts")
            rival.close()
            print(f"  {side}: datatrove threw on {answer['errors']}")
            apart = report(side, mine, answer["verdicts"], texts)
            parted += apart if words == "ours" else 0
    return parted


def main():
    program, english, korean, truth = sys.argv[1:5]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else 1500
    articles = [entry["articleBody"] for entry in json.loads(pathlib.Path(truth).read_text(encoding="utf-8")).values() if entry["articleBody"].strip()]
    texts = documents(english, count)
    parted = compare(program, "en", texts + articles + degenerate(word_list(texts), "The tool is changed and the spindle turns.", 1))
    texts = documents(korean, count)
    parted += compare(program, "ko", texts + degenerate(word_list(texts), "이 공구는 교체한 뒤에 다시 쓸 수 있다.", 2))
    sys.exit(1 if parted else 0)


if __name__ == "__main__":
    main()
