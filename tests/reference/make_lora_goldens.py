# Makes tests/reference/lora_tiny: an adapter on llama_tiny as peft writes it, loss and gradients of A and B, and the adapter after ten AdamW steps;
# and lora_experts_tiny: the same on exaone_moe_tiny, experts included, by the formula W + (alpha / r) * B * A, because transformers holds all experts of
# a layer in one tensor: the pairs are named by the modules of the model's files.
# Run: python make_lora_goldens.py                        (PyTorch 2.13, transformers 5.24, peft 0.21; needed only to make the goldens anew)
#      python make_lora_goldens.py --experts              the second folder alone
#      python make_lora_goldens.py --open ADAPTER MERGED  opens an adapter that Jangin wrote for llama_tiny and compares with the merged model
import json
import pathlib
import shutil
import sys

import torch
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM

HERE = pathlib.Path(__file__).parent
BASE, FOLDER = HERE / "llama_tiny", HERE / "lora_tiny"
RANK, ALPHA, STEPS, RATE = 4, 12, 10, 1e-2
EXPERTS_RANK, EXPERTS_ALPHA = 2, 4


def load(folder):
    return AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32, attn_implementation="eager")


def mean_loss(model, documents):
    total, count = 0.0, 0
    for document in documents:
        logits = model(torch.tensor([document])).logits[0]
        total = total + torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(document[1:]), reduction="sum")
        count += len(document) - 1
    return total / count


def named(model, value):
    """By the names of peft's files."""
    return {name.replace(".default", ""): value(p).detach().clone().contiguous() for name, p in model.named_parameters() if p.requires_grad}


def save(model):
    """As peft saves it, but for what says where and in which order of a set it was made."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    model.save_pretrained(FOLDER)
    (FOLDER / "README.md").unlink(missing_ok=True)
    config = json.loads((FOLDER / "adapter_config.json").read_text())
    config |= {"base_model_name_or_path": None, "target_modules": sorted(config["target_modules"])}
    (FOLDER / "adapter_config.json").write_text(json.dumps(config, indent=1) + "\n")


def make():
    from peft import LoraConfig, get_peft_model
    documents = json.loads((BASE / "goldens.json").read_text())["documents"]
    torch.manual_seed(11)
    model = get_peft_model(load(BASE), LoraConfig(r=RANK, lora_alpha=ALPHA, target_modules="all-linear", task_type="CAUSAL_LM"))
    trained = [p for p in model.parameters() if p.requires_grad]
    for name, parameter in model.named_parameters():
        if "lora_B" in name:  # zero at the start: then A would have no gradient
            parameter.data = 0.2 * torch.randn_like(parameter)
    save(model)
    loss = mean_loss(model, documents)
    loss.backward()
    goldens = {f"grad.{name}": tensor for name, tensor in named(model, lambda p: p.grad).items()}
    optimizer = torch.optim.AdamW(trained, lr=RATE, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.01)
    losses = []
    for _ in range(STEPS):
        optimizer.zero_grad()
        step_loss = mean_loss(model, documents)
        step_loss.backward()
        optimizer.step()
        losses.append(step_loss.item())
    goldens |= {f"after.{name}": tensor for name, tensor in named(model, lambda p: p).items()}
    save_file(goldens, FOLDER / "goldens.safetensors")
    (FOLDER / "goldens.json").write_text(json.dumps({"loss": loss.item(), "losses": losses, "rate": RATE}) + "\n")


def effective_weights(model, pairs):
    """The model's parameters with scale * B * A added, experts stacked as transformers holds them."""
    def delta(module):
        a, b = (pairs[f"base_model.model.{module}.lora_{x}.weight"] for x in "AB")
        return EXPERTS_ALPHA / EXPERTS_RANK * b @ a
    out = {}
    for name, parameter in model.named_parameters():
        if ".experts." in name:
            layer, part = name.rsplit(".", 1)
            parts = ["gate_proj", "up_proj"] if part == "gate_up_proj" else [part]
            out[name] = parameter + torch.stack([torch.cat([delta(f"{layer}.{e}.{p}") for p in parts]) for e in range(parameter.shape[0])])
        elif name.endswith("_proj.weight"):
            out[name] = parameter + delta(name.removesuffix(".weight"))
    return out


def make_experts():
    base, folder = HERE / "exaone_moe_tiny", HERE / "lora_experts_tiny"
    documents = json.loads((base / "goldens.json").read_text())["documents"]
    torch.manual_seed(12)
    pairs = {}
    with safe_open(base / "model.safetensors", "pt") as file:
        for name in sorted(name for name in file.keys() if name.endswith("_proj.weight")):
            rows, columns = file.get_slice(name).get_shape()
            module = "base_model.model." + name.removesuffix(".weight")
            pairs[module + ".lora_A.weight"] = torch.randn(EXPERTS_RANK, columns) / columns**0.5
            pairs[module + ".lora_B.weight"] = 0.2 * torch.randn(rows, EXPERTS_RANK)
    model = load(base).eval()
    for parameter in model.parameters():
        parameter.requires_grad_(False)
    folder.mkdir(exist_ok=True)
    save_file(pairs, folder / "adapter_model.safetensors")
    config = {"peft_type": "LORA", "r": EXPERTS_RANK, "lora_alpha": EXPERTS_ALPHA, "target_modules": sorted({name.split(".")[-3] for name in pairs})}
    (folder / "adapter_config.json").write_text(json.dumps(config, indent=1) + "\n")
    pairs = {name: pair.requires_grad_() for name, pair in pairs.items()}

    def loss_now():
        weights = effective_weights(model, pairs)
        return mean_loss(lambda ids: torch.func.functional_call(model, weights, (ids,)), documents)

    optimizer = torch.optim.AdamW(pairs.values(), lr=RATE, betas=(0.9, 0.95), eps=1e-8, weight_decay=0.01)
    losses, goldens = [], {}
    for step in range(STEPS):
        optimizer.zero_grad()
        loss = loss_now()
        loss.backward()
        if step == 0:
            goldens |= {f"grad.{name}": pair.grad.clone() for name, pair in pairs.items()}
        optimizer.step()
        losses.append(loss.item())
    goldens |= {f"after.{name}": pair.detach().clone() for name, pair in pairs.items()}
    save_file(goldens, folder / "goldens.safetensors")
    (folder / "goldens.json").write_text(json.dumps({"loss": losses[0], "losses": losses, "rate": RATE}) + "\n")


def open_ours(adapter, merged):
    from peft import PeftModel
    ids = torch.tensor([json.loads((BASE / "goldens.json").read_text())["documents"][0]])
    adapted, plain = PeftModel.from_pretrained(load(BASE), adapter), load(merged)
    with torch.no_grad():
        base, ours, theirs = load(BASE)(ids).logits, plain(ids).logits, adapted(ids).logits
    print(f"logits: the adapter moves the base's by up to {(theirs - base).abs().max():.3f}; the merged model differs by up to {(ours - theirs).abs().max():.2e}")
    sys.exit(0 if torch.allclose(ours, theirs, atol=1e-4) and not torch.allclose(base, theirs, atol=1e-2) else "they differ")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--open"]:
        open_ours(*sys.argv[2:4])
    elif sys.argv[1:2] == ["--experts"]:
        make_experts()
    else:
        make()
