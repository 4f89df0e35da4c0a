# The rival: PyTorch eager with transformers, full training with f32 master weights and moments, the forward and backward pass in bf16 or
# f32. Speaks the protocol of train_full_bench: a line of JSON for each line "step" on standard input.
# rival_torch.py FOLDER TOKENS.i32 ROWS LENGTH bf16|f32 [THREADS]
import json
import resource
import sys
import time

import numpy
import torch
from transformers import AutoModelForCausalLM

RATE, BETAS, EPSILON, DECAY, CLIP = 1e-4, (0.9, 0.95), 1e-8, 0.01, 1.0


class MasterAdamW:
    """AdamW on f32 copies of the weights; the model's own weights may be bf16."""

    def __init__(self, model):
        decayed, others = [], []
        self.pairs = []
        for name, parameter in model.named_parameters():
            master = parameter.detach().float().clone()
            self.pairs.append((parameter, master))
            (others if parameter.dim() == 1 or "embed_tokens" in name else decayed).append(master)
        groups = [{"params": decayed, "weight_decay": DECAY}, {"params": others, "weight_decay": 0.0}]
        self.optimizer = torch.optim.AdamW(groups, lr=RATE, betas=BETAS, eps=EPSILON, fused=True)

    def step(self):
        for parameter, master in self.pairs:
            master.grad = parameter.grad.float()
            parameter.grad = None
        norm = torch.nn.utils.clip_grad_norm_([master for _, master in self.pairs], CLIP)
        self.optimizer.step()
        with torch.no_grad():
            for parameter, master in self.pairs:
                parameter.copy_(master)
                master.grad = None
        return float(norm)


def load_masters(folder, model, optimizer):
    """Masters start from the f32 weights, not from their bf16 roundings."""
    exact = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32)
    with torch.no_grad():
        for (_, master), parameter in zip(optimizer.pairs, exact.parameters()):
            master.copy_(parameter)


def main():
    folder, tokens_path, rows, length, precision = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), sys.argv[5]
    if len(sys.argv) > 6:
        torch.set_num_threads(int(sys.argv[6]))
    model = AutoModelForCausalLM.from_pretrained(folder, dtype=torch.bfloat16 if precision == "bf16" else torch.float32, attn_implementation="sdpa").train()
    optimizer = MasterAdamW(model)
    load_masters(folder, model, optimizer)
    tokens = numpy.fromfile(tokens_path, dtype=numpy.int32)
    tokens = tokens[: len(tokens) // (length + 1) * (length + 1)].reshape(-1, length + 1)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    step = 0
    for line in sys.stdin:
        if line.strip() != "step":
            continue
        batch = torch.from_numpy(tokens[[(step * rows + r) % len(tokens) for r in range(rows)]].astype(numpy.int64))
        start = time.perf_counter()
        logits = model(batch[:, :-1]).logits.float()
        loss = torch.nn.functional.cross_entropy(logits.reshape(-1, logits.shape[-1]), batch[:, 1:].reshape(-1))
        loss.backward()
        value = float(loss)
        del logits, loss
        norm = optimizer.step()
        step += 1
        print(json.dumps({"step": step, "loss": value, "norm": norm, "seconds": time.perf_counter() - start,
                          "peak_bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024}), flush=True)


if __name__ == "__main__":
    main()
