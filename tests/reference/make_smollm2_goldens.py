# Makes tests/reference/smollm2_goldens.json: what transformers says of SmolLM2-135M-Instruct, read from its GGUF (Q4_1) in f32: for each
# prompt the log-probability of each next token, the twenty largest logits at the end, and the greedy continuation.
# Run: python make_smollm2_goldens.py smollm2-135m-instruct-q4_1.gguf   (PyTorch, transformers, gguf, accelerate)
import json
import pathlib
import sys

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

PROMPTS = [
    "The quick brown fox jumps over the lazy dog. In machining, G01 is",
    "산업안전보건기준에 관한 규칙은 사업주가 지켜야 할 사항을 정한다. 안전모는",
    "def fibonacci(n):\n    if n < 2:\n        return n\n    return",
    "<|im_start|>user\nWhat is the capital of France?<|im_end|>\n<|im_start|>assistant\n",
    "<|im_start|>user\n대한민국의 수도는 어디입니까?<|im_end|>\n<|im_start|>assistant\n",
    "1 2 4 8 16 32",
]


def main():
    path = pathlib.Path(sys.argv[1]).resolve()
    tokenizer = AutoTokenizer.from_pretrained(path.parent, gguf_file=path.name)
    model = AutoModelForCausalLM.from_pretrained(path.parent, gguf_file=path.name, dtype=torch.float32).eval()
    out = []
    for prompt in PROMPTS:
        ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        with torch.no_grad():
            logits = model(torch.tensor([ids])).logits[0].double()
            scores = torch.log_softmax(logits, -1)
            values, indices = logits[-1].topk(20)
            greedy = list(ids)
            for _ in range(16):
                greedy.append(int(model(torch.tensor([greedy])).logits[0, -1].argmax()))
        out.append({
            "text": prompt, "ids": ids,
            "log_probabilities": [round(float(scores[i, ids[i + 1]]), 6) for i in range(len(ids) - 1)],
            "top_ids": indices.tolist(), "top_logits": [round(float(v), 6) for v in values],
            "log_sum_exp": round(float(torch.logsumexp(logits[-1], -1)), 6), "greedy": greedy[len(ids):]})
    target = pathlib.Path(__file__).parent / "smollm2_goldens.json"
    target.write_text("[\n" + ",\n".join(json.dumps(o, ensure_ascii=False) for o in out) + "\n]\n")


if __name__ == "__main__":
    main()
