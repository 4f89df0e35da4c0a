#!/usr/bin/env python3
"""Makes the texts of this folder from their public originals (see README.md for sources and licences).

usage: make_shipped_data.py ORIGINALS OUT    ORIGINALS holds en-chemistry/, en-docs/, ko-docs/, ko-statutes/, gsm8k/train.jsonl and mmlu_{dev,validation}-1.jsonl.gz
Which document goes where is decided by a hash of its name, so that replay, guard and measurement never share one.
"""
import gzip, hashlib, json, pathlib, re, sys, unicodedata


def share(name: str) -> float:
    return int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) / 2**32


def prose(markdown: str, least: int) -> list[str]:
    """Paragraphs of running text: no front matter, code, tables, lists, images, link lists; links as their text."""
    text = re.sub(r'\A---\n.*?\n---\n', '', markdown.replace('\r\n', '\n'), flags=re.S)
    text = re.sub(r'```.*?```', '', text, flags=re.S)
    out = []
    for block in re.split(r'\n\s*\n', text):
        block = ' '.join(line.strip() for line in block.splitlines())
        if re.match(r'\s*(#|[|>!*+\-]|\d+\.|:::|\[)', block) or len(block) < least or re.search(r'https?:|\$\$|\\\(', block):
            continue
        block = re.sub(r'\[([^\]]*)\]\([^)]*\)', r'\1', block)
        block = re.sub(r'<[^>]+>', '', block)
        block = re.sub(r'[`*_\\]', '', block)
        block = unicodedata.normalize('NFC', re.sub(r'\s+', ' ', block)).strip()
        if block.endswith(('.', '다.', '?')) and '> ' not in block and '[!' not in block:
            out.append(block)
    return out


def grams(text: str) -> set:
    words = re.findall(r'\w+', text.lower())
    return {' '.join(words[i:i + 8]) for i in range(len(words) - 7)}


def take(files, choose, limit, least, per_file=1 << 30, unlike=''):
    """Paragraphs of the chosen files up to `limit` bytes; none that shares eight words in a row with `unlike` (the two books overlap)."""
    out, size = [], 0
    known = grams(unlike)
    for path in sorted(files, key=lambda p: hashlib.sha256(p.name.encode()).hexdigest()):
        if not choose(share(path.name)):
            continue
        blocks, used = [], 0
        for block in prose(path.read_text(encoding='utf-8', errors='replace'), least):
            if block in blocks or used > per_file or known & grams(block):
                continue
            blocks.append(block)
            used += len(block.encode())
        if blocks:
            out.append('\n\n'.join(blocks))
            size += used
        if size > limit:
            break
    return '\n\n'.join(out) + '\n'


def write(path: pathlib.Path, text: str):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding='utf-8')
    print(path, len(text.encode()))


def main(originals: str, out: str):
    src, dst = pathlib.Path(originals), pathlib.Path(out)
    chemistry = list((src / 'en-chemistry').rglob('*.md'))
    statutes = [p for p in (src / 'ko-statutes').rglob('법률.md')]
    by_law = lambda p: p.parent.name
    measured = take(chemistry, lambda s: s < 0.3, 60_000, 200, 4_000)
    write(dst / 'general/english.txt', measured)
    write(dst / 'guard/english.txt', take(chemistry, lambda s: s >= 0.7, 40_000, 200, 4_000, measured))
    chosen = sorted(statutes, key=lambda p: hashlib.sha256(by_law(p).encode()).hexdigest())
    korean = lambda choose: [q for p in chosen if choose(share(by_law(p))) for q in prose_statute(p)]
    write(dst / 'general/korean.txt', cut(korean(lambda s: s < 0.1), 30_000))
    write(dst / 'guard/korean.txt', cut(korean(lambda s: s >= 0.9), 20_000))
    english = [p for p in (src / 'en-docs').rglob('*.md')]
    write(dst / 'replay/english.txt', take(english, lambda s: True, 240_000, 120, 1_500))
    korean_docs = [p for p in (src / 'ko-docs').rglob('*.md')]
    write(dst / 'replay/korean.txt', take(korean_docs, lambda s: True, 120_000, 80, 1_500))
    rows = [json.loads(line) for line in open(src / 'gsm8k/train.jsonl', encoding='utf-8')]
    rows.sort(key=lambda r: hashlib.sha256(r['question'].encode()).hexdigest())
    clean = lambda t: re.sub(r'\n?####\s*', '\nThe answer is ', re.sub(r'<<[^>]*>>', '', t)).strip()
    write(dst / 'replay/worked-problems.jsonl', ''.join(json.dumps({'question': r['question'].strip(), 'answer': clean(r['answer'])}, ensure_ascii=False) + '\n' for r in rows[:300]))
    groups = {}
    for line in gzip.open(src / 'mmlu_validation-1.jsonl.gz', 'rt', encoding='utf-8'):
        row = json.loads(line)
        groups.setdefault(row['eval_instance_index'], []).append(row)
    items = []
    for index, choices in groups.items():
        right = [i for i, c in enumerate(choices) if c['is_correct']]
        if len(choices) == 4 and len(right) == 1 and len({c['answer'] for c in choices}) == 4:
            items.append({'id': f'mmlu-{index}', 'question': choices[0]['question'], 'answers': [choices[right[0]]['answer']],
                          'choices': [c['answer'] for c in choices], 'answer_index': right[0]})
    items.sort(key=lambda q: hashlib.sha256(q['question'].encode()).hexdigest())
    write(dst / 'mmlu-validation-200.jsonl', ''.join(json.dumps(q, ensure_ascii=False) + '\n' for q in items[:200]))
    mmlu = []
    for split in ('dev', 'validation'):
        groups = {}
        for line in gzip.open(src / f'mmlu_{split}-1.jsonl.gz', 'rt', encoding='utf-8'):
            row = json.loads(line)
            groups.setdefault(row['eval_instance_index'], []).append(row)
        mmlu += [{'id': f'{split}-{index}', 'question': choices[0]['question'], 'choices': [c['answer'] for c in choices],
                  'answers': [c['answer'] for c in choices if c['is_correct']]} for index, choices in groups.items()]
    pack(dst / 'evaluation-sets/mmlu.jsonl.gz', mmlu)
    problems = [json.loads(line) for line in open(src / 'gsm8k/train.jsonl', encoding='utf-8')]
    pack(dst / 'evaluation-sets/gsm8k.jsonl.gz', [{'id': f'train-{number}', 'question': row['question'], 'answers': [row['answer'].split('####')[-1].strip()]}
                                                  for number, row in enumerate(problems, 1)])
    guard = (dst / 'guard/english.txt').read_text(encoding='utf-8')
    write(dst / 'replay/questions.txt', questions(items[200:], measured + guard + ''.join(q['question'] for q in items[:200]), 240_000))


def pack(path: pathlib.Path, rows: list[dict]):
    """One object a line, gzipped; the same rows give the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(gzip.compress(''.join(json.dumps(row, ensure_ascii=False) + '\n' for row in rows).encode(), 9, mtime=0))
    print(path, path.stat().st_size)


def questions(items: list[dict], unlike: str, limit: int) -> str:
    """Examination questions of many fields with their choices, one paragraph each: read beside the base, not learned, so the answer is not named."""
    known, out, size = grams(unlike), [], 0
    for item in items:
        text = re.sub(r'\s+', ' ', item['question']).strip()
        paragraph = text + ' ' + ' '.join(f'({letter}) {choice.strip()}' for letter, choice in zip('ABCD', item['choices']))
        if known & grams(paragraph) or len(paragraph) > 1200:
            continue
        out.append(re.sub(r'\s+', ' ', paragraph))
        size += len(paragraph.encode())
        if size > limit:
            break
    return '\n\n'.join(out) + '\n'


def prose_statute(path: pathlib.Path) -> list[str]:
    text = re.sub(r'\A---\n.*?\n---\n', '', path.read_text(encoding='utf-8'), flags=re.S)
    return [unicodedata.normalize('NFC', re.sub(r'[*#`]', '', re.sub(r'\s+', ' ', line))).strip()
            for line in text.splitlines() if len(line) > 60 and line.rstrip().endswith('.') and not line.startswith(('|', '<'))]


def cut(paragraphs: list[str], limit: int) -> str:
    out, size = [], 0
    for paragraph in paragraphs:
        out.append(paragraph)
        size += len(paragraph.encode())
        if size > limit:
            break
    return '\n\n'.join(out) + '\n'


if __name__ == '__main__':
    main(*sys.argv[1:3])
