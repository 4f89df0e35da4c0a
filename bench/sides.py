# What comparisons share: a side that answers JSON lines, and what this machine is. Standard library only.
import json
import os
import subprocess
import sys


class Side:
    """A program that answers each line of its input with one line of JSON. `environment`: variables beside those of this process."""

    def __init__(self, command, **environment):
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env={**os.environ, **environment})
        self.answered = 0

    def read(self):
        line = self.process.stdout.readline()
        if not line:
            sys.exit(self.how_it_ended())
        self.answered += 1
        return json.loads(line)

    def how_it_ended(self):
        """A side that the kernel kills for memory says nothing itself."""
        status = self.process.wait()
        why = f"killed by signal {-status}" if status < 0 else f"exit status {status}"
        hint = " (memory? both sides run at once: see `dmesg`, or take less at once)" if status == -9 else ""
        return f"{self.process.args[0]} ended after {self.answered} answers: {why}{hint}; memory available: {available_bytes() / 1e9:.1f} GB"

    def ask(self, command):
        """`command`: a line, or what becomes one as JSON."""
        try:
            self.process.stdin.write((command if isinstance(command, str) else json.dumps(command)) + "\n")
            self.process.stdin.flush()
        except BrokenPipeError:
            sys.exit(self.how_it_ended())
        return self.read()

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def available_bytes():
    for line in open("/proc/meminfo", encoding="utf-8"):
        if line.startswith("MemAvailable:"):
            return int(line.split()[1]) * 1024
    return 0


def processor():
    for line in open("/proc/cpuinfo", encoding="utf-8"):
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return "unknown"
