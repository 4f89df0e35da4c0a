# Answers held to a JSON Schema, checked by an independent validator: the schemas of tests/engine/grammar_schemas.jsonl, each with as many
# sampled answers as asked for, made by the program in one batch. Every answer has to be complete within max_tokens and to validate.
# validate_constrained_answers.py JANGIN MODEL [ANSWERS [FIRST]]   (default 2,000 in all, from number 0 on: the whole may be made in pieces;
# needs jsonschema 4 with its format extras: rfc3339-validator, rfc3987, fqdn)
import collections
import json
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

SCHEMAS = pathlib.Path(__file__).parents[1] / "engine" / "grammar_schemas.jsonl"
TEMPERATURE = 0.9
MAX_TOKENS = 400


def requests(entries, numbers):
    for number in numbers:
        entry = entries[number % len(entries)]
        prompt = "Answer with one JSON value about " + entry["name"].replace("_", " ") + ". Keep every text short."
        if any("가" <= c <= "힣" for c in json.dumps(entry["schema"], ensure_ascii=False)):
            prompt = "짧은 JSON 하나로 답하세요: " + entry["name"].replace("_", " ")
        schema = {"type": "json_schema", "json_schema": {"name": entry["name"], "schema": entry["schema"]}}
        yield {"id": str(number), "messages": [{"role": "user", "content": prompt}], "max_tokens": MAX_TOKENS, "temperature": TEMPERATURE, "seed": number, "response_format": schema}


def fault_of(validator, text):
    """What is wrong with an answer, or nothing."""
    try:
        value = json.loads(text)
    except ValueError as error:
        return f"not JSON: {error}"
    errors = list(validator.iter_errors(value))
    return errors[0].message if errors else None


def main():
    program, model = sys.argv[1:3]
    answers = int(sys.argv[3]) if len(sys.argv) > 3 else 2000
    first = int(sys.argv[4]) if len(sys.argv) > 4 else 0
    entries = [json.loads(line) for line in open(SCHEMAS, encoding="utf-8")]
    checker = jsonschema.Draft202012Validator.FORMAT_CHECKER
    validators = [jsonschema.Draft202012Validator(entry["schema"], format_checker=checker) for entry in entries]
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / "requests.jsonl", pathlib.Path(folder) / "answers.jsonl"
        source.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in requests(entries, range(first, first + answers))), encoding="utf-8")
        subprocess.run([program, "generate", model, "--input", str(source), "--output", str(target)], check=True)
        replies = [json.loads(line) for line in open(target, encoding="utf-8")]
    if len(replies) != answers:
        sys.exit(f"{len(replies)} answers to {answers} requests")
    counts, faults = collections.Counter(), []
    for number, reply in enumerate(replies, first):
        finish = reply.get("finish_reason") or reply.get("finish")
        if finish == "length":
            counts["cut at max_tokens"] += 1
            faults.append(f"{entries[number % len(entries)]['name']}: cut at max_tokens: …{reply['text'][-200:]}")
            continue
        fault = fault_of(validators[number % len(entries)], reply["text"])
        counts["valid" if fault is None else "invalid"] += 1
        if fault is not None:
            faults.append(f"{entries[number % len(entries)]['name']}: {fault}: {reply['text'][:200]}")
    print("\n".join(faults[:20]))
    print(f"answers {first} to {first + answers - 1}: {answers} over {len(entries)} schemas: " + ", ".join(f"{n} {what}" for what, n in sorted(counts.items())))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
