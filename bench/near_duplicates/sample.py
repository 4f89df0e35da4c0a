# Documents for the comparison: Markdown files of a folder in the order of their paths' hashes, each ended by NUL; every tenth again with some words
# changed, so that there is something to find. sample.py FOLDER OUT MEGABYTES
import hashlib
import pathlib
import random
import sys


def change(text, rng):
    """The text with one word in 200 replaced by another of its words."""
    words = text.split(" ")
    for _ in range(max(1, len(words) // 200)):
        words[rng.randrange(len(words))] = rng.choice(words)
    return " ".join(words)


def main():
    folder, out, megabytes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
    files = sorted(folder.rglob("*.md"), key=lambda p: hashlib.sha256(str(p.relative_to(folder)).encode()).digest())
    rng = random.Random(1)
    left = megabytes * 1e6
    with out.open("wb") as sample:
        for number, path in enumerate(files):
            text = path.read_bytes().decode("utf-8", "replace").replace("\0", " ")
            for piece in [text, change(text, rng)] if number % 10 == 0 else [text]:
                piece = piece.encode()
                if len(piece) > left:
                    return
                left -= len(piece)
                sample.write(piece + b"\0")


if __name__ == "__main__":
    main()
