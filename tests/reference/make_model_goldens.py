# Makes tests/reference/NAME_tiny for each architecture: a tiny random model from transformers with its logits, loss, gradients and greedy
# continuation, in f32. The goldens here are of transformers 5.24 and torch 2.13.
# Run: python make_model_goldens.py [NAME ...]   (PyTorch, transformers, safetensors; needed only to make the goldens anew)
import json
import pathlib
import sys

import torch
import transformers
from safetensors.torch import save_file

SIZES = dict(vocab_size=96, hidden_size=32, intermediate_size=48, num_attention_heads=4, num_key_value_heads=2, max_position_embeddings=128,
             initializer_range=0.15, bos_token_id=1, eos_token_id=2, pad_token_id=0)


def make_model(name, seed):
    torch.manual_seed(seed)
    if name == "llama":
        config = transformers.LlamaConfig(**SIZES, num_hidden_layers=2, head_dim=8, rms_norm_eps=1e-5, rope_theta=100000.0, tie_word_embeddings=True)
    elif name == "qwen3":
        config = transformers.Qwen3Config(**SIZES, num_hidden_layers=2, head_dim=12, rope_parameters={"rope_type": "default", "rope_theta": 1e6})
    elif name == "gemma3":
        config = transformers.Gemma3TextConfig(
            **SIZES, num_hidden_layers=3, head_dim=12, query_pre_attn_scalar=12, sliding_window=6, tie_word_embeddings=True,
            layer_types=["sliding_attention", "sliding_attention", "full_attention"])
    elif name.startswith("exaone4"):  # hybrid: global layers do not rotate; global: all layers do, as in the 1.2B model
        hybrid = name == "exaone4_hybrid"
        config = transformers.Exaone4Config(
            **SIZES, num_hidden_layers=4 if hybrid else 2, head_dim=8, rms_norm_eps=1e-5, sliding_window=6 if hybrid else None,
            layer_types=["sliding_attention"] * 3 + ["full_attention"] if hybrid else ["full_attention"] * 2, tie_word_embeddings=not hybrid,
            rope_parameters={"rope_type": "llama3", "rope_theta": 1e6, "factor": 16.0, "low_freq_factor": 1.0, "high_freq_factor": 4.0,
                             "original_max_position_embeddings": 8192})
    elif name == "exaone_moe":
        config = transformers.ExaoneMoeConfig(
            **{**SIZES, "intermediate_size": 40}, num_hidden_layers=3, head_dim=8, rms_norm_eps=1e-5, sliding_window=6, moe_intermediate_size=12,
            num_experts=6, num_experts_per_tok=2, num_shared_experts=1, first_k_dense_replace=1, routed_scaling_factor=2.5,
            layer_types=["sliding_attention"] * 2 + ["full_attention"], rope_parameters={"rope_type": "default", "rope_theta": 1e6})
    model = transformers.AutoModelForCausalLM.from_config(config, attn_implementation="eager").float().eval()
    for parameter_name, parameter in model.named_parameters():
        if "norm" in parameter_name:
            parameter.data += 0.3 * torch.randn_like(parameter)
    for buffer_name, buffer in model.named_buffers():
        if "correction_bias" in buffer_name:  # large enough that it changes the choice
            buffer += 0.3 * torch.randn_like(buffer)
    return model


def in_files(name, value):
    """Experts are one parameter in transformers and three weights an expert in files."""
    if not name.endswith((".experts.gate_up_proj", ".experts.down_proj")):
        return [(name, value)]
    prefix, kind = name.rsplit(".", 1)
    out = []
    for e, one in enumerate(value):
        parts = dict(zip(("gate_proj", "up_proj"), one.chunk(2))) if kind == "gate_up_proj" else {"down_proj": one}
        out += [(f"{prefix}.{e}.{part}.weight", gradient) for part, gradient in parts.items()]
    return out


def greedy(model, prompt, count):
    ids = list(prompt)
    with torch.no_grad():
        for _ in range(count):
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    return ids[len(prompt):]


def make_lively(name):
    """The first seed from 7 on whose model says at least eight different tokens: one that repeats itself would test little."""
    for seed in range(7, 100):
        model = make_model(name, seed)
        documents = [torch.randint(3, 96, (n,)).tolist() for n in (17, 23, 9)]
        prompt = documents[0][:5]
        continuation = greedy(model, prompt, 24)
        if len(set(continuation)) >= 8:
            return model, documents, prompt, continuation


def make(name):
    folder = pathlib.Path(__file__).parent / f"{name}_tiny"
    folder.mkdir(exist_ok=True)
    model, documents, prompt, continuation = make_lively(name)
    model.save_pretrained(folder)
    (folder / "generation_config.json").unlink(missing_ok=True)
    goldens = {}
    total, count = 0.0, 0
    for i, document in enumerate(documents):
        logits = model(torch.tensor([document])).logits[0]
        goldens[f"logits.{i}"] = logits.detach().contiguous()
        total = total + torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(document[1:]), reduction="sum")
        count += len(document) - 1
    loss = total / count
    loss.backward()
    for parameter_name, parameter in model.named_parameters():
        for file_name, gradient in in_files(parameter_name, parameter.grad):
            goldens[f"grad.{file_name}"] = gradient.contiguous()
    save_file(goldens, folder / "goldens.safetensors")
    text = {"documents": documents, "loss": loss.item(), "prompt": prompt, "greedy": continuation}
    (folder / "goldens.json").write_text(json.dumps(text) + "\n")


if __name__ == "__main__":
    torch.set_num_threads(1)
    for one in sys.argv[1:] or ["llama", "qwen3", "gemma3", "exaone4_hybrid", "exaone4_global", "exaone_moe"]:
        make(one)
