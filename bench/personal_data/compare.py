"""Finding personal data: ours beside datatrove's PIIFormatter. What both find (e-mail, public IPv4) is compared first, every difference listed by its reason; then both run in
turns over the same texts, one thread each, in processor time of that thread (so that other work on the machine counts against neither). Usage: compare.py OURS FOLDER... [--megabytes 4] [--rounds 5] [--show 3]"""
import argparse
import collections
import pathlib
import random
import re
import statistics
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent))
from sides import Side, processor  # noqa: E402

RESERVED = re.compile(r"@(?:.*\.)?(?:example\.(?:com|org|net)|example|test|invalid|localhost)$")
FILE_ENDING = re.compile(r"\.(?:png|jpe?g|gif|svg|ini|hal|txt|html?|css|js|py|[ch]pp|pdf|md|json|xml|ya?ml|toml|conf|cfg|log|service|socket|timer|target|local|lan)$")


def reason(kind, text, before, after, ours):
    if kind == "email":
        if ours:
            return "ours only: 'at' in brackets or a wider cut" if re.search(r"[\[({<]", text) else "ours only: other cut of the local part"
        if RESERVED.search(text.lower()):
            return "theirs only: reserved domain (RFC 2606)"
        if re.match(r"(?:git|hg|svn|anonymous)@", text):
            return "theirs only: login of a service"
        if FILE_ENDING.search(text.lower()) or not re.search(r"\.[A-Za-z]{2,24}$", text):
            return "theirs only: no domain at the end"
        return "theirs only: other cut of the local part (marks such as ' / = in it)"
    if ours:
        return "ours only: IPv6" if ":" in text else "ours only: other"
    if re.search(r"[\w.\-+]$", before) or re.match(r"[.\-]?\w", after):
        return "theirs only: part of a longer number or name"
    if any(len(x) > 1 and x[0] == "0" for x in text.split(".")):
        return "theirs only: leading zero"
    return "theirs only: no word says that it is an address (versions, numbered sections)"


def compare(ours, theirs, texts, show):
    equal, reasons, examples = collections.Counter(), collections.Counter(), collections.defaultdict(list)
    mine, other = ours.ask({"spans": ["email", "ip"]})["texts"], theirs.ask({"spans": []})["texts"]
    for text, a, b in zip(texts, mine, other, strict=True):
        a, b = {tuple(x) for x in a}, {tuple(x) for x in b}
        for kind, _, _ in a & b:
            equal[kind] += 1
        for kind, begin, end in a ^ b:
            span = text[begin:end].decode(errors="replace")
            why = reason(kind, span, text[max(0, begin - 20):begin].decode(errors="replace"), text[end:end + 20].decode(errors="replace"), (kind, begin, end) in a)
            reasons[f"{kind}, {why}"] += 1
            examples[f"{kind}, {why}"].append(span if kind == "ip" else re.sub(r"[^@]+@", "…@", span))
    print(f"found by both alike: {', '.join(f'{kind} {n}' for kind, n in sorted(equal.items())) or 'nothing'}")
    for why, count in reasons.most_common():
        print(f"  {count:5} {why}: {'; '.join(sorted(set(examples[why]))[:show])}")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ours")
    parser.add_argument("folders", type=pathlib.Path, nargs="+")
    parser.add_argument("--megabytes", type=float, default=4)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--show", type=int, default=3)
    options = parser.parse_args()
    print(f"processor: {processor()}")
    ours, theirs = Side([options.ours]), Side([sys.executable, str(pathlib.Path(__file__).parent / "rival_datatrove.py")])
    for folder in options.folders:
        files = sorted(folder.rglob("*.md"))
        random.Random(8).shuffle(files)
        taken, size = [], 0
        for file in files:
            if size > options.megabytes * 1e6:
                break
            try:  # both sides must read the same text
                file.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue
            if b"\r" in file.read_bytes():
                continue  # Python turns line ends
            taken.append(str(file))
            size += file.stat().st_size
        bytes_ours, bytes_theirs = ours.ask({"load": taken})["bytes"], theirs.ask({"load": taken})["bytes"]
        print(f"\n{folder.name}: {len(taken)} files, {bytes_ours / 1e6:.1f} MB" + ("" if bytes_ours == bytes_theirs else f" (theirs {bytes_theirs / 1e6:.1f})"))
        compare(ours, theirs, [pathlib.Path(x).read_bytes() for x in taken], options.show)
        speeds = collections.defaultdict(list)
        for _ in range(options.rounds):
            speeds["datatrove, e-mail and IPv4"].append(size / 1e6 / theirs.ask({"time": []})["seconds"])
            speeds["ours, e-mail and IP"].append(size / 1e6 / ours.ask({"time": ["email", "ip"]})["seconds"])
            speeds["ours, all kinds"].append(size / 1e6 / ours.ask({"time": []})["seconds"])
        rival = statistics.median(speeds["datatrove, e-mail and IPv4"])
        for name, values in speeds.items():
            print(f"  {name}: {statistics.median(values):.2f} MB/s (median of {len(values)}; {min(values):.2f} to {max(values):.2f}), {statistics.median(values) / rival:.0f}×")
    ours.close()
    theirs.close()


if __name__ == "__main__":
    main()
