# Texts for the comparison, each ended by NUL: Markdown files of a folder in the order of their paths' hashes, whole, of at most LONGEST bytes, until MEGABYTES are full.
# sample.py FOLDER OUT MEGABYTES
import hashlib
import pathlib
import sys

LONGEST = 100_000


def main():
    folder, out, megabytes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
    files = sorted(folder.rglob("*.md"), key=lambda p: hashlib.sha256(str(p.relative_to(folder)).encode()).digest())
    left = megabytes * 1e6
    with out.open("wb") as sample:
        for path in files:
            text = path.read_bytes().decode("utf-8", "replace").replace("\0", " ").replace("\r\n", "\n").encode()
            if not text.strip() or len(text) > LONGEST:
                continue
            left -= len(text)
            if left < 0:
                return
            sample.write(text + b"\0")


if __name__ == "__main__":
    main()
