#!/usr/bin/env python3
"""Does an expert package answer alike everywhere? Greedy replies of `jangin generate` against independent programs that open the same files:
model.safetensors in transformers (f32 arithmetic) and the F16 GGUF in llama.cpp (its own arithmetic: f16 operands and caches). llama.cpp must
also open the GGUF without a warning, lay out the conversations as the package does, and split them into the same tokens.

usage: compare_package_greedy.py JANGIN PACKAGE [--gguf model-f16.gguf] [--tokens 48] [--least 38] [--ids TRAIN_FULL_BENCH]
Prints each reply that differs, with the gap between the two likeliest logits where the replies part (a tie explains it), and ends with
status 0 when at least --least of the 40 prompts agree everywhere and nothing else is amiss.

Needs, in a virtual environment outside of the tree (llama.cpp comes as the source inside llama-cpp-python; its gcc 12 builds stop at an
illegal instruction on some processors, so clang 19, Debian's clang-19, builds it):
    pip install 'torch==2.13.*' transformers numpy safetensors
    CC=clang-19 CXX=clang++-19 CMAKE_ARGS=-DGGML_OPENMP=OFF pip install --no-binary llama-cpp-python llama-cpp-python
"""
import argparse
import ctypes
import json
import pathlib
import subprocess
import sys
import tempfile

import llama_cpp
import numpy
import torch
from llama_cpp.llama_chat_format import Jinja2ChatFormatter
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
    """What `jangin generate` says to each prompt: {"text", "prompt_tokens", "generated_tokens", …}."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = pathlib.Path(folder) / 'prompts.jsonl', pathlib.Path(folder) / 'answers.jsonl'
        source.write_text(''.join(json.dumps({'id': i, 'prompt': p}, ensure_ascii=False) + '\n' for i, p in enumerate(PROMPTS)), encoding='utf-8')
        subprocess.run([jangin, 'generate', str(model), '--weights', 'f32', '--input', str(source), '--output', str(target), '--max-tokens', str(tokens)], check=True)
        return [json.loads(line) for line in target.read_text(encoding='utf-8').splitlines()]


class Package:
    """The prompts as the package's own tokenizer files lay them out."""

    def __init__(self, folder):
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.texts = [self.tokenizer.apply_chat_template([{'role': 'user', 'content': p}], add_generation_prompt=True, tokenize=False) for p in PROMPTS]
        self.ids = [self.tokenizer(text, add_special_tokens=False)['input_ids'] for text in self.texts]

    def decode(self, ids):
        return self.tokenizer.decode(ids, skip_special_tokens=True)


class Transformers:
    name = 'transformers on model.safetensors'

    def __init__(self, folder):
        self.model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()

    def reply(self, ids, tokens):
        """The greedy continuation, and at each of its tokens the gap between the two likeliest logits."""
        with torch.no_grad():
            out = self.model.generate(torch.tensor([ids]), max_new_tokens=tokens, do_sample=False, output_logits=True, return_dict_in_generate=True)
        gaps = [float(logits[0].topk(2).values.diff().abs()) for logits in out.logits]
        return out.sequences[0][len(ids):].tolist(), gaps


class LlamaCpp:
    def __init__(self, gguf):
        self.name = f'llama.cpp on {gguf.name}'
        self.warnings = []
        self.log = llama_cpp.llama_log_callback(self.keep_warning)  # held: the library keeps only the address
        llama_cpp.llama_log_set(self.log, ctypes.c_void_p(0))
        self.model = llama_cpp.Llama(str(gguf), n_ctx=0, verbose=False)

    def keep_warning(self, level, text, _):
        if level in (3, 4):  # GGML_LOG_LEVEL_WARN, _ERROR
            self.warnings.append(text.decode('utf-8', 'replace').strip())

    def render(self, prompt):
        name = [self.model._model.token_get_text(t) for t in (self.model.token_bos(), self.model.token_eos())]
        formatter = Jinja2ChatFormatter(self.model.metadata['tokenizer.chat_template'], bos_token=name[0], eos_token=name[1])
        return formatter(messages=[{'role': 'user', 'content': prompt}]).prompt

    def tokenize(self, text):
        return self.model.tokenize(text.encode(), add_bos=True, special=True)  # adds a first token only if the file says so

    def reply(self, ids, tokens):
        vocab = llama_cpp.llama_model_get_vocab(self.model.model)
        new, gaps, feed = [], [], ids
        self.model.reset()
        while len(new) < tokens and not (new and llama_cpp.llama_vocab_is_eog(vocab, new[-1])):
            self.model.eval(feed)
            logits = numpy.ctypeslib.as_array(llama_cpp.llama_get_logits(self.model.ctx), (self.model.n_vocab(),))
            second, first = numpy.partition(logits, -2)[-2:]
            new.append(int(logits.argmax()))
            gaps.append(float(first - second))
            feed = new[-1:]
        return new, gaps


def gap_at_parting(package, ids, gaps, other):
    """The gap where the reply `ids` leaves the text `other`."""
    for i in range(len(ids)):
        text = package.decode(ids[:i + 1]).rstrip('\ufffd')
        if not other.startswith(text) or i == len(ids) - 1:
            return gaps[i]
    return float('nan')


def compare_replies(oracle, package, replies, which, tokens):
    """How many replies are equal. Says of each other one where it parts."""
    same = 0
    for prompt, ids, reply in zip(PROMPTS, package.ids, replies):
        theirs, gaps = oracle.reply(ids, tokens)
        text = package.decode(theirs)
        same += text == reply['text']
        if text != reply['text']:
            print(f'differs ({oracle.name}, gap {gap_at_parting(package, theirs, gaps, reply["text"]):.4f}): {prompt}\n  jangin: {reply["text"]!r}\n  theirs: {text!r}')
    print(f'{which} against {oracle.name}: {same} of {len(PROMPTS)} replies of at most {tokens} tokens are equal', flush=True)
    return same


def our_ids(program, folder, texts):
    """The ids of all texts in a row. Each begins with a token of its own, so that nothing merges across."""
    with tempfile.TemporaryDirectory() as work:
        source, target = pathlib.Path(work) / 'texts', pathlib.Path(work) / 'ids'
        source.write_text(''.join(texts), encoding='utf-8')
        subprocess.run([program, 'tokens', str(folder), str(source), str(target)], check=True)
        return numpy.fromfile(target, dtype=numpy.int32).tolist()


def compare_prompts(package, llama, replies, program, folder, gguf):
    """Layout and tokens of the prompts, everywhere. Returns what is amiss."""
    wrong = [f'llama.cpp warns: {line}' for line in llama.warnings]
    for prompt, text, ids, reply in zip(PROMPTS, package.texts, package.ids, replies):
        if llama.render(prompt) != text:
            wrong.append(f'the template in the GGUF gives another layout: {prompt}')
        if llama.tokenize(text) != ids:
            wrong.append(f'llama.cpp splits into other tokens: {prompt}: {llama.tokenize(text)} instead of {ids}')
        if reply['prompt_tokens'] != len(ids):
            wrong.append(f'jangin reads {reply["prompt_tokens"]} tokens instead of {len(ids)}: {prompt}')
    if program:
        expected = [i for ids in package.ids for i in ids]
        wrong += [f'jangin splits into other tokens with {model.name}' for model in (folder, gguf) if our_ids(program, model, package.texts) != expected]
    print(f'prompts: layout and tokens compared with llama.cpp{" and jangin" if program else ""}, {len(wrong)} amiss')
    return wrong


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jangin')
    parser.add_argument('package', type=pathlib.Path)
    parser.add_argument('--gguf', default='model-f16.gguf')
    parser.add_argument('--tokens', type=int, default=48)
    parser.add_argument('--least', type=int, default=38)
    parser.add_argument('--ids', metavar='TRAIN_FULL_BENCH', help='compares also the ids that jangin itself makes of the prompts')
    options = parser.parse_args()
    gguf = options.package / options.gguf
    package = Package(options.package)
    replies = ours(options.jangin, options.package, options.tokens)
    llama = LlamaCpp(gguf)
    wrong = compare_prompts(package, llama, replies, options.ids, options.package, gguf)
    print(''.join(f'{line}\n' for line in wrong), end='')
    from_gguf = ours(options.jangin, gguf, options.tokens)
    same = [compare_replies(llama, package, replies, 'jangin on the package', options.tokens),
            compare_replies(llama, package, from_gguf, 'jangin on the GGUF', options.tokens),
            compare_replies(Transformers(options.package), package, replies, 'jangin on the package', options.tokens)]
    return 0 if min(same) >= options.least and not wrong else 1


if __name__ == '__main__':
    sys.exit(main())
