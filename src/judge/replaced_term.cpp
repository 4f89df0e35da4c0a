// Korean nouns by their particles, English words by the runs around them; closed lists of general words are let through.
#include "judge/replaced_term.h"

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

constexpr size_t kSyllable = 3;      // bytes
constexpr size_t kCopiedForOwn = 3;  // words of the evidence in a Korean question for one of its own
constexpr size_t kWidestName = 6;    // words of the evidence for which a noun of a Korean question stands

/// Whether a noun stands for at most two words in a question that otherwise has the evidence's words: no wording of its own.
bool copies_in_korean(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t at, const Reading& context) {
  const std::vector<Word>& words = sample.claim.reading.words;
  if (!is_korean_noun(words[at].text) || context.letters.find(text::strip_particles(words[at].text)) != std::string::npos) return false;
  size_t left_out = 0, copied = 0, own = 0;
  for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
    const Word& other = sample.evidence.reading.words[j];
    const std::string_view stem = text::strip_particles(other.text);
    if (stem.size() >= 2 * kSyllable && words[at].text.find(stem) != std::string::npos) return false;  // "파견법인의" for "법인이"
    left_out += other.content ? 1 : 0;
  }
  for (size_t i = part.claim_begin; i < part.claim_end; ++i) {
    if (i == at || !words[i].content || sample.claim.title[i] || context.has(words[i].key) || is_korean_asking(words[i].text)) continue;
    if (part.evidence_of(i) != kUnaligned)
      ++copied;
    else if (!is_general_korean(text::strip_particles(words[i].text)))
      ++own;
  }
  return left_out <= kWidestName && own * kCopiedForOwn <= copied;
}

/// Whether nothing was replaced: the answer says what the question leaves out there ("75 럭스"), or the evidence only points to a list there ("다음
/// 각 호의 기준").
bool said_elsewhere(const AlignedSample& sample, const Alignment& part, const Gap& gap) {
  const AlignedWords& claim = sample.claim;
  const bool one_place = sample.whole.longest > 0 && sample.whole.unit.begin == part.unit.begin;
  for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
    const Word& left = sample.evidence.reading.words[j];
    if (left.text == "다음" || left.text == "다음의") return true;
    if (!left.content) continue;
    const size_t teller = one_place ? sample.whole.claim_of(j) : kUnaligned;
    const bool anywhere = !one_place || left.number || is_unit_form(sample.evidence.forms[j]);  // quantities alone are no run
    bool said = teller != kUnaligned && teller >= claim.answer_begin;
    for (size_t i = claim.answer_begin; i < claim.reading.words.size() && !said && anywhere; ++i) {
      said = claim.forms[i] == sample.evidence.forms[j] || same_korean_stem(claim.reading.words[i].text, left.text);
    }
    if (!said || gap.begin >= claim.answer_begin) return false;
  }
  return true;
}

/// Whether the word is one of the names of the table's columns, with which a question speaks of a row.
bool names_column(const AlignedSample& sample, const Alignment& part, const std::string& word) {
  const Reading& evidence = sample.evidence.reading;
  if (part.unit.kind != TextUnit::Kind::row || evidence.units.front().kind != TextUnit::Kind::row) return false;
  for (size_t j = evidence.units.front().begin; j < evidence.units.front().end; ++j) {
    if (same_korean_stem(text::strip_particles(word), text::strip_particles(evidence.words[j].text)) || word.starts_with(evidence.words[j].text))
      return true;
  }
  return false;
}

/// A Korean word in the place of others that the sample leaves out. Where only one side is held, words of the headings are let through.
bool names_another_korean(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context) {
  const Word& word = sample.claim.reading.words[i];
  std::string_view stem = text::strip_particles(word.text);
  if (sample.claim.title[i] || !word.hangul || word.text.size() < 2 * kSyllable || is_unit_form(sample.claim.forms[i]) ||
      part.claim_end - part.claim_begin < 3)
    return false;
  if (i < sample.claim.answer_begin && (i + 1 == sample.claim.answer_begin || is_korean_asking(word.text))) return false;
  if (i < sample.claim.answer_begin && !copies_in_korean(sample, part, gap, i, context)) return false;
  // A statement's beginning against the sentence's: nothing else can stand there.
  bool edge = gap.first && i == gap.begin && gap.evidence_begin == part.unit.begin && sample.claim.answer_begin == 0;
  const bool open = gap.open() && !edge;
  const bool plain = !word.content || is_general_korean(stem) || is_general_korean(word.text);
  if (open && (plain || !is_korean_noun(word.text) || context.letters.find(stem) != std::string::npos)) return false;
  if ((plain && asks(sample, gap)) || names_column(sample, part, word.text)) return false;
  bool leaves_out = false;
  std::string letters;  // of the gap: a word may be written with a space in it
  for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
    const Word& other = sample.evidence.reading.words[j];
    letters += other.text;
    if (same_korean_stem(other.text, word.text) || letters.find(stem) != std::string::npos ||
        is_denial_form(sample.evidence.forms[j]) != is_denial_form(sample.claim.forms[i]))
      return false;
    bool told = !plain ? other.text.size() >= 2 * kSyllable : other.content;
    leaves_out = leaves_out || (other.hangul && told && (!open || is_korean_noun(other.text)));
  }
  return leaves_out && !said_elsewhere(sample, part, gap);
}

/// Whether a word of an English question stands where a noun or its attribute does, not a verb.
bool is_in_noun_phrase(const std::vector<Word>& words, size_t i) {
  static constexpr std::array<std::string_view, 8> kBefore = {"the", "a", "an", "which", "what", "of", "whose", "every"};
  return i > 0 && std::ranges::find(kBefore, words[i - 1].text) != kBefore.end();
}

/// Whether one word before a noun stands for at most two, and all others of the part are the evidence's: no wording of its own.
bool copies_but_for(const AlignedSample& sample, const Alignment& part, const Gap& gap) {
  const bool before_noun = !gap.open() && sample.claim.reading.words[gap.end].content && part.evidence_of(gap.end) == gap.evidence_end;
  if (!before_noun) return false;
  size_t left_out = 0;
  for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) left_out += sample.evidence.reading.words[j].content ? 1 : 0;
  for (size_t i = part.claim_begin; i < part.claim_end; ++i) {
    const Word& word = sample.claim.reading.words[i];
    const bool asked =
        i > part.claim_begin && (sample.claim.reading.words[i - 1].text == "which" || sample.claim.reading.words[i - 1].text == "what");
    if ((i < gap.begin || i >= gap.end) && !asked && word.content && !sample.claim.title[i] && !is_general_english(word.text) &&
        part.evidence_of(i) == kUnaligned)
      return false;
  }
  return gap.end - gap.begin == 1 && left_out <= 2;
}

/// An English word in the place of others: one that neither evidence nor headings know, or one name for another.
bool names_another_english(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context) {
  const Word& word = sample.claim.reading.words[i];
  bool beside = !gap.open() || (gap.first && i + 1 == gap.end);
  if (sample.claim.title[i] || word.hangul || word.number || !word.content || word.text.size() < 4 || is_general_english(word.text) || !beside)
    return false;
  const bool question = i < sample.claim.answer_begin;
  if (question &&
      (asks(sample, gap) || ((!word.capital || i == 0) && !(is_in_noun_phrase(sample.claim.reading.words, i) && copies_but_for(sample, part, gap)))))
    return false;
  bool unknown = !sample.evidence.reading.has(word.key) && !context.has(word.key), leaves_out = false;
  for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
    const Word& other = sample.evidence.reading.words[j];
    if (other.hangul || other.text.substr(0, 4) == word.text.substr(0, 4) || is_unit_form(sample.evidence.forms[j])) return false;
    leaves_out = leaves_out || (other.content && !other.number && (unknown || (!question && other.capital && word.capital && !gap.open())));
  }
  return leaves_out && !is_unit_form(sample.claim.forms[i]);
}

}  // namespace

bool is_replaced_term(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context) {
  return names_another_korean(sample, part, gap, i, context) || names_another_english(sample, part, gap, i, context);
}

}  // namespace jangin::judge
