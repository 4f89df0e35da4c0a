# The rival: PyTorch eager with transformers, full training with f32 master weights and moments, the forward and backward pass in bf16 or
# f32 (f64: all of it in f64, to see how far either is off). Speaks the protocol of train_full_bench: a line of JSON for each line "step".
# rival_torch.py FOLDER TOKENS.i32 ROWS LENGTH bf16|f32|f64 [THREADS] [--products own|widened|skipped]
# Products in bf16 (bf16_products.py): PyTorch's own where it has fast ones, widened where the processor lacks them.
import argparse
import json
import resource
import sys
import time

import numpy
import torch
from transformers import AutoModelForCausalLM
from transformers.models.llama.modeling_llama import LlamaRMSNorm

import bf16_products

DTYPES = {"bf16": torch.bfloat16, "f32": torch.float32, "f64": torch.float64}
RATE, BETAS, EPSILON, DECAY, CLIP = 1e-4, (0.9, 0.95), 1e-8, 0.01, 1.0


def norm_forward(norm, x):
    """LlamaRMSNorm without its passage through f32."""
    return norm.weight * (x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + norm.variance_epsilon))


class MasterAdamW:
    """AdamW on copies of the weights in `wide`; the model's own weights may be bf16."""

    def __init__(self, model, wide):
        self.wide = wide
        decayed, others = [], []
        self.pairs = []
        for name, parameter in model.named_parameters():
            master = parameter.detach().to(wide).clone()
            self.pairs.append((parameter, master))
            (others if parameter.dim() == 1 or "embed_tokens" in name else decayed).append(master)
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=RATE, betas=BETAS, eps=EPSILON, fused=True)

    def step(self):
        for parameter, master in self.pairs:
            master.grad = parameter.grad.to(self.wide)
            parameter.grad = None
        norm = torch.nn.utils.clip_grad_norm_([master for _, master in self.pairs], CLIP)
        self.optimizer.step()
        with torch.no_grad():
            for parameter, master in self.pairs:
                parameter.copy_(master)
                master.grad = None
        return float(norm)


def load_masters(folder, model, optimizer):
    """Masters start from the weights of the file, not from their bf16 roundings."""
    exact = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    with torch.no_grad():
        for (_, master), parameter in zip(optimizer.pairs, exact.parameters()):
            master.copy_(parameter)


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("folder")
    parser.add_argument("tokens")
    parser.add_argument("rows", type=int)
    parser.add_argument("length", type=int)
    parser.add_argument("precision", choices=list(DTYPES))
    parser.add_argument("threads", type=int, nargs="?")
    parser.add_argument("--products", choices=["own", "widened", "skipped"])
    return parser.parse_args()


def forward_and_backward(model, batch, wide):
    logits = model(batch[:, :-1]).logits.to(wide)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), batch[:, 1:].reshape(-1))
    loss.backward()
    return float(loss.detach())


def main():
    options = read_arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    kind = options.products or (bf16_products.best_kind() if options.precision == "bf16" else "own")
    wide = torch.float64 if options.precision == "f64" else torch.float32
    if options.precision == "f64":
        LlamaRMSNorm.forward = norm_forward
    model = AutoModelForCausalLM.from_pretrained(options.folder, dtype=DTYPES[options.precision], attn_implementation="sdpa").train()
    optimizer = MasterAdamW(model, wide)
    load_masters(options.folder, model, optimizer)
    rows, length = options.rows, options.length
    tokens = numpy.fromfile(options.tokens, dtype=numpy.int32)
    tokens = tokens[: len(tokens) // (length + 1) * (length + 1)].reshape(-1, length + 1)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "processor_form": torch.backends.cpu.get_cpu_capability(),
                      "precision": options.precision, "products": kind}), flush=True)
    step = 0
    for line in sys.stdin:
        if line.strip() != "step":
            continue
        batch = torch.from_numpy(tokens[[(step * rows + r) % len(tokens) for r in range(rows)]].astype(numpy.int64))
        start = time.perf_counter()
        with bf16_products.mode(kind):
            value = forward_and_backward(model, batch, wide)
        norm = optimizer.step()
        step += 1
        print(json.dumps({"step": step, "loss": value, "norm": norm, "seconds": time.perf_counter() - start,
                          "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if __name__ == "__main__":
    main()
