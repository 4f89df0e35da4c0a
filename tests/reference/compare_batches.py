#!/usr/bin/env python3
"""Does a reply depend on what else is computed? `jangin generate` answers 100 prompts (Korean, English, code; texts and conversations) one at a time
and 64 at a time, the second time in the opposite order, greedily and at temperature 0.8: token ids have to be equal. Each greedy reply is compared
with transformers as compare_model_with_original.py does: every token of it is the likeliest in one pass over prompt and reply (F32).

    python tests/reference/compare_batches.py JANGIN MODEL.gguf [--tokens 48] [--without-transformers]

Needs what compare_model_with_original.py needs. Ends with status 0 when nothing differs. Prints the time of each run, too."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile
import time

from compare_model_with_original import LONG, QUESTIONS, TEXTS, Original

NUMBERS = [0, 1, 2, 3, 4, 17, 18, 20, 21, 28, 33, 38, 40, 41, 43, 53, 54, 61, 64, 76, 80, 81, 90, 91, 94]
CHATS = (QUESTIONS + [f'What does G{n} do?' for n in NUMBERS] + [f'G{n} 코드는 무엇을 하나요?' for n in NUMBERS])[:64]


def prompts():
    """(text or question, whether it is a conversation)."""
    return [(text, False) for text in TEXTS + LONG] + [(question, True) for question in CHATS]


def run(jangin, model, all_prompts, batch, tokens, sampling, work):
    """Token ids of each reply, and the seconds that it took."""
    replies, seconds = {}, 0.0
    for chat in (False, True):
        chosen = [i for i, (_, is_chat) in enumerate(all_prompts) if is_chat == chat]
        if batch > 1:
            chosen.reverse()
        source, target = pathlib.Path(work) / 'prompts.jsonl', pathlib.Path(work) / 'answers.jsonl'
        target.unlink(missing_ok=True)
        source.write_text(''.join(json.dumps({'id': i, 'prompt': all_prompts[i][0], 'logprobs': True if chat else 1, 'seed': i, **sampling}) + '\n' for i in chosen))
        began = time.monotonic()
        subprocess.run([jangin, '--quiet', 'generate', model, '--weights', 'f32', '--input', source, '--output', target, '--max-tokens', str(tokens), '--batch', str(batch),
                        *([] if chat else ['--raw'])], check=True)
        seconds += time.monotonic() - began
        for line in target.read_text(encoding='utf-8').splitlines():
            answer = json.loads(line)
            replies[answer['id']] = [token['id'] for token in answer['logprobs']]
    return [replies[i] for i in range(len(all_prompts))], seconds


def compare_with_transformers(original, all_prompts, replies):
    amiss = []
    for (text, chat), greedy in zip(all_prompts, replies):
        ids = original.tokenize(original.layout(text) if chat else text, special=chat)
        answer = original.answer(ids, greedy, 1)
        noise = 1e-4 * float(abs(answer['logits']).max())
        if (answer['behind'] > noise).any():
            amiss.append(f'{text[:60]!r}: a token is {answer["behind"].max():.1e} behind the likeliest of transformers')
    print(f'transformers: {len(replies) - len(amiss)} of {len(replies)} greedy replies equal')
    return amiss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jangin', type=pathlib.Path)
    parser.add_argument('model', type=pathlib.Path)
    parser.add_argument('--tokens', type=int, default=48)
    parser.add_argument('--without-transformers', action='store_true')
    options = parser.parse_args()
    jangin, model, all_prompts, amiss = options.jangin.resolve(), options.model.resolve(), prompts(), []
    with tempfile.TemporaryDirectory() as work:
        for name, sampling in (('greedy', {'temperature': 0}), ('temperature 0.8', {'temperature': 0.8, 'top_p': 0.95})):
            alone, seconds_alone = run(jangin, model, all_prompts, 1, options.tokens, sampling, work)
            together, seconds_together = run(jangin, model, all_prompts, 64, options.tokens, sampling, work)
            same = sum(a == b for a, b in zip(alone, together))
            print(f'{name}: {same} of {len(all_prompts)} replies equal alone and in a batch of 64; {seconds_alone:.0f} s and {seconds_together:.0f} s')
            if same != len(all_prompts):
                amiss.append(f'{name}: replies differ')
            if name == 'greedy' and not options.without_transformers:
                amiss += compare_with_transformers(Original(model, pathlib.Path(work)), all_prompts, alone)
    print(''.join(f'amiss: {line}\n' for line in amiss) or 'nothing amiss')
    return 1 if amiss else 0


if __name__ == '__main__':
    sys.exit(main())
