#!/usr/bin/env python3
"""Makes the labelled set for personal data: values that name nobody (personal_data/values.py) planted into carriers (personal_data/{dev,test}_{ko,en}.txt) and
into real sentences; and real lines with nothing planted, whose spans with digits are the hard negatives.

usage: make_personal_data_set.py SPLIT CORPORA OUT.jsonl [--linuxcnc FILE.jsonl] [--seed 8]

SPLIT is dev or test. CORPORA holds en-docs, en-chemistry, ko-docs and ko-statutes unpacked; --linuxcnc is what read_documents prints of the LinuxCNC manuals.
The splits share neither carriers nor source files (a file's split is a hash of its path) nor, for names and addresses, the words that they are made of. Rules are
written on dev; of test only totals by kind are looked at.
OUT has one text a line: "text", "language", "source" (carrier, planted, real), "spans" [{kind, begin, end}] and "negatives" [{type, begin, end}], in bytes of UTF-8.
Real lines that an independent pattern takes for an address, number or person of their own are passed over (count on standard error).
"""
import argparse
import hashlib
import json
import pathlib
import random
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "personal_data"))
import values  # noqa: E402

KINDS = {"rrn": "resident_registration", "frn": "foreigner_registration", "licence": "drivers_licence", "brn": "business_registration", "account": "bank_account", "ip6": "ip", "ssn": "social_security"}
ROUNDS = 46  # texts made of each carrier
PLANTED = 900  # texts of real sentences with something planted, for each language
REAL = 2500  # real lines with nothing planted, for each language
# What might be personal data of the corpora themselves; independent of the rules under test.
OWN = re.compile(r"[\w.+-]+@[\w-]+\.\w|(?<![\d.])\d{1,3}(?:\.\d{1,3}){3}(?![\d.])|[0-9a-f]{1,4}:[0-9a-f]{0,4}:[0-9a-f:]+|\b0\d{1,2}[-)]\s?\d{3,4}-\d{4}|\+\d{2}|(?:Dr|Mr|Mrs|Ms|Prof)\.? [A-Z]"
                 r"|[가-힣](?:로|길|동|리|가) ?\d+(?:-\d+)?(?:번지|[ ,)]|$)|번지|\d+ [A-Z][a-z]+ (?:St|Ave|Road|Street|Way|Drive|Blvd)|\d{3}-\d{2}-\d{4}|전화|팩스|담당자")

PLANTS = {
    "dev": {"ko": ["{real} 담당자: {name}, 전화 {phone:mobile}.", "{real} (문의: {email})", "{real} 본인 확인을 위하여 주민등록번호 {rrn}을 적는다.", "{name} 과장: {real}", "{real} 사업자등록번호 {brn}", "{real} 주소: {address}",
                   "{real} 입금 계좌는 {account:bank}이다.", "{real} 여권번호 {passport}", "{real} 접속 IP {ip}", "{real} 운전면허번호 {licence}", "{real} 외국인등록번호 {frn}", "{real} 카드번호 {card}"],
            "en": ["{real} Contact: {name}, {phone:us}.", "{real} Write to {email}.", "{real} SSN: {ssn}", "{real} Card number {card}.", "{real} Client address: {ip}.", "{real} Ship to {address}.", "{real} Passport No. {passport:foreign}",
                   "{real} Driver's license {licence:us}", "{real} IBAN {account:iban}", "{real} Approved by: {name}"]},
    "test": {"ko": ["{real} 이에 관하여는 {name} 사원({phone:landline})에게 묻는다.", "{real} ※ 자료 제공: {email}", "신청인 주민등록번호 {rrn} — {real}", "{real} 작성자 {name}", "{real} 공급받는 자 등록번호 {brn}",
                    "{real} 보관 장소: {address:detail}", "{real} 수수료는 {account:bank}로 낸다.", "{real} 소지한 여권은 {passport:new}이다.", "{real} 요청한 곳은 {ip}이다.", "{real} 면허증({licence}) 사본을 붙인다.",
                    "{real} 체류자 외국인등록번호: {frn}", "{real} 결제 카드 {card:spaces}", "{real} 접속 주소 {ip6}"],
             "en": ["{real} For questions call {name} on {phone:intl}.", "{real} (Reviewer: {email})", "{real} Taxpayer SSN {ssn} was redacted late.", "{real} It was charged to {card:spaces}.", "{real} The request came from {ip}.",
                    "{real} Samples go to {address:us_zip}.", "{real} Passport number {passport:new} was scanned.", "{real} Driver license no. {licence:us}", "{real} Account number: {account:plain}", "{real} Author: {name}", "{real} Peer {ip6} replied."]},
}


def carriers(split, language):
    text = (pathlib.Path(__file__).parent / "personal_data" / f"{split}_{language}.txt").read_text(encoding="utf-8")
    return [block.strip("\n") for block in re.sub(r"\A#.*\n", "", text).split("\n===") if block.strip()]


def fill(r, carrier, split, language, real=None):
    """A text and its labels, in bytes."""
    out, spans, negatives, at = b"", [], [], 0
    for slot in re.finditer(r"\{(!?)(\w+)(?::(\w+))?\}", carrier):
        out += carrier[at:slot.start()].encode()
        at = slot.end()
        unlabelled, kind, form = slot[1], slot[2], slot[3] or ""
        if kind == "real":
            begin = len(out)
            out += real.encode()
            negatives += digit_spans(real, begin)
        elif unlabelled:
            text = values.negative(r, kind).encode()
            if re.search(rb"\d", text):
                negatives.append({"type": kind, "begin": len(out), "end": len(out) + len(text)})
            out += text
        else:
            before, text = values.positive(r, kind, form, split, language)
            if kind == "account":
                before = values.bank_before(r, split, form)
            out += before.encode()
            spans.append({"kind": KINDS.get(kind, kind), "begin": len(out), "end": len(out) + len(text.encode())})
            out += text.encode()
    return out + carrier[at:].encode(), spans, negatives


def digit_spans(text, base=0):
    found = []
    for match in re.finditer(r"\S*\d\S*", text):
        begin = base + len(text[:match.start()].encode())
        found.append({"type": "real", "begin": begin, "end": begin + len(match[0].encode())})
    return found


def split_of(path):
    return "test" if hashlib.sha256(path.encode()).digest()[0] % 2 else "dev"


def real_lines(folders, split, wanted, r, linuxcnc=None):
    """Lines of prose, lists and code with a digit, from as many files as there are, at most four a file."""
    texts, passed_over = [], 0
    for folder in folders:
        for path in sorted(folder.rglob("*.md")):
            if split_of(str(path.relative_to(folder))) == split:
                texts.append(path)
    r.shuffle(texts)
    lines = []
    if linuxcnc:
        for line in linuxcnc.read_text(encoding="utf-8").splitlines():
            own = [x for x in json.loads(line).get("text", "").splitlines() if split_of(x) == split and re.search(r"\d", x) and 20 <= len(x) <= 400]
            lines += r.sample(own, min(len(own), wanted // 12))
    for path in texts:
        own = [x.strip() for x in path.read_text(encoding="utf-8", errors="replace").splitlines() if re.search(r"\d", x) and 20 <= len(x) <= 400]
        lines += r.sample(own, min(4, len(own)))
        if len(lines) >= 2 * wanted:
            break
    kept = [x for x in lines if not OWN.search(x)]
    passed_over = len(lines) - len(kept)
    r.shuffle(kept)
    print(f"real lines: {len(lines)} drawn, {passed_over} passed over", file=sys.stderr)
    return kept[:wanted]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("split", choices=["dev", "test"])
    parser.add_argument("corpora", type=pathlib.Path)
    parser.add_argument("out", type=pathlib.Path)
    parser.add_argument("--linuxcnc", type=pathlib.Path)
    parser.add_argument("--seed", type=int, default=8)
    options = parser.parse_args()
    rows = []
    for language in ("ko", "en"):
        r = random.Random(f"{options.seed} {options.split} {language}")
        folders = [options.corpora / name for name in (("ko-statutes", "ko-docs") if language == "ko" else ("en-docs", "en-chemistry"))]
        real = real_lines(folders, options.split, PLANTED + REAL, r, options.linuxcnc if language == "en" else None)
        made = [("carrier", carrier, None) for carrier in carriers(options.split, language) for _ in range(ROUNDS)]
        made += [("planted", r.choice(PLANTS[options.split][language]), line) for line in real[:PLANTED]]
        made += [("real", "{real}", line) for line in real[PLANTED:]]
        for source, carrier, line in made:
            text, spans, negatives = fill(r, carrier, options.split, language, line)
            rows.append({"text": text.decode(), "language": language, "source": source, "carrier": carrier if source != "real" else "", "spans": spans, "negatives": negatives})
    with options.out.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{options.out}: {len(rows)} texts, {sum(len(x['spans']) for x in rows)} positive and {sum(len(x['negatives']) for x in rows)} negative spans", file=sys.stderr)


if __name__ == "__main__":
    main()
