#!/usr/bin/env python3
"""What people ask of a passage (asked_answers/README.md), beside what the program asks and keeps.

usage: score_asked_answers.py documents FOLDER              writes the passages as Markdown documents, a file a product, with a recipe that teaches every fact
       score_asked_answers.py mined WORKSPACE [--half dev|held] [--missed N]   after `jangin synthesize FOLDER/recipe.toml --workspace WORKSPACE`
       score_asked_answers.py samples [--half dev|held] > samples.jsonl         one question of each answer, for `jangin judge --input samples.jsonl --output verdicts.jsonl`
       score_asked_answers.py kept samples.jsonl verdicts.jsonl [--rejected N]

mined: an answer is asked for when some question of the passage's samples has an answer with at least three quarters of the answer's telling words (stems; numbers, signs
and codes count; Korean
words without particles and endings) and at most two and a half times as many of its own, plus two. `kept`: the share of true samples that the gates keep, by reason otherwise.
--half: dev, the even lines, may be read; held, the odd ones, is for totals only (--missed and --rejected refuse it). Needs Python 3.11; mined also duckdb.
"""
import argparse
import collections
import json
import pathlib
import random
import re
import sys

SETS = pathlib.Path(__file__).parent / "asked_answers"
SEPARATOR = re.compile(r" [>–] ")
FUNCTION_WORDS = set("""the a an is of to in on for and or which what does do how when it be are by with if this that as at from into was will can must may its they them there than then only
 until""".split())
RECIPE = """name = "asked"
base = "smollm2-135m-instruct"
[[collect.sources]]
path = "documents"
licence = "CC-BY-4.0"
[synthesize]
wordings = 20
max_wordings = 20
statements = 0.0
contrasts = 0.0
refusals = 0.0
examination = 0
[train]
tokens = 100000000
"""


def rows(half=None):
    """(field, number, row) of every line, or of a half."""
    for file in sorted(SETS.glob("*.jsonl")):
        for number, line in enumerate(file.read_text().splitlines()):
            if half is None or (number % 2 == 0) == (half == "dev"):
                yield file.stem, number, json.loads(line)


def write_documents(folder):
    products = collections.OrderedDict()
    for field, _, row in rows():
        product, *headings = SEPARATOR.split(row["context"])
        products.setdefault((field, product), []).append((headings[-1] if headings else "", row["passage"]))
    for number, ((field, product), parts) in enumerate(products.items()):
        path = folder / "documents" / field / f"{number:04}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {product}\n\n" + "".join((f"## {heading}\n\n" if heading else "") + passage + "\n\n" for heading, passage in parts))
    (folder / "recipe.toml").write_text(RECIPE)
    print(f"{len(products)} documents; next: jangin synthesize {folder / 'recipe.toml'} --workspace {folder / 'out'}")


HANGUL = re.compile("[가-힣]$")
VERB_OF_NOUN = re.compile("(?<=[가-힣]{2})[되됩된될됨돼하합한할함해했].*$")  # "차단되면", "정지합니다"
VERB_END = re.compile("(?<=[가-힣])(?:습니다|십시오|니다|으면|면|으며|며|는다|이다|이면|다|고|지|인)$")


def korean_stem(word):
    """Without particles ("이내에", "30분이", "뒤에는"), and a verb without its ending: "넘으면", "넘을", "차단되면", "차단된"."""
    from score_mined_facts import PARTICLES  # needs duckdb, as whoever compares words does
    word = VERB_OF_NOUN.sub("", word)
    while (short := PARTICLES.sub("", word) or word) != word:
        word = short
    word = VERB_END.sub("", word)
    last = ord(word[-1]) - 0xAC00
    soft = 0 <= last < 11172 and last % 28 in (4, 8, 16, 17)  # ㄴ ㄹ ㅁ ㅂ: "떨어진", "떨어질", "떨어집니다"
    return word[:-1] + chr(0xAC00 + last - last % 28) if soft and len(word) > 1 else word


def stem(word):
    if HANGUL.search(word):
        return korean_stem(word)
    for ending in ("ing", "ed", "es", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def telling_words(text):
    return {stem(w) for w in re.findall(r"[\w.#/%°\-]+", text.lower().replace("-", " ")) if w not in FUNCTION_WORDS}


def is_asked(wanted, answers):
    return bool(wanted) and any(len(wanted & given) >= 0.75 * len(wanted) and len(given) <= 2.5 * len(wanted) + 2 for given in answers)


def table(counts, columns):
    print(f"{'':<12}" + "".join(f"{c:>22}" for c in columns))
    total = collections.Counter()
    for field in [*sorted(counts), "all"]:
        row = counts[field] if field != "all" else total
        if field != "all":
            total.update(row)
        of = sum(row.values())
        print(f"{field:<12}" + "".join(f"{row[c]:>14} ({row[c] / max(1, of):.3f})" for c in columns))


def mined(workspace, half, missed):
    import duckdb
    db, folder = duckdb.connect(), pathlib.Path(workspace)
    flat = lambda text: re.sub(r"\W", "", text.lower())
    passages = [(i, flat(t)) for i, t in db.execute(f"select passage_id, text from '{folder}/refine/passages.parquet'").fetchall()]
    texts = collections.defaultdict(list)
    for sample, text in db.execute(f"select sample_id, text from '{folder}/synthesize/samples.messages.parquet' order by row, message").fetchall():
        texts[sample].append(text)
    answers = collections.defaultdict(list)
    for sample, passage in db.execute(f"select sample_id, passage_id from '{folder}/synthesize/samples.parquet' where method = 'questions'").fetchall():
        answers[passage].append(telling_words(texts[sample][-1]))
    with_fact = {p for p, in db.execute(f"select passage_id from '{folder}/synthesize/facts.parquet'").fetchall()}
    counts, misses = collections.defaultdict(collections.Counter), []
    for field, _, row in rows(half):
        start = flat(row["passage"])[:70]
        ids = [i for i, t in passages if start in t]
        for asked in row["asked"]:
            found = is_asked(telling_words(asked["answer"]), [a for i in ids for a in answers[i]])
            kind = "asked for" if found else "other facts only" if any(i in with_fact for i in ids) else "no fact"
            counts[field][kind] += 1
            if not found:
                misses.append([field, row["context"], row["passage"], asked["answer"], asked["questions"][0]])
    table(counts, ["asked for", "other facts only", "no fact"])
    for miss in random.Random(3).sample(misses, min(missed, len(misses))):
        print(" | ".join(miss))


def samples(half):
    turn = 0
    for field, _, row in rows(half):
        for asked in row["asked"]:
            turn += 1
            print(json.dumps({"question": asked["questions"][turn % 3], "answer": asked["answer"], "evidence": row["passage"], "context": row["context"], "language": "ko" if field.startswith("ko_") else "en", "field": field}, ensure_ascii=False))


def kept(samples_file, verdicts_file, rejected):
    read = lambda path: [json.loads(line) for line in pathlib.Path(path).read_text().splitlines()]
    counts, reasons, shown = collections.defaultdict(collections.Counter), collections.Counter(), []
    for sample, verdict in zip(read(samples_file), read(verdicts_file), strict=True):
        counts[sample["field"]]["kept" if verdict["pass"] else "rejected"] += 1
        if not verdict["pass"]:
            reasons[f"{verdict['gate']}.{verdict['reason']}"] += 1
            shown.append([f"{verdict['gate']}.{verdict['reason']}", sample["question"], sample["answer"], sample["evidence"], verdict["detail"]])
    table(counts, ["kept", "rejected"])
    print(", ".join(f"{reason} {count}" for reason, count in reasons.most_common()))
    for row in sorted(random.Random(3).sample(shown, min(rejected, len(shown)))):
        print(" | ".join(row))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("task", choices=["documents", "mined", "samples", "kept"])
    parser.add_argument("files", nargs="*")
    parser.add_argument("--half", choices=["dev", "held"])
    parser.add_argument("--missed", type=int, default=0)
    parser.add_argument("--rejected", type=int, default=0)
    options = parser.parse_args()
    if options.missed and options.half != "dev":
        sys.exit("only the half `dev` is shown")
    if options.task == "documents":
        write_documents(pathlib.Path(options.files[0]))
    elif options.task == "mined":
        mined(options.files[0], options.half, options.missed)
    elif options.task == "samples":
        samples(options.half)
    else:
        kept(options.files[0], options.files[1], options.rejected)


if __name__ == "__main__":
    main()
