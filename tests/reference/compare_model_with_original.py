#!/usr/bin/env python3
"""Does jangin answer as the original does? 50 prompts (English, Korean, both, code, conversations) on a GGUF of SmolLM2 or Gemma 3, against
transformers in f32 on the same numbers (the GGUF's blocks taken apart by the gguf package) and llama.cpp's tokenizer and template.

usage: compare_model_with_original.py JANGIN MODEL.gguf [--tokens 48] [--last 8] [--bf16] [--skip N] [--answers MODEL_ANSWERS] [--folder FOLDER]
MODEL_ANSWERS is a program of the test build (default: model_answers beside JANGIN); N prompts are left out; FOLDER keeps Gemma in f32 as a Hugging Face folder.
Compared, and what is allowed:
  ids             `jangin tokenize` and llama.cpp's tokenizer: equal
  logits          of the last --last positions: largest difference of a row at most 1e-4 of its largest magnitude (f32)
  probabilities   log-probability of each token of the prompt but the first: 1e-4 of the largest logit, too
  greedy          --tokens tokens that jangin says after the prompt: each is the likeliest in transformers, too, given those before it (so both say
                  the same). Where one is not, both programs must hold two tokens for equally likely: logits apart by at most twice the
                  largest difference between the programs' logits on this prompt (shown)
  texts           `jangin generate` on the prompt as a user writes it (with the model's own template, where it has one) says that reply
  bf16 (--bf16)   jangin in bf16 against transformers in f32: mean KL of the same rows at most 1e-3 (that of transformers in bf16 is shown beside it)
Ends with status 0 when nothing is amiss.

Needs what compare_package_greedy.py needs, gguf==0.19.0 and accelerate."""
import argparse
import copy
import json
import pathlib
import subprocess
import sys
import tempfile

import gguf
import llama_cpp
import numpy
import torch
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
from transformers import AutoModelForCausalLM

from make_gemma3_goldens import take_apart

sys.path.append(str(pathlib.Path(__file__).resolve().parents[2] / 'bench/train_full'))
import bf16_products  # noqa: E402

TEXTS = [
    'The quick brown fox jumps over the lazy dog. In machining, G01 is', 'The capital of France is', '1 2 4 8 16 32', 'Once upon a time, in a small village by the sea,',
    'Water boils at 100 degrees Celsius at sea level because', 'Article 7. The employer shall provide each worker with', 'Q: What is the square root of 144?\nA:',
    'The spindle stops when M5 is', 'Dear Dr. Ahn,\n\nThank you for your letter of 3 March. We', '| code | meaning |\n|---|---|\n| G0 | rapid |\n| G1 |',
    'Café, naïve, Zürich, señor — “quotes” … and 3½ µm:',
    '산업안전보건기준에 관한 규칙은 사업주가 지켜야 할 사항을 정한다. 안전모는', '대한민국의 수도는', '제1조(목적) 이 법은 산업 안전 및 보건에 관한 기준을 확립하고', '물은 섭씨 100도에서',
    '옛날 옛적에 깊은 산속에 호랑이 한 마리가', '밀폐공간에서 작업할 때에는 산소 농도를 측정하여야 한다.', '안녕하세요. 저는 서울에 사는', '다음 표에서 1월의 매출은 1,250만 원이고 2월의 매출은',
    '봄이 오면 산에 들에 진달래 피네.', '절삭유는 공구와 공작물 사이의 마찰을', '문의: 02-1234-5678, 담당자 김민수 과장. 회의는 3월 14일 오후 2시',
    'The Korean word 안전 means', 'CNC 선반에서 G71 code는 roughing cycle을', '"비상정지" (emergency stop) 버튼을 누르면 the machine', 'IoT 센서 data를 MQTT broker로 보내면',
    'def fibonacci(n):\n    if n < 2:\n        return n\n    return', '#include <vector>\nint sum(const std::vector<int>& v) {\n  int s = 0;\n  for', 'SELECT name, count(*) FROM parts WHERE',
    '{"name": "valve", "pressure": 3.5, "unit": "bar", "tags": ["', 'O100 (mill a pocket)\nG21 G90 G17\nG0 X0 Y0 Z5\nM3 S1200\nG1', '# 두 수를 더하는 함수\ndef add(a, b):\n', 'for i in $(seq 1 10); do echo "line $i"; done | sort -',
    'class Stack:\n\tdef __init__(self):\n\t\tself.items = []\n\n\tdef push(self, item):\n']
LONG = ['The tool length offset is measured from the spindle nose. ' * 60, '밀폐공간에서 작업할 때에는 산소 농도를 측정하여야 한다. ' * 30]  # longer than Gemma's window of 512
QUESTIONS = ['What is the capital of France?', 'Explain gravity in one sentence.', 'What does G43 do?', 'Is 91 a prime number?', 'Write a haiku about the sea.', 'Name a mammal that lays eggs.',
             'Translate "good morning" into Korean.', '대한민국의 수도는 어디인가요?', '안전밸브는 무엇인가요?', '3 더하기 4는?', '공구 길이 보정은 무엇인가요?', '"안녕하세요"를 영어로 옮기세요.',
             '비상정지 버튼은 왜 필요한가요?', '파이썬으로 리스트를 뒤집는 방법은?']
GEMMA_TURN = '<start_of_turn>user\n{}<end_of_turn>\n<start_of_turn>model\n'


class Original:
    """The GGUF in transformers, with llama.cpp's tokenizer."""

    def __init__(self, path, folder):
        self.llama = llama_cpp.Llama(str(path), vocab_only=True, verbose=False)
        self.vocab = llama_cpp.llama_model_get_vocab(self.llama._model.model)
        self.template = self.llama.metadata.get('tokenizer.chat_template')
        gemma = self.llama.metadata['general.architecture'] == 'gemma3'
        if gemma and not (folder / 'model.safetensors').exists():
            take_apart(path, folder)
        place = {'pretrained_model_name_or_path': folder} if gemma else {'pretrained_model_name_or_path': path.parent, 'gguf_file': path.name}
        self.model = AutoModelForCausalLM.from_pretrained(**place, dtype=torch.float32).eval()
        self.vocab_size = self.model.config.vocab_size

    def rounded(self):
        """The same model in bf16."""
        self.half = copy.deepcopy(self.model).bfloat16()

    def layout(self, question):
        if not self.template:
            return GEMMA_TURN.format(question)
        begin, end = (self.llama._model.token_get_text(t) for t in (self.llama._model.token_bos(), self.llama._model.token_eos()))
        text = Jinja2ChatFormatter(self.template, bos_token=begin, eos_token=end)(messages=[{'role': 'user', 'content': question}]).prompt
        return text.removeprefix(begin) if self.adds_bos() else text

    def adds_bos(self):
        return bool(llama_cpp.llama_vocab_get_add_bos(self.vocab))

    def tokenize(self, text, special):
        return self.llama.tokenize(text.encode(), add_bos=True, special=special)  # adds a first token only if the file says so

    def text(self, ids):
        """Up to the first token that ends a reply."""
        end = next((i for i, token in enumerate(ids) if llama_cpp.llama_vocab_is_eog(self.vocab, token)), len(ids))
        return self.llama.detokenize(ids[:end]).decode('utf-8', 'replace')

    def answer(self, ids, greedy, last):
        """One pass over the prompt and what jangin says to it. "behind": by how much each token of that is less likely (logit) than the likeliest there."""
        with torch.no_grad():
            logits = self.model(torch.tensor([ids + greedy[:-1]])).logits[0]
        prompt, steps = logits[:len(ids)], logits[len(ids) - 1:]
        chosen = prompt[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0] - torch.logsumexp(prompt[:-1], -1)
        behind = steps.max(-1).values - steps.gather(1, torch.tensor(greedy)[:, None])[:, 0]
        return {'logits': prompt[-last:].numpy(), 'log_probabilities': chosen.numpy(), 'behind': behind.numpy()}

    def rounded_logits(self, ids, last):
        with torch.no_grad(), bf16_products.mode(bf16_products.best_kind()):
            return self.half(torch.tensor([ids])).logits[0, -last:].float().numpy()


class Ours:
    """model_answers in one number format."""

    def __init__(self, program, model, precision, new, last, work):
        self.file = pathlib.Path(work) / f'logits.{precision}'
        self.process = subprocess.Popen([program, model, precision, str(new), str(last), self.file], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def answer(self, ids, vocab):
        self.process.stdin.write(json.dumps(ids) + '\n')
        self.process.stdin.flush()
        out = json.loads(self.process.stdout.readline())
        return {**out, 'logits': numpy.fromfile(self.file, dtype=numpy.float32).reshape(-1, vocab), 'log_probabilities': numpy.array(out['log_probabilities'], numpy.float32)}


def our_ids(jangin, model, texts, work):
    source = pathlib.Path(work) / 'texts.jsonl'
    source.write_text(''.join(json.dumps({'text': text}) + '\n' for text in texts))
    done = subprocess.run([jangin, '--json', 'tokenize', model, '--input', source, '--special'], stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line)['ids'] for line in done.stdout.splitlines()]


def our_replies(jangin, model, prompts, tokens, work, raw):
    source, target = pathlib.Path(work) / 'prompts.jsonl', pathlib.Path(work) / f'answers.{raw}.jsonl'
    source.write_text(''.join(json.dumps({'prompt': prompt}) + '\n' for prompt in prompts))
    subprocess.run([jangin, '--quiet', 'generate', model, '--weights', 'f32', '--input', source, '--output', target, '--max-tokens', str(tokens), *(['--raw'] if raw else [])], check=True)
    return [json.loads(line)['text'] for line in target.read_text(encoding='utf-8').splitlines()]


def divergence(p, q):
    p, q = (torch.log_softmax(torch.from_numpy(x).double(), -1) for x in (p, q))
    return (p.exp() * (p - q)).sum(-1).numpy()


class Comparison:
    def __init__(self, tokens):
        self.tokens, self.amiss = tokens, []
        self.logits, self.spread, self.scores, self.greedy, self.kl, self.their_kl = [], [], [], 0, [], []

    def prompt(self, text, theirs, ours):
        shown = repr(text if len(text) < 60 else f'{text[:28]} … {text[-28:]}')
        difference, magnitude = numpy.abs(ours['logits'] - theirs['logits']).max(-1), numpy.abs(theirs['logits']).max(-1)
        self.logits.append(float((difference / magnitude).max()))
        self.spread.append(float((difference / theirs['logits'].std(-1)).max()))
        self.scores.append(float(numpy.abs(ours['log_probabilities'] - theirs['log_probabilities']).max() / magnitude.max()))
        for what, value in (('logits', self.logits[-1]), ('log-probabilities', self.scores[-1])):
            if not value <= 1e-4:
                self.amiss.append(f'{shown}: {what} differ by {value:.1e}')
        noise = 2 * float(difference.max())
        self.greedy += not theirs['behind'].any()
        for at in theirs['behind'].nonzero()[0]:
            print(f'{shown}: token {at + 1} of {self.tokens} is {theirs["behind"][at]:.2e} behind the likeliest of transformers, {ours["gaps"][at]:.2e} before the second of jangin; noise {noise:.2e}')
            if not max(theirs['behind'][at], ours['gaps'][at]) <= noise:
                self.amiss.append(f'{shown}: greedy token {at + 1} is not tied')

    def show(self):
        print(f'logits: largest difference {max(self.logits):.1e} of the largest magnitude of the row ({max(self.spread):.1e} of its standard deviation); '
              f'log-probabilities {max(self.scores):.1e}; greedy: {self.greedy} of {len(self.logits)} prompts equal over {self.tokens} tokens')
        if self.kl:
            rows, theirs = numpy.concatenate(self.kl), numpy.concatenate(self.their_kl)
            print(f'bf16: mean KL {rows.mean():.2e}, largest {rows.max():.2e} of {len(rows)} positions; transformers in bf16: {theirs.mean():.2e} and {theirs.max():.2e}')
            if not rows.mean() <= 1e-3:
                self.amiss.append('bf16: mean KL')


def compare_texts(options, original, comparison, answers, work):
    """`jangin generate` on what a user writes."""
    groups = [(TEXTS + LONG, True)] + ([(QUESTIONS, False)] if original.template else [])
    groups = [([prompt for prompt in prompts if (prompt if raw else original.layout(prompt)) in answers], raw) for prompts, raw in groups]
    same = of = 0
    for prompts, raw in groups:
        if not prompts:
            continue
        for prompt, reply in zip(prompts, our_replies(options.jangin, options.model, prompts, options.tokens, work, raw)):
            text = prompt if raw else original.layout(prompt)
            theirs, of = original.text(answers[text]), of + 1
            same += reply.rstrip('\ufffd') == theirs.rstrip('\ufffd')
            if reply.rstrip('\ufffd') != theirs.rstrip('\ufffd'):
                comparison.amiss.append(f'{prompt[:60]!r}: jangin generate says {reply!r} instead of {theirs!r}')
    print(f'jangin generate: {same} of {of} replies are equal')


def compare(options, original, work):
    texts = TEXTS + LONG + [original.layout(question) for question in QUESTIONS]
    texts = texts[options.skip:]
    comparison, answers = Comparison(options.tokens), {}
    if options.bf16:
        original.rounded()
    ours = {p: Ours(options.answers, options.model, p, options.tokens if p == 'f32' else 0, options.last, work) for p in ['f32'] + ['bf16'] * options.bf16}
    for i, (text, split) in enumerate(zip(texts, our_ids(options.jangin, options.model, texts, work))):
        ids = original.tokenize(text, special=True)
        if ids[original.adds_bos():] != split:
            comparison.amiss.append(f'{text[:60]!r}: ids {split} instead of {ids}')
        mine = ours['f32'].answer(ids, original.vocab_size)
        theirs = original.answer(ids, mine['greedy'], options.last)
        comparison.prompt(text, theirs, mine)
        if options.bf16:
            comparison.kl.append(divergence(theirs['logits'], ours['bf16'].answer(ids, original.vocab_size)['logits']))
            comparison.their_kl.append(divergence(theirs['logits'], original.rounded_logits(ids, options.last)))
        answers[text] = mine['greedy']
        print(f'{i + 1} of {len(texts)}: {len(ids)} tokens', file=sys.stderr, flush=True)
    comparison.show()
    for side in ours.values():
        side.process.stdin.close()
    compare_texts(options, original, comparison, answers, work)
    return comparison.amiss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jangin', type=pathlib.Path)
    parser.add_argument('model', type=pathlib.Path)
    parser.add_argument('--tokens', type=int, default=48)
    parser.add_argument('--last', type=int, default=8)
    parser.add_argument('--bf16', action='store_true')
    parser.add_argument('--skip', type=int, default=0)
    parser.add_argument('--answers', type=pathlib.Path)
    parser.add_argument('--folder', type=pathlib.Path)
    options = parser.parse_args()
    options.jangin, options.model = options.jangin.resolve(), options.model.resolve()
    options.answers = options.answers or options.jangin.with_name('model_answers')
    with tempfile.TemporaryDirectory() as work:
        amiss = compare(options, Original(options.model, options.folder or pathlib.Path(work)), work)
    print(''.join(f'amiss: {line}\n' for line in amiss) or 'nothing amiss')
    return 1 if amiss else 0


if __name__ == '__main__':
    sys.exit(main())
