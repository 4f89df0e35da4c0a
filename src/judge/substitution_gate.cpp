// The gate of substitutions: where sample and evidence run alike, what stands between the runs is the same too. A number, unit, bound, modal
// verb or name in another's place, and a denial put in or left out, are rejected even when the evidence holds the word elsewhere. What is
// worded freely shares no runs and is not judged here.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/aligned_denial.h"
#include "judge/alignment.h"
#include "judge/bounds.h"
#include "judge/gates.h"
#include "judge/general_words.h"
#include "judge/korean_answer.h"
#include "judge/korean_denial.h"
#include "judge/korean_question.h"
#include "judge/korean_stem.h"
#include "judge/reading.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr double kLeastAlike = 0.6;  // of a sentence's content words, for the gaps between its runs to be judged
constexpr size_t kLeastRun = 3;      // words of the longest run; 2 in a question whose answer the evidence holds whole
constexpr size_t kWidestGap = 16;    // words of the evidence
constexpr size_t kSyllable = 3;      // bytes
constexpr size_t kCopiedForOwn = 3;  // words of the evidence in a Korean question for one of its own
constexpr size_t kWidestName = 6;    // words of the evidence for which a noun of a Korean question stands

/// Words [begin, end) of the sample in the place of words [evidence_begin, evidence_end) of the evidence.
struct Gap {
  size_t begin = 0, end = 0, evidence_begin = 0, evidence_end = 0;
  bool first = false, last = false;  // at the sentence's beginning or end, where only the other side is held
  bool open() const { return first || last; }
};

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
  uint32_t version() const override { return 5; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const AlignedSample& sample = aligned_sample(input);
    const Reading& context = reading_of(input.context);
    if (answers_another(input)) return reject(input, "answer_misplaced", "the question asks for something else");
    for (const Alignment& part : sample.parts) {
      if (told_elsewhere(input, sample, part)) continue;
      if (!runs_alike(sample, part, context)) continue;
      record::Verdict verdict = judge_part(input, sample, part, context);
      if (!verdict.pass) return verdict;
    }
    return accept(input);
  }

 private:
  /// A Korean answer of another kind than asked for, or one that stands in a sentence of which the question says nothing.
  static bool answers_another(const GateInput& input) {
    const Reading& question = reading_of(input.question);
    const Reading& evidence = reading_of(input.evidence);
    const bool korean = std::ranges::any_of(question.words, [](const Word& word) { return word.hangul; });
    if (!korean || is_fragment(evidence) || std::ranges::any_of(evidence.units, [](const TextUnit& unit) { return unit.kind != TextUnit::Kind::sentence; })) return false;
    const Reading answer = read_text(input.answer);
    return is_other_kind(question, answer) || stands_elsewhere(question, answer, evidence, reading_of(input.context));
  }

  /// Whether the part is a Korean question's and the answer stands in another sentence than the one it lies on.
  static bool told_elsewhere(const GateInput& input, const AlignedSample& sample, const Alignment& part) {
    if (part.claim_begin >= sample.claim.answer_begin || !sample.claim.reading.words[part.claim_end - 1].hangul) return false;
    const std::vector<TextUnit> places = korean_places(sample.evidence.reading, read_text(input.answer));
    return !places.empty() && std::ranges::none_of(places, [&](const TextUnit& place) { return place.begin >= part.unit.begin && place.begin < part.unit.end; });
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
      if (!reason.empty()) return reject(input, std::string(reason), fmt::format("\"{}\" stands where the evidence has \"{}\"", words[word].text, shown(sample.evidence.reading, gap.evidence_begin, gap.evidence_end)));
    }
    bool replies = words[part.claim_begin].text == "no" || words[part.claim_begin].text.starts_with("아니");
    if (size_t at = denial_put_in(sample, part); at != kUnaligned && !replies) return reject(input, "negation_inserted", fmt::format("the evidence has no \"{}\" there", words[at].text));
    if (size_t at = denial_left_out(sample, part); at != kUnaligned && !replies) return reject(input, "negation_omitted", fmt::format("the evidence has \"{}\" there", sample.evidence.reading.words[at].text));
    return accept(input);
  }

  /// Gaps between neighbouring runs that follow each other in sample and evidence alike.
  static std::vector<Gap> gaps_of(const AlignedSample& sample, const Alignment& part) {
    const Reading& evidence = sample.evidence.reading;
    std::vector<Gap> gaps;
    size_t i = part.claim_begin;
    while (i < part.claim_end) {
      if (part.evidence_of(i) != kUnaligned) { ++i; continue; }
      size_t end = i;
      while (end < part.claim_end && part.evidence_of(end) == kUnaligned) ++end;
      bool first = i == part.claim_begin, last = end == part.claim_end;
      size_t low = first ? part.unit.begin : part.evidence_of(i - 1) + 1;
      size_t high = last ? part.unit.end : part.evidence_of(end);
      if (first && !last) low = open_before(part, high);
      if (last && !first) high = open_behind(part, low);
      bool free = low < high && !(first && last) && high - low <= kWidestGap;
      for (size_t j = low; free && j < high; ++j) free = part.claim_of(j) == kUnaligned && evidence.words[j].aside == sample.claim.reading.words[i].aside;
      if (free) gaps.push_back({i, end, low, high, first, last});
      i = end;
    }
    return gaps;
  }

  /// Where the unaligned words before `high` begin, and where those behind `low` end.
  static size_t open_before(const Alignment& part, size_t high) {
    while (high > part.unit.begin && part.claim_of(high - 1) == kUnaligned) --high;
    return high;
  }
  static size_t open_behind(const Alignment& part, size_t low) {
    while (low < part.unit.end && part.claim_of(low) == kUnaligned) ++low;
    return low;
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
      if (names_another(sample, part, gap, i, context) || names_another_english(sample, part, gap, i, context)) return {"term_replaced", i};
    }
    return {};
  }

  /// Whether a word is of one kind with the evidence's and says another thing. A number counts when the gap has no equal of it.
  static std::string_view replaced(const AlignedSample& sample, const Alignment& part, size_t i, size_t j, const Gap& gap) {
    const std::string& form = sample.claim.forms[i];
    const std::string& other = sample.evidence.forms[j];
    bool beside = !gap.open() || (gap.first && i + 1 == gap.end && j + 1 == gap.evidence_end) || (gap.last && i == gap.begin && j == gap.evidence_begin);
    if (has_digit(form) && has_digit(other) && beside) {
      bool stands = std::ranges::any_of(sample.evidence.forms.begin() + static_cast<ptrdiff_t>(gap.evidence_begin), sample.evidence.forms.begin() + static_cast<ptrdiff_t>(gap.evidence_end), [&](const std::string& f) { return f == form; });
      return stands ? "" : "number_replaced";
    }
    if (is_unit_form(form) && is_unit_form(other) && form != other) return "unit_replaced";
    const std::string& word = sample.claim.reading.words[i].text;
    const std::string& before = sample.evidence.reading.words[j].text;
    const bool excepted = i < sample.claim.answer_begin && (makes_korean_exception(sample.evidence.reading) || denies_but_for(sample.evidence.reading, part.unit));
    const bool first = !gap.last || (i == gap.begin && j == gap.evidence_begin);  // "할 수 있나" for "할 수 없다", not for a denial further on
    if (is_denial_form(other) && word.starts_with("있") && first && !excepted) return "negation_omitted";
    if (is_denial_form(form) && before.starts_with("있")) return "negation_inserted";
    Modal modal = modal_of(word), evidence_modal = modal_of(before);
    if (modal != Modal::none && evidence_modal != Modal::none && modal != evidence_modal) return "modality_replaced";
    std::string_view bound = bound_of(word), evidence_bound = bound_of(before);
    return !bound.empty() && !evidence_bound.empty() && bound != evidence_bound ? "bound_replaced" : "";
  }

  /// A Korean word in the place of others that the sample leaves out. Where only one side is held, words of the headings are let through.
  static bool names_another(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context) {
    const Word& word = sample.claim.reading.words[i];
    std::string_view stem = text::strip_particles(word.text);
    if (sample.claim.title[i] || !word.hangul || word.text.size() < 2 * kSyllable || is_unit_form(sample.claim.forms[i]) || part.claim_end - part.claim_begin < 3) return false;
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
      if (same_korean_stem(other.text, word.text) || letters.find(stem) != std::string::npos || is_denial_form(sample.evidence.forms[j]) != is_denial_form(sample.claim.forms[i])) return false;
      bool told = !plain ? other.text.size() >= 2 * kSyllable : other.content;
      leaves_out = leaves_out || (other.hangul && told && (!open || is_korean_noun(other.text)));
    }
    return leaves_out && !said_elsewhere(sample, gap);
  }

  /// Whether a noun stands for at most two words in a question that otherwise has the evidence's words: no wording of its own.
  static bool copies_in_korean(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t at, const Reading& context) {
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
      if (part.evidence_of(i) != kUnaligned) ++copied;
      else if (!is_general_korean(text::strip_particles(words[i].text))) ++own;
    }
    return left_out <= kWidestName && own * kCopiedForOwn <= copied;
  }

  /// Whether nothing was replaced: the answer says what the question leaves out there ("75 럭스"), or the evidence only points to a list there ("다음 각 호의
  /// 기준").
  static bool said_elsewhere(const AlignedSample& sample, const Gap& gap) {
    const AlignedWords& claim = sample.claim;
    for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
      const Word& left = sample.evidence.reading.words[j];
      if (left.text == "다음" || left.text == "다음의") return true;
      if (!left.content) continue;
      bool said = false;
      for (size_t i = claim.answer_begin; i < claim.reading.words.size() && !said; ++i) {
        said = claim.forms[i] == sample.evidence.forms[j] || same_korean_stem(claim.reading.words[i].text, left.text);
      }
      if (!said || gap.begin >= claim.answer_begin) return false;
    }
    return true;
  }

  /// Whether the word is one of the names of the table's columns, with which a question speaks of a row.
  static bool names_column(const AlignedSample& sample, const Alignment& part, const std::string& word) {
    const Reading& evidence = sample.evidence.reading;
    if (part.unit.kind != TextUnit::Kind::row || evidence.units.front().kind != TextUnit::Kind::row) return false;
    for (size_t j = evidence.units.front().begin; j < evidence.units.front().end; ++j) {
      if (same_korean_stem(text::strip_particles(word), text::strip_particles(evidence.words[j].text)) || word.starts_with(evidence.words[j].text)) return true;
    }
    return false;
  }

  /// An English word in the place of others: one that neither evidence nor headings know, or one name for another.
  static bool names_another_english(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context) {
    const Word& word = sample.claim.reading.words[i];
    bool beside = !gap.open() || (gap.first && i + 1 == gap.end);
    if (sample.claim.title[i] || word.hangul || word.number || !word.content || word.text.size() < 4 || is_general_english(word.text) || !beside) return false;
    const bool question = i < sample.claim.answer_begin;
    if (question && (asks(sample, gap) || ((!word.capital || i == 0) && !copies_but_for(sample, part, gap)))) return false;
    bool unknown = !sample.evidence.reading.has(word.key) && !context.has(word.key), leaves_out = false;
    for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) {
      const Word& other = sample.evidence.reading.words[j];
      if (other.hangul || other.text.substr(0, 4) == word.text.substr(0, 4) || is_unit_form(sample.evidence.forms[j])) return false;
      leaves_out = leaves_out || (other.content && !other.number && (unknown || (!question && other.capital && word.capital && !gap.open())));
    }
    return leaves_out && !is_unit_form(sample.claim.forms[i]);
  }

  /// Whether one word before a noun stands for at most two, and all others of the part are the evidence's: no wording of its own.
  static bool copies_but_for(const AlignedSample& sample, const Alignment& part, const Gap& gap) {
    const bool before_noun = !gap.open() && sample.claim.reading.words[gap.end].content && part.evidence_of(gap.end) == gap.evidence_end;
    if (!before_noun) return false;
    size_t left_out = 0;
    for (size_t j = gap.evidence_begin; j < gap.evidence_end; ++j) left_out += sample.evidence.reading.words[j].content ? 1 : 0;
    for (size_t i = part.claim_begin; i < part.claim_end; ++i) {
      const Word& word = sample.claim.reading.words[i];
      const bool asked = i > part.claim_begin && (sample.claim.reading.words[i - 1].text == "which" || sample.claim.reading.words[i - 1].text == "what");
      if ((i < gap.begin || i >= gap.end) && !asked && word.content && !sample.claim.title[i] && !is_general_english(word.text) && part.evidence_of(i) == kUnaligned) return false;
    }
    return gap.end - gap.begin == 1 && left_out <= 2;
  }

  /// Whether the gap holds the question's own words: what it asks for stands there.
  static bool asks(const AlignedSample& sample, const Gap& gap) {
    const std::vector<Word>& words = sample.claim.reading.words;
    return gap.begin < sample.claim.answer_begin && std::any_of(words.begin() + static_cast<ptrdiff_t>(gap.begin), words.begin() + static_cast<ptrdiff_t>(gap.end), [](const Word& w) { return !w.content; });
  }

  /// A question asks for a number ("몇 명", "how many") that stands in the gap; the answer tells another.
  static std::string_view misplaced_answer(const AlignedSample& sample, const Alignment& part, const Gap& gap) {
    const std::vector<Word>& words = sample.claim.reading.words;
    if (sample.claim.answer_begin == 0 || part.claim_end > sample.claim.answer_begin || gap.open()) return "";
    bool asked = std::any_of(words.begin() + static_cast<ptrdiff_t>(gap.begin), words.begin() + static_cast<ptrdiff_t>(gap.end), [](const Word& w) { return w.text == "몇" || w.text == "얼마" || w.text == "what"; });
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
