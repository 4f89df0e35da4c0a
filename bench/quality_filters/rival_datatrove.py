# The rival's side: datatrove's GopherQualityFilter, GopherRepetitionFilter, C4QualityFilter and FineWebQualityFilter, called one after another on each text.
#   rival_datatrove.py TEXTS LANGUAGE WORDS [OURS]   TEXTS: texts, each ended by NUL; LANGUAGE: "en", "ko"
# WORDS "own": its own words and sentences (spaCy, Kiwi). "ours": the words of src/refine/text_statistics.h, cut here once more from their definition, and the sentences of
# the program OURS, so that only the rules are compared. "split": str.split() and a cut after full stops, the cheapest there are, to time its rules alone. Limits: the defaults of both sides in English; in Korean those of src/refine/quality_config.cpp, stated here again.
# Answers as ours does; "errors" counts texts on which a filter threw (its reason is then "error").
import hashlib
import json
import pathlib
import subprocess
import sys
import time
import unicodedata

from datatrove.data import Document
from datatrove.pipeline.filters import c4_filters, fineweb_quality_filter, gopher_quality_filter, gopher_repetition_filter

LANGUAGES = {"en": "eng", "ko": "kor"}
KOREAN_STOP_WORDS = (
    "이 그 저 것 수 등 및 또는 때 더 한 할 하는 된 되는 있는 없는 있다 한다 있습니다 합니다 대한 위한 위해 위하여 통해 따라 다른 같은 모든 경우 그리고 하지만 그러나 우리"
).split()
KOREAN_PHRASES = ["자바스크립트", "이용약관", "이용 약관", "개인정보 처리방침", "개인정보처리방침", "개인정보 취급방침", "쿠키 정책", "쿠키를 사용"]
LIMITS = {
    "en": {},
    "ko": {
        "gopher_quality": {"min_doc_words": 40, "max_doc_words": 80000, "min_avg_word_length": 2, "stop_words": KOREAN_STOP_WORDS},
        "c4": {"min_words_per_line": 2},
        "fineweb": {"short_line_length": 20, "new_line_ratio": 0.35},
    },
}
OUR_REASONS = {
    "gopher_short_doc": "too_few_words",
    "gopher_long_doc": "too_many_words",
    "gopher_below_avg_threshold": "words_too_short",
    "gopher_above_avg_threshold": "words_too_long",
    "gopher_too_many_hashes": "too_many_hashes",
    "gopher_too_many_ellipsis": "too_many_ellipses",
    "gopher_too_many_bullets": "bullet_lines",
    "gopher_too_many_end_ellipsis": "ellipsis_lines",
    "gopher_below_alpha_threshold": "few_words_with_letter",
    "gopher_enough_stop_words": "few_stop_words",
    "dup_para_frac": "duplicate_paragraphs",
    "dup_para_char_frac": "duplicate_paragraph_characters",
    "dup_line_frac": "duplicate_lines",
    "dup_line_char_frac": "duplicate_line_characters",
    "line_punct_ratio": "few_lines_with_end_mark",
    "short_line_ratio": "short_lines",
    "char_dup_ratio": "duplicate_line_characters",
    "list_ratio": "many_line_ends",
    **{f"top_{n}_gram": f"top_{n}_grams" for n in range(2, 5)},
    **{f"duplicated_{n}_n_grams": f"duplicate_{n}_grams" for n in range(5, 11)},
}


def is_symbol(character):
    return unicodedata.category(character)[0] in "PSC"


def cut_words(text, language=None):
    tokens = []
    for run in text.split():
        begin, end = 0, len(run)
        while begin < end and is_symbol(run[begin]):
            begin += 1
        while end > begin and is_symbol(run[end - 1]):
            end -= 1
        tokens += [part for part in (run[:begin], run[begin:end], run[end:]) if part]
    return tokens


class Symbols:
    def __contains__(self, character):
        return is_symbol(character)


class OurSentences:
    """Asks our program how many sentences a line has."""

    def __init__(self, program):
        self.process = subprocess.Popen([program, "sentences"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, line, language=None):
        self.process.stdin.write(json.dumps(line) + "\n")
        self.process.stdin.flush()
        return range(int(self.process.stdout.readline()))


def use_words(cut, sentences):
    """`cut` is called once a text, as datatrove's own is."""
    last = {}

    def words(text, language=None):
        if last.get("text") != text:
            last.update(text=text, words=cut(text))
        return last["words"]

    for module in (gopher_quality_filter, gopher_repetition_filter, fineweb_quality_filter):
        module.split_into_words = words
    c4_filters.split_into_sentences = sentences


def use_our_words(program):
    use_words(cut_words, OurSentences(program))
    gopher_quality_filter.PUNCTUATION_SET = Symbols()


def use_split_words():
    use_words(str.split, lambda line, language=None: line.split(". "))


def make_filters(language):
    limits = LIMITS[language]
    if language == "ko":
        c4_filters.POLICY_SUBSTRINGS = c4_filters.POLICY_SUBSTRINGS + KOREAN_PHRASES
    make = {
        "gopher_quality": gopher_quality_filter.GopherQualityFilter,
        "gopher_repetition": gopher_repetition_filter.GopherRepetitionFilter,
        "c4": c4_filters.C4QualityFilter,
        "fineweb": fineweb_quality_filter.FineWebQualityFilter,
    }
    return {name: made(language=LANGUAGES[language], **limits.get(name, {})) for name, made in make.items()}


def judge(filters, texts):
    """Each filter sees the text as it came: c4 writes into its document. One row a text: name → (verdict, text it leaves)."""
    rows, errors = [], 0
    for text in texts:
        row = {}
        for name, made in filters.items():
            document = Document(text=text, id="")
            try:
                answer = made.filter(document)
            except (ZeroDivisionError, IndexError, ValueError):
                answer, errors = (False, "error"), errors + 1
            row[name] = (answer, document.text)
        rows.append(row)
    return rows, errors


def verdict(name, answer, text):
    reason = "" if answer is True else OUR_REASONS.get(answer[1], answer[1])
    if name != "c4":
        return [reason]
    lines = "\n".join(line.strip() for line in text.split("\n") if line.strip())
    return [reason, hashlib.sha256(lines.encode()).hexdigest() if answer is True else ""]


def main():
    path, language, words = sys.argv[1:4]
    texts = pathlib.Path(path).read_bytes().decode().split("\0")[:-1]
    if words == "ours":
        use_our_words(sys.argv[4])
    elif words == "split":
        use_split_words()
    filters = make_filters(language)
    judge(filters, texts[:1])  # loads the tokenizers
    for line in sys.stdin:
        start, start_cpu = time.perf_counter(), time.process_time()
        rows, errors = judge(filters, texts)
        answer = {"seconds": time.perf_counter() - start, "cpu_seconds": time.process_time() - start_cpu, "documents": len(texts), "errors": errors}
        if line.strip() == "verdicts":
            answer["verdicts"] = {name: [verdict(name, *row[name]) for row in rows] for name in filters}
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
