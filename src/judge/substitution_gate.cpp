// The gate of substitutions: where sample and evidence run alike, what stands between the runs is the same too. A number, unit, bound, modal
// verb or name in another's place, and a denial put in or left out, are rejected even when the evidence holds the word elsewhere. What is
// worded freely shares no runs and is not judged here.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/aligned_denial.h"
#include "judge/alignment.h"
#include "judge/answer_place.h"
#include "judge/bounds.h"
#include "judge/english_answer.h"
#include "judge/gaps.h"
#include "judge/gates.h"
#include "judge/general_words.h"
#include "judge/korean_answer.h"
#include "judge/korean_denial.h"
#include "judge/korean_stem.h"
#include "judge/reading.h"
#include "judge/replaced_term.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr double kLeastAlike = 0.6;  // of a sentence's content words, for the gaps between its runs to be judged
constexpr size_t kLeastRun = 3;      // words of the longest run; 2 in a question whose answer the evidence holds whole

enum class Modal : uint8_t { none, duty, permission, advice, future };

Modal modal_of(std::string_view word) {
  if (word == "must" || word == "shall") return Modal::duty;
  if (word == "can" || word == "may" || word == "might" || word == "could") return Modal::permission;
  if (word == "should") return Modal::advice;
  if (word == "will" || word == "would") return Modal::future;
  return Modal::none;
}

bool has_digit(std::string_view form) { return !is_unit_form(form) && form.find_first_of("0123456789") != std::string_view::npos; }

/// "이상" of "이상의"; empty when the word is no bound.
std::string_view bound_of(std::string_view word) {
  for (std::string_view bound : {"이상", "이하", "이내", "미만", "초과", "이후", "이전"}) {
    if (word.starts_with(bound) && is_korean_tail(word.substr(bound.size()))) return bound;
  }
  return {};
}

class SubstitutionGate : public Gate {
 public:
  std::string_view name() const override { return "substitution"; }
  uint32_t version() const override { return 7; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const AlignedSample& sample = aligned_sample(input);
    const Reading& context = reading_of(input.context);
    if (answers_another(input)) return reject(input, "answer_misplaced", "the question asks for something else");
    if (const std::string_view changed = denial_changed_inside(sample); !changed.empty())
      return reject(input, std::string(changed), "but for a denial the answer runs as the evidence does");
    for (const Alignment& part : sample.parts) {
      if (told_elsewhere(input, sample, part)) continue;
      if (!runs_alike(sample, part, context)) continue;
      record::Verdict verdict = judge_part(input, sample, part, context);
      if (!verdict.pass) return verdict;
    }
    return accept(input);
  }

 private:
  /// An answer of another kind than asked for, or one that stands in a sentence of which the question says nothing.
  static bool answers_another(const GateInput& input) {
    const Reading& question = reading_of(input.question);
    const Reading& evidence = reading_of(input.evidence);
    const auto in_rows = [](const TextUnit& unit) { return unit.kind != TextUnit::Kind::sentence; };
    if (question.words.empty() || is_fragment(evidence) || std::ranges::any_of(evidence.units, in_rows)) return false;
    const Reading answer = read_text(input.answer);
    const Reading& context = reading_of(input.context);
    const bool korean = std::ranges::any_of(question.words, &Word::hangul);
    return (korean ? is_other_kind(question, answer) : is_other_kind_in_english(question, answer)) ||
           stands_elsewhere(question, answer, evidence, context);
  }

  /// Whether the part is a Korean question's and the answer stands in another sentence than the one it lies on.
  static bool told_elsewhere(const GateInput& input, const AlignedSample& sample, const Alignment& part) {
    if (part.claim_begin >= sample.claim.answer_begin || !sample.claim.reading.words[part.claim_end - 1].hangul) return false;
    const std::vector<TextUnit> places = korean_places(sample.evidence.reading, read_text(input.answer));
    return !places.empty() &&
           std::ranges::none_of(places, [&](const TextUnit& place) { return place.begin >= part.unit.begin && place.begin < part.unit.end; });
  }

  static bool runs_alike(const AlignedSample& sample, const Alignment& part, const Reading& context) {
    size_t words = 0, held = 0;
    for (size_t i = part.claim_begin; i < part.claim_end; ++i) {
      const Word& word = sample.claim.reading.words[i];
      bool aligned = part.evidence_of(i) != kUnaligned;
      bool general = word.hangul ? is_general_korean(text::strip_particles(word.text)) : is_general_english(word.text);
      if (!word.content || sample.claim.title[i] || (!aligned && (general || context.has(word.key)))) continue;
      ++words;
      held += aligned ? 1 : 0;
    }
    size_t least = answered_beside(sample, part) ? kLeastRun - 1 : kLeastRun;
    return part.longest >= least && static_cast<double>(held) >= kLeastAlike * static_cast<double>(words);
  }

  /// Whether the part is of the question, and the sentence it lies on holds all of the answer.
  static bool answered_beside(const AlignedSample& sample, const Alignment& part) {
    if (part.claim_begin >= sample.claim.answer_begin || sample.whole.unit.begin != part.unit.begin) return false;
    for (size_t i = sample.claim.answer_begin; i < sample.whole.claim_end; ++i) {
      if (sample.claim.reading.words[i].content && sample.whole.evidence_of(i) == kUnaligned) return false;
    }
    return true;
  }

  record::Verdict judge_part(const GateInput& input, const AlignedSample& sample, const Alignment& part, const Reading& context) const {
    const std::vector<Word>& words = sample.claim.reading.words;
    for (const Gap& gap : gaps_of(sample, part)) {
      auto [reason, word] = judge_gap(sample, part, gap, context);
      if (reason.empty()) reason = misplaced_answer(sample, part, gap), word = sample.claim.answer_begin;
      if (!reason.empty())
        return reject(input, std::string(reason),
                      fmt::format("\"{}\" stands where the evidence has \"{}\"", words[word].text,
                                  shown(sample.evidence.reading, gap.evidence_begin, gap.evidence_end)));
    }
    bool replies = words[part.claim_begin].text == "no" || words[part.claim_begin].text.starts_with("아니");
    if (size_t at = denial_put_in(sample, part); at != kUnaligned && !replies)
      return reject(input, "negation_inserted", fmt::format("the evidence has no \"{}\" there", words[at].text));
    if (size_t at = denial_left_out(sample, part); at != kUnaligned && !replies)
      return reject(input, "negation_omitted", fmt::format("the evidence has \"{}\" there", sample.evidence.reading.words[at].text));
    return accept(input);
  }

  static std::pair<std::string_view, size_t> judge_gap(const AlignedSample& sample, const Alignment& part, const Gap& gap, const Reading& context) {
    for (size_t i = gap.begin; i < gap.end; ++i) {
      if (sample.claim.title[i]) continue;
      for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
        std::string_view reason = replaced(sample, part, i, j, gap);
        // "제304조에 따라"; "for three hours" where the evidence has "longer than two hours"
        const bool other = reason == "number_replaced" && i < sample.claim.answer_begin &&
                           (context.has(sample.claim.reading.words[i].key) || is_instance_of_bound(sample.claim.reading, i, sample.evidence.reading));
        if (!reason.empty() && !other) return {reason, i};
      }
    }
    for (size_t i = gap.begin; i < gap.end; ++i) {
      if (is_replaced_term(sample, part, gap, i, context)) return {"term_replaced", i};
    }
    return {};
  }

  /// Whether a word is of one kind with the evidence's and says another thing. A number counts when the gap has no equal of it.
  static std::string_view replaced(const AlignedSample& sample, const Alignment& part, size_t i, size_t j, const Gap& gap) {
    const std::string& form = sample.claim.forms[i];
    const std::string& other = sample.evidence.forms[j];
    bool beside =
        !gap.open() || (gap.first && i + 1 == gap.end && j + 1 == gap.evidence_end) || (gap.last && i == gap.begin && j == gap.evidence_begin);
    if (has_digit(form) && has_digit(other) && beside) {
      bool stands = std::ranges::any_of(sample.evidence.forms.begin() + static_cast<ptrdiff_t>(gap.evidence_begin),
                                        sample.evidence.forms.begin() + static_cast<ptrdiff_t>(gap.evidence_end),
                                        [&](const std::string& f) { return f == form; });
      return stands ? "" : "number_replaced";
    }
    if (is_unit_form(form) && is_unit_form(other) && form != other) return "unit_replaced";
    const std::string& word = sample.claim.reading.words[i].text;
    const std::string& before = sample.evidence.reading.words[j].text;
    const bool excepted =
        i < sample.claim.answer_begin && (makes_korean_exception(sample.evidence.reading) || denies_but_for(sample.evidence.reading, part.unit));
    const bool first = !gap.last || (i == gap.begin && j == gap.evidence_begin);  // "할 수 있나" for "할 수 없다", not for a denial further on
    if (is_denial_form(other) && word.starts_with("있") && first && !excepted) return "negation_omitted";
    if (is_denial_form(form) && before.starts_with("있")) return "negation_inserted";
    Modal modal = modal_of(word), evidence_modal = modal_of(before);
    if (modal != Modal::none && evidence_modal != Modal::none && modal != evidence_modal) return "modality_replaced";
    std::string_view bound = bound_of(word), evidence_bound = bound_of(before);
    return !bound.empty() && !evidence_bound.empty() && bound != evidence_bound ? "bound_replaced" : "";
  }

  /// A question asks for a number ("몇 명", "how many") that stands in the gap; the answer tells another.
  static std::string_view misplaced_answer(const AlignedSample& sample, const Alignment& part, const Gap& gap) {
    const std::vector<Word>& words = sample.claim.reading.words;
    if (sample.claim.answer_begin == 0 || part.claim_end > sample.claim.answer_begin || gap.open()) return "";
    bool asked = std::any_of(words.begin() + static_cast<ptrdiff_t>(gap.begin), words.begin() + static_cast<ptrdiff_t>(gap.end),
                             [](const Word& w) { return w.text == "몇" || w.text == "얼마" || w.text == "what"; });
    std::string_view told, stands;
    bool found = false;
    for (size_t i = sample.claim.answer_begin; i < words.size() && told.empty(); ++i) {
      if (words[i].number) told = sample.claim.forms[i];
    }
    for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
      if (sample.evidence.reading.words[j].number) stands = sample.evidence.forms[j], found = found || stands == told;
    }
    return asked && !told.empty() && !stands.empty() && !found ? "answer_misplaced" : "";
  }
};

}  // namespace

std::unique_ptr<Gate> make_substitution_gate() { return std::make_unique<SubstitutionGate>(); }

}  // namespace jangin::judge
