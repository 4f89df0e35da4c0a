# Texts for the comparison: files of a folder in the order of their paths' hashes, cut into texts of at most 10,000 characters, each ended by
# NUL. sample.py FOLDER OUT MEGABYTES
import hashlib
import pathlib
import sys

LENGTH = 10_000


def main():
    folder, out, megabytes = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), float(sys.argv[3])
    files = sorted((p for p in folder.rglob("*") if p.is_file()), key=lambda p: hashlib.sha256(str(p.relative_to(folder)).encode()).digest())
    left = megabytes * 1e6
    with out.open("wb") as sample:
        for path in files:
            text = path.read_bytes().decode("utf-8", "replace").replace("\0", " ")
            for begin in range(0, len(text), LENGTH):
                piece = text[begin : begin + LENGTH].encode()
                left -= len(piece)
                if left < 0:
                    return
                sample.write(piece + b"\0")


if __name__ == "__main__":
    main()
