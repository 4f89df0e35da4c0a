#!/usr/bin/env python3
"""Makes tests/reference/block_goldens.txt: what GGUF's block formats hold, by ggml's own code (the C functions behind llama.cpp) and by the
gguf package, which have to agree; and how far ggml's quantizers stay from the values they are given.

usage: make_block_goldens.py [LIBGGML_BASE]    (default: the libggml-base.so beside llama_cpp)
Needs, in a virtual environment outside of the tree: gguf==0.19.0, numpy, and llama-cpp-python==0.3.36 for its libggml-base.so.

The file, a line for each format: its name; a hash of the values of 4,096 blocks of random bytes; the root mean square errors of
ggml_quantize_chunk on "normal" and "heavy" values, "-" for formats that are not written; four blocks and their values, in hexadecimal. Random
bytes are SplitMix64 (seed: ggml's number of the format), little-endian; the hash is FNV-1a (64 bits) over the values' 32-bit words, every NaN
as 7fc00000. Normal values are sums of four uniform numbers minus two, heavy ones their cubes: 65,536 each, exact in f32, from the upper 24
bits of SplitMix64 (seed 7)."""
import ctypes
import pathlib
import sys

import gguf
import numpy

FORMATS = ['Q4_0', 'Q4_1', 'Q5_0', 'Q5_1', 'Q8_0', 'IQ4_NL', 'Q2_K', 'Q3_K', 'Q4_K', 'Q5_K', 'Q6_K', 'IQ4_XS']
WRITTEN = ['Q8_0', 'Q4_0', 'Q5_0', 'Q4_K', 'Q6_K']
SCALES = {'Q4_0': [0], 'Q4_1': [0, 2], 'Q5_0': [0], 'Q5_1': [0, 2], 'Q8_0': [0], 'IQ4_NL': [0], 'Q2_K': [80, 82], 'Q3_K': [108], 'Q4_K': [0, 2],
          'Q5_K': [0, 2], 'Q6_K': [208], 'IQ4_XS': [0]}  # where the binary16 numbers of a block lie
MANY = 4096


def splitmix(seed, count):
    with numpy.errstate(over='ignore'):
        z = numpy.uint64(seed) + numpy.arange(1, count + 1, dtype=numpy.uint64) * numpy.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
        return z ^ (z >> numpy.uint64(31))


def random_bytes(seed, count):
    return splitmix(seed, (count + 7) // 8).astype('<u8').view(numpy.uint8)[:count]


def random_values(seed, count, heavy):
    uniform = (splitmix(seed, 4 * count) >> numpy.uint64(40)).astype(numpy.float32).reshape(count, 4) * numpy.float32(2 ** -24)
    total = ((uniform[:, 0] + uniform[:, 1]) + (uniform[:, 2] + uniform[:, 3])) - numpy.float32(2)
    return total * total * total if heavy else total


def words(values):
    bits = values.astype(numpy.float32).view(numpy.uint32).copy()
    bits[numpy.isnan(values)] = 0x7fc00000
    return bits


def fnv(bits):
    value = 0xcbf29ce484222325
    for word in bits.tolist():
        value = ((value ^ word) * 0x100000001b3) & (2 ** 64 - 1)
    return f'{value:016x}'


class Ggml:
    def __init__(self, path):
        self.library = ctypes.CDLL(path)
        self.library.ggml_quantize_chunk.restype = ctypes.c_size_t
        self.library.ggml_quantize_chunk.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64, ctypes.c_int64, ctypes.c_int64, ctypes.c_void_p]

    def values(self, name, blocks, count):
        out = numpy.empty(count, numpy.float32)
        function = getattr(self.library, 'dequantize_row_' + name.lower().replace('_k', '_K'))
        function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int64]
        function.restype = None
        blocks = numpy.ascontiguousarray(blocks)
        function(blocks.ctypes.data, out.ctypes.data, count)
        return out

    def quantized(self, kind, values, row):
        size, size_bytes = gguf.GGML_QUANT_SIZES[kind]
        out = numpy.zeros(values.size // size * size_bytes, numpy.uint8)
        self.library.ggml_quantize_chunk(int(kind), values.ctypes.data, out.ctypes.data, 0, values.size // row, row, None)
        return out


def both(ggml, name, blocks):
    """The values of the blocks [n, bytes] as f32 words."""
    kind = gguf.GGMLQuantizationType[name]
    size = gguf.GGML_QUANT_SIZES[kind][0]
    c = words(ggml.values(name, blocks, blocks.shape[0] * size))
    with numpy.errstate(all='ignore'):
        python = words(gguf.quants.dequantize(blocks, kind).reshape(-1))
    assert (c == python).all(), f'{name}: ggml and the gguf package differ'
    return c


def rms(ggml, name, kind, values):
    back = ggml.values(name, ggml.quantized(kind, values, 256), values.size)
    return f'{numpy.sqrt(numpy.mean((back.astype(numpy.float64) - values) ** 2)):.9e}'


def golden(ggml, name):
    kind = gguf.GGMLQuantizationType[name]
    size, size_bytes = gguf.GGML_QUANT_SIZES[kind]
    many = random_bytes(int(kind), MANY * size_bytes).reshape(MANY, size_bytes)
    few = random_bytes(int(kind) + 1000, 4 * size_bytes).reshape(4, size_bytes).copy()
    for row, bits in enumerate([0x2c05, 0x83ff, 0x7c00, 0xfe00]):  # an ordinary scale, a negative subnormal one, infinity, NaN
        for i, at in enumerate(SCALES[name]):
            few[row, at:at + 2] = numpy.frombuffer(numpy.uint16(bits if i == 0 or row < 2 else 0x3000).tobytes(), numpy.uint8)
    errors = ['-', '-']
    if name in WRITTEN:
        errors = [rms(ggml, name, kind, random_values(7, 65536, heavy)) for heavy in (False, True)]
    return ' '.join([name, fnv(both(ggml, name, many)), *errors, few.tobytes().hex(), ''.join(f'{word:08x}' for word in both(ggml, name, few))])


def main():
    if len(sys.argv) > 1:
        library = sys.argv[1]
    else:
        import llama_cpp
        library = str(pathlib.Path(llama_cpp.__file__).parent / 'lib/libggml-base.so')
    ggml = Ggml(library)
    target = pathlib.Path(__file__).parent / 'block_goldens.txt'
    target.write_text(''.join(golden(ggml, name) + '\n' for name in FORMATS), encoding='utf-8')
    print(f'{target}: {len(FORMATS)} formats, {target.stat().st_size} bytes; ggml and the gguf package agree on {MANY} blocks of each')


if __name__ == '__main__':
    main()
