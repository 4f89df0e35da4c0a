// Words are known by their stems anywhere in the text; nouns are told by particles that no verb's ending has.
#include "judge/asked_term.h"

#include <algorithm>
#include <string>

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

bool stands_in(const Word& word, const Reading& text) { return word.hangul ? stands_korean(word.text, text.letters) : text.has(word.key); }

}  // namespace

size_t unknown_asked_noun(const AlignedSample& sample, const Reading& context) {
  const std::vector<Word>& words = sample.claim.reading.words;
  const size_t end = sample.claim.answer_begin, asked = asked_end(sample);
  if (end == 0 || !words[end - 1].hangul) return kUnaligned;
  const Reading& evidence = sample.evidence.reading;
  const bool rows = is_on_rows(evidence);
  size_t known = 0, unknown = 0, noun = kUnaligned;
  for (size_t i = 0; i < end; ++i) {
    const Word& word = words[i];
    if (says_nothing(word)) continue;
    if (stands_in(word, evidence) || stands_in(word, context)) {
      ++known;
      continue;
    }
    ++unknown;
    if (word.hangul && is_sure_korean_noun(word.text) && (rows || i + 1 != asked)) noun = i;
  }
  return rows || (unknown == 1 && known >= kLeastKnown && copies(sample)) ? noun : kUnaligned;
}

}  // namespace jangin::judge
