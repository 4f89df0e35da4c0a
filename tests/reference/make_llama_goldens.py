# Makes tests/reference/llama_tiny: a tiny random llama from transformers with its logits, loss, gradients and greedy continuation, in f32.
# Run: python make_llama_goldens.py   (PyTorch, transformers, safetensors; needed only to make the goldens anew)
import json
import pathlib

import torch
from safetensors.torch import save_file
from transformers import LlamaConfig, LlamaForCausalLM

FOLDER = pathlib.Path(__file__).parent / "llama_tiny"


def make_model():
    torch.manual_seed(7)
    config = LlamaConfig(
        vocab_size=96, hidden_size=32, intermediate_size=48, num_hidden_layers=2, num_attention_heads=4, num_key_value_heads=2,
        head_dim=8, max_position_embeddings=128, rms_norm_eps=1e-5, rope_theta=100000.0, tie_word_embeddings=True,
        initializer_range=0.15, bos_token_id=1, eos_token_id=2, pad_token_id=0)
    model = LlamaForCausalLM(config).float()
    for name, parameter in model.named_parameters():
        if "norm" in name:
            parameter.data += 0.3 * torch.randn_like(parameter)
    return model


def main():
    FOLDER.mkdir(exist_ok=True)
    model = make_model()
    model.save_pretrained(FOLDER)
    documents = [torch.randint(3, 96, (n,)).tolist() for n in (17, 23, 9)]
    goldens = {}
    total, count = 0.0, 0
    for i, document in enumerate(documents):
        logits = model(torch.tensor([document])).logits[0]
        goldens[f"logits.{i}"] = logits.detach().contiguous()
        total = total + torch.nn.functional.cross_entropy(logits[:-1], torch.tensor(document[1:]), reduction="sum")
        count += len(document) - 1
    loss = total / count
    loss.backward()
    for name, parameter in model.named_parameters():
        goldens[f"grad.{name}"] = parameter.grad.contiguous()
    save_file(goldens, FOLDER / "goldens.safetensors")
    prompt = documents[0][:5]
    ids = list(prompt)
    with torch.no_grad():
        for _ in range(24):
            ids.append(int(model(torch.tensor([ids])).logits[0, -1].argmax()))
    text = {"documents": documents, "loss": loss.item(), "prompt": prompt, "greedy": ids[len(prompt):]}
    (FOLDER / "goldens.json").write_text(json.dumps(text) + "\n")


if __name__ == "__main__":
    main()
