# Ours and the rivals in turns, schema by schema, on the same tokens of the same random answers: first every mask is compared bit by bit,
# then times are reported. compare.py OURS MODEL SCHEMAS ANSWERS [--explain]
import collections
import json
import pathlib
import statistics
import sys
import tempfile

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from sides import Side, processor


def longest_tokens(text, ids, longest):
    """Token ids of `text`, always the longest that fits."""
    found, at = [], 0
    while at < len(text):
        for length in range(min(longest, len(text) - at), 0, -1):
            if text[at : at + length] in ids:
                found.append(ids[text[at : at + length]])
                at += length
                break
    return found


def kind_of(token, before, ours_only):
    """Why a mask may differ at this token, as far as its bytes tell."""
    if ours_only and (b", " in token or b": " in token or (token.startswith(b" ") and before[-1:] in (b",", b":"))):
        return "a space behind a comma or colon"
    if ours_only and (b"," in token or b"}" in token):
        return "ours: optional parts"
    text = before + token
    return ("ours only" if ours_only else "rival only") + (", in a number" if text[-1:].isdigit() or text[-1:] in b".eE+-" else ", a backslash" if b"\\" in token else ", other")


def compare_masks(ours, theirs, walks, tokens, end_token, schema, report):
    differing = 0
    step = 0
    for walk in walks:
        before = b""
        for position in range(len(walk) + 1):
            a = numpy.unpackbits(ours[step], bitorder="little")[: len(tokens)].astype(bool)
            b = numpy.unpackbits(theirs[step], bitorder="little")[: len(tokens)].astype(bool)
            for token in numpy.nonzero(a != b)[0]:
                if token == end_token or not tokens[token]:
                    continue
                kind = kind_of(tokens[token], before, bool(a[token]))
                report[kind].append((schema, before[-40:], tokens[token]))
            differing += int((a != b).any())
            before += tokens[walk[position]] if position < len(walk) else b""
            step += 1
    return differing


def main():
    program, model, schemas_file, answers = sys.argv[1:5]
    ours = Side([program, model])
    tokens = [bytes.fromhex(t) for t in ours.ask({"bytes": True})["tokens"]]
    end_token = 2 if not tokens[2] else tokens.index(b"")
    ids = {}
    for token, data in enumerate(tokens):
        if data:
            ids.setdefault(data, token)
    longest = max(map(len, ids))
    rivals = []
    for module in ("rival_xgrammar", "rival_llguidance"):
        loaded = __import__(module)
        rivals.append((loaded.NAME, loaded.Rival(tokens, end_token)))
    compile_times, mask_times = collections.defaultdict(list), collections.defaultdict(list)
    steps = collections.Counter()
    refused = collections.defaultdict(list)
    reports = {name: collections.defaultdict(list) for name, _ in rivals}
    differing = collections.Counter()
    for number, line in enumerate(open(schemas_file, encoding="utf-8")):
        entry = json.loads(line)
        schema = json.dumps(entry["schema"], ensure_ascii=False)
        walks = [w["text"] for w in ours.ask({"walk": schema, "seed": 1, "count": int(answers)})["walks"] if w["finished"]]
        walks = [longest_tokens(json.dumps(json.loads(w), ensure_ascii=False, separators=(",", ":")).encode(), ids, longest) for w in walks]
        for name, rival in rivals if number % 2 else reversed(rivals):
            with tempfile.NamedTemporaryFile() as file:
                mine = ours.ask({"masks": schema, "tokens": walks, "file": file.name})
                row = (len(tokens) + 63) // 64 * 8
                masks = numpy.fromfile(file.name, dtype=numpy.uint8).reshape(-1, row + 8)[:, :row]
            if not mine["accepted"]:
                print(f"{entry['name']}: ours refused its own answer in another form")
            try:
                compiled, times, theirs = rival.run(schema, walks)
            except Exception as error:  # a rival's refusal is a result
                refused[name].append(f"{entry['name']}: {str(error).splitlines()[0][:100]}")
                continue
            steps[name] += len(times)
            compile_times["ours beside " + name].append(mine["compile_us"])
            compile_times[name].append(compiled * 1e6)
            mask_times["ours beside " + name] += mine["mask_us"]
            mask_times[name] += [t * 1e6 for t in times]
            differing[name] += compare_masks(masks, theirs, walks, tokens, end_token, entry["name"], reports[name])
    print(f"processor: {processor()}; {len(tokens)} tokens; {answers} answers a schema")
    for name, _ in rivals:
        print(f"\n{name}: {steps[name]} masks, {differing[name]} of them not equal; refused {len(refused[name])} schemas")
        for line in refused[name]:
            print("  refused", line)
        for kind, cases in sorted(reports[name].items(), key=lambda item: -len(item[1])):
            print(f"  {len(cases):8} tokens: {kind}; e.g. {cases[0]}")
            if "--explain" in sys.argv:
                seen = set()
                for schema, before, token in cases:
                    if schema not in seen:
                        seen.add(schema)
                        print(f"           {schema}: {before!r} + {token!r}")
    print(f"\n{'':>24} {'compile median':>15} {'mean':>9} {'worst':>9} | {'mask mean':>10} {'median':>8} {'p99':>8} {'worst':>9}   microseconds")
    for name in mask_times:
        c, m = compile_times[name], sorted(mask_times[name])
        print(f"{name:>24} {statistics.median(c):>15.0f} {statistics.mean(c):>9.0f} {max(c):>9.0f} | {statistics.mean(m):>10.1f} {statistics.median(m):>8.1f} {m[len(m) * 99 // 100]:>8.0f} {m[-1]:>9.0f}")
    totals = {name: (sum(compile_times[name]) + sum(mask_times[name])) / max(1, steps[name.replace("ours beside ", "")]) for name in mask_times}
    best = min(rivals, key=lambda r: totals.get(r[0], 1e18))[0]
    print(json.dumps({"task": "constrained", "unit": "us a token, compiling included", "ours": round(totals["ours beside " + best], 1), "rivals": {n: round(totals[n], 1) for n, _ in rivals if n in totals},
                      "ratio": round(totals[best] / totals["ours beside " + best], 2), "limit": None, "share_of_limit": None, "processor": processor()}))


if __name__ == "__main__":
    main()
