# Training against PyTorch, step by step from the same start on the same tokens, settings of bench/train_full/rival_torch.py:
#   compare_training_with_pytorch.py smollm2 PROGRAM MODEL.gguf WORK [STEPS ROWS LENGTH]   bf16: every step's loss within 1e-2
#   compare_training_with_pytorch.py tiny PROGRAM WORK [STEPS]      f32: no further off than three times PyTorch's own difference between
#                                                                    one thread and two, or 1e-6 where that is smaller
# PROGRAM is train_full_bench (bench/train_full); WORK is a folder for what is made on the way. Needs PyTorch and transformers.
import json
import pathlib
import subprocess
import sys

import numpy
import torch
from transformers import LlamaConfig, LlamaForCausalLM

REPOSITORY = pathlib.Path(__file__).resolve().parents[2]
RIVAL = REPOSITORY / "bench" / "train_full" / "rival_torch.py"


def losses(command, steps):
    run = subprocess.run([str(c) for c in command], input="step\n" * steps, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True)
    return [json.loads(line)["loss"] for line in run.stdout.splitlines() if '"loss"' in line]


def difference(a, b):
    if len(a) != len(b) or not a:
        sys.exit("a run ended early")
    return max(abs(x - y) for x, y in zip(a, b))


def smollm2(program, model, work, steps=200, rows=1, length=1024):
    steps, rows, length = int(steps), int(rows), int(length)
    folder, tokens, text = work / "model", work / "tokens.i32", work / "text"
    files = sorted(REPOSITORY.glob("src/**/*.h")) + sorted(REPOSITORY.glob("src/**/*.cpp"))
    text.write_text("\n".join(f.read_text(encoding="utf-8") for f in files), encoding="utf-8")
    subprocess.run([program, "export", model, folder], check=True)
    subprocess.run([program, "tokens", model, text, tokens], check=True)
    ours = losses([program, "train", model, tokens, rows, length, "bf16"], steps)
    theirs = losses([sys.executable, RIVAL, folder, tokens, rows, length, "bf16"], steps)
    largest = difference(ours, theirs)
    print(f"smollm2 bf16, {steps} steps of {rows} x {length}: largest difference of the loss {largest:.2e}; last {ours[-1]:.4f} and {theirs[-1]:.4f}")
    return largest <= 1e-2


def tiny(program, work, steps=200):
    steps, rows, length = int(steps), 4, 64
    torch.manual_seed(3)
    config = LlamaConfig(vocab_size=512, hidden_size=128, intermediate_size=256, num_hidden_layers=4, num_attention_heads=4, num_key_value_heads=2,
                         head_dim=32, max_position_embeddings=256, rope_theta=10000.0, tie_word_embeddings=True, bos_token_id=1, eos_token_id=2)
    LlamaForCausalLM(config).float().save_pretrained(work / "tiny")
    numpy.random.default_rng(5).integers(3, 512, 50 * rows * (length + 1)).astype(numpy.int32).tofile(work / "tiny.i32")
    ours = losses([program, "train", work / "tiny", work / "tiny.i32", rows, length, "f32"], steps)
    one, two = (losses([sys.executable, RIVAL, work / "tiny", work / "tiny.i32", rows, length, "f32", threads], steps) for threads in (1, 2))
    own = difference(one, two)
    largest = difference(ours, one)
    print(f"tiny f32, {steps} steps: largest difference of the loss {largest:.2e}; PyTorch with one and two threads {own:.2e}")
    return largest <= max(3 * own, 1e-6)


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
        good = tiny(program, work, *rest[1:])
    sys.exit(0 if good else 1)


if __name__ == "__main__":
    main()
