# How the rival multiplies bf16 matrices. oneDNN has bf16 products from AVX-512 on; below that PyTorch falls back to its own plain loops
# (f32 sums, one rounding), measured at 0.5 to 6 GFLOP/s where f32 products reach a hundred: no rival for speed, and too slow for 200 steps.
# Where Intel's tiles are hidden, oneDNN's bf16 products run at half the rate of f32 ones: there, too, the faster of the two is the rival.
#   own      what PyTorch does by itself
#   widened  operands widened to f32, MKL's f32 product, the result rounded to bf16 once: the same sums up to their order. Attention likewise.
#   skipped  nothing is computed: for the peak memory of `own`, whose loops take no memory but their results
import contextlib
import time

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_map_only

ATEN = torch.ops.aten
ATTENTION = ATEN._scaled_dot_product_flash_attention_for_cpu
PRODUCTS = {ATEN.mm.default, ATEN.bmm.default, ATTENTION.default, ATEN._scaled_dot_product_flash_attention_for_cpu_backward.default}


def seconds_of(kind, x, weight):
    best = float("inf")
    with mode(kind):
        for _ in range(5):
            start = time.perf_counter()
            x @ weight
            best = min(best, time.perf_counter() - start)
    return best


def best_kind():
    """The faster of own and widened, measured on one product of a layer's shape."""
    if not torch.ops.mkldnn._is_mkldnn_bf16_supported():
        return "widened"
    x, weight = torch.ones(2048, 576, dtype=torch.bfloat16), torch.ones(576, 3072, dtype=torch.bfloat16)
    return min(("own", "widened"), key=lambda kind: seconds_of(kind, x, weight))


def is_bf16(tensor):
    return tensor.dtype == torch.bfloat16


class Widened(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if func not in PRODUCTS or not is_bf16(args[0]):
            return func(*args, **kwargs)
        wide = tree_map_only(torch.Tensor, lambda t: t.float() if is_bf16(t) else t, (args, kwargs))
        out = func(*wide[0], **wide[1])
        if func is ATTENTION.default:
            return out[0].bfloat16(), out[1]  # the logarithms of the sums are f32 in either format
        return tree_map_only(torch.Tensor, lambda t: t.bfloat16(), out)


class Skipped(TorchDispatchMode):
    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        if func is ATEN.mm.default:
            return args[0].new_zeros(args[0].shape[0], args[1].shape[1])
        if func is ATTENTION.default:
            query = args[0]
            return query.new_zeros(query.shape[0], query.shape[2], query.shape[1], query.shape[3]).transpose(1, 2), query.new_zeros(query.shape[:3], dtype=torch.float32)
        if func in PRODUCTS and func is not ATEN.bmm.default:
            return tuple(torch.zeros_like(t) for t in args[1:4])
        return func(*args, **(kwargs or {}))


def mode(kind):
    return {"own": contextlib.nullcontext, "widened": Widened, "skipped": Skipped}[kind]()
