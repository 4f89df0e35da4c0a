// Words are known by their stems anywhere in the text; nouns are told by particles that no verb's ending has.
#include "judge/asked_term.h"

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "judge/general_words.h"
#include "judge/korean_question.h"
#include "judge/korean_stem.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;    // bytes
constexpr size_t kLeastKnown = 7;  // words of evidence and headings in a question on prose
constexpr size_t kLeastRun = 5;    // words in a row
constexpr size_t kLeastRows = 2;
constexpr size_t kLeastKnownOfFew = 2;  // words at hand, beside a noun of three syllables that is not
constexpr size_t kMostStrange = 1;      // words that are not
constexpr size_t kLeastColumn = 4;      // letters

bool is_on_rows(const Reading& evidence) {
  return std::ranges::count_if(evidence.units, [](const TextUnit& unit) { return unit.kind != TextUnit::Kind::sentence; }) >=
         static_cast<ptrdiff_t>(kLeastRows);
}

/// Behind the question's last word that is not only asking: what is asked for.
size_t asked_end(const AlignedSample& sample) {
  size_t end = sample.claim.answer_begin;
  const std::vector<Word>& words = sample.claim.reading.words;
  while (end > 0 && (!words[end - 1].content || is_korean_asking(words[end - 1].text))) --end;
  return end;
}

/// Whether some sentence of the question has a run of the evidence's words that nobody says by chance.
bool copies(const AlignedSample& sample) {
  return std::ranges::any_of(sample.parts,
                             [&](const Alignment& part) { return part.claim_begin < sample.claim.answer_begin && part.longest >= kLeastRun; });
}

bool says_nothing(const Word& word) {
  if (!word.content || word.number || is_korean_asking(word.text) || word.text.find("무엇") != std::string::npos) return true;
  if (!word.hangul) return is_general_english(word.text);
  return word.text.size() < 2 * kSyllable || is_general_korean(text::strip_particles(word.text)) || is_general_korean(word.text);
}

/// The noun of a Korean question on prose that shares no two syllables with anything at hand, where no other word is the question's own; npos
/// when there is none. Short nouns are often everyday words, "원칙적으로" is none.
size_t strange_noun(const AlignedSample& sample, const Reading& context, size_t end, size_t asked) {
  const std::vector<Word>& words = sample.claim.reading.words;
  size_t known = 0, unknown = 0, noun = kUnaligned;
  for (size_t i = 0; i < end; ++i) {
    const Word& word = words[i];
    if (says_nothing(word)) continue;
    const std::string_view bare = word.hangul ? text::strip_particles(word.text) : std::string_view(word.text);
    auto has = [&](const Reading& text) {
      return text.letters.find(bare) != std::string::npos || (word.hangul && shares_korean_syllables(bare, text.letters));
    };
    if (has(sample.evidence.reading) || has(context)) {
      ++known;
      continue;
    }
    ++unknown;
    const std::string_view stem = text::strip_particles(bare);  // "어른에게는"
    const bool manner = stem.ends_with("적") || word.text.ends_with("적으로") || stem.ends_with("번째");
    if (word.hangul && !manner && i + 1 != asked && stem.size() >= 3 * kSyllable && is_sure_korean_noun(word.text)) noun = i;
  }
  return known >= kLeastKnownOfFew && unknown <= kMostStrange ? noun : kUnaligned;
}

bool stands_in(const Word& word, const Reading& text) { return word.hangul ? stands_korean(word.text, text.letters) : text.has(word.key); }

}  // namespace

size_t unknown_asked_noun(const AlignedSample& sample, const Reading& context) {
  const std::vector<Word>& words = sample.claim.reading.words;
  const size_t end = sample.claim.answer_begin, asked = asked_end(sample);
  if (end == 0 || !words[end - 1].hangul) return kUnaligned;
  const Reading& evidence = sample.evidence.reading;
  const bool rows = is_on_rows(evidence);
  const bool told = rows || sample.claim.reading.units.back().whole;  // by a sentence: its subject is what is asked about
  size_t known = 0, unknown = 0, noun = kUnaligned;
  for (size_t i = 0; i < end; ++i) {
    const Word& word = words[i];
    if (says_nothing(word)) continue;
    if (stands_in(word, evidence) || stands_in(word, context)) {
      ++known;
      continue;
    }
    ++unknown;
    if (word.hangul && is_sure_korean_noun(word.text) && (told || i + 1 != asked)) noun = i;
  }
  if (rows || (unknown == 1 && known >= kLeastKnown && copies(sample))) return noun;
  return strange_noun(sample, context, end, asked);
}

size_t unknown_column(const AlignedSample& sample, const Reading& context) {
  static constexpr std::array<std::string_view, 16> kAsking = {"description", "entry",  "purpose", "consequence", "meaning", "effect",
                                                               "function",    "role",   "content", "default",     "unit",    "setting",
                                                               "contents",    "reason", "answer",  "definition"};
  const std::vector<Word>& words = sample.claim.reading.words;
  const Reading& evidence = sample.evidence.reading;
  if (evidence.units.size() < kLeastRows + 1 || evidence.units.front().kind != TextUnit::Kind::row) return kUnaligned;
  for (size_t i = 2; i + 1 < sample.claim.answer_begin; ++i) {
    const Word& word = words[i];
    const bool named = words[i - 1].text == "the" && (words[i + 1].text == "of" || words[i + 1].clause != word.clause || words[i - 2].text == "has");
    if (!named || says_nothing(word) || word.text.size() < kLeastColumn || std::ranges::find(kAsking, word.text) != kAsking.end()) continue;
    const bool known = evidence.has(word.key) || context.has(word.key) || evidence.letters.find(word.key) != std::string::npos;
    if (!known) return i;
  }
  return kUnaligned;
}

}  // namespace jangin::judge
