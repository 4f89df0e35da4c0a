// The gate of terms: what the answer names stands in the evidence or its headings, also when it is neither code nor capitalised. Korean
// words count as known when their stem lies anywhere in the text; words of general use are let through.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/reading.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;

/// Words that a sentence may be told with, whatever its field. Keys, as english_key() writes them.
bool is_general_english(const std::string& word) {
  static const std::unordered_set<std::string_view> words = {
      "according", "called", "known", "named", "given", "used", "using", "use", "uses", "made", "make", "makes", "means", "mean", "part", "parts", "kind", "type", "name", "value", "values", "number", "amount", "thing", "things",
      "way", "set", "sets", "following", "first", "second", "third", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "yes", "true", "false", "correct", "wrong", "statement", "rule", "rules", "document",
      "documents", "documentation", "manual", "says", "say", "said", "stated", "states", "describes", "described", "specified", "specifies", "specify", "defined", "defines", "define", "required", "require", "requires", "needed",
      "need", "needs", "allowed", "permitted", "done", "takes", "take", "taken", "gives", "give", "tells", "shows", "shown", "indicates", "indicate", "returned", "returns", "return", "contained", "contains", "created", "supported",
      "represented", "represents", "determined", "provided", "provides", "produced", "stored", "held", "removed", "covers", "covered", "deals", "subject", "section", "chapter", "topic", "listed", "list", "include", "includes",
      "included", "belongs", "stands", "refer", "refers", "applies", "apply", "applied", "result", "results", "occurs", "occur", "happens", "become", "becomes", "must", "should", "currently", "actually", "instead", "rather",
      "therefore", "also", "both", "same", "different", "least", "most", "more", "less", "than", "between", "during", "per", "within"};
  return words.contains(word);
}

/// Korean words that questions and answers are told with.
bool is_general_korean(std::string_view word) {
  static const std::unordered_set<std::string_view> words = {
      "무엇", "누구", "어디", "언제", "얼마", "어느", "어떤", "경우", "때", "값", "수", "것", "내용", "규정", "규칙", "설명", "문서", "의미", "이유", "방법", "항목", "종류", "이름", "뜻", "역할", "목적", "기능", "순서", "단위", "결과", "상태",
      "조건", "사항", "기준", "대상", "하나", "여기", "다음", "이것", "그것", "각각", "모두", "일부", "전부", "해당", "관련", "기타", "정답", "옳은", "틀린", "우리", "당신", "문장", "진술", "사람", "조문", "주체", "의무", "가지", "번째", "열거", "중", "중에서", "정해진", "말하는",
      "이다", "입니다", "아니요", "아니다", "그렇다", "예", "네", "맞다", "제", "조", "항", "호", "목", "법", "법령", "하여", "통하여", "위하여", "대하여", "따라", "의하여", "관하여"};
  return words.contains(word);
}

/// What may follow a stem: particles, and endings of verbs and of the copula.
bool is_ending(std::string_view rest) {
  static const std::vector<std::string_view> heads = {"하", "해", "했", "할", "한", "함", "합", "되", "된", "될", "됨", "됩", "돼", "됐", "시", "이", "인", "일", "임", "입", "으", "에", "의", "를", "을", "은", "는", "가", "와", "과", "도", "만", "로", "라",
                                                        "며", "고", "지", "나", "든", "부", "까", "께", "처", "보", "마", "들", "적", "였", "어", "아", "여", "기", "게", "면", "므", "려", "러", "던", "습", "다", "니", "요", "서", "야", "조", "씩", "당",
                                                        "간", "상", "내", "외", "별", "등", "및", "중", "후", "전", "히", "받", "있", "없", "않", "못", "스", "성", "화", "형", "자", "용", "간", "세"};
  return rest.empty() || std::ranges::any_of(heads, [&](std::string_view head) { return rest.starts_with(head); });
}

/// What may follow a stem of one syllable: with more, any word would be known.
bool is_verb_ending(std::string_view rest) {
  static const std::vector<std::string_view> heads = {"하", "되", "된", "될", "해", "한", "할", "함", "합", "여", "어", "아", "지", "고", "는", "을", "를", "은", "이", "가", "에", "의", "기", "음", "다"};
  return std::ranges::any_of(heads, [&](std::string_view head) { return rest.starts_with(head); });
}

/// A Korean word is known when it, or its stem before an ending, lies in `letters`; a compound, when its parts do.
bool stands_korean(std::string_view word, const std::string& letters) {
  std::string_view bare = text::strip_particles(word);
  if (letters.find(bare) != std::string::npos) return true;
  for (size_t bytes = bare.size() < 2 * kSyllable ? 0 : bare.size() - kSyllable; bytes >= kSyllable; bytes -= kSyllable) {
    std::string_view head = bare.substr(0, bytes), rest = bare.substr(bytes);
    bool ends = bytes > kSyllable ? is_ending(rest) : is_verb_ending(rest);
    if (ends && bytes > kSyllable && is_general_korean(head)) return true;
    if (letters.find(head) == std::string::npos) continue;
    if (ends) return true;
    if (bytes >= 2 * kSyllable && rest.size() >= 2 * kSyllable && letters.find(rest) != std::string::npos) return true;
  }
  return false;
}

/// Whether a Korean word is used as a noun: a particle stands behind it.
bool is_noun(std::string_view word) {
  static constexpr std::array<std::string_view, 10> kParticles = {"을", "를", "에게", "은", "는", "의", "이", "가", "에서", "으로"};
  return word.size() > 2 * kSyllable && std::ranges::any_of(kParticles, [&](std::string_view p) { return word.ends_with(p); });
}

class TermsGate : public Gate {
 public:
  std::string_view name() const override { return "terms"; }
  uint32_t version() const override { return 1; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    if (is_fragment(evidence)) return accept(input);  // what the lead of a list names is not seen
    const Reading& context = reading_of(input.context);
    const Reading& question = reading_of(input.question);
    const std::string letters = evidence.letters + context.letters + question.letters;
    const Reading answer = read_text(input.answer);
    for (size_t i = 0; i < answer.words.size(); ++i) {
      bool known = answer.words[i].hangul ? known_korean(answer, i, letters, input.question.empty()) : known_english(answer.words[i], evidence, context, letters);
      if (!known) return reject(input, "unsupported_term", fmt::format("\"{}\" is neither in the evidence nor in its headings", answer.words[i].text));
    }
    return accept(input);
  }

 private:
  static bool known_english(const Word& word, const Reading& evidence, const Reading& context, const std::string& letters) {
    if (word.number || !word.content || word.text.size() < 4 || is_general_english(word.text)) return true;
    return evidence.has(word.key) || context.has(word.key) || letters.find(word.key) != std::string::npos;
  }

  /// In statements only nouns are judged; an answer in a few words is judged whole.
  static bool known_korean(const Reading& reading, size_t i, const std::string& letters, bool nouns_only) {
    const Word& word = reading.words[i];
    if (!word.content || word.text.size() < 2 * kSyllable || (i > 0 && reading.words[i - 1].number)) return true;
    if (nouns_only && !is_noun(word.text)) return true;
    if (is_general_korean(text::strip_particles(word.text)) || is_general_korean(word.text)) return true;
    return stands_korean(word.text, letters);
  }
};

}  // namespace

std::unique_ptr<Gate> make_terms_gate() { return std::make_unique<TermsGate>(); }

}  // namespace jangin::judge
