#!/usr/bin/env python3
"""Plants evaluation questions in real documents: as they are, reformatted, lightly changed. The truth for score_contamination.py.

usage: plant_contamination.py DOCUMENTS OUT --sets GSM8K.jsonl MMLU.jsonl.gz ... [--half dev|test] [--questions 500] [--seed 1]

DOCUMENTS: folder whose Markdown files are the hosts. Writes OUT/clean.jsonl and OUT/planted.jsonl ("path", "text") and OUT/truth.jsonl ("path",
"item", "kind", "form"). Each question is planted once for every kind of change, at the end of a paragraph of another document.
Documents and questions fall into two halves by a hash of their names; rules are set by looking at `dev`, figures are those of `test`.
"""
import argparse
import collections
import gzip
import hashlib
import json
import pathlib
import random
import re
import textwrap

REFORMATTED = ['verbatim', 'case', 'punctuation', 'white_space', 'emphasis', 'bullets', 'lettering', 'wraps', 'entities']
LIGHT = ['typos', 'replaced', 'number_words', 'number_format', 'split_lines', 'split_paragraphs']
SMALL = ('zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen').split()
TENS = 'twenty thirty forty fifty sixty seventy eighty ninety'.split()
NUMBER = re.compile(r'(?<![\w.,/])\d[\d,]*(?:\.\d+)?(?![\w/]|[.,]\d)')


def half_of(name):
    return 'dev' if int(hashlib.sha256(name.encode()).hexdigest()[:8], 16) % 2 == 0 else 'test'


def set_name(path):
    return re.sub(r'(\.gz|\.jsonl|\.json)', '', path.name)


def read_set(path):
    """Items as src/refine/contamination/evaluation_sets.h names them."""
    opener = gzip.open if path.suffix == '.gz' else open
    items = {}
    with opener(path, 'rt', encoding='utf-8') as lines:
        for number, line in enumerate(lines, 1):
            row = json.loads(line)
            if 'eval_instance_index' in row:
                item = items.setdefault(f"{row['split']}-{row['eval_instance_index']}", {'question': row['question'], 'choices': [], 'answer': None})
                item['choices'].append(row['answer'])
                if row['is_correct']:
                    item['answer'] = row['answer']
            else:
                answer = row['answer'] if 'answer' in row else (row.get('answers') or [''])[0]
                items[str(row.get('id', number))] = {'question': row['question'], 'choices': row.get('choices') or [], 'answer': answer}
    return [{'item': f'{set_name(path)} {key}', **item} for key, item in items.items()]


def words_of(n):
    if n < 20:
        return SMALL[n]
    if n < 100:
        return TENS[n // 10 - 2] + ('-' + SMALL[n % 10] if n % 10 else '')
    if n < 1000:
        return SMALL[n // 100] + ' hundred' + (' and ' + words_of(n % 100) if n % 100 else '')
    if n < 1_000_000:
        return words_of(n // 1000) + ' thousand' + (' ' + words_of(n % 1000) if n % 1000 else '')
    return words_of(n // 1_000_000) + ' million' + (' ' + words_of(n % 1_000_000) if n % 1_000_000 else '')


def number_in_words(match, rng):
    digits = match[0].replace(',', '')
    return match[0] if '.' in digits or len(digits) > 9 else words_of(int(digits))


def number_in_another_format(match, rng):
    digits = match[0].replace(',', '')
    if '.' in digits:
        return digits + '0'
    forms = [digits + '.0', digits + '.00', ''.join(chr(ord(c) + 0xFEE0) for c in digits)]
    if len(digits) > 3:
        forms = [f'{int(digits):,}' if ',' not in match[0] else digits, f'{int(digits):,}'.replace(',', ' '), *forms]
    return rng.choice(forms)


def typo(word, rng):
    at = rng.randrange(1, len(word) - 1)
    kind = rng.randrange(4)
    if kind == 0:
        return word[:at] + word[at + 1:]
    if kind == 1:
        return word[:at] + word[at] + word[at:]
    if kind == 2:
        return word[:at - 1] + word[at] + word[at - 1] + word[at + 1:]
    return word[:at] + rng.choice('abcdefghijklmnopqrstuvwxyz') + word[at + 1:]


def change_words(text, rng, count, change, longest=99):
    """Applies `change` to `count` words of at least four letters."""
    places = [m for m in re.finditer(r'[^\W\d_]{4,}', text)]
    for m in sorted(rng.sample(places, min(count, len(places))), key=lambda m: -m.start()):
        text = text[:m.start()] + change(m[0]) + text[m.end():]
    return text


def emphasise(text, rng):
    mark = rng.choice(['**', '*', '_', '__', '***'])
    words = re.split(r'(\s+)', text)
    at = rng.randrange(len(words) // 2 + 1) * 2
    for i in range(0, len(words), 2):
        if words[i] and (i == at or rng.random() < 0.25):
            words[i] = mark + words[i] + mark
    return ''.join(words)


def entities(text, rng):
    for plain, entity in [('&', '&amp;'), ('<', '&lt;'), ('>', '&gt;'), ('"', '&quot;'), ("'", rng.choice(['&#39;', '&apos;', '&#x27;', '&rsquo;']))]:
        text = text.replace(plain, entity)
    return re.sub(r' ', lambda m: '&nbsp;' if rng.random() < 0.1 else ' ', text)


def punctuate(text, rng):
    kind = rng.randrange(3)
    if kind == 0:
        return re.sub(r'[.,;:!?"()]', '', text)
    if kind == 1:
        return text.replace("'", '\u2019').replace('"', '\u201d').replace(' - ', ' \u2014 ').replace('. ', '; ')
    return re.sub(r'[,.]( |$)', r' …\1', text)


def space_out(text, rng):
    return re.sub(r' ', lambda m: rng.choice([' ', '  ', '   ', '\t', '\u00a0', ' ']), text)


def sentences(text):
    return [s for s in re.split(r'(?<=[.?!])\s+', text) if s]


def split_paragraphs(text, rng):
    """Between sentences, or in the middle of the only one."""
    parts = sentences(text)
    if len(parts) < 2:
        words = text.split(' ')
        parts = [' '.join(words[:len(words) // 2]), ' '.join(words[len(words) // 2:])]
    return '\n\n'.join(p for p in parts if p)


def split_lines(text, rng):
    words = text.split(' ')
    return ''.join(word + ('\n' if rng.random() < 0.2 else ' ') for word in words).rstrip()


CHANGES = {
    'verbatim': lambda text, rng: text,
    'lettering': lambda text, rng: text,
    'case': lambda text, rng: rng.choice([str.upper, str.lower, str.title])(text),
    'punctuation': punctuate,
    'white_space': space_out,
    'emphasis': emphasise,
    'bullets': lambda text, rng: '\n'.join(rng.choice(['- ', '* ']) + s for s in sentences(text)),
    'wraps': lambda text, rng: rng.choice(['\n', '\n> ', '\r\n'][:2]).join(textwrap.wrap(text, rng.choice([28, 40, 60]), break_on_hyphens=False)),
    'entities': entities,
    'typos': lambda text, rng: change_words(text, rng, max(1, len(text.split()) // 15), lambda w: typo(w, rng)),
    'replaced': lambda text, rng: change_words(text, rng, rng.choice([1, 2]), lambda w: rng.choice(['various', 'certain', 'thing', 'usual', 'object', 'given', 'another', 'mostly'])),
    'number_words': lambda text, rng: NUMBER.sub(lambda m: number_in_words(m, rng), text),
    'number_format': lambda text, rng: NUMBER.sub(lambda m: number_in_another_format(m, rng), text),
    'split_lines': split_lines,
    'split_paragraphs': split_paragraphs,
}
LETTERINGS = [lambda i: f'({chr(97 + i)}) ', lambda i: f'{i + 1}. ', lambda i: f'{chr(65 + i)}) ', lambda i: f'{"①②③④⑤⑥⑦⑧⑨⑩"[i]} ', lambda i: '- ', lambda i: f'{["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x"][i]}. ']


def plant_text(item, kind, form, rng):
    """What is planted; None when the kind does not apply to the question. A single change falls on the question, a change of form on all of it."""
    change = CHANGES[kind]
    question = change(item['question'], rng)
    if kind.startswith('number') and question == item['question']:
        return None
    alike = (lambda text, rng: text) if kind in ('typos', 'replaced', 'split_paragraphs', 'bullets') else change
    if form == 'question':
        return question
    if form == 'answer':
        return question + rng.choice(['\n\n', ' ', '\n\nAnswer: ']) + alike(item['answer'], rng)
    letter = rng.choice(LETTERINGS) if kind in ('lettering', 'bullets') else (lambda i: f'{chr(65 + i)}. ')
    return question + '\n' + '\n'.join(letter(i) + alike(choice, rng) for i, choice in enumerate(item['choices']))


def choose_form(item, kind, rng):
    if not item['choices']:
        return rng.choice(['question', 'answer']) if item['answer'] else 'question'
    return 'choices' if kind == 'lettering' else rng.choices(['choices', 'answer', 'question'], [6, 2, 2])[0]


def insert(text, passage, rng):
    places = [m.end() for m in re.finditer(r'\n[ \t]*\n', text)]
    at = rng.choice(places) if places else len(text)
    return text[:at].rstrip('\n') + '\n\n' + passage + '\n\n' + text[at:]


def read_documents(folder, half):
    for path in sorted(folder.rglob('*.md')):
        name = path.relative_to(folder).as_posix()
        if half_of(name) == half:
            yield name, path.read_text(encoding='utf-8', errors='replace')


def write(path, rows):
    with open(path, 'w', encoding='utf-8') as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + '\n')


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('documents', type=pathlib.Path)
    parser.add_argument('out', type=pathlib.Path)
    parser.add_argument('--sets', type=pathlib.Path, nargs='+', required=True)
    parser.add_argument('--half', choices=['dev', 'test'], default='test')
    parser.add_argument('--questions', type=int, default=500)
    parser.add_argument('--seed', type=int, default=1)
    arguments = parser.parse_args()
    rng = random.Random(arguments.seed)
    groups = [[item for item in read_set(path) if half_of(item['question']) == arguments.half] for path in arguments.sets]
    documents = dict(read_documents(arguments.documents, arguments.half))
    arguments.out.mkdir(parents=True, exist_ok=True)
    write(arguments.out / 'clean.jsonl', ({'path': name, 'text': text} for name, text in documents.items()))
    names, truth = sorted(documents), []
    asked = collections.Counter(item['question'] for group in groups for item in group)  # the same wording twice in a set cannot be told apart
    per_benchmark = {}  # as many questions of each benchmark, its parts by their size
    for path, group in zip(arguments.sets, groups):
        per_benchmark.setdefault(set_name(path).split('_')[0], []).extend(item for item in group if asked[item['question']] == 1)
    share = arguments.questions // len(per_benchmark)
    chosen = [item for group in per_benchmark.values() for item in rng.sample(group, min(share, len(group)))]
    for kind in REFORMATTED + LIGHT:
        for item in chosen:
            if kind == 'lettering' and not item['choices']:
                continue
            form = choose_form(item, kind, rng)
            passage = plant_text(item, kind, form, rng)
            if passage is None:
                continue
            host = rng.choice(names)
            documents[host] = insert(documents[host], passage, rng)
            truth.append({'path': host, 'item': item['item'], 'kind': kind, 'form': form, 'planted': passage})
    write(arguments.out / 'planted.jsonl', ({'path': name, 'text': text} for name, text in documents.items()))
    write(arguments.out / 'truth.jsonl', truth)
    size = sum(len(text.encode()) for text in documents.values())
    print(f'{len(truth)} plantings of {len(chosen)} questions in {len(documents)} documents, {size / 1e6:.0f} MB')


if __name__ == '__main__':
    main()
