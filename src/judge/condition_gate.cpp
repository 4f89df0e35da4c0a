// The gate of conditions: what holds only if, when or unless something is the case is not taught without it. The condition counts as said
// when question and answer hold its words in its place; without its mark ("if", 경우), nearly all of them.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "judge/alignment.h"
#include "judge/gates.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

constexpr double kLeastOfMain = 0.5;      // of the main clause, for a sample to be about it
constexpr double kLeastMarked = 0.3;      // of the condition's words, where the sample has a condition's mark
constexpr double kLeastUnmarked = 0.8;    // where it has none

struct Part {
  size_t begin = 0, end = 0;
};

bool opens_condition(const std::vector<Word>& words, size_t i) {
  const std::string& word = words[i].text;
  if (word == "after" || word == "before" || word == "while") return words[i].capital;  // at the front: a clause, elsewhere often a phrase
  return word == "if" || word == "when" || word == "unless" || word == "until" || word == "whenever" || (word == "except" && i + 1 < words.size() && (words[i + 1].text == "when" || words[i + 1].text == "if"));
}

bool ends_korean_condition(const std::string& word) {
  for (std::string_view mark : {"경우", "경우에", "경우에는", "경우에만", "경우에도", "때", "때에", "때에는", "때에만", "때는", "경우엔"}) {
    if (word == mark) return true;
  }
  return word.size() > 6 && (word.ends_with("경우에는") || word.ends_with("때에는") || word.ends_with("때에") || word.ends_with("경우") || word.ends_with("경우에"));
}

bool is_mark(const std::vector<Word>& words, size_t i) { return words[i].hangul ? ends_korean_condition(words[i].text) : opens_condition(words, i); }

/// Whether the word is the sentence's topic ("사업주는"), which stands before the condition that ends at `end`.
bool ends_topic(const std::vector<Word>& words, const TextUnit& unit, size_t at, size_t end) {
  const std::string& word = words[at].text;
  if (!words[at].hangul || at - unit.begin >= 4 || at + 1 >= end || !(word.ends_with("은") || word.ends_with("는"))) return false;
  return !word.ends_with("하는") && !word.ends_with("있는") && !word.ends_with("되는") && !word.ends_with("없는") && !word.ends_with("않는") && !word.ends_with("받는");
}

/// Conditions of one sentence, as ranges of words; what stands in brackets inside one belongs to it.
std::vector<Part> conditions_of(const Reading& reading, const TextUnit& unit) {
  std::vector<Part> parts;
  const std::vector<Word>& words = reading.words;
  for (size_t i = unit.begin; i < unit.end; ++i) {
    if (words[i].aside || !is_mark(words, i)) continue;
    bool title = !words[i].hangul && words[i].capital && i > unit.begin && words[i].clause == words[i - 1].clause;  // "the option Activate When Visible"
    if (title) continue;
    size_t begin = i, end = i + 1;
    auto goes_on = [&](size_t at) { return words[at].aside || words[at].clause == words[i].clause; };
    if (words[i].hangul) {
      size_t first = parts.empty() ? unit.begin : parts.back().end;
      while (begin > first && goes_on(begin - 1) && !ends_topic(words, unit, begin - 1, i)) --begin;
    } else {
      while (end < unit.end && goes_on(end) && !is_mark(words, end)) ++end;
    }
    parts.push_back({begin, end});
    i = end - 1;
  }
  return parts;
}

class ConditionGate : public Gate {
 public:
  std::string_view name() const override { return "condition"; }
  uint32_t version() const override { return 3; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    if (tells_heading(input)) return accept(input);
    const AlignedSample& sample = aligned_sample(input);
    const TextUnit& unit = sample.whole.unit;
    if (sample.whole.longest == 0 || unit.kind != TextUnit::Kind::sentence) return accept(input);
    const std::vector<Part> parts = conditions_of(sample.evidence.reading, unit);
    if (parts.empty() || !about_main(sample, parts)) return accept(input);
    bool spare = has_spare_mark(sample);
    for (const Part& part : parts) {
      if (dropped(sample, part, spare)) return reject(input, "condition_dropped", fmt::format("holds only \"{}\"", shown(sample.evidence.reading, part.begin, part.end)));
    }
    return accept(input);
  }

 private:
  /// The answer is what a heading says; a sentence is more than a heading, if it does not say that something is regulated.
  static bool tells_heading(const GateInput& input) {
    const Reading answer = read_text(input.answer);
    bool sentence = !answer.units.empty() && answer.units.back().whole && !answer.has("규정");
    return !sentence && !trim(input.question).empty() && is_heading_answer(content_keys(answer), reading_of(input.context));
  }

  /// Content words of [begin, end) of the evidence, and how many of them the sample says in their place.
  struct Said {
    size_t words = 0, held = 0, by_answer = 0;
    void add(const AlignedSample& sample, size_t i) {
      if (!sample.evidence.reading.words[i].content) return;
      ++words;
      size_t claim = sample.whole.claim_of(i);
      if (claim == kUnaligned) return;
      ++held;
      if (claim >= sample.claim.answer_begin) ++by_answer;
    }
    double share() const { return words == 0 ? 1 : static_cast<double>(held) / static_cast<double>(words); }
  };

  static bool about_main(const AlignedSample& sample, const std::vector<Part>& parts) {
    Said main;
    for (size_t i = sample.whole.unit.begin; i < sample.whole.unit.end; ++i) {
      bool conditional = std::ranges::any_of(parts, [&](const Part& p) { return i >= p.begin && i < p.end; });
      if (!conditional) main.add(sample, i);
    }
    return main.words > 0 && main.by_answer > 0 && main.share() >= kLeastOfMain;
  }

  /// Whether the sample has a mark of a condition that stands for none of the evidence's words; marks in a title that it names are none.
  static bool has_spare_mark(const AlignedSample& sample) {
    const std::vector<Word>& words = sample.claim.reading.words;
    for (size_t i = 0; i < words.size(); ++i) {
      bool conditional = is_mark(words, i) || (words[i].hangul && words[i].text.size() > 6 && words[i].text.ends_with("면"));
      if (conditional && sample.whole.evidence_of(i) == kUnaligned && !sample.claim.title[i]) return true;
    }
    return false;
  }

  /// Without a mark a statement has dropped the condition in any case, and so has an answer that tells its words itself.
  static bool dropped(const AlignedSample& sample, const Part& part, bool spare) {
    const std::vector<Word>& words = sample.evidence.reading.words;
    Said said;
    bool marked = spare;
    for (size_t i = part.begin; i < part.end; ++i) {
      if (words[i].text.starts_with("다음")) return false;  // "… 다음 각 호의 경우": the sample may say the item instead
      said.add(sample, i);
      marked = marked || (is_mark(words, i) && sample.whole.claim_of(i) != kUnaligned);
    }
    if (said.words == 0) return false;
    if (marked) return said.share() < kLeastMarked;
    return 2 * said.by_answer >= std::max<size_t>(1, said.held) || said.share() < kLeastUnmarked;
  }
};

}  // namespace

std::unique_ptr<Gate> make_condition_gate() { return std::make_unique<ConditionGate>(); }

}  // namespace jangin::judge
