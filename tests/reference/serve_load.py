"""A hostile afternoon for `jangin serve`, from another process: many requests at a time, a third of them left midway, slow readers, bodies too large,
malformed HTTP and JSON, wrong keys. Python 3.11, standard library only.

Usage: serve_load.py PATH/TO/jangin MODEL [--requests 10000] [--together 64] [--tokens 8] [--seed 1] [--serve "--threads 2"]

Starts the server on a free port with a key, sends the requests, and checks: the server lives, every accepted request ended (in flight and waiting are 0 at
the end), every answer that was not left is whole and of the status that its kind deserves, memory is flat (resident after the last tenth against after the
first fifth). Prints one JSON line: counts by kind and status, time to first token (median, p99), requests a second, memory.
"""
import argparse
import asyncio
import collections
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

WORDS = "pump valve gauge motor filter relay switch cable torque signal spindle nozzle".split()


class Load:
    def __init__(self, arguments, port, key):
        self.a, self.port, self.key = arguments, port, key
        self.random = random.Random(arguments.seed)
        self.counts, self.faults, self.first, self.memory = collections.Counter(), [], [], []

    def head(self, path, length, key=None, extra=""):
        return (f"POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer {key or self.key}\r\n"
                f"Content-Length: {length}\r\n{extra}\r\n").encode()

    def body(self, stream, tokens=None):
        words = " ".join(self.random.choices(WORDS, k=self.random.randint(1, 12)))
        chat = {"model": "load", "max_tokens": tokens or self.random.randint(1, self.a.tokens), "stream": stream, "seed": self.random.randint(0, 99)}
        if self.random.random() < 0.5:
            return "/v1/completions", json.dumps({**chat, "prompt": words}).encode()
        return "/v1/chat/completions", json.dumps({**chat, "messages": [{"role": "user", "content": words}]}).encode()

    async def connect(self):
        return await asyncio.open_connection("127.0.0.1", self.port)

    async def status(self, reader):
        line = await asyncio.wait_for(reader.readline(), 300)
        return int(line.split()[1]) if line else 0

    async def whole(self, reader, writer):
        path, body = self.body(False)
        writer.write(self.head(path, len(body)) + body)
        status = await self.status(reader)
        length = 0
        while (line := await reader.readline()) not in (b"\r\n", b""):
            if line.lower().startswith(b"content-length:"):
                length = int(line.split()[1])
        answer = json.loads(await asyncio.wait_for(reader.readexactly(length), 300))
        return status, (200, 429) if "choices" in answer or status == 429 else ()

    async def streamed(self, reader, writer, leave=False):
        path, body = self.body(True, self.a.tokens * 50 if leave else None)
        begin = time.monotonic()
        writer.write(self.head(path, len(body)) + body)
        status = await self.status(reader)
        if status != 200:
            return status, (429,)
        pieces, limit = 0, self.random.randint(0, 3)
        while line := await asyncio.wait_for(reader.readline(), 300):
            if line.startswith(b"data: {"):
                choice = (json.loads(line[6:])["choices"] or [{}])[0]
                if choice.get("text") or choice.get("delta", {}).get("content"):
                    if pieces == 0:
                        self.first.append(time.monotonic() - begin)
                    pieces += 1
                if leave and pieces >= limit:
                    return status, (200,)
            if line == b"data: [DONE]\n":
                return status, (200,)
        return status, ()

    async def left(self, reader, writer):
        return await self.streamed(reader, writer, leave=True)

    async def left_waiting(self, reader, writer):
        path, body = self.body(False, self.a.tokens * 50)
        writer.write(self.head(path, len(body)) + body)
        await writer.drain()
        await asyncio.sleep(self.random.random() * 0.2)
        return 0, (0,)

    async def slow_reader(self, reader, writer):
        path, body = self.body(True, self.a.tokens)
        writer.write(self.head(path, len(body)) + body)
        for _ in range(10):
            await asyncio.sleep(0.2)
            if not await reader.read(7):
                break
        return 0, (0,)

    async def too_large(self, reader, writer):
        size = 9 << 20
        writer.write(self.head("/v1/completions", size))
        try:
            for _ in range(9):
                writer.write(b"x" * (1 << 20))
                await writer.drain()
        except ConnectionError:
            pass
        return await self.status(reader), (413,)

    async def malformed_http(self, reader, writer):
        junk = self.random.choice([b"\x16\x03\x01\x00\xa5\x01\r\n\r\n", b"GET\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n", b"POST /v1/completions HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n",
                                   self.random.randbytes(200).replace(b"\n", b"") + b"\r\n\r\n"])
        writer.write(junk)
        return await self.status(reader), (400,)

    async def malformed_json(self, reader, writer):
        path, body = self.body(True)
        body = self.random.choice([body[:self.random.randint(0, len(body) - 1)], body.replace(b'"', b"'"), b"[" * 5000, b"\xff" + body, b'{"prompt": 3}', b'{"messages": [3]}'])
        writer.write(self.head(path, len(body)) + body)
        return await self.status(reader), (400,)

    async def half_a_request(self, reader, writer):
        path, body = self.body(True)
        writer.write((self.head(path, len(body)) + body)[:self.random.randint(1, 150)])
        await writer.drain()
        return 0, (0,)

    async def wrong_key(self, reader, writer):
        path, body = self.body(False)
        writer.write(self.head(path, len(body), key="jgn-wrong") + body)
        return await self.status(reader), (401,)

    KINDS = (("whole", 24), ("streamed", 26), ("left", 25), ("left_waiting", 8), ("slow_reader", 2), ("too_large", 1), ("malformed_http", 4),
             ("malformed_json", 4), ("half_a_request", 3), ("wrong_key", 3))

    async def one(self, kind):
        try:
            reader, writer = await self.connect()
            try:
                status, wanted = await getattr(self, kind)(reader, writer)
            finally:
                writer.close()
            self.counts[f"{kind} {status}"] += 1
            if status not in wanted:
                self.faults.append(f"{kind}: status {status}")
        except Exception as error:  # counted, and reported at the end
            self.counts[f"{kind} error"] += 1
            self.faults.append(f"{kind}: {type(error).__name__} {error}")

    async def run(self, pid):
        kinds = self.random.choices([k for k, _ in self.KINDS], [w for _, w in self.KINDS], k=self.a.requests)
        waiting = iter(enumerate(kinds))

        async def worker():
            for number, kind in waiting:
                await self.one(kind)
                if number % max(1, self.a.requests // 100) == 0:
                    self.memory.append((number, resident(pid)))

        await asyncio.gather(*(worker() for _ in range(self.a.together)))

    async def metrics(self):
        reader, writer = await self.connect()
        writer.write(f"GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {self.key}\r\n\r\n".encode())
        text = (await reader.read()).decode()
        writer.close()
        return {line.split()[0]: float(line.split()[1]) for line in text.split("\r\n\r\n", 1)[1].splitlines() if line and not line.startswith("#")}


def resident(pid):
    return int(pathlib.Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("jangin")
    parser.add_argument("model")
    parser.add_argument("--requests", type=int, default=10000)
    parser.add_argument("--together", type=int, default=64)
    parser.add_argument("--tokens", type=int, default=8)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--serve", default="")
    a = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        keys = f"{folder}/keys.json"
        key = json.loads(subprocess.check_output([a.jangin, "--json", "serve", "key", "add", keys, "load"]))["key"]
        server = subprocess.Popen([a.jangin, "--json", "serve", f"load={os.path.abspath(a.model)}", "--port", "0", "--keys", keys, *a.serve.split()], stdout=subprocess.PIPE)
        port = int(json.loads(server.stdout.readline())["url"].split(":")[2].split("/")[0])
        load = Load(a, port, key)
        begin = time.monotonic()
        asyncio.run(load.run(server.pid))
        seconds = time.monotonic() - begin
        for _ in range(100):
            metrics = asyncio.run(load.metrics())
            busy = metrics['jangin_requests_in_flight{model="load"}'] + metrics['jangin_requests_waiting{model="load"}']
            if busy == 0 and metrics["jangin_connections"] <= 1:
                break
            time.sleep(0.2)
        server.send_signal(signal.SIGINT)
        ended = server.wait(60)
    accepted, finished = (metrics[f'jangin_requests_{name}_total{{model="load"}}'] for name in ("accepted", "finished"))
    early = [bytes_ for number, bytes_ in load.memory if number <= a.requests * 0.2][-1]
    late = max(bytes_ for number, bytes_ in load.memory if number >= a.requests * 0.9)
    first = sorted(load.first)
    checks = {"server ended with 0": ended == 0, "nothing under way": busy == 0, "accepted = finished": accepted == finished, "no fault": not load.faults,
              "memory flat": late <= early * 1.05 + (16 << 20)}
    print(json.dumps({"requests": a.requests, "together": a.together, "seconds": round(seconds, 1), "requests_per_second": round(a.requests / seconds, 1),
                      "kinds": dict(sorted(load.counts.items())), "first_token_median_s": round(first[len(first) // 2], 3),
                      "first_token_p99_s": round(first[int(len(first) * 0.99)], 3), "accepted": accepted, "finished": finished,
                      "cancelled": metrics['jangin_requests_cancelled_total{model="load"}'], "clients_left": metrics["jangin_clients_left_total"],
                      "memory_mb_early": early >> 20, "memory_mb_late": late >> 20, "faults": load.faults[:10], "checks": checks}, ensure_ascii=False))
    sys.exit(not all(checks.values()))


main()
