# Makes tests/reference/muon_goldens.json: three steps of Muon on small matrices, by the formulas in float64 (NumPy) and by torch.optim.Muon, whose
# Newton-Schulz iteration is bf16; the two are compared here.
# Run: python make_muon_goldens.py     (PyTorch 2.13, NumPy 2; needed only to make the goldens anew)
import json
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).parent
RATE, DECAY, MOMENTUM, STEPS, ITERATIONS = 0.02, 0.1, 0.95, 3, 5
A, B, C, LEAST_NORM = 3.4445, -4.7750, 2.0315, 1e-7


def orthogonal(x):
    turned = x.shape[0] > x.shape[1]
    x = x.T if turned else x
    x = x / max(np.linalg.norm(x), LEAST_NORM)
    for _ in range(ITERATIONS):
        gram = x @ x.T
        x = A * x + (B * gram + C * gram @ gram) @ x
    return x.T if turned else x


def by_the_formulas(weight, gradients):
    w, m = weight.astype(np.float64), np.zeros(weight.shape)
    for g in gradients:
        m = MOMENTUM * m + (1 - MOMENTUM) * g
        update = orthogonal(MOMENTUM * m + (1 - MOMENTUM) * g)
        w = w * (1 - RATE * DECAY) - RATE * 0.2 * np.sqrt(max(w.shape)) * update
    return w, m


def by_torch(weight, gradients):
    parameter = torch.nn.Parameter(torch.tensor(weight))
    muon = torch.optim.Muon([parameter], lr=RATE, weight_decay=DECAY, momentum=MOMENTUM, nesterov=True, ns_steps=ITERATIONS, adjust_lr_fn="match_rms_adamw")
    for g in gradients:
        parameter.grad = torch.tensor(g)
        muon.step()
    return parameter.detach().numpy()


def numbers(x):
    return [float(np.format_float_positional(v, unique=True)) for v in np.asarray(x, dtype=np.float32).ravel()]


if __name__ == "__main__":
    random = np.random.default_rng(3)
    cases = []
    for rows, columns in [(12, 20), (20, 12), (8, 8), (1, 5)]:
        weight = random.standard_normal((rows, columns)).astype(np.float32)
        gradients = [random.standard_normal((rows, columns)).astype(np.float32) * 10.0 ** -step for step in range(STEPS)]
        gradients = [g.astype(np.float32) for g in gradients]
        exact, momentum = by_the_formulas(weight, gradients)
        theirs = by_torch(weight, gradients)
        print(f"{rows} x {columns}: moved by up to {abs(exact - weight).max():.4f}, torch.optim.Muon apart by up to {abs(exact - theirs).max():.5f}")
        assert abs(exact - theirs).max() < 0.06 * abs(exact - weight).max()
        cases.append({"rows": rows, "columns": columns, "weight": numbers(weight), "gradients": [numbers(g) for g in gradients], "after": numbers(exact),
                      "momentum": numbers(momentum), "after_torch": numbers(theirs)})
    head = {"rate": RATE, "decay": DECAY, "momentum": MOMENTUM, "iterations": ITERATIONS, "cases": cases}
    (HERE / "muon_goldens.json").write_text(json.dumps(head) + "\n")
