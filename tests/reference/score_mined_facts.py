#!/usr/bin/env python3
"""Recall and precision of the mined facts of a workspace against passages labelled by hand (labelled_facts/README.md).

usage: score_mined_facts.py WORKSPACE LABELS.jsonl [--judged FILE] [--part HEADING] [--missed] [--unjudged]
                             [--sample 150] [--seed 7]

Recall. A label is found when one fact does all of this:
  1. its evidence overlaps the label's quote;
  2. its subject, relation, value, unit and condition together hold every token with a digit of the label's value, and at least 7 of 10 of the
     value's content words;
  3. the same words hold every token with a digit of the label's subject, and at least half of the subject's content words.
What stands in parentheses in the label's value is an addition and not required, unless the value is a formula.
Content words: lower case, without function words, English endings (s, ed, ing) and Korean particles; two words are the same when their stems are equal, or for
Korean of two syllables or more when one begins the other. Weaker, each with those before: `heading`: the subject may stand in the headings above the passage;
`part`: a fact with 1 whose value is a part of the label's, and whose evidence and headings hold the subject (a sentence recorded as a row for each of
its parts); `touched`: 1 alone.
Precision. Of the facts in the labelled passages, those with the smallest hashes of seed and content, judged by a person (labelled_facts/
judged_*.jsonl: `key`, `right`, `reason`); those without a judgement are counted and listed by --unjudged, in the judged file's form, for a person to fill in.
Intervals are Wilson's, 95 %. Needs Python 3.11 and duckdb.
"""
import argparse
import collections
import hashlib
import json
import pathlib
import re
import sys

import duckdb

FIELDS = ["subject", "relation", "value", "unit", "condition"]
FUNCTION_WORDS = set("""a an the of to in on at by for with from as is are be was were been it its this that these those and or so do does did
 has have had will would can may must should which who whose what when where while if then than not no there their they them your you one's
 into onto also such each other any all some only""".split())
NEEDED = {"not", "no", "only", "all"}  # they change what is said: kept as content words
PARTICLES = re.compile("(?:으로써|으로서|에서는|에게는|하여야|하도록|부터|까지|에서|에게|으로|이나|이란|하여|하는|하고|한다|해야|"
                       "할|한|은|는|이|가|을|를|의|에|와|과|로|도|만|나)$")


def plain(text):
    text = re.sub(r"[*`“”\"‘]", "", text).replace("’", "'")
    return re.sub(r"[−–—]", "-", text)


def coded_tokens(text):
    """Tokens with a digit: numbers, codes, formulas, articles."""
    return {t.strip(".,;:()'").lower() for t in re.findall(r"[^\s(),;:]*\d[^\s(),;:]*", plain(text))} - {""}


def stem(word):
    if re.match(r"[가-힣]", word):
        short = PARTICLES.sub("", word)
        return short if len(short) >= 2 else word
    for ending in ("ing", "es", "ed", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)].rstrip("e")
    return word.rstrip("e") if len(word) > 3 else word


def content_words(text):
    words = re.findall(r"[a-z]+|[가-힣]+|[^\W\d_]+", plain(text).lower())
    return {stem(w) for w in words if w in NEEDED or w not in FUNCTION_WORDS}


def share_held(wanted, held):
    if not wanted:
        return 1.0
    begins = lambda a, b: a[0] >= "가" and min(len(a), len(b)) >= 2 and (a.startswith(b) or b.startswith(a))
    return sum(w in held or any(begins(w, h) for h in held) for w in wanted) / len(wanted)


def holds(text, wanted, share):
    """Whether `text` has every token with a digit of `wanted` and `share` of its content words."""
    codes, flat = coded_tokens(text), re.sub(r"\s", "", plain(text)).lower()
    pieces = {p for c in codes for p in re.split(r"[=/×]", c)}
    if any(c not in codes and c not in pieces and (len(c) < 4 or c not in flat) for c in coded_tokens(wanted)):
        return False
    return share_held(content_words(wanted), content_words(text)) >= share


def fact_text(fact):
    return " ".join(fact[f] for f in FIELDS)


def required(value):
    """A label's value without its additions in parentheses."""
    short = re.sub(r"(^|\s|(?<=[가-힣]))\([^()]*\)", " ", value).strip()
    return value if "=" in value or not short else short


def is_part(fact, value, evidence):
    words, codes = content_words(fact["value"]), coded_tokens(fact["value"])
    within = all(share_held(words, content_words(text)) == 1 for text in (value, evidence))
    return bool(words or codes) and codes <= coded_tokens(value) and within


def outcome(label, facts, passage):
    """(how, miner): found, heading, part; or why not: value (others are mined there), subject (it is mined of something else), not mined."""
    near = [f for f in facts if f["begin"] < label["end"] and label["begin"] < f["end"]]
    if not near:
        return "not mined", ""
    value = required(label["value"])
    right_value = [f for f in near if holds(fact_text(f), value, 0.7)]
    for above, name in (("", "found"), (label["place"], "heading")):
        for fact in right_value:
            if holds(fact_text(fact) + " " + above, label["subject"], 0.5):
                return name, fact["miner"]
    for fact in near:
        evidence = passage[fact["begin"] : fact["end"]].decode("utf-8", "replace")
        if is_part(fact, label["value"], evidence) and holds(evidence + " " + label["place"], label["subject"], 0.5):
            return "part", fact["miner"]
    return ("subject" if right_value else "value"), near[0]["miner"]


def wilson(right, of):
    if not of:
        return "none"
    z, p = 1.96, right / of
    middle, half = p + z * z / (2 * of), z * (p * (1 - p) / of + z * z / (4 * of * of)) ** 0.5
    low, high = (middle - half) / (1 + z * z / of), (middle + half) / (1 + z * z / of)
    return f"{right} of {of} = {p:.3f} [{low:.3f}, {high:.3f}]"


def key_of(fact):
    return hashlib.sha256("\x1f".join([fact["passage"]] + [fact[f] for f in FIELDS]).encode()).hexdigest()[:16]


def read_facts(workspace, passages):
    rows = duckdb.connect().execute(
        "select passage_id, miner, subject, relation, value, unit, condition, evidence_begin, evidence_end from read_parquet(?)",
        [str(workspace / "synthesize/facts.parquet")]).fetchall()
    names = ["passage", "miner"] + FIELDS + ["begin", "end"]
    facts = collections.defaultdict(list)
    for row in rows:
        if row[0] in passages:
            facts[row[0]].append(dict(zip(names, row)))
    return facts


def report_recall(labels, facts, texts, part, show_missed):
    outcomes = [(l, *outcome(l, facts[l["passage"]], texts[l["passage"]])) for l in labels]
    count = collections.Counter(o for _, o, _ in outcomes)
    print("recall   found:          ", wilson(count["found"], len(labels)))
    print("         or by heading:  ", wilson(count["found"] + count["heading"], len(labels)))
    print("         or a part of it:", wilson(count["found"] + count["heading"] + count["part"], len(labels)))
    print("         touched:        ", wilson(len(labels) - count["not mined"], len(labels)))
    print("         missed:", dict((k, v) for k, v in count.most_common() if k != "found"))
    print("         found by miner:", dict(collections.Counter(m for _, o, m in outcomes if o == "found").most_common()))
    if part:
        for name, inside in ((part, True), ("the rest", False)):
            results = [o for l, o, _ in outcomes if (part in l["place"]) == inside]
            print(f"         {name}:", wilson(results.count("found"), len(results)))
    if show_missed:
        for label, result, _ in outcomes:
            if result != "found":
                shown = {k: label[k] for k in ("place", "quote", "subject", "relation", "value", "condition")}
                print(json.dumps({"missed": result, **shown}, ensure_ascii=False))


def report_precision(facts, texts, judged, size, seed, show_unjudged):
    unique = {key_of(f): f for group in facts.values() for f in group}
    order = sorted(unique, key=lambda k: hashlib.sha256(f"{seed} {k}".encode()).digest())[:size]
    known = [k for k in order if k in judged]
    right = [k for k in known if judged[k]["right"]]
    print(f"precision of {len(unique)} facts, {len(order)} drawn, {len(order) - len(known)} unjudged:", wilson(len(right), len(known)))
    by_miner = collections.defaultdict(lambda: [0, 0])
    for k in known:
        by_miner[unique[k]["miner"]][0] += judged[k]["right"]
        by_miner[unique[k]["miner"]][1] += 1
    for miner, (good, of) in sorted(by_miner.items(), key=lambda i: -i[1][1]):
        print(f"         {miner}:", wilson(good, of))
    print("         wrong:", dict(collections.Counter(judged[k]["reason"].split(":")[0] for k in known if not judged[k]["right"]).most_common()))
    if show_unjudged:
        for k in order:
            if k not in judged:
                f = unique[k]
                evidence = texts[f["passage"]][f["begin"] : f["end"]].decode("utf-8", "replace")
                shown = {"key": k, "miner": f["miner"], **{n: f[n] for n in FIELDS}, "evidence": evidence, "right": None, "reason": ""}
                print(json.dumps(shown, ensure_ascii=False))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("workspace", type=pathlib.Path)
    parser.add_argument("labels", type=pathlib.Path)
    parser.add_argument("--judged", type=pathlib.Path, help="default: judged_NAME beside the labels")
    parser.add_argument("--part", help="recall apart for the labels whose headings hold this, and for the rest")
    parser.add_argument("--missed", action="store_true", help="list the labels that no fact holds")
    parser.add_argument("--unjudged", action="store_true", help="list the drawn facts without a judgement")
    parser.add_argument("--sample", type=int, default=150)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    lines = [json.loads(l) for l in options.labels.read_text(encoding="utf-8").splitlines()]
    passages = {l["passage"] for l in lines}
    texts = {p: t.encode() for p, t in duckdb.connect().execute(
        "select passage_id, text from read_parquet(?)", [str(options.workspace / "refine/passages.parquet")]).fetchall() if p in passages}
    lost = passages - texts.keys()
    if not texts:
        sys.exit("none of the labelled passages is in this workspace")
    if lost:
        print(f"{len(lost)} of {len(passages)} labelled passages are not in this workspace: left out", file=sys.stderr)
    labels = [l for l in lines if "quote" in l and l["passage"] in texts]
    moved = [l for l in labels if texts[l["passage"]][l["begin"] : l["end"]].decode("utf-8", "replace") != l["quote"]]
    if moved:
        sys.exit(f"{len(moved)} quotes do not stand where their labels say, the first: {moved[0]['quote']}")
    judged_file = options.judged or options.labels.with_name("judged_" + options.labels.name)
    judged = {j["key"]: j for j in map(json.loads, judged_file.read_text(encoding="utf-8").splitlines())} if judged_file.exists() else {}
    facts = read_facts(options.workspace, texts.keys())
    print(f"{options.labels.name}: {len(texts)} passages, {len(labels)} labelled facts, {sum(map(len, facts.values()))} mined")
    report_recall(labels, facts, texts, options.part, options.missed)
    report_precision(facts, texts, judged, options.sample, options.seed, options.unjudged)


if __name__ == "__main__":
    main()
