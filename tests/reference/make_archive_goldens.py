#!/usr/bin/env python3
"""Makes tests/collect/fixtures/archives: small archives by Python's own zipfile and tarfile and by py7zr, which share no code with libarchive.
Usage: tests/reference/make_archive_goldens.py   (pip install py7zr==0.22.0 for the 7z files)"""
import io
import pathlib
import tarfile
import zipfile

OUT = pathlib.Path(__file__).resolve().parent.parent / "collect/fixtures/archives"
TIME = (2026, 1, 2, 3, 4, 6)
FILES = {"가/설명서.txt": "설명서 본문입니다.\n", "notes.md": "# Notes\n\nTwo lines\nof text.\n", "empty.txt": ""}


class Cp949Info(zipfile.ZipInfo):
    """A name as Korean Windows wrote it: CP949, without the flag of UTF-8."""

    def _encodeFilenameFlags(self):
        return self.filename.encode("cp949"), self.flag_bits & ~0x800


def zip_of(files, info=zipfile.ZipInfo, method=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, content in files.items():
            entry = info(name, TIME)
            entry.compress_type = method
            archive.writestr(entry, content)
    return out.getvalue()


def tar_of(files, mode, form=tarfile.PAX_FORMAT, encoding="utf-8"):
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode, format=form, encoding=encoding) as archive:
        for name, content in files.items():
            info = tarfile.TarInfo(name)
            info.size, info.mtime = len(content.encode()), 1767322800
            archive.addfile(info, io.BytesIO(content.encode()))
        for name, kind, target in (("link.txt", tarfile.SYMTYPE, "/etc/passwd"), ("hard.txt", tarfile.LNKTYPE, "notes.md"), ("pipe", tarfile.FIFOTYPE, ""),
                                   ("disk", tarfile.BLKTYPE, ""), ("folder", tarfile.DIRTYPE, "")):
            info = tarfile.TarInfo(name)
            info.type, info.linkname = kind, target
            archive.addfile(info)
    return out.getvalue()


def encrypted(data):
    """The flag of encryption on the first entry, in its own header and in the directory; the bytes are not really encrypted, and need not be."""
    data = bytearray(data)
    data[6] |= 1
    data[data.index(b"PK\1\2") + 8] |= 1
    return bytes(data)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    made = {"utf8.zip": zip_of(FILES), "cp949.zip": zip_of(FILES, Cp949Info), "lzma.zip": zip_of(FILES, method=zipfile.ZIP_LZMA),
            "bzip2.zip": zip_of(FILES, method=zipfile.ZIP_BZIP2), "pax.tar.xz": tar_of(FILES, "w:xz"), "gnu.tar.bz2": tar_of(FILES, "w:bz2", tarfile.GNU_FORMAT),
            "cp949.tar.gz": tar_of(FILES, "w:gz", tarfile.GNU_FORMAT, "cp949"), "encrypted.zip": encrypted(zip_of(FILES)),
            "slip.zip": zip_of({"../../escape.txt": "up\n", "/etc/absolute.txt": "root\n", "a\\b.txt": "back\n"})}
    for name, data in made.items():
        (OUT / name).write_bytes(data)
    import py7zr
    for name, password in (("plain.7z", None), ("headers.7z", "secret")):
        with py7zr.SevenZipFile(OUT / name, "w", password=password, header_encryption=password is not None) as archive:
            for inside, content in FILES.items():
                archive.writestr(content, inside)


if __name__ == "__main__":
    main()
