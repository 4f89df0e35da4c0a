# Speculation and constrained decoding, their gain and their cost: greedy replies of one request at a time, with and without, in turns; replies must
# be the same. Prompt lookup, and a draft model where one is named; three kinds of work, and text that is never guessed right.
# compare.py OURS MODEL [--draft MODEL] [--tokens 96] [--rounds 3] [--compute automatic] [--weights file]
import argparse
import json
import pathlib
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from sides import Side, processor

PASSAGE = ("The spindle of machine 7 is stopped by M5 and started by M3 at 1,200 revolutions a minute. The coolant is turned on by M8 and off by M9. Tool 4 has a length of 112.35 mm "
           "and a diameter of 8 mm; tool 5 has a length of 98.10 mm and a diameter of 6 mm. The fixture is held at 6.2 bar, and a pressure below 5.5 bar stops the program.")
KINDS = {
    "copying": [f"Repeat this text word for word, without any change:\n\n{PASSAGE}", f"Write the following text again, exactly as it is:\n\n{PASSAGE}\n{PASSAGE}"],
    "tables and code": ["Write a Markdown table with the columns n, square and cube for n from 1 to 12.", "Write a Python list of dictionaries, one for each month, with the keys 'name', 'number' and 'days'."],
    "free text": ["Tell me a story about a lighthouse keeper who finds a letter.", "Explain to a child why the sky is blue."],
}
SCHEMA = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 60}, "steps": {"type": "array", "minItems": 4, "maxItems": 6, "items": {"type": "object", "properties": {
    "order": {"type": "integer"}, "action": {"type": "string", "maxLength": 80}}, "required": ["order", "action"], "additionalProperties": False}}}, "required": ["name", "steps"], "additionalProperties": False}


def replies(side, prompts, tokens, **more):
    """One prompt after the other: [answer]"""
    return [side.ask({"generate": [prompt], "tokens": tokens, **more}) for prompt in prompts]


def rates(answers):
    tokens = sum(sum(a["counts"]) for a in answers)
    return {"tokens_per_second": tokens / sum(a["seconds"] for a in answers), "tokens_per_pass": tokens / sum(a["passes"] for a in answers),
            "accepted": sum(a["accepted"] for a in answers) / max(1, sum(a["guessed"] for a in answers)), "guessed": sum(a["guessed"] for a in answers)}


def compare(plain, guessing, prompts, options):
    """Medians of the rounds; the first pair of replies warms up and is compared."""
    measured = {"plain": [], "guessing": []}
    texts = {}
    for turn in range(options.rounds + 1):
        for name, side in [("plain", plain), ("guessing", guessing)][:: 1 if turn % 2 else -1]:
            answers = replies(side, prompts, options.tokens)
            texts[name] = [a["texts"] for a in answers]
            if turn > 0:
                measured[name].append(rates(answers))
        if texts["plain"] != texts["guessing"]:
            sys.exit("replies differ with guesses: nothing to compare")
    return {name: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for name, rows in measured.items()}


def constrained(side, prompts, options):
    """The same prompts with and without a schema, in turns."""
    measured = {"free": [], "schema": []}
    for turn in range(options.rounds + 1):
        for name, more in (("free", {}), ("schema", {"schema": json.dumps(SCHEMA)})):
            row = rates(replies(side, prompts, options.tokens, **more))
            if turn > 0:
                measured[name].append(row)
    return {name: {key: statistics.median(row[key] for row in rows) for key in rows[0]} for name, rows in measured.items()}


def main():
    parser = argparse.ArgumentParser()
    for name in ("ours", "model"):
        parser.add_argument(name)
    parser.add_argument("--draft", default="")
    parser.add_argument("--tokens", type=int, default=96)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--compute", default="automatic")
    parser.add_argument("--weights", default="file")
    options = parser.parse_args()
    ways = {"lookup": {"lookup": True}, **({"draft": {"draft": options.draft}} if options.draft else {})}
    opening = {"open": options.model, "threads": options.threads, "sequences": 1, "context": 1024, "compute": options.compute, "weights": options.weights}
    plain = Side([options.ours])
    print(f"processor: {processor()}, {options.threads} threads; {options.model}; {plain.ask(opening)}")
    print(f"{'way':<8} {'work':<16} {'plain tokens/s':>14} {'with':>8} {'speed-up':>9} {'tokens a pass':>14} {'guesses':>8} {'accepted':>9}", flush=True)
    table = {}
    for way, more in ways.items():
        guessing = Side([options.ours])
        guessing.ask({**opening, **more})
        for kind, prompts in KINDS.items():
            result = compare(plain, guessing, plain.ask({"chat": prompts})["prompts"], options)
            before, after = result["plain"]["tokens_per_second"], result["guessing"]["tokens_per_second"]
            table[way, kind] = after / before
            row = result["guessing"]
            print(f"{way:<8} {kind:<16} {before:>14.1f} {after:>8.1f} {after / before:>9.2f} {row['tokens_per_pass']:>14.2f} {row['guessed']:>8.0f} {row['accepted']:>9.2f}", flush=True)
        guessing.close()
    result = constrained(plain, plain.ask({"chat": ["Describe how to change a tool on a milling machine, as JSON.", "Describe how to make tea, as JSON."]})["prompts"], options)
    free, held = (result[name]["tokens_per_second"] for name in ("free", "schema"))
    print(f"a schema: {free:.1f} tokens/s without, {held:.1f} with ({held / free:.2f}); {result['schema']['tokens_per_pass']:.2f} tokens a pass, because what the schema leaves no choice about is not drawn")
    plain.close()
    best = max(table, key=table.get)
    print(json.dumps({"task": "speculation", "unit": f"speed-up by {best[0]}, {best[1]}", "ours": round(table[best], 3), "rivals": {"without guesses": 1.0}, "ratio": round(table[best], 3),
                      "limit": None, "share_of_limit": None, "all": {" / ".join(key): round(value, 3) for key, value in table.items()}, "with_schema": round(held / free, 3), "processor": processor()}))


if __name__ == "__main__":
    main()
