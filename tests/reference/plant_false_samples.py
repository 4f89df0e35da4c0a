#!/usr/bin/env python3
"""True samples made from real text, and false ones: each a true one with one planted fault. For `jangin judge --input`.

usage: plant_false_samples.py --data FOLDER --split dev|test [--each 1000] [--seed 7] > samples.jsonl

FOLDER holds en-docs, en-chemistry, ko-docs and ko-statutes as .tar.zst archives. Documents fall into two halves by a hash of their path:
rules may be looked at with `dev`, figures are reported on `test`. --each: true samples of each language, and as many false ones, in equal
shares of eight kinds: number, unit, code, name, negation, condition, row, outdated. A line is
{"id", "planted": "" or the kind, "form", "language", "question", "answer", "evidence", "context", "superseded", "source"}.
Deterministic for one seed and one set of archives. Needs Python 3.11, tar and zstd; nothing else.
"""
import argparse
import hashlib
import html
import json
import pathlib
import random
import re
import subprocess
import sys
import tarfile

from plant_faults import FAULTS
from plant_wordings import wordings

KINDS = ["number", "unit", "code", "name", "negation", "condition", "row", "outdated"]
ARCHIVES = {"en-docs": ("en", 0.3), "en-chemistry": ("en", 1), "ko-docs": ("ko", 0.1), "ko-statutes": ("ko", 0.3)}
# Statutes that the product's own recipes read: rules were written on them.
KNOWN_FAMILIES = ("산업안전보건", "화학물질관리", "고압가스", "전기안전", "전기사업", "위험물안전", "도시가스", "액화석유가스", "중대재해", "화학물질의등록")


def half_of(path):
    return "dev" if hashlib.sha256(path.encode()).digest()[0] % 2 == 0 else "test"


def plain(line):
    """Markdown marks taken off; what is left is what a reader sees."""
    line = re.sub(r"<a name=.*?</a>|<sup>.*?</sup>|<br ?/?>|</?[a-z]+>", " ", line)
    line = re.sub(r"<(개정|신설|전문개정|본조신설|제목개정)[^>]*>|\[(전문개정|본조신설|제목개정)[^\]]*\]", "", line)
    line = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", line)
    line = re.sub(r"[*`]+", "", line).replace("\\", "")
    return re.sub(r"\s+", " ", html.unescape(line).replace("\u00a0", " ")).strip()


def blocks_of(text):
    """(kind, lines, heading path): paragraphs, tables and lists in their order."""
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.S)
    text = re.sub(r"```.*?```", "", text, flags=re.S)
    path, kind, lines = [], "", []

    def flush():
        nonlocal kind, lines
        out = (kind, lines, [p for p in path if p]) if lines else None
        kind, lines = "", []
        return out

    for raw in text.split("\n"):
        line = raw.strip()
        heading = re.match(r"(#+)\s+(.*)", line)
        if heading:
            found = flush()
            if found:
                yield found
            depth = len(heading[1])
            path = path[: depth - 1] + [""] * max(0, depth - 1 - len(path)) + [plain(heading[2])]
            continue
        here = "table" if line.startswith("|") else "list" if re.match(r"([-*]|\d+\\?\.|[가-하]\\?\.) ", line) else "text" if line and not line.startswith(("<", ">", ":::", "#")) else ""
        if here != kind:
            found = flush()
            if found:
                yield found
            kind = here
        if here:
            lines.append(line)
    found = flush()
    if found:
        yield found


def sentences(language, line):
    parts = re.split(r"(?<=[.!?])\s+(?=[A-Z])" if language == "en" else r"(?<=다\.)\s+", plain(line))
    return [re.sub(r"^[①-⑳]\s*|^\d+\.\s*", "", p).strip() for p in parts]


def good_sentence(language, s):
    if language == "en":
        return s.endswith(".") and 7 <= len(s.split()) <= 32 and s[0].isupper() and s.count("(") == s.count(")") and "=" not in s and '"' not in s \
            and not re.match(r"(This|These|It|They|That|Those|He|She|Here|See|For|Note|Figure|Thus|However|Therefore|We|If this|In this|As |You|Let|Such)\b", s) \
            and not re.search(r"\b(following|above|below|this (section|chapter|example|article)|Figure|Table \d|previous|earlier|see)\b", s) \
            and not re.search(r"\b(it|its|they|them|their|this|these|those|he|his|here)\b", s, re.I)
    return s.endswith("다.") and 6 <= len(s.split()) <= 30 and s.count("(") == s.count(")") and "「" not in s and "=" not in s and "다음" not in s \
        and not re.match(r"(이|그|이러한|다만|또한|위|아래|해당|따라서|예를|자세한)\s", s) and not re.search(r"각 호|같은 (항|조|법)|전항|이 (법|영|규칙)|제\d+항|참조|삭제", s)


def cells(row):
    return [plain(c) for c in row.strip().strip("|").split("|")]


def table_of(lines):
    """Header and rows of a table whose keys differ; None when it is none of those."""
    rows = [cells(line) for line in lines]
    if len(rows) < 4 or not all(set(c) <= set(":- ") for c in rows[1]):
        return None
    header, body = rows[0], rows[2:]
    body = [r for r in body if len(r) == len(header) and all(r) and len(r[0]) <= 60 and all(3 <= len(c) <= 160 for c in r[1:2])]
    if len(header) < 2 or not all(header[:2]) or len(body) < 3 or len({r[0] for r in body}) < len(body):
        return None
    return header, body


def items_of(lines):
    """(key, value) of list items "key: value" or "key value"; at least three, keys differ."""
    found = []
    for line in lines:
        text = re.sub(r"^([-*]|\d+\\?\.|[가-하]\\?\.)\s+", "", line)
        split = re.match(r"(\*{0,2}`[^`]+`\*{0,2}|\*\*[^*]+\*\*|[^:：.]{2,40})\s*[:：]?\s+[-–]?\s*(.{8,160})$", text) if re.match(r"[*`]|[^:：.]{2,40}[:：]\s", text) else None
        if split:
            key, value = plain(split[1]).rstrip(":： "), plain(split[2])
            if key and value and len(value) > 5:
                found.append((key, value))
    return found if len(found) >= 3 and len({k for k, _ in found}) == len(found) and len({v for _, v in found}) == len(found) else []


def pieces_of(language, name, text, draw):
    """What can be asked of one document: dictionaries of kind sentence, row or item with their evidence."""
    title = re.search(r"^(title|제목): *[\"']?(.*?)[\"']?$", text, re.M)
    title = plain(title[2]).split(" | ")[0] if title and plain(title[2]) else name
    for kind, lines, path in blocks_of(text):
        context = " > ".join([title] + path)
        if kind == "text":
            said = sentences(language, " ".join(lines))
            for i, s in enumerate(said):
                if not good_sentence(language, s):
                    continue
                beside = " ".join(said[max(0, i - 1): i + 2])
                yield {"kind": "sentence", "text": s, "evidence": beside if draw.random() < 0.5 else s, "context": context, "title": title}
        table = table_of(lines) if kind == "table" else None
        if table:
            header, body = table
            for i in range(len(body)):
                near = body[max(0, i - 3): i + 4]
                evidence = "\n".join("| " + " | ".join(r) + " |" for r in [header] + near)
                yield {"kind": "row", "header": header, "row": body[i], "near": [r for r in near if r is not body[i]], "evidence": evidence, "context": context, "title": title}
        items = items_of(lines) if kind == "list" else []
        for i, (key, value) in enumerate(items):
            near = items[max(0, i - 3): i + 4]
            evidence = "\n".join(f"- {k}: {v}" for k, v in near)
            yield {"kind": "row", "header": ["", ""], "row": [key, value], "near": [list(p) for p in near if p[0] != key], "evidence": evidence, "context": context, "title": title}


def documents(folder, split, seed):
    """(archive, language, path, text) of the split's documents, of large archives a share that the seed draws; read as a stream."""
    for archive, (language, share) in ARCHIVES.items():
        unpack = subprocess.Popen(["zstd", "-dc", folder / (archive + ".tar.zst")], stdout=subprocess.PIPE)
        with tarfile.open(fileobj=unpack.stdout, mode="r|") as files:
            for entry in files:
                path = entry.name.removeprefix("./")
                drawn = hashlib.sha256(f"{seed} {path}".encode()).digest()[1] < 256 * share
                if not drawn or not path.endswith(".md") or half_of(path) != split or any(f in path for f in KNOWN_FAMILIES) or entry.size > 400_000:
                    continue
                yield archive, language, path, files.extractfile(entry).read().decode(errors="replace")
        unpack.wait()


def gather(folder, split, seed, draw):
    """Pieces of each language, at most a few of one document, archives in turns."""
    pools = {a: [] for a in ARCHIVES}
    for archive, language, path, text in documents(folder, split, seed):
        found = list(pieces_of(language, pathlib.Path(path).stem, text, draw))
        rows = [p for p in found if p["kind"] == "row" and (language == "en" or re.search("[가-힣]", p["row"][0] + p["row"][1]))]
        said = [p for p in found if p["kind"] == "sentence"]
        draw.shuffle(rows), draw.shuffle(said)
        names = sorted({w for p in said for w in re.findall(r"\b[A-Za-z_:]*[a-z_][A-Z_][A-Za-z_]+\b" if language == "en" else r"[가-힣]{3,8}(?=을|를|의|에게|은|는)", p["text"])})
        for piece in said[:25] + rows[:6]:
            pools[archive].append(piece | {"language": language, "source": path, "names": names, "split": split})
    for pool in pools.values():
        draw.shuffle(pool)
    return pools


def emit(sample, piece, planted, form, number):
    fields = {"id": f"{piece['language']}-{planted or 'true'}-{number:04}", "planted": planted, "form": form, "language": piece["language"], "question": sample["question"],
              "answer": sample["answer"], "evidence": sample.get("evidence", piece["evidence"]), "context": piece["context"], "superseded": sample.get("superseded", ""), "source": piece["source"]}
    print(json.dumps(fields, ensure_ascii=False))


def in_turns(pools, language):
    """Pieces of a language, its archives in turns."""
    lists = [pools[a] for a, (l, _) in ARCHIVES.items() if l == language]
    for i in range(max(map(len, lists))):
        yield from (pool[i] for pool in lists if i < len(pool))


def write_language(pools, language, each, draw):
    wanted = {kind: each // len(KINDS) for kind in KINDS}
    true = 0
    for piece in in_turns(pools, language):
        if true >= each and not any(wanted.values()):
            return
        made = wordings(piece, draw)
        if not made:
            continue
        form, sample = draw.choice(made)
        if true < each:
            emit(sample, piece, "", form, true)
            true += 1
        for kind in draw.sample(KINDS, len(KINDS)):
            if wanted[kind] == 0:
                continue
            form, sample = draw.choice(made)
            false = FAULTS[kind](sample, piece, draw)
            if false:
                emit(false, piece, kind, form, wanted[kind])
                wanted[kind] -= 1
                break
    left = {k: n for k, n in wanted.items() if n}
    print(f"{language}: {true} true of {each}; kinds not filled: {left or 'none'}", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--split", choices=["dev", "test"], required=True)
    parser.add_argument("--each", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=7)
    options = parser.parse_args()
    missing = [a for a in ARCHIVES if not (options.data / (a + ".tar.zst")).exists()]
    if missing:
        print(f"skipped: {options.data} has no {', '.join(missing)}", file=sys.stderr)
        return
    draw = random.Random(f"{options.seed} {options.split}")
    pools = gather(options.data, options.split, options.seed, draw)
    for language in ("en", "ko"):
        write_language(pools, language, options.each, draw)


if __name__ == "__main__":
    main()
