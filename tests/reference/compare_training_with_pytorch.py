# Training against PyTorch, step by step from the same start on the same tokens, settings of bench/train_full/rival_torch.py:
#   compare_training_with_pytorch.py smollm2 PROGRAM MODEL.gguf WORK [STEPS ROWS LENGTH [KINDS [OURS]]]   bf16: every step's loss within 1e-2 of torch.autocast's, PyTorch's
#                                                                    way to train in bf16 with weights in f32, and of PyTorch's with all of the
#                                                                    passage in bf16; beside it how far each is from PyTorch in f32.
#                                                                    KINDS: which of autocast,bf16,f32 (all); OURS: bf16 or f32
#   compare_training_with_pytorch.py tiny PROGRAM WORK [STEPS]      f32: no further off than three times PyTorch's own difference between
#                                                                    one thread and two; beside it how far each is from f64
#   compare_training_with_pytorch.py exaone_moe PROGRAM WORK [STEPS]   a tiny one of random weights on real text (its bytes), f32 and bf16: every
#                                                                    step's loss within 1e-2. Neither side changes e_score_correction_bias
# PROGRAM is train_full_bench (bench/train_full/run builds it); WORK is a folder for what is made on the way, outside of the tree.
# Needs, in a virtual environment outside of the tree:  pip install 'torch==2.13.*' transformers numpy safetensors
# Both sides run at once with one thread each: ours gives the same bits on any number. Below AVX-512 the rival's bf16 products are
# widened (bench/train_full/bf16_products.py says why).
import json
import os
import pathlib
import subprocess
import sys

import numpy
import torch
from transformers import ExaoneMoeConfig, ExaoneMoeForCausalLM, LlamaConfig, LlamaForCausalLM

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
RIVAL = REPOSITORY / "bench" / "train_full" / "rival_torch.py"


class Run:
    """A side that answers "step" with a line of JSON."""

    def __init__(self, command, threads):
        environment = dict(os.environ, JANGIN_THREADS=str(threads), OMP_NUM_THREADS=str(threads), OMP_WAIT_POLICY="passive")
        self.process = subprocess.Popen([str(c) for c in command], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
        self.about = json.loads(self.process.stdout.readline() or "{}")

    def ask(self):
        self.process.stdin.write("step\n")
        self.process.stdin.flush()

    def loss(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended with status {self.process.wait()}")
        return json.loads(line)["loss"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def run_together(runs, steps, show_every=0):
    """The losses of each run, step by step, all at once."""
    losses = [[] for _ in runs]
    for step in range(1, steps + 1):
        for run in runs:
            run.ask()
        for run, list_of in zip(runs, losses):
            list_of.append(run.loss())
        if show_every and (step % show_every == 0 or step <= 3):
            print(f"  step {step:>4}: " + "  ".join(f"{l[-1]:.6f}" for l in losses) + f"  largest difference so far {difference(*losses[:2]):.2e}", flush=True)
    for run in runs:
        run.close()
    return losses


def difference(a, b):
    return max(abs(x - y) for x, y in zip(a, b))


def smollm2(program, model, work, steps=200, rows=1, length=1024, kinds="autocast,bf16,f32", ours_in="bf16"):
    steps, rows, length = int(steps), int(rows), int(length)
    folder, tokens, text = work / "model", work / "tokens.i32", work / "text"
    files = sorted(REPOSITORY.glob("src/**/*.h")) + sorted(REPOSITORY.glob("src/**/*.cpp"))
    text.write_text("\n".join(f.read_text(encoding="utf-8") for f in files), encoding="utf-8")
    subprocess.run([program, "export", model, folder], check=True)
    subprocess.run([program, "tokens", model, text, tokens], check=True)
    kinds = kinds.split(",")
    sides = [Run([program, "train", model, tokens, rows, length, ours_in], 1)] + [Run([sys.executable, RIVAL, folder, tokens, rows, length, kind, 1], 1) for kind in kinds]
    for side in sides:
        print(f"{side.about}")
    ours, *theirs = run_together(sides, steps, show_every=10)
    theirs = dict(zip(kinds, theirs))
    for name, losses in [("ours", ours), *theirs.items()]:
        for other in [k for k in kinds if name != k and (name == "ours" or k == "f32")]:
            differences = sorted(abs(a - b) for a, b in zip(losses, theirs[other]))
            print(f"smollm2, {steps} steps of {rows} x {length}, {name}{f' in {ours_in}' if name == 'ours' else ''} and PyTorch's {other}: largest difference of the loss {differences[-1]:.2e}, median "
                  f"{differences[steps // 2]:.2e}; {sum(d <= 1e-2 for d in differences)} of {steps} steps within 1e-2; last {losses[-1]:.4f} and {theirs[other][-1]:.4f}")
    return all(difference(ours, theirs[kind]) <= 1e-2 for kind in kinds if kind != "f32" or ours_in == "f32")


def tiny(program, work, steps=200):
    steps, rows, length = int(steps), 4, 64
    torch.manual_seed(3)
    config = LlamaConfig(vocab_size=512, hidden_size=128, intermediate_size=256, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
                         head_dim=32, max_position_embeddings=256, rope_theta=10000.0, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2)
    LlamaForCausalLM(config).float().save_pretrained(work / "tiny")
    numpy.random.default_rng(5).integers(3, 512, 50 * rows * (length + 1)).astype(numpy.int32).tofile(work / "tiny.i32")
    data = [work / "tiny", work / "tiny.i32", rows, length]
    sides = [Run([program, "train", *data, "f32"], 1), Run([sys.executable, RIVAL, *data, "f32", 1], 1), Run([sys.executable, RIVAL, *data, "f32", 2], 2),
             Run([sys.executable, RIVAL, *data, "f64", 1], 1)]
    ours, one, two, exact = run_together(sides, steps)
    own, largest = difference(one, two), difference(ours, one)
    print(f"tiny f32, {steps} steps of {rows} x {length}: largest difference of the loss {largest:.2e}; PyTorch with one and two threads {own:.2e} (bound: three times that)")
    print(f"from PyTorch in f64: ours {difference(ours, exact):.2e}, PyTorch in f32 {difference(one, exact):.2e}; loss {exact[0]:.4f} to {exact[-1]:.4f}")
    if own == 0:
        print("PyTorch gave the same bits with one thread and two: on this machine the bound says nothing")
    return own > 0 and largest <= 3 * own


def make_exaone_moe(folder):
    """A dense layer and three of experts, windows and a global layer, as K-EXAONE has them. The bias that corrects the choice of experts is not 0."""
    torch.manual_seed(7)
    config = ExaoneMoeConfig(
        vocab_size=264, hidden_size=96, intermediate_size=192, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2, head_dim=24, rms_norm_eps=1e-5,
        max_position_embeddings=256, sliding_window=16, layer_types=["sliding_attention"] * 3 + ["full_attention"], moe_intermediate_size=48, num_experts=8,
        num_experts_per_tok=2, num_shared_experts=1, first_k_dense_replace=1, routed_scaling_factor=2.5, rope_parameters={"rope_type": "default", "rope_theta": 1e6},
        initializer_range=0.05, tie_word_embeddings=False, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    model = ExaoneMoeForCausalLM(config).float()
    for name, buffer in model.named_buffers():
        if "correction_bias" in name:
            buffer += 0.1 * torch.randn_like(buffer)
    model.save_pretrained(folder)


def exaone_moe(program, work, steps=200):
    steps, rows, length = int(steps), 4, 128
    make_exaone_moe(work / "exaone_moe")
    files = sorted((REPOSITORY / "docs").glob("*.md")) + sorted((REPOSITORY / "recipes/data").glob("**/*.txt"))
    texts = [f.read_bytes()[:20000] for f in files]
    (numpy.frombuffer(b"".join(texts), dtype=numpy.uint8).astype(numpy.int32) + 3).tofile(work / "exaone_moe.i32")
    data = [work / "exaone_moe", work / "exaone_moe.i32", rows, length]
    good = True
    for precision in ("f32", "bf16"):
        sides = [Run([program, "train", *data, precision], 1), Run([sys.executable, RIVAL, *data, precision, 1], 1)]
        ours, theirs = run_together(sides, steps, show_every=50)
        differences = sorted(abs(a - b) for a, b in zip(ours, theirs))
        print(f"exaone_moe {precision}, {steps} steps of {rows} x {length}: largest difference of the loss {differences[-1]:.2e}, median {differences[steps // 2]:.2e}; "
              f"{sum(d <= 1e-2 for d in differences)} of {steps} steps within 1e-2; loss {ours[0]:.4f} to {ours[-1]:.4f} and {theirs[-1]:.4f}", flush=True)
        good &= differences[-1] <= 1e-2 and ours[-1] < ours[0] - 1
    return good


def main():
    what, program = sys.argv[1], pathlib.Path(sys.argv[2]).resolve()
    rest = sys.argv[3:]
    if what == "smollm2":
        work = pathlib.Path(rest[1])
        work.mkdir(parents=True, exist_ok=True)
        good = smollm2(program, pathlib.Path(rest[0]).resolve(), work, *rest[2:])
    else:
        work = pathlib.Path(rest[0])
        work.mkdir(parents=True, exist_ok=True)
        good = {"tiny": tiny, "exaone_moe": exaone_moe}[what](program, work, *rest[1:])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
