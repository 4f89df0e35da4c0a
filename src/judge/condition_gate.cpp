// The gate of conditions: what holds only if, when or unless something is the case is not taught without it. The condition counts as said
// when question and answer hold its words in its place; without its mark ("if", 경우), nearly all of them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/alignment.h"
#include "judge/circumstance.h"
#include "judge/condition_clauses.h"
#include "judge/denial.h"
#include "judge/gates.h"
#include "judge/general_words.h"
#include "judge/korean_question.h"
#include "judge/reading.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr double kLeastOfMain = 0.5;    // of the main clause, for a sample to be about it
constexpr double kLeastMarked = 0.3;    // of the condition's words, where the sample has a condition's mark
constexpr double kLeastUnmarked = 0.8;  // where it has none
constexpr size_t kLeastNamed = 2;       // words of the condition, for a question to contradict it
constexpr size_t kOfKorean = 4;         // one of so many of a Korean condition's words, in the question
constexpr double kLeastAsked = 0.5;     // that a question names by itself, where the answer is no sentence

class ConditionGate : public Gate {
 public:
  std::string_view name() const override { return "condition"; }
  uint32_t version() const override { return 6; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    if (tells_heading(input)) return accept(input);
    const AlignedSample& sample = aligned_sample(input);
    record::Verdict verdict = judge(input, sample);
    if (!verdict.pass || !tells_sentence(sample)) return verdict;
    for (const Alignment& part : sample.parts) {  // of a text of several sentences each must say its own
      if (part.claim_begin < sample.claim.answer_begin || part.unit.begin == sample.whole.unit.begin) continue;
      verdict = judge(input, {sample.claim, sample.evidence, widened(part, sample.claim.forms.size()), {}});
      if (!verdict.pass) return verdict;
    }
    return verdict;
  }

 private:
  record::Verdict judge(const GateInput& input, const AlignedSample& sample) const {
    const TextUnit& unit = sample.whole.unit;
    if (sample.whole.longest == 0 || unit.kind != TextUnit::Kind::sentence) return accept(input);
    const std::vector<Condition> conditions = conditions_of(sample.evidence.reading, unit);
    if (conditions.empty()) return accept(input);
    const Reading& context = reading_of(input.context);
    const bool spare = has_spare_mark(sample);
    for (const Condition& condition : conditions) {
      if (condition.circumstance && !tells_sentence(sample)) continue;
      if (!about_main(sample, conditions, condition)) continue;
      if (contradicts(sample, condition))
        return reject(input, "condition_contradicted",
                      fmt::format("holds only \"{}\"", shown(sample.evidence.reading, condition.begin, condition.end)));
      if (asked_without(sample, condition, context)) continue;
      if (dropped(sample, condition, spare))
        return reject(input, "condition_dropped", fmt::format("holds only \"{}\"", shown(sample.evidence.reading, condition.begin, condition.end)));
    }
    return accept(input);
  }

  /// A sentence's alignment as one of the whole sample, whose other words stand for nothing.
  static Alignment widened(const Alignment& part, size_t words) {
    Alignment whole = part;
    whole.claim_begin = 0, whole.claim_end = words;
    whole.to_evidence.assign(words, kUnaligned);
    std::ranges::copy(part.to_evidence, whole.to_evidence.begin() + static_cast<ptrdiff_t>(part.claim_begin));
    return whole;
  }

  /// A statement, or an answer that is a whole sentence: it says by itself on what it depends.
  static bool tells_sentence(const AlignedSample& sample) { return sample.claim.answer_begin == 0 || sample.claim.reading.units.back().whole; }

  /// The answer is what a heading says; a sentence is more than a heading, if it does not say that something is regulated.
  static bool tells_heading(const GateInput& input) {
    const Reading answer = read_text(input.answer);
    bool sentence = !answer.units.empty() && answer.units.back().whole && !answer.has("규정");
    return !sentence && !trim(input.question).empty() && is_heading_answer(content_keys(answer), reading_of(input.context));
  }

  /// Content words of [begin, end) of the evidence, and how many of them the sample says in their place.
  struct Said {
    size_t words = 0, held = 0, by_answer = 0;
    size_t first = kUnaligned, last = 0;  // of the sample's words that were looked up
    void add(const AlignedSample& sample, size_t i) {
      if (!sample.evidence.reading.words[i].content || sample.evidence.reading.words[i].text == "none") return;
      ++words;
      size_t claim = sample.whole.claim_of(i);
      if (claim == kUnaligned) return;
      ++held;
      if (claim >= sample.claim.answer_begin) ++by_answer;
    }
    double share() const { return words == 0 ? 1 : static_cast<double>(held) / static_cast<double>(words); }
  };

  /// Whether the sample tells what the condition governs.
  static bool about_main(const AlignedSample& sample, const std::vector<Condition>& conditions, const Condition& condition) {
    Said main;
    for (size_t i = sample.whole.unit.begin; i < sample.whole.unit.end; ++i) {
      bool conditional = std::ranges::any_of(conditions, [&](const Condition& c) { return c.holds(i) && !c.circumstance; });
      if (condition.governs(i) && !conditional) main.add(sample, i);
    }
    return main.words > 0 && main.by_answer > 0 && main.share() >= kLeastOfMain;
  }

  /// The answer's content words, how many of them the sentence holds, and the first that does.
  struct Answered {
    size_t told = 0, held = 0, first = kUnaligned;
  };

  static Answered answered_by(const AlignedSample& sample) {
    Answered out;
    for (size_t i = sample.claim.answer_begin; i < sample.claim.reading.words.size(); ++i) {
      if (!sample.claim.reading.words[i].content) continue;
      ++out.told;
      if (sample.whole.evidence_of(i) == kUnaligned) continue;
      out.first = std::min(out.first, sample.whole.evidence_of(i)), ++out.held;
    }
    return out;
  }

  /// A question that asks in words of its own for a part of the sentence: whether it leaves the condition open, or says it in other words. An
  /// answer that is a sentence says it itself.
  static bool asked_without(const AlignedSample& sample, const Condition& condition, const Reading& context) {
    if (tells_sentence(sample)) return false;
    if (condition.yields || condition.alternative || (condition.ending && !denies(sample, condition))) return true;
    const Answered answered = answered_by(sample);
    if (2 * answered.held <= answered.told) return true;  // another sentence tells it
    if (condition.holds(answered.first)) return true;     // what the condition is, is asked
    if (sample.evidence.reading.words[condition.end - 1].hangul) return asked_in_korean(sample, condition, context);
    if (named(sample, condition).share() >= kLeastAsked) return true;
    const bool leads = condition.left_begin == condition.begin;
    return tells_circumstance(sample, context, leads ? condition.end : condition.left_begin, leads ? condition.right_end : condition.begin);
  }

  /// A question that names the condition, and denies what it affirms or the other way round: "if HOLD is set" for "unless HOLD is set".
  static bool contradicts(const AlignedSample& sample, const Condition& condition) {
    const Reading& evidence = sample.evidence.reading;
    const size_t asked_end = sample.claim.answer_begin;
    if (asked_end == 0 || condition.yields || evidence.words[condition.begin].hangul) return false;
    const Said said = named(sample, condition);
    if (said.held < kLeastNamed || said.share() < kLeastAsked || condition.holds(answered_by(sample).first)) return false;
    size_t denials = evidence.words[condition.begin].text == "unless" ? 1 : 0;
    for (size_t j = condition.begin; j < condition.end; ++j) denials += denies_word(evidence.words, j) ? 1 : 0;
    if (denials % 2 == 1) return said.held == said.words && !denied_near(sample.claim.reading, said.first, std::min(said.last + 3, asked_end));
    if (denials > 0 || may_deny(evidence, condition.begin, condition.end)) return false;
    for (size_t i = 0; i < asked_end; ++i) {
      if (denies_verb(sample.claim.reading.words, i) && !denies_what_is_asked(sample.claim.reading, i)) return true;
    }
    return false;
  }

  /// Whether a denial stands among words [begin, end) or just before them.
  static bool denied_near(const Reading& question, size_t begin, size_t end) {
    for (size_t i = begin - std::min<size_t>(begin, 2); i < end; ++i) {
      if (denies_word(question.words, i) || implies_denial(question.words[i].text)) return true;
    }
    return false;
  }

  /// How many of the condition's content words the question has, a heading's too.
  static Said named(const AlignedSample& sample, const Condition& condition) {
    Said out;
    for (size_t j = condition.begin; j < condition.end; ++j) {
      if (!sample.evidence.reading.words[j].content) continue;
      ++out.words;
      for (size_t i = 0; i < sample.claim.answer_begin; ++i) {
        const size_t other = sample.whole.evidence_of(i);
        if (sample.claim.forms[i] != sample.evidence.forms[j] || (other != kUnaligned && !condition.holds(other))) continue;
        ++out.held;
        out.first = std::min(out.first, i), out.last = std::max(out.last, i);
        break;
      }
    }
    return out;
  }

  static bool is_bound_word(std::string_view word) {
    return std::ranges::any_of(std::array<std::string_view, 5>{"이내", "이상", "이하", "미만", "초과"},
                               [&](std::string_view bound) { return word.starts_with(bound); });
  }

  static bool names_heading(const AlignedSample& sample, const Reading& context) {
    const std::vector<Word>& words = sample.claim.reading.words;
    return std::any_of(words.begin(), words.begin() + static_cast<ptrdiff_t>(sample.claim.answer_begin), [&](const Word& word) {
      return word.content && word.hangul && word.key.size() > 3 && !is_korean_asking(word.text) && context.has(word.key);
    });
  }

  /// Whether a Korean question has a condition or another word of its own, or holds a fourth of the condition's words, those of headings included;
  /// "제4항에 따라" counts for none of them.
  static bool asked_in_korean(const AlignedSample& sample, const Condition& condition, const Reading& context) {
    const AlignedWords& claim = sample.claim;
    size_t asked = claim.answer_begin;  // the last word but asking ones: what is asked, no condition of it
    const bool headed = names_heading(sample, context);
    if (headed && sample.whole.unit.begin == 0) return true;  // the text's first sentence: the heading says in what case the rule holds
    while (asked > 0 && (!claim.reading.words[asked - 1].content || is_korean_asking(claim.reading.words[asked - 1].text))) --asked;
    for (size_t i = 0; i < claim.answer_begin; ++i) {
      const Word& word = claim.reading.words[i];
      if (i + 1 == asked) continue;
      if (i > 0 && is_condition_mark(claim.reading.words, i)) return true;
      if (!word.content || !word.hangul || is_bound_word(word.text) || word.text.size() <= 3 || word.text.starts_with("조") || claim.title[i] ||
          sample.whole.evidence_of(i) != kUnaligned || context.has(word.key) || is_korean_asking(word.text))
        continue;
      if (!is_general_korean(text::strip_particles(word.text))) return true;
    }
    size_t of = 0, held = 0;
    for (size_t j = condition.begin; j < condition.end; ++j) {
      const Word& word = sample.evidence.reading.words[j];
      const bool clause =
          word.number || word.text.size() <= 3 || word.text.starts_with("조제") || word.text.starts_with("항제") || word.text.starts_with("항에");
      if (!word.content || clause) continue;
      ++of;
      const size_t other = sample.whole.claim_of(j);
      held += (other != kUnaligned && other < claim.answer_begin) || context.has(word.key) ? 1 : 0;
    }
    const bool alternatives = std::any_of(sample.evidence.reading.words.begin() + static_cast<ptrdiff_t>(condition.begin),
                                          sample.evidence.reading.words.begin() + static_cast<ptrdiff_t>(condition.end),
                                          [](const Word& word) { return word.text == "또는"; });
    return kOfKorean * held >= of || ((alternatives || headed) && held > 0);
  }

  /// Whether what an "until" ends is a denial: "is not … until" says when it is.
  static bool denies(const AlignedSample& sample, const Condition& condition) {
    for (size_t i = condition.left_begin; i < condition.begin; ++i) {
      if (is_denial_form(sample.evidence.forms[i])) return true;
    }
    return false;
  }

  /// Whether the sample has a mark of a condition that stands for none of the evidence's words; marks in a title that it names are none.
  static bool has_spare_mark(const AlignedSample& sample) {
    const std::vector<Word>& words = sample.claim.reading.words;
    for (size_t i = 0; i < words.size(); ++i) {
      bool conditional = is_condition_mark(words, i) || (words[i].hangul && words[i].text.size() > 6 && words[i].text.ends_with("면"));
      if (conditional && sample.whole.evidence_of(i) == kUnaligned && !sample.claim.title[i]) return true;
    }
    return false;
  }

  /// Without a mark a statement has dropped the condition in any case, and so has an answer that tells its words itself.
  static bool dropped(const AlignedSample& sample, const Condition& part, bool spare) {
    const std::vector<Word>& words = sample.evidence.reading.words;
    Said said;
    bool marked = spare;
    for (size_t i = part.begin; i < part.end; ++i) {
      if (words[i].text.starts_with("다음")) return false;  // "… 다음 각 호의 경우": the sample may say the item instead
      said.add(sample, i);
      marked = marked || (is_condition_mark(words, i) && sample.whole.claim_of(i) != kUnaligned);
    }
    if (said.words == 0) return false;
    if (marked) return said.share() < kLeastMarked;
    return 2 * said.by_answer >= std::max<size_t>(1, said.held) || said.share() < kLeastUnmarked;
  }
};

}  // namespace

std::unique_ptr<Gate> make_condition_gate() { return std::make_unique<ConditionGate>(); }

}  // namespace jangin::judge
