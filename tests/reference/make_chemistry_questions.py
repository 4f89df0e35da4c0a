#!/usr/bin/env python3
"""Question file and training folder from text books as Markdown whose exercises have answers (OpenStax "Chemistry 2e", "Atoms First").

    make_chemistry_questions.py BOOKS QUESTIONS.jsonl FOLDER

An exercise is "**Exercise.** … **Solution.** …", or "Check Your Learning … Answer: …". Of every second section (a title; the books share some) all exercises are held out:
FOLDER gets the books without them and without whatever other exercise asks the same (13 words in a row, or the whole of a shorter question). What the sections tell stays.
QUESTIONS holds those of the held-out exercises that stand alone and whose answer is one number, formula, name or phrase: each as a short answer ("s-…"), and, where three
others have answers of its kind (numbers, symbols, formulas, words), as four-way choice ("c-…") with these as the wrong ones: of numbers those with the same unit, else those of
like size, with the right one's unit. Deterministic; prints counts.
`--self-test` runs the cases at the end.
"""
import argparse
import hashlib
import json
import math
import pathlib
import re
import shutil
import sys

START = re.compile(r"^(?:\*\*Exercise\.\*\*|Check Your Learning)", re.M)
HEADING = re.compile(r"^#+ (?!Answer:)", re.M)
SPLIT = re.compile(r"\n+(?:\*\*Solution\.\*\*|#* ?Answer:)\s*")
PARTS = re.compile(r"\((?:[b-z]|ii)\)")
WINDOW = 13  # words

# What an exercise says that cannot be read alone: pointers elsewhere, and places where a reference was lost in the conversion to Markdown.
POINTS = re.compile(r"\b(above|below|shown|figures?|tables?|appendix|simulator|example|exercises?|previous|preceding|repeat|diagram|plot|graph|drawing|illustrat\w+|images?|explain|accompanying|described|"
                    r"same reaction|this reaction|this section|chapter|provided|sketch|draw|lewis structures?|give an example|write the)\b", re.I)
LOST = re.compile(r"\(\s*(?:see)?\s*\)|\b(?:in|from|see|using|with|of|for|at|by|use|and)\s*[?.,;:)]|\b(?:in|from|see|use|using|by|with) (?:to|for|and|is|was|are|has|have|contains|shows?|showed)\b", re.I)
NUMBER = re.compile(r"[-+]?\d[\d,]*\.?\d*(?: ?× ?10\^-?\d+)?")
SYMBOL = re.compile(r"[A-Z][a-z]?")
FORMULA = re.compile(r"\[?(?=[^a-z]*[A-Z])(?:[A-Z][a-z]?\d*|\((?:[A-Z][a-z]?\d*)+\)\d*)+(?:\^\d?[+-])?\]?")


def plain(text):
    """One line; every minus sign of typography as one."""
    return re.sub(r"[−–](?=\d|$|\s|[+)\]])", "-", " ".join(text.split()))


def words(text):
    return re.findall(r"\w+", text.casefold())


def windows(text):
    found = words(text)
    return {" ".join(found[i:i + WINDOW]) for i in range(max(1, len(found) - WINDOW + 1))}


def spans(text):
    """(begin, end) of each exercise with its answer."""
    starts = [match.start() for match in START.finditer(text)]
    for begin, following in zip(starts, starts[1:] + [len(text)]):
        heading = HEADING.search(text, begin)
        end = min(following, heading.start() if heading else len(text))
        if text.startswith("Check", begin):  # the text goes on behind its answer: one paragraph, and those of further parts
            answer = SPLIT.search(text, begin, end)
            paragraphs = list(re.finditer(r".+?(?:\n\s*\n|\Z)", text[answer.end() if answer else begin:end], re.S))
            base, stop = (answer.end() if answer else begin), 0
            for at, paragraph in enumerate(paragraphs):
                if at > 0 and not PARTS.match(paragraph.group()):
                    break
                stop = paragraph.end()
            end = base + stop
        yield begin, end


def exercise(piece):
    """(question, answer) as one line each; None where there is no answer."""
    parts = SPLIT.split(piece, maxsplit=1)
    question = plain(re.sub(r"^(?:\*\*Exercise\.\*\*|Check Your Learning)", "", parts[0].strip())).lstrip(". ")
    return (question, parts[1].strip()) if len(parts) == 2 and parts[1].strip() else (question, None)


def stands_alone(question):
    if POINTS.search(question) or LOST.search(question) or PARTS.search(question) or question.count("?") > 1 or len(words(question)) < 6:
        return False
    return "following" not in question or bool(re.search(r"[⟶→⇌]|following[^:]*: ?\S", question))


def short_answer(text):
    """(the answer, its kind) or None: `kind` is what wrong choices share with it."""
    if "\n" in text:
        return None
    answer = re.sub(r"^(?:about|approximately) ", "", plain(text).rstrip("."), flags=re.I)
    left, sign, right = answer.rpartition("=")
    if sign:
        if re.match(r"[-+\d]", left) or "=" in left:
            return None
        answer = right.strip()
    if re.search(r"[;⟶→⇌<>#≈()]|, | and | or |\b(?:is|are|can|will|no|yes)\b", answer, re.I) and not FORMULA.fullmatch(answer):
        return None
    number = NUMBER.match(answer)
    if number and len(answer.split()) <= 8:
        unit = answer[number.end():].strip()
        return (answer, "number " + unit) if not re.search(r"\d{2}", unit) else None
    if FORMULA.fullmatch(answer):
        return answer, "symbol" if SYMBOL.fullmatch(answer) else "formula"
    return (answer, "words") if len(answer.split()) <= 4 and re.search(r"[A-Za-z]{2}", answer) else None


def value_of(answer):
    found = re.match(r"([-+]?[\d,]*\.?\d+)\.?(?: ?× ?10\^(-?\d+))?", answer)
    return float(found[1].replace(",", "")) * 10.0 ** int(found[2] or 0)


def accepted(answer, kind):
    """The answer, its number without the unit, and small powers of ten written out."""
    forms = [answer]
    if not kind.startswith("number "):
        return forms
    unit = kind.removeprefix("number ")
    number = answer[:len(answer) - len(unit)].strip() if unit else answer
    if len(re.sub(r"\D", "", number)) >= 2:
        forms.append(number)
    if "×" in number and 1e-4 <= abs(value_of(answer)) < 1e7:
        forms += [f"{value_of(answer):.10g} {unit}".strip(), f"{value_of(answer):.10g}"]
    return list(dict.fromkeys(forms))


def wrong_numbers(item, items):
    """Three numbers that differ from the answer and from each other by at least a tenth, as written, with its unit."""
    own, unit = value_of(item["answer"]), item["kind"].removeprefix("number ")
    others = [other for other in items if other["kind"].startswith("number ") and value_of(other["answer"]) * own > 0]
    others.sort(key=lambda other: (other["kind"] != item["kind"], abs(math.log(value_of(other["answer"]) / own)), other["answer"]))
    taken, values = [], [own]
    for other in others:
        value = value_of(other["answer"])
        if len(taken) < 3 and all(abs(math.log(value / seen)) > 0.1 for seen in values):
            number = other["answer"].removesuffix(other["kind"].removeprefix("number ")).strip()
            taken.append(number + item["answer"][len(item["answer"].removesuffix(unit).rstrip()):])
            values.append(value)
    return taken


def wrong_choices(item, items):
    """Three answers of the same kind to other questions; of those that are no numbers, by a draw that the question decides."""
    if item["kind"].startswith("number "):
        return wrong_numbers(item, items)
    others = {other["answer"] for other in items if other["kind"] == item["kind"] and other["answer"] != item["answer"]}
    return sorted(others, key=lambda answer: hashlib.sha256((item["question"] + answer).encode()).hexdigest())[:3]


def read_books(folder):
    """[{path, title, text, spans}] in the order of names."""
    books = []
    for path in sorted(folder.glob("*.md")):
        text = path.read_text(encoding="utf-8")
        books.append({"path": path, "title": text.split("\n", 1)[0].lstrip("# ").strip(), "text": text, "spans": list(spans(text))})
    return books


def usable(books):
    items, seen = [], set()  # windows of the questions taken: an exercise stands in both books, sometimes in other words at its end
    for book in books:
        for begin, end in book["spans"]:
            question, answer = exercise(book["text"][begin:end])
            short = answer and stands_alone(question) and short_answer(answer)
            if short and seen.isdisjoint(windows(question)):
                seen |= windows(question)
                items.append({"title": book["title"], "file": book["path"].name, "question": question, "answer": short[0], "kind": short[1]})
    return items


def question_lines(items):
    for item in items:
        name = hashlib.sha256(item["question"].encode()).hexdigest()[:10]
        common = {"question": item["question"], "answers": accepted(item["answer"], item["kind"]), "evidence": {"file": item["file"]}}
        yield {"id": "s-" + name, **common}
        choices = wrong_choices(item, items)
        if len(choices) == 3:
            place = int(name[:4], 16) % 4
            yield {"id": "c-" + name, **common, "choices": choices[:place] + [item["answer"]] + choices[place:], "answer_index": place}


def without(text, held):
    for begin, end in reversed(held):
        text = text[:begin].rstrip() + "\n\n" + text[end:].lstrip()
    return text


def hold_out(books, titles, items, folder):
    """Writes the folder; returns how many exercises of the titles and how many elsewhere are not in it."""
    asked = {window for item in items for window in windows(item["question"])}
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    of_titles = elsewhere = 0
    for book in books:
        own = book["title"] in titles
        held = [span for span in book["spans"] if own or not asked.isdisjoint(windows(exercise(book["text"][span[0]:span[1]])[0]))]
        of_titles, elsewhere = of_titles + own * len(held), elsewhere + (not own) * len(held)
        (folder / book["path"].name).write_text(without(book["text"], held), encoding="utf-8")
    return of_titles, elsewhere


def still_there(items, folder):
    """Questions of which 13 words in a row, or a shorter one as a whole, stand in the folder."""
    text = " " + " ".join(word for path in sorted(folder.glob("*.md")) for word in words(plain(path.read_text(encoding="utf-8")))) + " "
    return [item for item in items if any(f" {window} " in text for window in windows(item["question"]))]


def self_test():
    text = ("# T\n\nProse.\n\nCheck Your Learning\nWhat is the mass of 2 mol of gold, in grams?\n\n### Answer:\n\n394 g\n\nProse goes on.\n\n## Chemistry End of Chapter Exercises\n\n"
            "**Exercise.** What is the formula of table salt, a common food?\n\n**Solution.** NaCl\n\n**Exercise.** Without one.\n\n## Glossary\n\nword\n")
    pieces = [text[begin:end] for begin, end in spans(text)]
    cases = [(len(pieces), 3), (exercise(pieces[0]), ("What is the mass of 2 mol of gold, in grams?", "394 g")), (exercise(pieces[1])[1], "NaCl"), (exercise(pieces[2])[1], None),
             ("Prose goes on." in without(text, list(spans(text))), True), ("word" in without(text, list(spans(text))), True), ("394" in without(text, list(spans(text))), False),
             (stands_alone("Use the information in to estimate the boiling point of water."), False), (stands_alone("What is the mass of the sample (see )?"), False),
             (stands_alone("What is the density of a liquid with a mass of 3 g?"), True),
             (short_answer("Percent yield = 31%"), ("31%", "number %")), (short_answer("–35 kJ"), ("-35 kJ", "number kJ")), (short_answer("0.35 m = 35 cm"), None), (short_answer("12 g; 3 mol"), None),
             (short_answer("Na2S"), ("Na2S", "formula")), (short_answer("Ca3(PO4)2"), ("Ca3(PO4)2", "formula")), (short_answer("The bond is stronger."), None), (short_answer("nonpolar"), ("nonpolar", "words")),
             (wrong_choices({"answer": "10 g", "kind": "number g"}, [{"answer": a, "kind": k} for a, k in (("10.2 g", "number g"), ("20 g", "number g"), ("9 × 10^1 g", "number g"), ("11.5 L", "number L"))]),
              ["20 g", "9 × 10^1 g", "11.5 g"]),
             (accepted("5.07 × 10^4 J", "number J"), ["5.07 × 10^4 J", "5.07 × 10^4", "50700 J", "50700"])]
    wrong = [case for case in cases if case[0] != case[1]]
    print("self-test", wrong or "ok")
    return not wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", type=pathlib.Path, help="folder of Markdown files")
    parser.add_argument("questions", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path, help="replaced")
    arguments = parser.parse_args()
    books = read_books(arguments.books)
    items = usable(books)
    titles = set(list(dict.fromkeys(item["title"] for item in items))[1::2])
    held = [item for item in items if item["title"] in titles]
    if not held:
        sys.exit(f"no exercise with a short answer in {arguments.books}")
    of_titles, elsewhere = hold_out(books, titles, held, arguments.folder)
    left = still_there(held, arguments.folder)
    held = [item for item in held if item not in left]
    lines = list(question_lines(held))
    arguments.questions.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    print(f"{sum(len(book['spans']) for book in books)} exercises in {len(books)} files; {len(items)} stand alone with a short answer, in {len({item['title'] for item in items})} sections")
    print(f"held out: {of_titles} exercises of {len(titles)} sections, {elsewhere} elsewhere that ask the same; dropped, as the text itself asks them: {len(left)}")
    print(f"{arguments.questions}: {len(held)} short answers, {len(lines) - len(held)} four-way; {arguments.folder}: the books without those exercises")


if __name__ == "__main__":
    if sys.argv[1:] == ["--self-test"]:
        sys.exit(0 if self_test() else 1)
    main()
