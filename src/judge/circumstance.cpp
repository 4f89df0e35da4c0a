// Marks of circumstances: closed lists.
#include "judge/circumstance.h"

#include <algorithm>
#include <array>

#include "judge/general_words.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kKoreanReach = 5;  // words before a Korean mark

bool opens_circumstance(std::string_view word) {
  static constexpr std::array<std::string_view, 34> kWords = {
      "at",     "into",   "following", "of",    "if",      "when", "whenever", "unless",  "until", "once", "while", "after",
      "before", "during", "without",   "with",  "despite", "upon", "on",       "under",   "from",  "past", "above", "below",
      "over",   "across", "against",   "among", "between", "that", "whose",    "because", "so",    "in"};
  return std::ranges::find(kWords, word) != kWords.end();
}

bool ends_korean_circumstance(std::string_view word) {
  static constexpr std::array<std::string_view, 17> kWords = {"때", "때는", "때에", "때에는", "경우", "경우에", "경우에는", "뒤",  "뒤에",
                                                              "후", "후에", "전",   "전에",   "중",   "중에",   "시",       "시의"};
  static constexpr std::array<std::string_view, 7> kEndings = {"면", "는데", "은데", "인데", "지만", "다가", "을때"};
  return std::ranges::find(kWords, word) != kWords.end() ||
         (word.size() > 6 && std::ranges::any_of(kEndings, [&](std::string_view ending) { return word.ends_with(ending); }));
}

/// Whether the word is neither of the evidence's words [begin, end), nor of the headings, nor of general use.
bool is_own(const AlignedSample& sample, const Reading& context, size_t i, size_t begin, size_t end) {
  const Word& word = sample.claim.reading.words[i];
  if (!word.content || sample.claim.title[i] || context.has(word.key)) return false;
  if (word.hangul ? is_general_korean(text::strip_particles(word.text)) || is_general_korean(word.text) : is_general_english(word.text)) return false;
  const size_t evidence = sample.whole.evidence_of(i);
  return evidence == kUnaligned || evidence < begin || evidence >= end;
}

}  // namespace

bool tells_circumstance(const AlignedSample& sample, const Reading& context, size_t begin, size_t end) {
  const std::vector<Word>& words = sample.claim.reading.words;
  const size_t asked_end = sample.claim.answer_begin;
  bool inside = false;
  for (size_t i = 0; i < asked_end; ++i) {
    if (words[i].hangul && ends_korean_circumstance(words[i].text)) {
      for (size_t k = i - std::min(i, kKoreanReach); k <= i; ++k) {
        if (is_own(sample, context, k, begin, end)) return true;
      }
    }
    const bool other_clause = words[i].clause != words[0].clause || words[i].clause != words[asked_end - 1].clause;
    inside = inside || opens_circumstance(words[i].text);
    if ((inside || other_clause) && is_own(sample, context, i, begin, end)) return true;
  }
  return false;
}

}  // namespace jangin::judge
