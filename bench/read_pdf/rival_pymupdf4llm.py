# pymupdf4llm as its documentation calls it: to_markdown(path). Each line of standard input names a PDF; a line of JSON answers it: processor seconds, pages,
# Markdown. rival_pymupdf4llm.py MODE      MODE: layout (its default, a layout model in ONNX) or plain (use_layout(False): rules only)
import json
import os
import sys
import time

answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
os.dup2(2, 1)

import pymupdf  # noqa: E402
import pymupdf4llm  # noqa: E402


def read(path):
    start = time.process_time()
    text = pymupdf4llm.to_markdown(path)
    seconds = time.process_time() - start
    with pymupdf.open(path) as document:
        return {"seconds": seconds, "pages": len(document), "text": text}


def main():
    pymupdf4llm.use_layout(sys.argv[1] == "layout")
    for line in sys.stdin:
        print(json.dumps(read(line.strip())), file=answers, flush=True)


if __name__ == "__main__":
    main()
