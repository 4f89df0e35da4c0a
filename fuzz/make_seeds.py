#!/usr/bin/env python3
"""Makes the seeds of the targets gguf, safetensors, tokenizer_json, hwp, packed, jsonl, sqlite, warc and member_frames: tiny whole files, one of each kind.
Usage: fuzz/make_seeds.py (writes into fuzz/corpus/ beside it; Python's standard library only)."""
import bz2
import gzip
import hashlib
import json
import lzma
import pathlib
import sqlite3
import struct
import tempfile
import zlib

CORPUS = pathlib.Path(__file__).resolve().parent / "corpus"
GOLDENS = CORPUS.parent.parent / "tests/tokenizer/goldens"
U32, F32, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5  # GGUF value types
GGML = {"F32": (0, 1, 4), "F16": (1, 1, 2), "BF16": (30, 1, 2), "Q4_0": (2, 32, 18), "Q4_1": (3, 32, 20), "Q5_0": (6, 32, 22), "Q5_1": (7, 32, 24),
        "Q8_0": (8, 32, 34), "IQ4_NL": (20, 32, 18), "Q2_K": (10, 256, 84), "Q3_K": (11, 256, 110), "Q4_K": (12, 256, 144), "Q5_K": (13, 256, 176),
        "Q6_K": (14, 256, 210), "IQ4_XS": (23, 256, 136)}


def text(value):
    return struct.pack("<Q", len(value.encode())) + value.encode()


def entry(key, kind, value):
    return text(key) + struct.pack("<I", kind) + value


def texts(key, values):
    return entry(key, ARRAY, struct.pack("<IQ", STRING, len(values)) + b"".join(map(text, values)))


def tokenizer_entries(pre):
    return [entry("tokenizer.ggml.model", STRING, text("gpt2")), entry("tokenizer.ggml.pre", STRING, text(pre)),
            texts("tokenizer.ggml.tokens", ["a", "b", "ab", "Ġ", "<s>"]),
            entry("tokenizer.ggml.token_type", ARRAY, struct.pack("<IQ5i", I32, 5, 1, 1, 1, 1, 3)),
            texts("tokenizer.ggml.merges", ["a b"]), entry("tokenizer.ggml.bos_token_id", U32, struct.pack("<I", 4)),
            entry("tokenizer.ggml.add_bos_token", BOOL, b"\1"), entry("tokenizer.chat_template", STRING, text("{{ messages }}"))]


def gguf(version=3, alignment=32, matrix="F32", width=4, extra=(), pre="gpt-2", rope=False):
    """A llama of one layer whose matrices are stored as `matrix`, but for those whose rows do not fill its blocks. Beyond a width of 32 the heads
    and the feed-forward layer are narrow."""
    entries = [entry("general.architecture", STRING, text("llama"))]
    inner = width if width <= 32 else 4
    for key, value in {"block_count": 1, "context_length": 16, "embedding_length": width, "feed_forward_length": inner, "attention.head_count": 2,
                       "attention.head_count_kv": 1, **({"attention.key_length": 2, "attention.value_length": 2} if inner < width else {})}.items():
        entries.append(entry("llama." + key, U32, struct.pack("<I", value)))
    entries.append(entry("llama.attention.layer_norm_rms_epsilon", F32, struct.pack("<f", 1e-5)))
    entries += tokenizer_entries(pre) + list(extra)
    if alignment != 32:
        entries.append(entry("general.alignment", U32, struct.pack("<I", alignment)))
    half = inner // 2
    narrow = matrix if inner % GGML[matrix][1] == 0 else "F32"
    tensors = [("token_embd", [width, 5], matrix), ("blk.0.attn_norm", [width], "F32"), ("blk.0.attn_q", [width, inner], matrix),
               ("blk.0.attn_k", [width, half], matrix), ("blk.0.attn_v", [width, half], matrix), ("blk.0.attn_output", [inner, width], narrow),
               ("blk.0.ffn_norm", [width], "F32"), ("blk.0.ffn_gate", [width, inner], matrix), ("blk.0.ffn_up", [width, inner], matrix),
               ("blk.0.ffn_down", [inner, width], narrow), ("output_norm", [width], "F32")]
    if rope:
        tensors.append(("rope_freqs", [half // 2], "F32"))
    infos, data = b"", b""
    for name, sizes, kind in tensors:
        number, values, size = GGML[kind]
        data += b"\0" * (-len(data) % alignment)
        infos += text(name + ".weight") + struct.pack("<I", len(sizes)) + struct.pack(f"<{len(sizes)}QIQ", *sizes, number, len(data))
        count = 1
        for each in sizes:
            count *= each
        data += bytes(i * 7 % 64 for i in range(count // values * size)) if name != "rope_freqs" else struct.pack("<f", 1.0) * count
    header = b"GGUF" + struct.pack("<IQQ", version, len(tensors), len(entries)) + b"".join(entries) + infos
    return header + b"\0" * (-len(header) % alignment) + data


def safetensors(header, data_bytes, padding=0):
    head = json.dumps(header).encode() + b" " * padding
    return struct.pack("<Q", len(head)) + head + bytes(data_bytes)


def tensor(kind, shape, begin, end):
    return {"dtype": kind, "shape": shape, "data_offsets": [begin, end]}


def small_tokenizer(**changes):
    root = {"added_tokens": [{"id": 4, "content": "<s>", "special": True}, {"id": 5, "content": " x", "lstrip": True, "rstrip": True, "single_word": True}],
            "normalizer": {"type": "Sequence", "normalizers": [{"type": "NFC"}, {"type": "NFKD"}]},
            "pre_tokenizer": {"type": "Sequence", "pretokenizers": [
                {"type": "Split", "pattern": {"Regex": r"\p{L}+|\d{1,3}| ?[^\s\p{L}]+"}, "behavior": "Isolated", "invert": False},
                {"type": "Digits", "individual_digits": True}, {"type": "ByteLevel", "add_prefix_space": True, "use_regex": True}]},
            "post_processor": {"type": "TemplateProcessing", "single": [{"SpecialToken": {"id": "<s>", "type_id": 0}}, {"Sequence": {"id": "A", "type_id": 0}}],
                               "special_tokens": {"<s>": {"id": "<s>", "ids": [4], "tokens": ["<s>"]}}},
            "decoder": {"type": "ByteLevel"},
            "model": {"type": "BPE", "unk_token": "b", "fuse_unk": True, "ignore_merges": True, "vocab": {"a": 0, "b": 1, "ab": 2, "Ġ": 3}, "merges": [["a", "b"]]}}
    root.update(changes)
    return json.dumps(root, ensure_ascii=False).encode()


def split(behavior, pattern, invert=False):
    return {"type": "Sequence", "pretokenizers": [{"type": "Split", "pattern": pattern, "behavior": behavior, "invert": invert}, {"type": "ByteLevel"}]}


def hwp_record(tag, level, data):
    return struct.pack("<I", tag | level << 10 | len(data) << 20) + data


def hwp():
    """A compound file ([MS-CFB]) with FileHeader, DocInfo and BodyText/Section0, all in its short stream; not packed."""
    para = lambda level, words: hwp_record(0x42, level, bytes(22)) + hwp_record(0x43, level + 1, words.encode("utf-16-le"))
    cell = hwp_record(0x48, 2, bytes(8) + struct.pack("<4H", 0, 0, 2, 1)) + para(2, "cell\r")
    table = hwp_record(0x47, 1, b" lbt") + hwp_record(0x4d, 2, bytes(22)) + cell
    mark = struct.pack("<H12xH", 11, 11).decode("utf-16-le")
    streams = [b"HWP Document File".ljust(32, b"\0") + struct.pack("<II", 0x05000300, 0) + bytes(216),
               hwp_record(0x15, 0, bytes(50)) + hwp_record(0x19, 0, struct.pack("<I", 1 << 23) + bytes(36)), para(0, "words" + mark + "\r") + table]
    short, chain, first = b"", [], []
    for stream in streams:
        first.append(len(chain))
        count = -(-len(stream) // 64)
        chain += [len(chain) + i + 1 for i in range(count - 1)] + [0xfffffffe]
        short += stream.ljust(64 * count, b"\0")
    none = 0xffffffff
    item = lambda name, kind, right, child, at, size: (name.encode("utf-16-le").ljust(64, b"\0") + struct.pack("<HBBIII", 2 * len(name) + 2, kind, 1, none, right, child)
                                                       ).ljust(116, b"\0") + struct.pack("<IQ", at, size)
    directory = (item("Root Entry", 5, none, 1, 1, len(short)) + item("FileHeader", 2, 2, none, first[0], len(streams[0])) + item("DocInfo", 2, 3, none, first[1], len(streams[1])) +
                 item("BodyText", 1, none, 4, 0, 0) + item("Section0", 2, none, none, first[2], len(streams[2])))
    parts, table_of_sectors, places = [short, directory, struct.pack(f"<{len(chain)}I", *chain).ljust(512, b"\xff")], [0xfffffffd], []
    for part in parts:
        count = -(-len(part) // 512)
        places.append(len(table_of_sectors))
        table_of_sectors += [len(table_of_sectors) + i + 1 for i in range(count - 1)] + [0xfffffffe]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH6xIIIIIIIIII", 0x3e, 3, 0xfffe, 9, 6, 0, 1, places[1], 0, 4096, places[2], 1, 0xfffffffe, 0, 0)
    body = b"".join(part.ljust(-(-len(part) // 512) * 512, b"\0") for part in parts)
    return header.ljust(512, b"\xff") + struct.pack(f"<{len(table_of_sectors)}I", *table_of_sectors).ljust(512, b"\xff") + body


def database(page_bytes, statements):
    with tempfile.NamedTemporaryFile(suffix=".db") as file:
        connection = sqlite3.connect(file.name, isolation_level=None)
        connection.executescript(f"PRAGMA page_size = {page_bytes};" + statements)
        connection.close()
        return pathlib.Path(file.name).read_bytes()


def warc(kind, content, media="application/http; msgtype=response"):
    head = f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: http://a.kr/{kind}\r\nWARC-Date: 2026-01-02T03:04:05Z\r\nContent-Type: {media}\r\n"
    return f"{head}Content-Length: {len(content)}\r\n\r\n".encode() + content + b"\r\n\r\n"


def http(fields, body):
    return f"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n{fields}\r\n".encode() + body


def web_archive():
    packed = gzip.compress(b"packed words", mtime=0)
    chunks = f"{len(packed):x};x=1\r\n".encode() + packed + b"\r\n0\r\n\r\n"
    return [warc("warcinfo", b"software: x\r\n", "application/warc-fields"), warc("response", http("", b"words")), warc("resource", b"a note", "text/plain"),
            warc("response", http("Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n", chunks)),
            warc("response", http("Content-Encoding: deflate\r\n", zlib.compress(b"words")[2:-4])), warc("revisit", http("", b""))]


def frame(kind, payload=b""):
    return struct.pack("<IQ", kind, len(payload)) + payload


def answer(words):
    body = struct.pack("<I", 1) + text("title") + struct.pack("<I", 0) + text(words) + struct.pack("<QQQ", 0, 0, 0)
    return b"JREAD1\n" + struct.pack("<Q", len(body)) + body + hashlib.sha256(body).digest()


def frames():
    """As src/collect/member_wire.cpp writes them."""
    return (frame(1, text("a.txt") + struct.pack("<Q", 1) + text("uri") + text("http://a.kr/")) + frame(2, b"words") + frame(3) + frame(1, text("b") + struct.pack("<Q", 0)) +
            frame(4, text("b") + text("damaged") + text("why") + struct.pack("<Q", 7)) + frame(5, text("row 1") + text("text") + struct.pack("<Q", 6) + answer("words\n")) +
            frame(6, text("where") + struct.pack("<Q", 3)) + frame(7, text("") + text("")))


def write_openers():
    words = "한 줄의 글\n".encode() * 20
    write("packed", "words.gz", gzip.compress(words, mtime=0))
    write("packed", "two_streams.gz", gzip.compress(words, mtime=0) * 2)
    write("packed", "words.bz2", bz2.compress(words))
    write("packed", "words.xz", lzma.compress(words))
    write("packed", "words.lzma", lzma.compress(words, format=lzma.FORMAT_ALONE))
    rows = '{"id": 7, "text": "첫 글", "n": 2}\n{"text": "# Two", "n": null}\n{"text": 3.5}\n{"n": [1, {"a": "\\ud83d\\ude00"}], "text": "x"}\nno json\n'.encode()
    write("jsonl", "rows.jsonl", b"\xef\xbb\xbf" + rows)
    write("jsonl", "rows.jsonl.gz", gzip.compress(rows, mtime=0))
    table = "CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO t VALUES (1, 'one'), (2, NULL), (3, x'00ff');"
    write("sqlite", "table.db", database(512, table))
    write("sqlite", "overflow.db", database(512, table + f"INSERT INTO t VALUES (4, '{'x' * 3000}'); CREATE INDEX i ON t (text); CREATE VIEW v AS SELECT text FROM t;"))
    write("sqlite", "utf16.db", database(1024, "PRAGMA encoding = 'UTF-16le';" + table))
    write("sqlite", "without_rowid.db", database(512, "CREATE TABLE t (id TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID; INSERT INTO t VALUES ('a', 'one'), ('b', 'two');"))
    write("warc", "all.warc", b"".join(web_archive()))
    write("warc", "all.warc.gz", b"".join(gzip.compress(record, mtime=0) for record in web_archive()))
    write("member_frames", "all.frames", frames())
    write("member_frames", "failed.frames", frame(7, text("damaged") + text("why")))


def write(target, name, data):
    folder = CORPUS / target
    folder.mkdir(parents=True, exist_ok=True)
    assert len(data) < 20_000, name
    (folder / name).write_bytes(data)


def main():
    write("gguf", "tiny_f32.gguf", gguf())
    write("gguf", "tiny_v2.gguf", gguf(version=2))
    write("gguf", "tiny_unaligned_f16.gguf", gguf(alignment=1, matrix="F16"))
    write("gguf", "tiny_bf16_rope.gguf", gguf(matrix="BF16", width=8, rope=True))
    for kind, (_, values, _) in GGML.items():
        if values > 1:
            write("gguf", f"tiny_{kind.lower()}.gguf", gguf(matrix=kind, width=values))
    values = [entry(f"x.{kind}", kind, struct.pack("<" + code, 1)) for kind, code in enumerate("BbHhIif") if kind != 7]
    values += [entry(f"x.{kind}", kind, struct.pack("<" + code, 1)) for kind, code in zip((10, 11, 12), "Qqd")]
    values += [entry(f"x.list.{kind}", ARRAY, struct.pack("<IQ2" + code, kind, 2, 1, 0)) for kind, code in zip((0, 1, 2, 3, 4, 6, 7, 10, 12), "BbHhIfBQd")]
    write("gguf", "tiny_all_values.gguf", gguf(extra=values, pre="smollm"))

    write("safetensors", "empty.safetensors", safetensors({}, 0))
    write("safetensors", "tiny.safetensors", safetensors({"__metadata__": {"format": "pt"}, "a": tensor("F32", [2, 2], 0, 16), "b": tensor("BF16", [3], 16, 22)}, 22, 5))
    kinds = {"F64": 8, "F32": 4, "F16": 2, "BF16": 2, "I64": 8, "I32": 4, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1}
    header, at = {}, 0
    for kind, size in kinds.items():
        header[kind.lower()] = tensor(kind, [1, 2], at, at + 2 * size)
        at += 2 * size
    write("safetensors", "all_kinds.safetensors", safetensors(header, at))
    write("safetensors", "scalar_and_empty.safetensors", safetensors({"s": tensor("F32", [], 0, 4), "e": tensor("F32", [0, 7], 4, 4)}, 4))

    write("tokenizer_json", "small.json", small_tokenizer())
    write("tokenizer_json", "plain.json", small_tokenizer(added_tokens=[], normalizer=None, post_processor=None, pre_tokenizer={"type": "ByteLevel"}))
    for behavior in ("Removed", "MergedWithPrevious", "MergedWithNext", "Contiguous"):
        write("tokenizer_json", behavior.lower() + ".json", small_tokenizer(pre_tokenizer=split(behavior, {"String": " "}, behavior == "Removed")))
    for name in ("gpt2", "llama3", "odd"):
        write("tokenizer_json", name + ".json", (GOLDENS / name / "tokenizer.json").read_bytes())

    write("hwp", "table.hwp", hwp())
    write_openers()


if __name__ == "__main__":
    main()
