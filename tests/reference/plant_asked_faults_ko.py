"""Korean faults for plant_asked_faults.py, and where a Korean question says its condition. As there, each plants one fault or gives None."""
import re

from plant_faults import FAULTS

# A condition at the front of a question: up to "…면", "… 때", "… 경우", "… 뒤", "… 동안" and the like.
MARK = r"(?:[가-힣]+(?:으면|면|라면|려면)|(?:때|경우|경우에|뒤|뒤에|후|후에|전|전에|동안|중|중에)(?:는|에는|에|에도)?)"
CLAUSE_BEFORE = re.compile(rf"^(?P<condition>(?:[^?]{{5,}}? )?{MARK}),? (?P<asked>[^?]{{8,}}\?)$")
MARK_IN_EVIDENCE = re.compile(r"(?:[가-힣]면|때|경우|뒤|후|전|동안|중|만)(?:는|에|에는|에만|에도|이)?[ ,.]")
# A sentence that holds under a condition: the condition in front, its topic before it or not.
CONDITIONAL = re.compile(rf"^(?P<subject>[^,]{{2,30}}?(?:은|는) )?(?P<condition>[^,]{{5,}}? ?{MARK}),? (?P<main>[^,]{{8,}}(?:다|시오|세요))\.$")
FLIPS = [(r"([가-힣])지 (?:않|아니하)(?:으면|는|은|을|고|아도)(?= |$)", None), (r"없으면", "있으면"), (r"있으면", "없으면"), (r"없는", "있는"), (r"없을", "있을"), (r"있을 때", "없을 때"), (r" 없이", "을 갖추고"),
         (r"안 되(?=[가-힣])", "되"), (r"수 있(?=[가-힣])", "수 없"), (r"수 없(?=[가-힣])", "수 있")]
DENIALS = [(r"하면(?= |$)", "하지 않으면"), (r"되면(?= |$)", "되지 않으면"), (r"받으면(?= |$)", "받지 않으면"), (r"(?<=[가-힣])하려면(?= |$)", "하지 않으려면"), (r"한 (경우|뒤|후)", r"하지 않은 \1"), (r"(?<=[가-힣])된 (경우|뒤|후)", r"되지 않은 \1"),
           (r"(?<=[가-힣])할 (경우|때)", r"하지 않을 \1"), (r"(?<=[가-힣])하는 (경우|때|동안)", r"하지 않는 \1"), (r"(?<=[가-힣])될 때", "되지 않을 때"), (r"(?<=[가-힣])되었을 때", "되지 않았을 때"), (r"(?<=[가-힣])했을 때", "하지 않았을 때")]
ASKED_FLIPS = [(r"해야 하(?=는|나|죠|지|며)", "하면 안 되"), (r"하여야 하(?=는|나)", "하여서는 안 되"), (r"해야 합니까", "하면 안 됩니까"), (r"수 있(?=는|나|습|죠|지)", "수 없"), (r"수 없(?=는|나|습|죠|지)", "수 있"), (r"([가-힣]+)(하|되)지 않는(?= )", r"\1\2는"),
               (r"면 안 되는", "도 되는"), (r"금지되는", "허용되는"), (r"금지하는", "허용하는"), (r"허용되는", "금지되는"), (r"(?<=[가-힣])(하|되)는 (것|사람|자|곳|부서|장치|조건|물질|서류|기관|대상|조직|상대|기록)(?=[은는이가?])", r"\1지 않는 \2"),
               (r"필요한(?= )", "필요하지 않은"), (r"가능한(?= )", "불가능한"), (r"(하|되)나요\?$", r"\1지 않나요?"), (r"합니까\?$", "하지 않습니까?"), (r"됩니까\?$", "되지 않습니까?")]
ANSWER_FLIPS = [(r"지 (?:않|아니하)는(?= )", "는"), (r"지 (?:않는다|않습니다|아니한다)$", "ㄴ다"), (r"수 없다$", "수 있다"), (r"수 있다$", "수 없다"), (r"한다$", "하지 않는다"), (r"된다$", "되지 않는다"), (r"합니다$", "하지 않습니다"), (r"됩니다$", "되지 않습니다"),
                (r"없는(?= )", "있는"), (r"있는(?= )", "없는"), (r"(?<=[가-힣])한 것$", "하지 않은 것"), (r"(?<=[가-힣])한 경우$", "하지 않은 경우"), (r"(?<=[가-힣])하는 경우$", "하지 않는 경우"), (r"(?<=[가-힣])하면$", "하지 않으면")]
BOUNDS = {"이상": ["미만", "이하"], "이하": ["초과", "이상"], "초과": ["이하"], "미만": ["이상"], "이내": ["이후"], "전에": ["후에"], "후에": ["전에"], "이전": ["이후"], "이후": ["이전"]}
COUNTS = ["두", "세", "네", "다섯", "여섯"]
COUNTED = re.compile(r"(?<![가-힣])(두|세|네|다섯|여섯) ?(?=(?:가지|개|명|곳|번|종류|사람|차례|단계|배|쪽|군데))")


def sentences(passage):
    return re.split(r"(?<=[.!?]) +", passage)


def words_of(text):
    """Korean words by their first two syllables; others whole."""
    return {w[:2] if "가" <= w[0] <= "힣" else w for w in re.findall(r"[가-힣]{2,}|[A-Za-z0-9][\w.\-]*", text.lower())}


def sentence_of(answer, passage):
    """Number of the sentence that holds the answer, or most of its words."""
    said = sentences(passage)
    words = words_of(answer)
    shares = [len(words & words_of(s)) + (100 if answer in s else 0) for s in said]
    return max(range(len(said)), key=shares.__getitem__)


def own_condition(sample, piece):
    """The question's condition, where the answer's sentence has one too."""
    m = CLAUSE_BEFORE.match(sample["question"])
    held = sentences(piece["evidence"])[sentence_of(sample["answer"], piece["evidence"])]
    return m if m and MARK_IN_EVIDENCE.search(held.replace(sample["answer"], "")) else None


def condition(sample, piece, draw):
    m = own_condition(sample, piece)
    return sample | {"question": m["asked"]} if m and words_of(m["condition"]) - words_of(piece["context"]) else None


def statement(sample, piece, draw):
    for sentence in sentences(piece["evidence"]):
        m = CONDITIONAL.match(sentence)
        if m and sample["answer"] in m["main"] and not re.match(r"(또는|이나|및) ", m["main"]):
            return sample | {"question": draw.choice(["", f"{piece['title']}에서는 어떻게 하는가?"]), "answer": (m["subject"] or "") + m["main"] + "."}
    return None


def flipped(text, table):
    for pattern, planted in table:
        changed = re.sub(pattern, planted, text, count=1) if planted is not None else text
        if changed != text:
            return changed
    return None


def contradicted(sample, piece, draw):
    m = own_condition(sample, piece)
    planted = flipped(m["condition"], FLIPS + DENIALS) if m else None
    return sample | {"question": planted + sample["question"][m.end("condition"):]} if planted else None


def negation(sample, piece, draw):
    m = CLAUSE_BEFORE.match(sample["question"])
    asked = m["asked"] if m else sample["question"]
    found = []
    if planted := flipped(asked, ASKED_FLIPS):
        found.append(sample | {"question": sample["question"].replace(asked, planted)})
    if planted := flipped(sample["answer"], ANSWER_FLIPS):
        found.append(sample | {"answer": planted.replace("하ㄴ다", "한다").replace("되ㄴ다", "된다")})
    found = [f for f in found if "ㄴ다" not in f["answer"]]
    return draw.choice(found) if found else None


def bound(sample, piece, draw):
    found = [(f, m) for f in ("question", "answer") for m in re.finditer("|".join(BOUNDS), sample[f]) if m[0] in piece["evidence"]]
    if not found:
        return None
    field, m = draw.choice(found)
    planted = draw.choice(BOUNDS[m[0]])
    before = sample[field][: m.start()].split()[-1:] or [""]
    if before[0] and f"{before[0]} {planted}" in piece["evidence"]:
        return None
    return sample | {field: sample[field][: m.start()] + planted + sample[field][m.end():]}


def count(sample, piece, draw):
    found = [(f, m) for f in ("question", "answer") for m in COUNTED.finditer(sample[f])]
    if not found:
        return None
    field, m = draw.choice(found)
    others = [n for n in COUNTS if n != m[1] and n + " " not in piece["evidence"]]
    return sample | {field: sample[field][: m.start(1)] + draw.choice(others) + sample[field][m.end(1):]}


def neighbour(sample, piece, draw):
    own, words = sentence_of(sample["answer"], piece["evidence"]), words_of(sample["answer"])
    others = [a for a in piece["answers"] if sentence_of(a, piece["evidence"]) != own and not words_of(a) & (words | words_of(sample["question"]))]
    return sample | {"answer": draw.choice(others)} if others else None


NAMES = re.compile(r"(?<![가-힣])[가-힣]{3,8}(?<![하되받려서리에할될을후전로라기련])(?=을|를|의|에게|은|는)")
KINDS = {kind: FAULTS[kind] for kind in ("number", "unit", "code", "name")} | {"bound": bound, "count": count, "negation": negation, "condition": condition, "statement": statement, "contradicted": contradicted, "neighbour": neighbour}
