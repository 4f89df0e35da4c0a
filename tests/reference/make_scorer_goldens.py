#!/usr/bin/env python3
"""Writes the goldens of the question scorer: replies to real questions, right and perturbed, with the verdicts of score_questions.py.

usage: make_scorer_goldens.py OUT.jsonl QUESTIONS.jsonl...
One line a question: {"q": question, "a": answers, "r": [[reply, right, refusal, FNV-1a of its tokens], ...]}. Deterministic.
"""
import json
import pathlib
import random
import sys
import unicodedata

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import score_questions as rule  # noqa: E402

ENGLISH = ['The answer is {}.', 'It is {}', '{} is used.', 'LinuxCNC uses "{}" here.', '**{}**', 'A {}', '{}, as the manual says', 'the value ({})']
KOREAN = ['{}입니다.', '{}이다', '정답은 {}', '{}이어야 한다', '{}까지이며', '「{}」', '{}으로 정한다', '{}에서는', '{}를 말합니다', '제3조에 따라 {}']
REFUSALS = ['The documents do not say.', 'This is not stated in the manual.', "I don't know.", 'No information is given.', 'I cannot answer this.',
            '문서에는 그에 대한 내용이 없습니다.', '법령에 명시되어 있지 않다.', '알 수 없습니다', '규칙에서는 이를 정하고 있지 않습니다', '자료에는 관련된 정보가 아직 없음',
            'It DOES NOT Specify that', 'The manual does not\nsay', 'No Information', 'ı do not know', '문서에 대한 설명', 'not given by the manual']
ODD = ['', ' ', '\u2009', '...', '½', '1/2', '-.5', '+7', '1,234.50', '−3', '٣', '１２３', 'Ａ４', 'ﬁle', 'straße STRASSE', 'ǅ', '１e5', '1e400', '0.0', '-0', '00012',
       '9' * 320, '0.' + '0' * 330 + '1', 'inf', 'NaN', 'G5.1 or G5.2', 'é', '한글ABC한글', '가는는는', '은은', '이내', '3년이내이상', '10㎜', '10 ㎏', '5℃', 'a\u0085b', 'x\x1cy', '“quoted”',
       '시ㆍ도', '시·도', 'm²', '😀 5', 'the a an', 'THE', 'An_a', '_9', 'x.1.2', '１／２', '漢字 4', 'ＧＧ９２', '\u1100\u1161', '10–20', '3~5', '#5220', 'ﾊﾝｶｸ', 'I i İ ı', '\u3000공백\u3000']


def fnv1a(tokens):
    value = 0x811C9DC5
    for byte in '\x1f'.join(tokens).encode():
        value = (value ^ byte) * 0x01000193 & 0xFFFFFFFF
    return '%08x' % value


def change_number(text, rng):
    places = [i for i, c in enumerate(text) if c.isdigit()]
    if not places:
        return text + ' 7'
    at = rng.choice(places)
    return text[:at] + str((int(text[at]) + rng.randint(1, 9)) % 10) + text[at + 1:]


def replies(question, others, rng):
    answer = rng.choice(question['answers'])
    frame = KOREAN if any('가' <= c <= '힣' for c in question['question']) else ENGLISH
    other = rng.choice(rng.choice(others)['answers'])
    words = question['question'].split()
    out = [answer, rng.choice(frame).format(answer), rng.choice(frame).format(change_number(answer, rng)), change_number(answer, rng),
           rng.choice(frame).format(other), f'{answer} or {other}', unicodedata.normalize(rng.choice(['NFD', 'NFKD']), answer).upper(),
           rng.choice(REFUSALS), rng.choice(ODD), f'{rng.choice(words)} {answer} {rng.choice(words)}',
           answer.replace('-', '−').replace(' ', '\u00a0'), '-' + answer]
    if rng.random() < 0.2:
        out.append(' '.join(rng.choice(rng.choice(others)['answers']) for _ in range(9)) + ' ' + answer)
    return list(dict.fromkeys(out))


def main():
    rng = random.Random(20)
    questions = []
    for path in sys.argv[2:]:
        lines = [json.loads(line) for line in open(path, encoding='utf-8') if line.strip()]
        questions.append([q for q in lines if q.get('answers')])
    count = right = 0
    with open(sys.argv[1], 'w', encoding='utf-8') as out:
        rows = [(q, others) for others in questions for q in others]
        rows += [({'question': '', 'answers': [odd]}, others) for others in questions[:1] for odd in ODD]
        for question, others in rows:
            items = []
            texts = replies(question, others, rng) if question['question'] else ODD[rng.randrange(4)::4] + question['answers']
            for reply in texts:
                verdict = rule.short_right(reply, question['answers'], question['question'])
                refusal = bool(rule.REFUSAL.search(reply))
                items.append([reply, int(verdict), int(refusal), fnv1a(rule.tokens(reply))])
                count += 1
                right += verdict
            out.write(json.dumps({'q': question['question'], 'a': question['answers'], 'r': items}, ensure_ascii=False, separators=(',', ':')) + '\n')
    print(f'{count} replies, {right} right', file=sys.stderr)


if __name__ == '__main__':
    main()
