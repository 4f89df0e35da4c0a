# The rival: PyTorch with transformers, training with f32 master weights and moments, the forward and backward pass in bf16 or f32 (autocast: torch.autocast,
# products in bf16, all between them in f32; f64: all of it in f64, to see how far either is off). Speaks the protocol of train_full_bench: a line of JSON for each line "step".
# rival_torch.py FOLDER TOKENS.i32 ROWS LENGTH bf16|autocast|f32|f64 [THREADS] [--products own|widened|skipped] [--adapter FOLDER] [--compile]
# LENGTH may be a list, 128,384,…: documents of these lengths, padded on the right (attention is causal: no mask is needed). --adapter: peft
# trains the adapter in that folder and nothing else. --compile: by torch.compile.
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

DTYPES = {"bf16": torch.bfloat16, "autocast": torch.float32, "f32": torch.float32, "f64": torch.float64}
IGNORED = -100
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
            if not parameter.requires_grad:
                continue
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
    parser.add_argument("length", type=lambda text: [int(part) for part in text.split(",")])
    parser.add_argument("precision", choices=list(DTYPES))
    parser.add_argument("threads", type=int, nargs="?")
    parser.add_argument("--products", choices=["own", "widened", "skipped"])
    parser.add_argument("--adapter")
    parser.add_argument("--compile", action="store_true")
    return parser.parse_args()


class Rows:
    """The next rows of a step, each followed by one more id as the last target; a row that would leave the file starts it again."""

    def __init__(self, tokens, lengths):
        self.tokens, self.lengths, self.position = tokens, lengths, 0

    def next(self):
        """ids and targets, padded on the right."""
        ids = torch.zeros(len(self.lengths), max(self.lengths), dtype=torch.int64)
        targets = torch.full_like(ids, IGNORED)
        for row, length in enumerate(self.lengths):
            if self.position + length + 1 > len(self.tokens):
                self.position = 0
            taken = torch.from_numpy(self.tokens[self.position:self.position + length + 1].astype(numpy.int64))
            self.position += length + 1
            ids[row, :length], targets[row, :length] = taken[:-1], taken[1:]
        return ids, targets


def forward_and_backward(model, ids, targets, wide, autocast):
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        logits = model(ids).logits.to(wide)
    loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), targets.reshape(-1), ignore_index=IGNORED)
    loss.backward()
    return float(loss.detach())


def main():
    options = read_arguments()
    if options.threads:
        torch.set_num_threads(options.threads)
    kind = options.products or (bf16_products.best_kind() if options.precision in ("bf16", "autocast") else "own")
    wide = torch.float64 if options.precision == "f64" else torch.float32
    if options.precision == "f64":
        LlamaRMSNorm.forward = norm_forward
    model = AutoModelForCausalLM.from_pretrained(options.folder, dtype=DTYPES[options.precision], attn_implementation="sdpa").train()
    if options.adapter:
        import peft

        model = peft.PeftModel.from_pretrained(model, options.adapter, is_trainable=True)  # keeps the pairs in f32
    optimizer = MasterAdamW(model, wide)
    if not options.adapter:
        load_masters(options.folder, model, optimizer)
    if options.compile:
        model = torch.compile(model)
    rows = Rows(numpy.fromfile(options.tokens, dtype=numpy.int32), options.length * (options.rows // len(options.length)))
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads(), "processor_form": torch.backends.cpu.get_cpu_capability(),
                      "precision": options.precision, "products": kind}), flush=True)
    step = 0
    for line in sys.stdin:
        if line.strip() != "step":
            continue
        ids, targets = rows.next()
        start = time.perf_counter()
        with bf16_products.mode(kind):
            value = forward_and_backward(model, ids, targets, wide, options.precision == "autocast")
        norm = optimizer.step()
        step += 1
        print(json.dumps({"step": step, "loss": value, "norm": norm, "seconds": time.perf_counter() - start,
                          "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if __name__ == "__main__":
    main()
