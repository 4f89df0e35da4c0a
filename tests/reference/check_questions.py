#!/usr/bin/env python3
"""Checks a question file against the texts that its quotes come from.

usage: jangin sql --workspace W --json "SELECT source_id, text FROM 'collect/documents.parquet'" | check_questions.py QUESTIONS.jsonl

W is a workspace after `jangin collect`. Checked: ids and questions stand once; each quote stands in the text of its file (formulas as their TeX,
without emphasis and white space); choices are four and distinct, answers among them and spread evenly; neither the longest nor the shortest
choice is right too often; a short answer stands in its quote; unanswerable questions have neither answer nor evidence. Exit status 1 names what fails.
"""
import collections
import json
import re
import sys


def plain(text):
    text = re.sub(r'!\[\$ ?(.*?)\$\]\(\)', r'\1', text, flags=re.S)
    return re.sub(r'\s+|\*\*', '', text)


def check_answerable(question, texts):
    evidence = question['evidence']
    text = [t for source, t in texts.items() if source.split('/')[-1] == evidence['file']]
    if len(text) != 1:
        yield 'no file ' + evidence['file']
    elif plain(evidence['quote']) not in text[0]:
        yield 'quote is not in ' + evidence['file']
    if 'choices' not in question:
        quote = plain(evidence['quote']).casefold()
        if not any(plain(answer).casefold() in quote for answer in question['answers']):
            yield 'no answer is in the quote'
        return
    choices = question['choices']
    if len(choices) != 4 or len({plain(c).casefold() for c in choices}) != 4:
        yield 'choices are not four distinct ones'
    if question['answers'] != [choices[question['answer_index']]]:
        yield 'the answer is not the choice of answer_index'


def check_choices(questions):
    """Guessing by place or by length must not pay: one in four is right by chance."""
    index = collections.Counter(q['answer_index'] for q in questions)
    if max(index.values()) - min(index[i] for i in range(4)) > 2:
        yield f'answer_index is uneven: {dict(index)}'
    for name, pick in (('longest', max), ('shortest', min)):
        right = sum(len(q['answers'][0]) == pick(map(len, q['choices'])) for q in questions) / len(questions)
        print(f'the {name} choice is right (ties included): {right:.2f}')
        if right > 0.5:
            yield f'the {name} choice is right too often'


def main():
    questions = [json.loads(line) for line in open(sys.argv[1], encoding='utf-8') if line.strip()]
    texts = {row['source_id']: plain(row['text']) for row in json.load(sys.stdin)}
    failures = []
    for key in ('id', 'question'):
        failures += [f'{value}: {key} stands {n} times' for value, n in collections.Counter(q[key] for q in questions).items() if n > 1]
    for question in questions:
        if not question.get('unanswerable'):
            failures += [f"{question['id']}: {failure}" for failure in check_answerable(question, texts)]
        elif question['answers'] or 'evidence' in question:
            failures.append(f"{question['id']}: unanswerable, with an answer or evidence")
    choice = [q for q in questions if 'choices' in q]
    failures += check_choices(choice)
    refused = sum(bool(q.get('unanswerable')) for q in questions)
    print(f'{len(choice)} with choices, {len(questions) - len(choice) - refused} short, {refused} unanswerable; {len(failures)} failures')
    print('\n'.join(failures))
    return 1 if failures else 0


if __name__ == '__main__':
    sys.exit(main())
