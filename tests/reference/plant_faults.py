"""Planted faults (see plant_false_samples.py): each takes a true sample and gives a false one with one thing changed, or None where the
sample has nothing of the kind. A fault never makes a text that the evidence also supports: the planted value is checked to be absent."""
import re

from plant_wordings import CONDITION_EN, CONDITION_EN_FRONT, CONDITION_KO

NUMBER = re.compile(r"(?<![\w.,-])\d[\d,]*(?:\.\d+)?")
UNIT_EN = re.compile(r"(?<=\d)( ?)(mm|cm|km|nm|kg|mg|g|mL|L|kJ|ms|s|MB|KB|GB|bytes?|bits?|seconds?|minutes?|hours?|days?|years?|months?|milliseconds|grams?|moles?|mol|meters?|degrees|%|percent|inches|feet|K|°C|kilograms|millimeters|centimeters)(?![\w])")
OTHER_UNIT_EN = {"mm": ["cm", "m"], "cm": ["mm", "m"], "km": ["m", "cm"], "nm": ["mm", "cm"], "kg": ["g", "mg"], "mg": ["kg", "g"], "g": ["kg", "mg"], "ml": ["L"], "l": ["mL"], "kj": ["J"], "ms": ["s", "minutes"], "s": ["ms", "minutes"],
                 "mb": ["KB", "GB"], "kb": ["MB", "GB"], "gb": ["MB", "KB"], "byte": ["bit"], "bytes": ["bits", "kilobytes"], "bit": ["byte"], "bits": ["bytes"], "second": ["minute"], "seconds": ["minutes", "milliseconds"],
                 "minute": ["hour"], "minutes": ["hours", "seconds"], "hour": ["day"], "hours": ["minutes", "days"], "day": ["week"], "days": ["weeks", "months"], "year": ["month"], "years": ["months", "days"], "month": ["year"],
                 "months": ["years", "weeks"], "milliseconds": ["seconds"], "gram": ["kilogram"], "grams": ["kilograms"], "mole": ["gram"], "moles": ["grams"], "mol": ["g"], "meter": ["centimeter"], "meters": ["centimeters"],
                 "degrees": ["radians"], "%": [" ppm"], "percent": ["ppm"], "inches": ["feet"], "feet": ["inches"], "k": ["°C"], "°c": ["K"], "kilograms": ["grams"], "millimeters": ["centimeters"], "centimeters": ["millimeters"]}
UNIT_KO = re.compile(r"(?<=\d)( ?)(밀리미터|센티미터|킬로미터|제곱미터|세제곱미터|미터|킬로그램|그램|톤|퍼센트|%|시간|분|초|일|개월|년|명|회|만원|억원|원|바이트|비트|킬로바이트|메가바이트|KB|MB|GB|mm|cm|m|km|kg)(?=[\s이의을를은에로간까마미초씩당,.)]|$)")
OTHER_UNIT_KO = {"밀리미터": ["센티미터", "미터"], "센티미터": ["밀리미터", "미터"], "킬로미터": ["미터"], "제곱미터": ["세제곱미터"], "세제곱미터": ["제곱미터"], "미터": ["센티미터", "킬로미터"], "킬로그램": ["그램", "톤"],
                 "그램": ["킬로그램"], "톤": ["킬로그램"], "퍼센트": ["ppm"], "%": ["ppm"], "시간": ["분", "일"], "분": ["시간", "초"], "초": ["분", "시간"], "일": ["개월", "주"], "개월": ["년", "일"], "년": ["개월", "일"],
                 "명": ["개"], "회": ["명"], "만원": ["억원", "원"], "억원": ["만원"], "원": ["만원"], "바이트": ["비트", "킬로바이트"], "비트": ["바이트"], "킬로바이트": ["메가바이트"], "메가바이트": ["킬로바이트"], "KB": ["MB"],
                 "MB": ["GB", "KB"], "GB": ["MB"], "mm": ["cm"], "cm": ["mm"], "m": ["cm"], "km": ["m"], "kg": ["g"]}
CODE = re.compile(r"(?<![\w-])(?:[A-Z]{1,4}\d{1,5}|[A-Za-z]+_\w+|_\w{3,}|제\d+조(?:의\d+)?|/[A-Z][A-Za-z]\w*|0x[0-9A-Fa-f]+)(?![\w])")
NEGATIONS_EN = [(r"\bmust not\b", ["must", "may"]), (r"\bcannot\b", ["can"]), (r"\bcan't\b", ["can"]), (r"\bshould not\b", ["should"]), (r"\b(is|are|was|were|does|do|did|will|has|have)(?: not|n't)\b", [r"\1"]),
                (r"\bmust\b", ["must not", "may", "need not"]), (r"\bshould\b", ["should not"]), (r"\bmay\b", ["must", "may not"]), (r"\bcan\b", ["cannot", "must"]), (r"\bnever\b", ["always"]), (r"\balways\b", ["never"]),
                (r"\b(is|are|was|were|will|has|have)\b(?! not\b)", [r"\1 not"])]
NEGATIONS_KO = [("하여서는 아니 된다", ["하여야 한다", "할 수 있다"]), ("하여서는 아니된다", ["하여야 한다", "할 수 있다"]), ("해서는 안 됩니다", ["해야 합니다", "할 수 있습니다"]), ("해서는 안 된다", ["해야 한다"]), ("하여야 한다", ["하여서는 아니 된다", "할 수 있다", "하지 아니할 수 있다"]),
                ("해야 한다", ["해서는 안 된다", "할 수 있다"]), ("해야 합니다", ["해서는 안 됩니다", "할 수 있습니다"]), ("할 수 있다", ["할 수 없다", "하여야 한다"]), ("할 수 있습니다", ["할 수 없습니다", "해야 합니다"]), ("할 수 없습니다", ["할 수 있습니다"]), ("할 수 없다", ["할 수 있다"]),
                ("하지 아니한다", ["한다"]), ("하지 않습니다", ["합니다"]), ("되지 않습니다", ["됩니다"]), ("지 아니하다", ["다"]), ("이상", ["미만", "이하"]), ("이하", ["초과", "이상"]), ("초과", ["이하"]), ("미만", ["이상"]), ("이내", ["이후"]),
                ("수 있습니다", ["수 없습니다"]), ("수 있다", ["수 없다"]), ("됩니다", ["되지 않습니다"]), ("된다", ["되지 아니한다"]), ("합니다", ["하지 않습니다"]), ("한다", ["하지 아니한다"]), ("있습니다", ["없습니다"]), ("없습니다", ["있습니다"])]


# What tells the older of two statements from the newer; the halves have different ones.
LABELS = {("dev", "en"): [("Version 2.1", "Version 3.0"), ("Until 2019", "Since 2019"), ("Before the 2021 revision", "After the 2021 revision"), ("Visual Studio 2015", "Visual Studio 2022")],
          ("dev", "ko"): [("2018년 12월 31일까지", "2019년 1월 1일부터"), ("버전 2.1", "버전 3.0"), ("개정 전", "개정 후"), ("종전 규정", "현행 규정")],
          ("test", "en"): [("Release 8", "Release 9"), ("Prior to firmware 4.2", "From firmware 4.2"), ("Edition of 2012", "Edition of 2024"), ("Old rule", "New rule")],
          ("test", "ko"): [("2020. 3. 1. 이전", "2020. 3. 1. 이후"), ("구법", "신법"), ("제3판", "제5판"), ("2016년 고시", "2023년 고시")]}


def changed(sample, field, begin, end, text):
    return sample | {field: sample[field][:begin] + text + sample[field][end:]}


def places(sample, pattern):
    """(field, match) in answer and question."""
    return [(f, m) for f in ("answer", "question") for m in re.finditer(pattern, sample[f])]


def known(piece, text):
    return re.search(rf"(?<![\w.,]){re.escape(text)}(?![\w])", piece["evidence"] + " " + piece["context"]) is not None


def number(sample, piece, draw):
    found = [(f, m) for f, m in places(sample, NUMBER) if known(piece, m[0]) and piece["evidence"].find(m[0]) >= 0]
    if not found:
        return None
    field, m = draw.choice(found)
    value = float(m[0].replace(",", ""))
    for _ in range(8):
        how = draw.choice(["near", "near", "digit", "ten", "tenth", "double"])
        other = {"near": value + draw.choice([-2, -1, 1, 2, 3]), "digit": value + draw.choice([1, 2, 5]) * 10 ** max(0, len(str(int(value))) - 1), "ten": value * 10, "tenth": value / 10, "double": value * 2}[how]
        text = f"{other:.10g}"
        if other > 0 and "e" not in text and other != value and not known(piece, text) and not known(piece, f"{other:,.10g}"):
            return changed(sample, field, m.start(), m.end(), text)
    return None


def unit(sample, piece, draw):
    pattern, other = (UNIT_EN, OTHER_UNIT_EN) if piece["language"] == "en" else (UNIT_KO, OTHER_UNIT_KO)
    found = [(f, m) for f, m in places(sample, pattern) if (m[2].lower() if piece["language"] == "en" else m[2]) in other]
    if not found:
        return None
    field, m = draw.choice(found)
    planted = draw.choice(other[m[2].lower() if piece["language"] == "en" else m[2]])
    digits = re.search(r"[\d.,]+$", sample[field][: m.start()])[0]
    if re.search(rf"{re.escape(digits)} ?{re.escape(planted.strip())}", piece["evidence"]):
        return None
    return changed(sample, field, m.start(2), m.end(2), planted)


def code(sample, piece, draw):
    found = places(sample, CODE)
    if not found:
        return None
    field, m = draw.choice(found)
    text = m[0]
    for _ in range(8):
        digits = list(re.finditer(r"\d+", text))
        if digits:
            d = draw.choice(digits)
            planted = text[: d.start()] + str(int(d[0]) + draw.choice([1, 2, 3, 10, 11])).zfill(len(d[0])) + text[d.end():]
        else:
            parts = re.split(r"(_)", text)
            if len(parts) < 3:
                planted = text[:-1] + ("x" if text[-1].lower() != "x" else "d")
                return changed(sample, field, m.start(), m.end(), planted) if not known(piece, planted) else None
            i = draw.randrange(0, len(parts), 2)
            parts[i] = draw.choice(["get", "base", "ALT", "size", "MAX", "ref", "END"])
            planted = "".join(parts)
        if planted.lower() != text.lower() and not known(piece, planted) and planted not in piece["evidence"]:
            return changed(sample, field, m.start(), m.end(), planted)
    return None


def name(sample, piece, draw):
    """A name is replaced by another of the same document that neither evidence nor headings hold."""
    others = [n for n in piece["names"] if n not in piece["evidence"] and n not in piece["context"]]
    if piece["language"] == "en":
        found = [(f, m) for f, m in places(sample, r"(?<![\w.])[A-Za-z_:]*[a-z_][A-Z_][A-Za-z_]+(?![\w])|(?<=[a-z,] )[A-Z][a-z]{3,}(?: [A-Z][a-z]+)*(?![\w])") if m[0] in piece["evidence"]]
    else:
        found = [(f, m) for f, m in places(sample, r"(?<![가-힣])[가-힣]{2,10}(?=(?:을|를|에게|은|는|의) )|^[가-힣]{2,12}$") if m[0] in piece["evidence"]]
    if not found:
        return None
    field, m = draw.choice(found)
    # Another form of the same word ("초과하" for "초과되") names the same thing.
    others = [n for n in others if piece["language"] == "en" or n[:2] != m[0][:2]]
    fallback = ["Windows Runtime", "Borealis", "CWinFormsView", "DirectShow", "Avogadro", "Mendeleev", "OpenGLContext", "ribosome"] if piece["language"] == "en" else ["관리위원회", "시설관리자", "저장소", "보조금", "대리인", "색인", "인터페이스", "심사위원"]
    others = [n for n in (others or fallback) if n not in piece["evidence"] and n not in piece["context"]]
    return changed(sample, field, m.start(), m.end(), draw.choice(others)) if others else None


def negation(sample, piece, draw):
    if piece["kind"] == "row" and "question" in sample and sample["question"]:
        return None
    table = NEGATIONS_EN if piece["language"] == "en" else NEGATIONS_KO
    found = []
    for pattern, planted in table:
        for field, m in places(sample, pattern):
            if not any(f == field and m.start() < e and b < m.end() for f, b, e, _ in found):
                found.append((field, m.start(), m.end(), [m.expand(p) if piece["language"] == "en" else p for p in planted]))
    if not found:
        return None
    field, begin, end, planted = draw.choice(found)
    return changed(sample, field, begin, end, draw.choice(planted))


def condition(sample, piece, draw):
    """The statement without the condition under which it holds."""
    if piece["kind"] != "sentence":
        return None
    s = piece["text"]
    if piece["language"] == "en":
        m = CONDITION_EN.match(s) or CONDITION_EN_FRONT.match(s)
        if not m:
            return None
        if re.match(r"(or|and)\b", m["main"]):
            return None  # one of several conditions left out: what is left is true
        main = m["main"][0].upper() + m["main"][1:] + "."
    else:
        m = CONDITION_KO.match(s)
        if not m:
            return None
        if re.match(r"(또는|이나|및) ", m["main"]):
            return None
        main = (m["subject"] or "") + m["main"] + "."
    if draw.random() < 0.3:
        title = piece["title"]
        return {"question": f"What is the rule in {title}?" if piece["language"] == "en" else f"{title}에서는 어떻게 되는가?", "answer": main}
    return {"question": "", "answer": main}


def row(sample, piece, draw):
    """The value of a neighbouring row under this row's key, or the other way round."""
    if piece["kind"] != "row":
        return None
    key, value = piece["row"][0], piece["row"][1]
    others = [r for r in piece["near"] if r[1] != value and r[1] not in value and value not in r[1] and r[0] not in key and key not in r[0]]
    if not others:
        return None
    other = draw.choice(others)
    if sample["question"]:
        return sample | {"answer": other[1] if sample["answer"] == value else other[0]}
    return sample | {"answer": sample["answer"].replace(value, other[1])}


def outdated(sample, piece, draw):
    """The evidence also says what held before, or the caller knows the older text; the sample tells the older value."""
    if piece["kind"] != "sentence":
        return None
    false = number(sample, piece | {"context": piece["context"]}, draw) if NUMBER.search(sample["answer"]) else None
    if false is None or false["answer"] == sample["answer"]:
        return None
    m = [(a, b) for a, b in zip(re.finditer(NUMBER, sample["answer"]), re.finditer(NUMBER, false["answer"])) if a[0] != b[0]]
    if len(m) != 1 or not known(piece, m[0][0][0]):
        return None
    s = piece["text"]
    old = re.sub(rf"(?<![\w.,]){re.escape(m[0][0][0])}(?![\w.,]\d)", m[0][1][0], s, count=1)
    if old == s:
        return None
    if draw.random() < 0.4:
        return false | {"superseded": old}
    if piece["language"] == "en":
        glue = draw.choice([", ", ": "])
    else:
        glue = ": "
    a, b = draw.choice(LABELS[piece["split"], piece["language"]])
    both = [f"{a}{glue}{old}", f"{b}{glue}{s}"]
    draw.shuffle(both)
    return false | {"evidence": "\n".join(both)}


FAULTS = {"number": number, "unit": unit, "code": code, "name": name, "negation": negation, "condition": condition, "row": row, "outdated": outdated}
