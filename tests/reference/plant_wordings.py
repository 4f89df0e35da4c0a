"""True wordings of a piece of text (see plant_false_samples.py): statements and questions with short answers, reordered and respelled so that
they are not copies. wordings(piece, draw) → [(form, {"question", "answer", "spans"})]."""
import re

UNITS = {"en": [("mm", "millimeters", "millimetres"), ("cm", "centimeters"), ("km", "kilometers"), ("kg", "kilograms"), ("mg", "milligrams"), ("g", "grams"), ("mL", "milliliters"), ("L", "liters"),
                ("nm", "nanometers"), ("ms", "milliseconds"), ("kJ", "kilojoules"), ("MB", "megabytes"), ("KB", "kilobytes"), ("%", "percent")],
         "ko": [("밀리미터", "mm"), ("센티미터", "cm"), ("킬로미터", "km"), ("미터", "m"), ("킬로그램", "kg"), ("그램", "g"), ("퍼센트", "%")]}
CONDITION_EN = re.compile(r"^(?P<main>[A-Z][^,;]{15,}?),? (?P<mark>if|when|unless|until|except when|only if) (?P<condition>[^,;]{8,})\.$")
CONDITION_EN_FRONT = re.compile(r"^(?P<mark>If|When|Unless|Until|While|After|Before) (?P<condition>[^,;]{8,}), (?P<main>[^;]{12,})\.$")
CONDITION_KO = re.compile(r"^(?P<subject>[^,]{2,30}?(?:은|는) )?(?P<condition>[^,]{6,}?(?:경우|때)(?:에는|에|에만)?),? (?P<main>[^,]{8,}다)\.$")
VERB_EN = re.compile(r"^(?P<subject>(?:The |A |An )?[^,;]{3,50}?) (?P<verb>returns|specifies|contains|requires|creates|supports|represents|indicates|determines|provides|produces|stores|holds|sets|removes) (?P<object>[^,;]{6,90})\.$")
PARTICIPLE = {"specifies": "specified", "stores": "stored", "holds": "held", "sets": "set"}
MODAL_EN = re.compile(r"^(?P<subject>(?:The |A |An )?[^,;]{3,50}?) (?P<modal>must not|must|cannot|should not|should|may|can) (?P<rest>[^,;]{6,110})\.$")
IS_EN = re.compile(r"^(?P<subject>(?:The |A |An )?[A-Za-z][^,;]{3,45}?) (?P<verb>is|are|was) (?P<object>(?:a|an|the) [^,;]{6,100})\.$")
HAS_CONDITION = {"en": re.compile(r"\b(if|when|unless|until|except|while|where|after|before|in case|provided|only|for|whether|whenever|once)\b", re.I),
                 "ko": re.compile(r"경우|때|다만|제외|이면|라면|하면|으면|되면|만 |전에|후에|한정|한하")}
NUMBER_EN = re.compile(r"(?<![\w.,-])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<rest> (?P<noun>[a-z]{3,15}s))(?![\w-])")
NUMBER_KO = re.compile(r"(?<![\w.,제-])(?P<number>\d[\d,]*(?:\.\d+)?)(?P<unit>일|년|개월|명|시간|미터|퍼센트|회|개|분|킬로그램|킬로미터|밀리미터|세|인|건|초|바이트|자)(?=[\s이의을를은에로간까]|$)")
OBJECT_KO = re.compile(r"^(?P<subject>[^,]{2,40}?)(?P<topic>은|는|이|가) (?P<before>[^,]{0,60}?)(?P<object>[가-힣A-Za-z0-9·ㆍ() ]{2,30}?)(?P<particle>을|를) (?P<verb>[^,]{3,25}다)\.$")


def lower_first(text):
    return text[0].lower() + text[1:] if re.match(r"(The|A|An|In|On|It|When|If|You|To|For|All|Each|Some|Any|No|At|Use|There) ", text) else text


def upper_first(text):
    return text[0].upper() + text[1:]


def polite(sentence):
    for a, b in [("하여서는 아니 된다.", "해서는 안 됩니다."), ("하여야 한다.", "해야 합니다."), ("할 수 있다.", "할 수 있습니다."), ("하지 아니한다.", "하지 않습니다."), ("아니하다.", "않습니다."),
                 ("본다.", "봅니다."), ("이다.", "입니다."), ("된다.", "됩니다."), ("한다.", "합니다."), ("있다.", "있습니다."), ("없다.", "없습니다.")]:
        if sentence.endswith(a):
            return sentence[: -len(a)] + b
    return sentence


def respelled(language, text):
    """Units and numbers written otherwise; None when there is nothing to respell."""
    for names in UNITS[language]:
        for a, b in [(names[0], names[-1]), (names[-1], names[0])]:
            changed = re.sub(rf"(?<=\d)( ?){re.escape(a)}(?![A-Za-z가-힣])" if re.match("[A-Za-z%]", a) else rf"(?<=\d)( ?){re.escape(a)}", r"\g<1>" + (" " if language == "en" and len(b) > 2 and not a.isalpha() else "") + b, text, count=1)
            if changed != text:
                return changed
    thousands = re.search(r"(?<![\d.,])(\d{1,3}),(\d{3})(?![\d,])", text)
    if thousands:
        if language == "ko" and thousands[2] == "000":
            return text[: thousands.start()] + thousands[1] + "천" + text[thousands.end():]
        return text[: thousands.start()] + thousands[1] + thousands[2] + text[thousands.end():]
    plain = re.search(r"(?<![\d.,A-Za-z_-])([1-9]\d?)(\d{3})(?![\d.,년A-Za-z-])", text)
    if plain and not 1900 <= int(plain[0]) <= 2100:
        return text[: plain.start()] + f"{plain[1]},{plain[2]}" + text[plain.end():]
    return None


def add(out, form, question, answer):
    out.append((form, {"question": question, "answer": answer}))


def english_sentence(piece, draw):
    s, title, out = piece["text"], piece["title"], []
    add(out, "statement", "", s)
    add(out, "statement_in", "", f"In {title}, {lower_first(s)}")
    m = CONDITION_EN.match(s)
    if m:
        add(out, "condition_front", "", f"{upper_first(m['mark'])} {m['condition']}, {lower_first(m['main'])}.")
        add(out, "condition_question", f"In {title}, what happens {m['mark']} {m['condition']}?", upper_first(m["main"]) + ".")
    m = CONDITION_EN_FRONT.match(s)
    if m:
        add(out, "condition_back", "", f"{upper_first(m['main'])} {m['mark'].lower()} {m['condition']}.")
        add(out, "condition_question", f"What is the case {m['mark'].lower()} {m['condition']}?", upper_first(m["main"]) + ".")
    if HAS_CONDITION["en"].search(s):
        return out
    m = VERB_EN.match(s)
    if m:
        base = m["verb"][:-1] if not m["verb"].endswith("ies") else m["verb"][:-3] + "y"
        done = PARTICIPLE.get(m["verb"], base + ("d" if base.endswith("e") else "ed"))
        add(out, "question_object", f"What does {lower_first(m['subject'])} {base}?", upper_first(m["object"]))
        add(out, "question_subject", f"What {m['verb']} {m['object']}?", m["subject"])
        add(out, "passive", "", f"{upper_first(m['object'])} is {done} by {lower_first(m['subject'])}.")
    m = MODAL_EN.match(s)
    if m:
        add(out, "question_modal", f"What {m['modal']} {lower_first(m['subject'])} do?" if " " not in m["modal"] else f"What {m['modal'].split()[0]} {lower_first(m['subject'])} not do?", upper_first(m["rest"])) if "not" not in m["modal"] else None
        add(out, "question_which", f"What {m['modal']} {m['rest']}?", m["subject"])
    m = IS_EN.match(s)
    if m:
        add(out, "question_is", f"What {m['verb']} {lower_first(m['subject'])}?", upper_first(m["object"]))
        add(out, "question_called", f"What {m['verb']} {m['object']}?", m["subject"])
    m = NUMBER_EN.search(s)
    if m:
        add(out, "question_number", f"How many {m['noun']} complete the statement on {title}: {s[:m.start()]}… {m['noun']}{s[m.end():]}", m["number"] + m["rest"])
    return out


def korean_sentence(piece, draw):
    s, title, out = piece["text"], piece["title"], []
    add(out, "statement", "", s)
    add(out, "statement_polite", "", polite(s))
    add(out, "statement_in", "", f"{title}에서 {s}")
    m = CONDITION_KO.match(s)
    if m:
        subject = m["subject"] or ""
        add(out, "condition_front", "", f"{m['condition']} {subject}{m['main']}.") if subject else None
        add(out, "condition_question", f"{title}에서 {m['condition']} {subject.strip()}{' ' if subject else ''}어떻게 되는가?", m["main"] + ".")
    m = NUMBER_KO.search(s)
    if m:
        add(out, "question_number", f"{title}에서 {s[:m.start()]}몇 {m['unit']}{s[m.end():-1]}는가?".replace("다는가?", "는가?"), m["number"] + m["unit"])
    if HAS_CONDITION["ko"].search(s):
        return out
    m = OBJECT_KO.match(s)
    if m:
        add(out, "question_object", f"{m['subject']}{m['topic']} {m['before']}무엇을 {m['verb'][:-1]}는가?", m["object"].strip())
        add(out, "question_subject", f"누가 또는 무엇이 {m['before']}{m['object']}{m['particle']} {m['verb'][:-1]}는가?", m["subject"])
        add(out, "object_front", "", f"{m['object'].strip()}{m['particle']} {m['subject']}{m['topic']} {m['before']}{m['verb']}.")
    return out


def row_wordings(piece, draw):
    key, value, header = piece["row"][0], piece["row"][1], piece["header"]
    title, out = piece["title"], []
    if piece["language"] == "en":
        column = lower_first(header[1]) if header[1] else "description"
        add(out, "cell", f"In {title}, what is the {column} of {key}?", value)
        add(out, "cell_statement", "", f"{key}: {value}")
        add(out, "cell_reverse", f"In {title}, which {header[0].lower() or 'entry'} has the {column} \"{value}\"?", key)
    else:
        column = header[1] or "설명"
        add(out, "cell", f"{title}에서 {key}의 {column}은 무엇인가요?", value)
        add(out, "cell_statement", "", f"{key}: {value}")
        add(out, "cell_reverse", f"{title}에서 {column}이 \"{value}\"인 {header[0] or '항목'}은 무엇인가?", key)
    return out


def wordings(piece, draw):
    if piece["kind"] == "row":
        return row_wordings(piece, draw)
    out = english_sentence(piece, draw) if piece["language"] == "en" else korean_sentence(piece, draw)
    other = []
    for form, sample in out:
        answer = respelled(piece["language"], sample["answer"])
        if answer:
            other.append((form + "_respelled", sample | {"answer": answer}))
    return [w for w in out + 2 * other if w]
