# The pages that both sides read of a long manual: parts.py PDF OUT PAGES takes PAGES pages in runs of ten, evenly spread, with the bookmarks that lead to them.
import sys

import pymupdf


def main():
    source, out, pages = pymupdf.open(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    runs = max(1, min(pages, len(source)) // 10)
    part, new_number = pymupdf.open(), {}
    for run in range(runs):
        first = run * len(source) // runs
        last = min(first + 9, len(source) - 1)
        new_number.update({number + 1: len(part) + number - first + 1 for number in range(first, last + 1)})
        part.insert_pdf(source, from_page=first, to_page=last)
    outline = [[level, title, new_number[page]] for level, title, page in source.get_toc() if page in new_number]
    depth = 0
    for entry in outline:  # a bookmark is at most one level below the one before it
        entry[0] = depth = min(entry[0], depth + 1)
    part.set_toc(outline)
    part.save(out, garbage=3, deflate=True)


if __name__ == "__main__":
    main()
