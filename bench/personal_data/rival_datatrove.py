"""datatrove's PIIFormatter (e-mail and public IPv4 addresses) behind personal_data_bench's commands. Its spans are those of its own patterns and validator."""
import json
import sys
import time

from datatrove.pipeline.formatters.pii import PIIFormatter

formatter = PIIFormatter()
texts = []
for line in sys.stdin:
    command = json.loads(line)
    if "load" in command:
        texts = [open(path, encoding="utf-8", errors="replace").read() for path in command["load"]]
        answer = {"bytes": sum(len(text.encode()) for text in texts)}
    elif "time" in command:
        begin = time.thread_time()
        for text in texts:
            formatter.format(text)
        answer = {"seconds": time.thread_time() - begin}
    else:
        answer = {"texts": []}
        for text in texts:
            spans = []
            for kind, replacer in (("email", formatter.emails_replacer), ("ip", formatter.ip_replacer)):
                for match in replacer.regex.finditer(text):
                    if replacer.validator is None or replacer.validator(match[0]):
                        begin = len(text[:match.start()].encode())
                        spans.append([kind, begin, begin + len(match[0].encode())])
            answer["texts"].append(spans)
    print(json.dumps(answer), flush=True)
