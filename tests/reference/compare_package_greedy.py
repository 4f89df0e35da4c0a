#!/usr/bin/env python3
"""Does an expert package answer alike everywhere? Greedy replies of `jangin generate` against independent programs that open the same files:
model.safetensors in transformers (f32 arithmetic) and the F16 GGUF in llama.cpp (llama-cpp-python), or, where that is not installed,
in transformers' own GGUF reader.

usage: compare_package_greedy.py JANGIN PACKAGE [--gguf model-f16.gguf] [--tokens 48] [--least 38] [--second llama_cpp|transformers|none]
Prints one line a prompt that differs, with the gap between the two likeliest tokens where the replies part (a near tie explains it), and
ends with status 0 when at least --least of the 40 prompts agree everywhere.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = [
    'What is the capital of France?', 'Explain gravity in one sentence.', 'Write a haiku about the sea.', 'List three prime numbers.', 'What does G43 do?',
    'In LinuxCNC, which file holds the tool table?', 'What is the default of the P word in G33?', 'Who wrote Hamlet?', 'Translate "good morning" into Spanish.',
    'What is 17 plus 25?', 'Why is the sky blue?', 'Name a mammal that lays eggs.', 'Give a synonym of "fast".', 'How many minutes are in three hours?',
    'What is photosynthesis?', 'Which code stops the spindle?', 'Describe a lathe to a child.', 'What is the boiling point of water in Celsius?',
    'Write a short note to thank a colleague.', 'What is the difference between G0 and G1?', 'Name the largest planet.', 'What does HAL stand for in LinuxCNC?',
    'Is 91 a prime number?', 'Summarize: the quick brown fox jumps over the lazy dog.', 'What unit measures electric current?', 'Complete: roses are red,',
    'How does a bicycle stay upright?', 'What are coordinate system offsets?', 'Which language is spoken in Brazil?', 'Give one use of a spreadsheet.',
    '대한민국의 수도는 어디인가요?', '물은 몇 도에서 끓나요?', '안전밸브는 무엇인가요?', '산업안전보건법의 목적은 무엇인가?', '3 더하기 4는?', '공구 길이 보정은 무엇인가요?',
    '가장 큰 행성은?', '"안녕하세요"를 영어로 옮기세요.', '비상정지 버튼은 왜 필요한가요?', '봄에 대해 한 문장으로 쓰세요.']


def ours(jangin, model, tokens):
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / 'prompts.jsonl', pathlib.Path(folder) / 'answers.jsonl'
        source.write_text(''.join(json.dumps({'id': i, 'prompt': p}, ensure_ascii=False) + '\n' for i, p in enumerate(PROMPTS)), encoding='utf-8')
        subprocess.run([jangin, 'generate', str(model), '--input', str(source), '--output', str(target), '--max-tokens', str(tokens)], check=True)
        return [json.loads(line)['text'] for line in target.read_text(encoding='utf-8').splitlines()]


def encode(tokenizer, prompt):
    return tokenizer.apply_chat_template([{'role': 'user', 'content': prompt}], add_generation_prompt=True, return_dict=True)['input_ids']


class Transformers:
    def __init__(self, package, gguf=None):
        arguments = {'gguf_file': gguf} if gguf else {}
        self.name = f'transformers on {gguf or "model.safetensors"}'
        self.tokenizer = AutoTokenizer.from_pretrained(package)
        self.model = AutoModelForCausalLM.from_pretrained(package, dtype=torch.float32, **arguments).eval()

    def reply(self, prompt, tokens):
        ids = encode(self.tokenizer, prompt)
        with torch.no_grad():
            out = self.model.generate(torch.tensor([ids]), max_new_tokens=tokens, do_sample=False, output_scores=True, return_dict_in_generate=True,
                                      pad_token_id=self.tokenizer.eos_token_id)
        new = out.sequences[0][len(ids):].tolist()
        gaps = [float(score[0].topk(2).values.diff().abs()) for score in out.scores]
        return self.tokenizer.decode(new, skip_special_tokens=True), new, gaps

    def gap(self, prompt, tokens, other):
        """The gap of logits where this model's reply leaves `other`."""
        _, new, gaps = self.reply(prompt, tokens)
        for i in range(len(new)):
            text = self.tokenizer.decode(new[:i + 1], skip_special_tokens=True).rstrip('\ufffd')
            if not other.startswith(text) or i == len(new) - 1:
                return gaps[i]
        return float('nan')


class LlamaCpp:
    def __init__(self, package, gguf):
        import llama_cpp
        self.name = f'llama.cpp on {gguf}'
        self.tokenizer = AutoTokenizer.from_pretrained(package)
        self.model = llama_cpp.Llama(str(pathlib.Path(package) / gguf), n_ctx=1024, verbose=False)

    def reply(self, prompt, tokens):
        new = []
        for token in self.model.generate(encode(self.tokenizer, prompt), temp=0.0, reset=True):
            if token == self.tokenizer.eos_token_id or len(new) == tokens:
                break
            new.append(token)
        return self.tokenizer.decode(new, skip_special_tokens=True), new, None


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jangin')
    parser.add_argument('package')
    parser.add_argument('--gguf', default='model-f16.gguf')
    parser.add_argument('--tokens', type=int, default=48)
    parser.add_argument('--least', type=int, default=38)
    parser.add_argument('--second', choices=['llama_cpp', 'transformers', 'none'], default=None)
    options = parser.parse_args()
    first = Transformers(options.package)
    oracles = [(first, ours(options.jangin, options.package, options.tokens))]
    second = options.second
    if second is None:
        try:
            import llama_cpp  # noqa: F401
            second = 'llama_cpp'
        except ImportError:
            second = 'transformers'
    if second != 'none':
        other = LlamaCpp(options.package, options.gguf) if second == 'llama_cpp' else Transformers(options.package, options.gguf)
        oracles.append((other, oracles[0][1]))
        oracles.append((other, ours(options.jangin, pathlib.Path(options.package) / options.gguf, options.tokens)))
    good = True
    for number, (oracle, replies) in enumerate(oracles):
        which = 'jangin on the GGUF' if number == 2 else 'jangin on the package'
        same = 0
        for prompt, reply in zip(PROMPTS, replies):
            theirs = oracle.reply(prompt, options.tokens)[0]
            if theirs == reply:
                same += 1
            else:
                print(f'differs ({oracle.name}; gap {first.gap(prompt, options.tokens, reply):.4f}): {prompt}\n  jangin: {reply!r}\n  theirs: {theirs!r}')
        print(f'{which} against {oracle.name}: {same} of {len(PROMPTS)} replies of {options.tokens} tokens are equal')
        good = good and same >= options.least
    return 0 if good else 1


if __name__ == '__main__':
    sys.exit(main())
