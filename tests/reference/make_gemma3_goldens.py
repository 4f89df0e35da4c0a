# Makes tests/reference/gemma3_goldens.json: what transformers says of Gemma-3-270M, its GGUF (Q4_K_M: mostly Q5_0 and Q8_0) taken apart to
# f32: for each prompt the log-probability of each next token, the twenty largest logits at the end, and the greedy continuation.
# Ids are of llama.cpp's tokenizer.
# Run: LLAMA_CPP_LIB_PATH=... python make_gemma3_goldens.py gemma-3-270m-q4_k_m.gguf [FOLDER]   (PyTorch 2.13, transformers 5.24, gguf,
#      safetensors, llama-cpp-python; FOLDER keeps the model in f32 as a Hugging Face folder)
import json
import pathlib
import sys
import tempfile

import gguf
import llama_cpp
import numpy
import torch
import transformers
from safetensors.torch import save_file

PROMPTS = [
    "The quick brown fox jumps over the lazy dog. In machining, G01 is",
    "산업안전보건기준에 관한 규칙은 사업주가 지켜야 할 사항을 정한다. 안전모는",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return",
    "대한민국의 수도는",
    "1 2 4 8 16 32",
    "The capital of France is",
    "밀폐공간에서 작업할 때에는 산소 농도를 측정하여야 한다. " * 30,  # longer than the window of 512
]
LAYER = {"attn_norm": "input_layernorm", "post_attention_norm": "post_attention_layernorm", "ffn_norm": "pre_feedforward_layernorm",
         "post_ffw_norm": "post_feedforward_layernorm", "attn_q": "self_attn.q_proj", "attn_k": "self_attn.k_proj", "attn_v": "self_attn.v_proj",
         "attn_output": "self_attn.o_proj", "attn_q_norm": "self_attn.q_norm", "attn_k_norm": "self_attn.k_norm", "ffn_gate": "mlp.gate_proj",
         "ffn_up": "mlp.up_proj", "ffn_down": "mlp.down_proj"}


def take_apart(path, folder):
    reader = gguf.GGUFReader(path)
    value = lambda key: reader.fields[f"gemma3.{key}"].contents()
    weights = {}
    for tensor in reader.tensors:
        numbers = torch.from_numpy(gguf.dequantize(tensor.data, tensor.tensor_type).astype(numpy.float32))
        parts = tensor.name.removesuffix(".weight").split(".")
        if parts[0] == "blk":
            name = f"model.layers.{parts[1]}.{LAYER[parts[2]]}.weight"
        else:
            name = {"token_embd": "model.embed_tokens.weight", "output_norm": "model.norm.weight"}[parts[0]]
        weights[name] = numbers - 1 if "norm" in name else numbers
    config = transformers.Gemma3TextConfig(
        vocab_size=weights["model.embed_tokens.weight"].shape[0], hidden_size=value("embedding_length"), intermediate_size=value("feed_forward_length"),
        num_hidden_layers=value("block_count"), num_attention_heads=value("attention.head_count"), num_key_value_heads=value("attention.head_count_kv"),
        head_dim=value("attention.key_length"), query_pre_attn_scalar=value("attention.key_length"), sliding_window=value("attention.sliding_window"),
        max_position_embeddings=value("context_length"), rms_norm_eps=1e-6, dtype="float32", architectures=["Gemma3ForCausalLM"])
    config.save_pretrained(folder)
    save_file(weights, pathlib.Path(folder) / "model.safetensors", {"format": "pt"})


def main():
    torch.set_num_threads(2)
    path = sys.argv[1]
    with tempfile.TemporaryDirectory() as temporary:
        folder = sys.argv[2] if len(sys.argv) > 2 else temporary
        if not (pathlib.Path(folder) / "model.safetensors").exists():
            take_apart(path, folder)
        tokenizer = llama_cpp.Llama(path, vocab_only=True, verbose=False)
        model = transformers.AutoModelForCausalLM.from_pretrained(folder, dtype=torch.float32).eval()
        out = []
        for prompt in PROMPTS:
            ids = tokenizer.tokenize(prompt.encode(), add_bos=True)
            with torch.no_grad():
                logits = model(torch.tensor([ids])).logits[0]
                chosen = logits[:-1].gather(1, torch.tensor(ids[1:])[:, None])[:, 0] - torch.logsumexp(logits[:-1], -1)
                values, indices = logits[-1].topk(20)
                greedy = model.generate(torch.tensor([ids]), max_new_tokens=12, do_sample=False, eos_token_id=[])[0, len(ids):].tolist()
            out.append({
                "text": prompt[:80], "ids": ids,
                "log_probabilities": [round(float(v), 5) for v in chosen],
                "top_ids": indices.tolist(), "top_logits": [round(float(v), 5) for v in values], "greedy": greedy})
        target = pathlib.Path(__file__).parent / "gemma3_goldens.json"
        target.write_text("[\n" + ",\n".join(json.dumps(o, ensure_ascii=False) for o in out) + "\n]\n")


if __name__ == "__main__":
    main()
