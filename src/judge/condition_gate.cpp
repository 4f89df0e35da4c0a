// The gate of conditions: what holds only if, when or unless something is the case is not taught without it. The condition counts as said
// when question and answer hold some of the words that the evidence has in the condition alone.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

constexpr double kLeastOfMain = 0.5;       // of the main clause, for a sample to be about it
constexpr double kLeastOfCondition = 0.3;  // of the condition's own words, for the condition to be said

struct Part {
  size_t begin = 0, end = 0;
};

bool opens_condition(const std::vector<Word>& words, size_t i) {
  const std::string& word = words[i].text;
  if (word == "after" || word == "before" || word == "while") return words[i].capital;  // at the front: a clause, elsewhere often a phrase
  return word == "if" || word == "when" || word == "unless" || word == "until" || word == "whenever" || word == "while" || (word == "except" && i + 1 < words.size() && (words[i + 1].text == "when" || words[i + 1].text == "if"));
}

bool ends_korean_condition(const std::string& word) {
  for (std::string_view mark : {"경우", "경우에", "경우에는", "경우에만", "경우에도", "때", "때에", "때에는", "때에만", "때는", "경우엔"}) {
    if (word == mark) return true;
  }
  return word.size() > 6 && (word.ends_with("경우에는") || word.ends_with("때에는") || word.ends_with("경우") || word.ends_with("경우에"));
}

/// Whether the word is the sentence's topic ("사업주는"), which stands before the condition that ends at `end`.
bool ends_topic(const std::vector<Word>& words, const TextUnit& unit, size_t at, size_t end) {
  const std::string& word = words[at].text;
  if (!words[at].hangul || at - unit.begin >= 4 || at + 1 >= end || !(word.ends_with("은") || word.ends_with("는"))) return false;
  return !word.ends_with("하는") && !word.ends_with("있는") && !word.ends_with("되는") && !word.ends_with("없는") && !word.ends_with("않는") && !word.ends_with("받는");
}

/// Conditions of one sentence, as ranges of words.
std::vector<Part> conditions_of(const Reading& reading, const TextUnit& unit) {
  std::vector<Part> parts;
  const std::vector<Word>& words = reading.words;
  for (size_t i = unit.begin; i < unit.end; ++i) {
    if (words[i].aside) continue;
    if (!words[i].hangul && opens_condition(words, i)) {
      size_t end = i + 1;
      while (end < unit.end && words[end].clause == words[i].clause) ++end;
      parts.push_back({i, end});
      i = end - 1;
    } else if (words[i].hangul && ends_korean_condition(words[i].text)) {
      size_t begin = i;
      while (begin > unit.begin && words[begin - 1].clause == words[i].clause && !ends_topic(words, unit, begin - 1, i)) --begin;
      parts.push_back({begin, i + 1});
    }
  }
  return parts;
}

class ConditionGate : public Gate {
 public:
  std::string_view name() const override { return "condition"; }
  uint32_t version() const override { return 1; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    std::unordered_set<std::string> claim = content_keys(read_text(input.answer));
    std::unordered_set<std::string> answer = claim;
    if (is_heading_answer(answer, reading_of(input.context))) return accept(input);
    claim.merge(content_keys(reading_of(input.question)));
    size_t nearest = nearest_unit(evidence, claim);
    if (nearest == std::string::npos) return accept(input);
    const TextUnit& unit = evidence.units[nearest];
    if (unit.kind != TextUnit::Kind::sentence) return accept(input);
    std::vector<Part> parts = conditions_of(evidence, unit);
    for (const Part& part : parts) {
      if (dropped(evidence, unit, parts, part, claim, answer)) {
        return reject(input, "condition_dropped", fmt::format("holds only \"{}\"", shown(evidence, part)));
      }
    }
    return accept(input);
  }

 private:
  static bool dropped(const Reading& evidence, const TextUnit& unit, const std::vector<Part>& parts, const Part& part, const std::unordered_set<std::string>& claim,
                      const std::unordered_set<std::string>& answer) {
    std::unordered_set<std::string> main;
    for (size_t i = unit.begin; i < unit.end; ++i) {
      bool conditional = std::ranges::any_of(parts, [&](const Part& p) { return i >= p.begin && i < p.end; });
      if (!conditional && evidence.words[i].content) main.insert(evidence.words[i].key);
    }
    std::unordered_set<std::string> own;
    for (size_t i = part.begin; i < part.end; ++i) {
      if (evidence.words[i].content && !main.contains(evidence.words[i].key)) own.insert(evidence.words[i].key);
    }
    if (own.contains("다음")) return false;  // "… 다음 각 호의 경우": the sample may say the item instead
    if (own.empty() || main.empty() || share_in(own, claim) >= kLeastOfCondition) return false;
    return share_in(main, claim) >= kLeastOfMain && share_in(answer, main) > 0;
  }

  static std::string shown(const Reading& evidence, const Part& part) {
    std::string text;
    for (size_t i = part.begin; i < part.end; ++i) text += (text.empty() ? "" : " ") + evidence.words[i].text;
    return text;
  }
};

}  // namespace

std::unique_ptr<Gate> make_condition_gate() { return std::make_unique<ConditionGate>(); }

}  // namespace jangin::judge
