# Makes tests/reference/exaone_moe_tiny/mtp.safetensors and mtp.json: a random multi-token-prediction layer on the model beside it, with its
# logits, the loss (main + 0.3 · further), and gradients. transformers leaves this layer out, so it is written here in plain PyTorch from
# the names and shapes of K-EXAONE's files and from vLLM's exaone_moe_mtp.py; the hidden states are transformers'.
# Run: python make_mtp_goldens.py   (PyTorch 2.13, transformers 5.24, safetensors; after make_model_goldens.py exaone_moe)
import json
import pathlib

import torch
import transformers
from safetensors.torch import save_file

FOLDER = pathlib.Path(__file__).parent / "exaone_moe_tiny"
WEIGHT = 0.3


def random_weights(c):
    d, heads, keys = c.hidden_size, c.num_attention_heads * c.head_dim, c.num_key_value_heads * c.head_dim
    shapes = {"fc": (d, 2 * d), "pre_fc_norm_hidden": (d,), "pre_fc_norm_embedding": (d,), "norm": (d,),
              "layers.0.input_layernorm": (d,), "layers.0.post_attention_layernorm": (d,),
              "layers.0.self_attn.q_proj": (heads, d), "layers.0.self_attn.k_proj": (keys, d), "layers.0.self_attn.v_proj": (keys, d),
              "layers.0.self_attn.o_proj": (d, heads), "layers.0.self_attn.q_norm": (c.head_dim,), "layers.0.self_attn.k_norm": (c.head_dim,),
              "layers.0.mlp.gate_proj": (c.intermediate_size, d), "layers.0.mlp.up_proj": (c.intermediate_size, d),
              "layers.0.mlp.down_proj": (d, c.intermediate_size)}
    out = {}
    for name, shape in shapes.items():
        value = 0.15 * torch.randn(shape) if len(shape) == 2 else 1 + 0.3 * torch.randn(shape)
        out[f"mtp.{name}.weight"] = value.requires_grad_()
    return out


def rms_norm(x, weight, eps):
    return x * torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps) * weight


def rotate(x, theta):
    """x [T, heads, size]: halves of a head turned by position · theta^(−2i/size)."""
    size = x.shape[-1]
    angles = torch.arange(x.shape[0])[:, None] * theta ** (-torch.arange(0, size, 2) / size)
    cos, sin = angles.cos()[:, None], angles.sin()[:, None]
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


def attention(c, x, weight):
    tokens, group = x.shape[0], c.num_attention_heads // c.num_key_value_heads
    q, k, v = ((x @ weight(f"self_attn.{n}_proj").T).view(tokens, -1, c.head_dim) for n in "qkv")
    theta = c.rope_parameters["rope_theta"]
    q = rotate(rms_norm(q, weight("self_attn.q_norm"), c.rms_norm_eps), theta)
    k = rotate(rms_norm(k, weight("self_attn.k_norm"), c.rms_norm_eps), theta)
    k, v = (t.repeat_interleave(group, 1) for t in (k, v))
    distance = torch.arange(tokens)[:, None] - torch.arange(tokens)[None, :]
    scores = torch.einsum("qhd,khd->hqk", q, k) * c.head_dim ** -0.5
    scores = scores.masked_fill((distance < 0) | (distance >= c.sliding_window), float("-inf"))
    return torch.einsum("hqk,khd->qhd", scores.softmax(-1), v).reshape(tokens, -1) @ weight("self_attn.o_proj").T


def further_states(c, weights, hidden, next_embeddings):
    weight = lambda name: weights[f"mtp.layers.0.{name}.weight"]
    outer = lambda name: weights[f"mtp.{name}.weight"]
    x = torch.cat([rms_norm(next_embeddings, outer("pre_fc_norm_embedding"), c.rms_norm_eps),
                   rms_norm(hidden, outer("pre_fc_norm_hidden"), c.rms_norm_eps)], -1) @ outer("fc").T
    x = x + attention(c, rms_norm(x, weight("input_layernorm"), c.rms_norm_eps), weight)
    y = rms_norm(x, weight("post_attention_layernorm"), c.rms_norm_eps)
    x = x + (torch.nn.functional.silu(y @ weight("mlp.gate_proj").T) * (y @ weight("mlp.up_proj").T)) @ weight("mlp.down_proj").T
    return rms_norm(x, outer("norm"), c.rms_norm_eps)


def main():
    torch.set_num_threads(1)
    torch.manual_seed(11)
    model = transformers.AutoModelForCausalLM.from_pretrained(FOLDER, dtype=torch.float32, attn_implementation="eager").eval()
    weights = random_weights(model.config)
    documents = json.loads((FOLDER / "goldens.json").read_text())["documents"]
    out = {name: value.detach().clone() for name, value in weights.items()}
    near, far = [], []
    for i, document in enumerate(documents):
        ids = torch.tensor(document)
        hidden = model.model(ids[None]).last_hidden_state[0]
        near.append(torch.nn.functional.cross_entropy(model.lm_head(hidden[:-1]), ids[1:], reduction="none"))
        logits = model.lm_head(further_states(model.config, weights, hidden[:-1], model.model.embed_tokens(ids[1:])))
        out[f"logits.{i}"] = logits.detach().contiguous()
        far.append(torch.nn.functional.cross_entropy(logits[:-1], ids[2:], reduction="none"))
    near, far = torch.cat(near).mean(), torch.cat(far).mean()
    (near + WEIGHT * far).backward()
    gradients = dict(weights)
    base = dict(model.named_parameters())
    for name in ("model.embed_tokens.weight", "lm_head.weight", "model.norm.weight", "model.layers.0.self_attn.q_proj.weight", "model.layers.1.mlp.gate.weight"):
        gradients[name] = base[name]
    for name, value in gradients.items():
        out[f"grad.{name}"] = value.grad.contiguous()
    save_file(out, FOLDER / "mtp.safetensors")
    (FOLDER / "mtp.json").write_text(json.dumps({"loss": near.item(), "further_loss": far.item(), "weight": WEIGHT}) + "\n")


if __name__ == "__main__":
    main()
