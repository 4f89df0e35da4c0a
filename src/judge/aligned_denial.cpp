// Denials beside aligned words.
#include "judge/aligned_denial.h"

#include <algorithm>

#include "judge/denial.h"
#include "judge/general_words.h"
#include "judge/korean_denial.h"

namespace jangin::judge {
namespace {

constexpr size_t kLeastInside = 3;   // words of an answer
constexpr size_t kDenialBehind = 4;  // words behind the last one of a Korean answer

/// Whether the answer denies, or any sentence says otherwise that something is not so: what a question denies may be that. What is asked is
/// denied in its own sentence.
bool denied_beside(const AlignedSample& sample, const Alignment& part, size_t denial) {
  for (size_t i = sample.claim.answer_begin; i < sample.claim.forms.size(); ++i) {
    if (is_denial_form(sample.claim.forms[i]) || sample.claim.reading.words[i].text == "no") return true;
  }
  const Reading& evidence = sample.evidence.reading;
  const bool asked = denies_what_is_asked(sample.claim.reading, denial);
  return implies_denial(evidence, asked ? part.unit.begin : 0, asked ? part.unit.end : evidence.words.size(), sample.claim.reading);
}

/// Whether the unit has a denial that stands for nothing in the sample: worded otherwise, it may be the one in question.
bool denies(const AlignedWords& evidence, size_t begin, size_t end, const Alignment& part) {
  for (size_t j = begin; j < end; ++j) {
    std::string_view word = evidence.reading.words[j].text;
    bool korean = word.starts_with("금지") || word.starts_with("아니") || word.starts_with("불");
    bool denial = korean || is_denial_form(evidence.forms[j]) || denies_word(evidence.reading.words, j) || implies_denial(word);
    if ((denial && part.claim_of(j) == kUnaligned) || hints_korean_denial(word)) return true;
  }
  return false;
}

bool near_aligned(const Alignment& part, size_t i, int step) {
  for (int k = 1; k <= 3; ++k) {
    auto at = static_cast<ptrdiff_t>(i) + k * step;
    if (at < static_cast<ptrdiff_t>(part.claim_begin) || at >= static_cast<ptrdiff_t>(part.claim_end)) return false;
    if (part.evidence_of(static_cast<size_t>(at)) != kUnaligned) return true;
  }
  return false;
}

/// Where in the evidence a denial of the sample has its ground: for one of a Korean answer from its words' first to shortly behind their last.
std::pair<size_t, size_t> ground_of(const AlignedSample& sample, const Alignment& part, size_t denial) {
  if (denial < sample.claim.answer_begin || !sample.claim.reading.words[denial].hangul) return {part.unit.begin, part.unit.end};
  size_t first = part.unit.end, last = part.unit.begin;
  for (size_t i = std::max(part.claim_begin, sample.claim.answer_begin); i < part.claim_end; ++i) {
    if (part.evidence_of(i) != kUnaligned) first = std::min(first, part.evidence_of(i)), last = std::max(last, part.evidence_of(i));
  }
  return {first, std::min(part.unit.end, last + kDenialBehind)};
}

/// Whether an English question has a word of its own beside the evidence's: what it denies then may be said otherwise, "discarded" for "not used".
bool has_own_word(const AlignedSample& sample, const Alignment& part) {
  for (size_t i = part.claim_begin; i < std::min(part.claim_end, sample.claim.answer_begin); ++i) {
    const Word& word = sample.claim.reading.words[i];
    if (!word.content || word.hangul || sample.claim.title[i] || is_denial_form(sample.claim.forms[i]) || is_general_english(word.text)) continue;
    if (part.evidence_of(i) == kUnaligned && sample.whole.evidence_of(i) == kUnaligned) return true;
  }
  return false;
}

enum class Denial : uint8_t { same, omitted, inserted };

bool is_denial_at(const AlignedWords& text, size_t i) {
  return is_denial_form(text.forms[i]) || text.reading.words[i].text == "never" || text.reading.words[i].text == "no";
}

/// Whether the answer's words, and the evidence's from `from` on, are the same in a row, but for one denial or none, as `allowed` says.
bool runs_as(const AlignedSample& sample, size_t from, size_t end, Denial allowed) {
  const AlignedWords& claim = sample.claim;
  const AlignedWords& evidence = sample.evidence;
  bool changed = false;
  size_t i = claim.answer_begin, j = from;
  while (i < claim.forms.size()) {
    const bool first = i == claim.answer_begin, ends = j >= end;
    if (!ends && claim.forms[i] == evidence.forms[j]) {
      ++i, ++j;
      continue;
    }
    if (changed || allowed == Denial::same) return false;
    const std::string_view said = claim.reading.words[i].text, held = ends ? std::string_view() : std::string_view(evidence.reading.words[j].text);
    const bool omitted = allowed == Denial::omitted;
    if (omitted ? said == "with" && held == "without" : said == "without" && held == "with")
      ++i, ++j;
    else if (omitted && !ends && !first && is_denial_at(evidence, j))
      ++j;
    else if (!omitted && !first && is_denial_at(claim, i))
      ++i;
    else
      return false;
    changed = true;
  }
  return changed || allowed == Denial::same;
}

bool runs_anywhere(const AlignedSample& sample, Denial allowed) {
  return std::ranges::any_of(sample.evidence.reading.units, [&](const TextUnit& unit) {
    for (size_t from = unit.begin; from < unit.end; ++from) {
      if (runs_as(sample, from, unit.end, allowed)) return true;
    }
    return false;
  });
}

}  // namespace

std::string_view denial_changed_inside(const AlignedSample& sample) {
  const std::vector<Word>& words = sample.claim.reading.words;
  const size_t begin = sample.claim.answer_begin;
  if (words.size() < begin + kLeastInside ||
      std::any_of(words.begin() + static_cast<ptrdiff_t>(begin), words.end(), [](const Word& w) { return w.hangul; }))
    return {};
  if (runs_anywhere(sample, Denial::same)) return {};
  if (runs_anywhere(sample, Denial::omitted)) return "negation_omitted";
  return runs_anywhere(sample, Denial::inserted) ? "negation_inserted" : "";
}

size_t denial_put_in(const AlignedSample& sample, const Alignment& part) {
  for (size_t i = part.claim_begin; i < part.claim_end; ++i) {
    if (!is_denial_form(sample.claim.forms[i]) || part.evidence_of(i) != kUnaligned) continue;
    if (i < sample.claim.answer_begin && !sample.claim.reading.words[i].hangul && has_own_word(sample, part)) continue;
    bool beside = (i > part.claim_begin && near_aligned(part, i, -1)) || near_aligned(part, i, 1);
    const Alignment& all =
        sample.whole.unit.begin == part.unit.begin ? sample.whole : part;  // the question may deny what the answer alone leaves out
    if (i < sample.claim.answer_begin && sample.claim.reading.words[i].hangul &&
        (all.evidence_of(i) != kUnaligned || makes_korean_exception(sample.evidence.reading)))
      continue;
    auto [begin, end] = ground_of(sample, part, i);
    if (beside && !denies(sample.evidence, begin, end, all) && !(i < sample.claim.answer_begin && denied_beside(sample, part, i))) return i;
  }
  return kUnaligned;
}

size_t denial_left_out(const AlignedSample& sample, const Alignment& part) {
  for (size_t j = part.unit.begin + 1; j < part.unit.end; ++j) {
    if (!is_denial_form(sample.evidence.forms[j]) || part.claim_of(j) != kUnaligned) continue;
    const bool last = j + 1 == part.unit.end, question = part.claim_begin < sample.claim.answer_begin;
    if (question && (makes_korean_exception(sample.evidence.reading) || denies_but_for(sample.evidence.reading, part.unit) ||
                     may_deny_korean(sample.claim.reading, part.claim_begin, part.claim_end)))
      continue;
    size_t before = part.claim_of(j - 1), behind = last ? (question ? kUnaligned : part.claim_end) : part.claim_of(j + 1);
    if (before != kUnaligned && behind == before + 1) return j;
  }
  return kUnaligned;
}

}  // namespace jangin::judge
