#!/usr/bin/env python3
"""False samples made from what people ask in their own words (asked_answers/README.md): one planted fault each. For `jangin judge --input`.

usage: plant_asked_faults.py --half dev|held [--language en|ko] [--seed 7] > false.jsonl        then: jangin judge --input false.jsonl

Every sample of the half is tried once with each kind; it is left out where it has nothing of the kind. Number, unit, code, name: another one stands in question or answer.
count: a number word is another ("which three" for "which two"). negation: one put in, taken out, or always and never exchanged. condition: the question's condition ("if …",
"after …", "with …") is taken out, where the evidence has one in the answer's sentence. statement: a sentence of the evidence told without its condition, or as what "the rule" is.
contradicted: the question's condition is denied, or its denial affirmed. neighbour: the answer to another question on the passage, from another sentence. bound: at least for less than and the like
(Korean; plant_asked_faults_ko.py). Deterministic for one seed. Needs Python 3.11; nothing else.
"""
import argparse
import json
import random
import re
import sys

import plant_asked_faults_ko as korean
from plant_faults import FAULTS
from plant_wordings import CONDITION_EN, CONDITION_EN_FRONT
from score_asked_answers import rows, telling_words

MARK = r"\b(?:if|when|whenever|unless|until|once|while|after|before|during|without|with|despite|in case)\b"
CONDITION_IN_EVIDENCE = re.compile(r"\b(?:if|when|whenever|unless|until|once|while|after|before|during|without|only|where)\b", re.I)
CLAUSE_BEHIND = re.compile(rf"^(?P<asked>(?:what|which|how|who|where|why|in|on|to|at|by|for|from)\b[^,;]{{12,}}?),? (?P<condition>{MARK} [^,;?]{{6,}})\?$", re.I)
CLAUSE_BEFORE = re.compile(rf"^(?P<condition>{MARK} [^,;?]{{6,}}), (?P<asked>[^;]{{12,}})\?$", re.I)
SITUATION_BEFORE = re.compile(r"^(?P<condition>[^;:?]{12,}); (?P<asked>[^;]{12,})\?$")
FLIPS = [(r"\b(is|are|was|were|does|do|did|has|have|can|could|will)(?: not|n't)\b", r"\1"), (r"\bwithout\b", "with"), (r"\bnever\b", "always"), (r"\balways\b", "never"), (r"\bnot \b", "")]
DENIALS = [(r"\b(is|are|was|were|has|can|will|must|should)\b(?! not\b|n't)", r"\1 not")]


def sentences(passage):
    return re.split(r"(?<=[.!?]) +(?=[A-Z/_(])|; ", passage)


def sentence_of(answer, passage):
    """Number of the sentence that holds most of the answer's words."""
    words = telling_words(answer)
    shares = [len(words & telling_words(s)) for s in sentences(passage)]
    return max(range(len(shares)), key=shares.__getitem__)


def upper_first(text):
    return text[0].upper() + text[1:]


def parts_of(question):
    return CLAUSE_BEHIND.match(question) or CLAUSE_BEFORE.match(question) or SITUATION_BEFORE.match(question)


def condition(sample, piece, draw):
    m = parts_of(sample["question"])
    held = sentences(piece["evidence"])[sentence_of(sample["answer"], piece["evidence"])]
    if not m or not CONDITION_IN_EVIDENCE.search(held) or not telling_words(m["condition"]) - telling_words(piece["context"]):
        return None
    return sample | {"question": upper_first(m["asked"]) + "?"}


def statement(sample, piece, draw):
    for sentence in re.split(r"(?<=[.!?]) +(?=[A-Z])", piece["evidence"]):
        m = CONDITION_EN.match(sentence) or CONDITION_EN_FRONT.match(sentence)
        if m and sample["answer"] in sentence and not re.match(r"(or|and)\b", m["main"]):
            return sample | {"question": draw.choice(["", f"What is the rule in {piece['title']}?"]), "answer": upper_first(m["main"]) + "."}
    return None


def count(sample, piece, draw):
    found = [(f, m) for f in ("question", "answer") for m in re.finditer(r"\b(?:two|three|four|five|six)\b", sample[f])]
    if not found:
        return None
    field, m = draw.choice(found)
    others = [n for n in ("two", "three", "four", "five", "six", "seven") if n != m[0] and n not in piece["evidence"].lower()]
    return sample | {field: sample[field][: m.start()] + draw.choice(others) + sample[field][m.end():]}


def contradicted(sample, piece, draw):
    m = parts_of(sample["question"])
    held = sentences(piece["evidence"])[sentence_of(sample["answer"], piece["evidence"])]
    if not m or not CONDITION_IN_EVIDENCE.search(held):
        return None
    for pattern, planted in FLIPS + DENIALS:
        flipped = re.sub(pattern, planted, m["condition"], count=1, flags=re.I)
        if flipped != m["condition"]:
            return sample | {"question": sample["question"].replace(m["condition"], flipped)}
    return None


def negation(sample, piece, draw):
    """In answer or question: a denial taken out or put in; outside of a question's condition. "How can …" for "How must …" is no fault, and not planted."""
    m = parts_of(sample["question"])
    asked = m["asked"] if m else sample["question"]
    found = []
    for field, text in (("answer", sample["answer"]), ("question", asked)):
        for pattern, planted in FLIPS + DENIALS:
            changed = re.sub(pattern, planted, text, count=1, flags=re.I)
            if changed != text:
                found.append(sample | {field: sample[field].replace(text, changed)})
                break
    return draw.choice(found) if found else None


def neighbour(sample, piece, draw):
    own, words = sentence_of(sample["answer"], piece["evidence"]), telling_words(sample["answer"])
    others = [a for a in piece["answers"] if sentence_of(a, piece["evidence"]) != own and not telling_words(a) & (words | telling_words(sample["question"]))]
    return sample | {"answer": draw.choice(others)} if others else None


KINDS = {kind: FAULTS[kind] for kind in ("number", "unit", "code", "name")} | {"count": count, "negation": negation, "condition": condition, "statement": statement, "contradicted": contradicted, "neighbour": neighbour}


def pieces(half, language):
    """(sample, piece) of every answer of the half; the question is the one that `score_asked_answers.py samples` asks."""
    every = list(rows(half))
    own = lambda field: field.startswith("ko_") == (language == "ko")
    names = {}
    for field, _, row in every:
        names.setdefault(field, set()).update(korean.NAMES.findall(row["passage"]) if language == "ko" else re.findall(r"\b[A-Za-z_:]*[a-z_][A-Z_][A-Za-z_]+\b|(?<=[a-z,] )[A-Z][a-z]{3,}\b", row["passage"]))
    turn = 0
    for field, _, row in every:
        for asked in row["asked"]:
            turn += 1
            if not own(field):
                continue
            sample = {"question": asked["questions"][turn % 3], "answer": asked["answer"]}
            yield sample, {"kind": "sentence", "language": language, "field": field, "evidence": row["passage"], "context": row["context"], "title": re.split(r" [>–] ", row["context"])[0],
                           "names": sorted(names[field]), "answers": [a["answer"] for a in row["asked"]]}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--half", choices=["dev", "held"], required=True)
    parser.add_argument("--language", choices=["en", "ko"], default="en")
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    kinds = korean.KINDS if options.language == "ko" else KINDS
    draw, counts = random.Random(f"{options.seed} {options.half}"), dict.fromkeys(kinds, 0)
    for sample, piece in pieces(options.half, options.language):
        for kind, plant in kinds.items():
            false = plant(sample, piece, draw)
            if not false:
                continue
            counts[kind] += 1
            print(json.dumps({"id": f"{kind}-{counts[kind]:04}", "planted": kind, "language": options.language, "question": false["question"], "answer": false["answer"], "evidence": piece["evidence"],
                              "context": piece["context"], "field": piece["field"]}, ensure_ascii=False))
    print(", ".join(f"{kind} {count}" for kind, count in counts.items()), file=sys.stderr)


if __name__ == "__main__":
    main()
