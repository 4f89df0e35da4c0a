#!/usr/bin/env python3
"""Do converted files answer alike everywhere? `jangin convert` writes a model in each number format. Greedy replies of `jangin generate` to the
prompts of compare_package_greedy.py are compared with those of transformers on the folder, and for each GGUF with those of llama.cpp on the same
numbers (a GGUF in F32 made from it, exactly) and on the file itself. The quantized weights are also compared with llama.cpp's own quantizer: root
mean square errors, tensor by tensor.

usage: compare_converted.py JANGIN MODEL [--types f16,q8_0,q6_k,q4_k,q4_0] [--tokens 24] [--prompts 20] [--least 0.9] [--library LIBGGML_BASE]
On a quantized file llama.cpp rounds the activations to 8 bits for its products, jangin multiplies the dequantized numbers: those replies part
where two tokens are nearly as likely (the gap of their logits is printed), and are told, not judged. Ends with status 0 when at least --least of
the replies agree on the same numbers, all in transformers, llama.cpp opens every file without a warning, and no tensor's error is above that of
llama.cpp's quantizer.

Needs what compare_package_greedy.py needs, and gguf==0.19.0."""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import gguf
import numpy

import compare_package_greedy as greedy
from make_block_goldens import Ggml


def convert(jangin, model, target, kind):
    """What `jangin convert --json` says."""
    done = subprocess.run([jangin, '--quiet', '--json', 'convert', str(model), str(target), '--type', kind], stdout=subprocess.PIPE, text=True, check=False)
    report = json.loads(done.stdout)
    assert 'error' not in report, report
    parity = report['parity']
    print(f'{kind}: {report["bytes_before"] / 1e6:.1f} → {report["bytes_after"] / 1e6:.1f} MB, {report["weights"]}, fallbacks {report["fallbacks"]}; KL mean {parity["mean_kl"]:.2e}, '
          f'largest {parity["max_kl"]:.2e}, same likeliest token {100 * parity["top1_agreement"]:.2f} % of {parity["positions"]}', flush=True)
    return report


def values(tensor):
    return gguf.quants.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float64).reshape(-1)


def compare_errors(ggml, plain, quantized):
    """Our error ÷ llama.cpp's of each quantized tensor; the largest and the mean of each format."""
    exact = {tensor.name: values(tensor).astype(numpy.float32) for tensor in gguf.GGUFReader(plain).tensors}
    ratios = {}
    for tensor in gguf.GGUFReader(quantized).tensors:
        kind = tensor.tensor_type
        if kind in (gguf.GGMLQuantizationType.F32, gguf.GGMLQuantizationType.F16, gguf.GGMLQuantizationType.BF16):
            continue
        wanted = exact[tensor.name]
        theirs = ggml.values(kind.name, ggml.quantized(kind, wanted, int(tensor.shape[0])), wanted.size)
        error = [numpy.sqrt(numpy.mean((one - wanted) ** 2)) for one in (values(tensor), theirs.astype(numpy.float64))]
        ratios.setdefault(kind.name, []).append(error[0] / error[1])
    for name, all_of in ratios.items():
        print(f'  {name}: error ÷ that of ggml_quantize_chunk: mean {numpy.mean(all_of):.4f}, largest {max(all_of):.4f} of {len(all_of)} tensors', flush=True)
    return max((max(all_of) for all_of in ratios.values()), default=0)


def compare_with_llama(options, package, target):
    """What is amiss with llama.cpp on a converted file."""
    exact = target.with_suffix('.exact.gguf')
    if not convert(options.jangin, target, exact, 'f32')['exact']:
        return [f'{target.name}: F32 holds other numbers']
    replies, amiss = greedy.ours(options.jangin, target, options.tokens), []
    for path in (exact, target):
        llama = greedy.LlamaCpp(path)
        same = greedy.compare_replies(llama, package, replies, f'jangin on {target.name}', options.tokens)
        amiss += [f'{path.name}: llama.cpp warns: {line}' for line in llama.warnings]
        if path is exact and same < options.least * len(greedy.PROMPTS):
            amiss.append(f'{path.name}: {same} of {len(greedy.PROMPTS)} replies')
    exact.unlink()
    return amiss


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('jangin')
    parser.add_argument('model')
    parser.add_argument('--types', default='f16,q8_0,q6_k,q4_k,q4_0')
    parser.add_argument('--tokens', type=int, default=24)
    parser.add_argument('--prompts', type=int, default=20)
    parser.add_argument('--least', type=float, default=0.9)
    parser.add_argument('--library', default=str(pathlib.Path(greedy.llama_cpp.__file__).parent / 'lib/libggml-base.so'))
    options = parser.parse_args()
    step = max(1, len(greedy.PROMPTS) // options.prompts)
    greedy.PROMPTS[:] = greedy.PROMPTS[::step][:options.prompts]
    ggml, amiss = Ggml(options.library), []
    with tempfile.TemporaryDirectory() as work:
        folder = pathlib.Path(work) / 'model'
        convert(options.jangin, options.model, folder, 'f32')
        package = greedy.Package(folder)
        replies = greedy.ours(options.jangin, folder, options.tokens)
        same = greedy.compare_replies(greedy.Transformers(folder), package, replies, 'jangin on the folder', options.tokens)
        if same < len(greedy.PROMPTS):
            amiss.append(f'transformers: {same} of {len(greedy.PROMPTS)}')
        plain = pathlib.Path(work) / 'plain.gguf'
        convert(options.jangin, options.model, plain, 'f32')
        for kind in options.types.split(','):
            target = pathlib.Path(work) / f'{kind}.gguf'
            convert(options.jangin, folder, target, kind)
            if compare_errors(ggml, plain, target) > 1 + 1e-6:
                amiss.append(f'{kind}: an error above that of llama.cpp')
            amiss += compare_with_llama(options, package, target)
            target.unlink()
    print(''.join(f'amiss: {line}\n' for line in amiss) or 'nothing amiss')
    return 1 if amiss else 0


if __name__ == '__main__':
    sys.exit(main())
