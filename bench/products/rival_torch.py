"""PyTorch's products in bf16 (oneDNN) behind products_bench's commands; "f32": the same numbers in f32 (MKL). It says nothing of "fed".
rival_torch.py bf16|f32"""
import json
import sys
import time

import numpy
import torch

dtype = {"bf16": torch.bfloat16, "f32": torch.float32}[sys.argv[1]]


def operand(rows, columns, offset):
    numbers = (numpy.arange(rows * columns, dtype=numpy.uint32) + numpy.uint32(offset)) * numpy.uint32(2654435761) >> numpy.uint32(24)
    return (torch.from_numpy(numbers.astype(numpy.float32)).reshape(rows, columns) / 256 - 0.5).to(dtype)


operands = {}
for line in sys.stdin:
    command = json.loads(line)
    m, n, k, layout = (command[key] for key in ("m", "n", "k", "layout"))
    torch.set_num_threads(command["threads"])
    if (m, n, k, layout) not in operands:
        a = operand(k, m, 0).T if layout == "TN" else operand(m, k, 0)
        b = operand(n, k, 7).T if layout == "NT" else operand(k, n, 7)
        operands = {(m, n, k, layout): (a, b)}
    a, b = operands[m, n, k, layout]
    start = time.perf_counter()
    c = a @ b
    answer = {"seconds": time.perf_counter() - start}
    if "result" in command:
        c.float().numpy().tofile(command["result"])
    print(json.dumps(answer), flush=True)
