// The gate of quantifiers: bounds of numbers (at least, 이상), all and only, before and after stand in the evidence as the sample has them.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/strings.h"
#include "judge/gates.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

enum class Bound : uint8_t { at_least, at_most, more, less };
using Bounds = std::map<std::string, std::set<Bound>>;  // number's key → its bounds

constexpr std::array<std::pair<std::string_view, Bound>, 5> kKoreanBounds = {{{"이상", Bound::at_least}, {"이하", Bound::at_most}, {"이내", Bound::at_most}, {"미만", Bound::less}, {"초과", Bound::more}}};
// Words before a number, read backwards from it.
constexpr std::array<std::pair<std::string_view, Bound>, 20> kEnglishBefore = {{{"at least", Bound::at_least}, {"minimum of", Bound::at_least}, {"less than", Bound::less}, {"fewer than", Bound::less},
    {"below", Bound::less}, {"under", Bound::less}, {"at most", Bound::at_most}, {"maximum of", Bound::at_most}, {"up to", Bound::at_most}, {"more than", Bound::more}, {"greater than", Bound::more}, {"above", Bound::more},
    {"over", Bound::more}, {"exceeds", Bound::more}, {"exceeding", Bound::more}, {"not less than", Bound::at_least}, {"no less than", Bound::at_least}, {"no more than", Bound::at_most}, {"not more than", Bound::at_most},
    {"not exceed", Bound::at_most}}};

std::string words_before(const std::vector<Word>& words, size_t at, size_t count) {
  std::string out;
  for (size_t i = at - std::min(at, count); i < at; ++i) out += (out.empty() ? "" : " ") + words[i].text;
  return out;
}

/// The bound of the number at `i`, if it has one.
void read_bound(const std::vector<Word>& words, size_t i, std::set<Bound>& bounds) {
  for (size_t j = i + 1; j < std::min(words.size(), i + 3) && !words[j].number; ++j) {
    for (const auto& [word, bound] : kKoreanBounds) {
      size_t at = words[j].text.find(word);
      if (at == std::string::npos || at > 15) continue;
      bounds.insert(bound);
      return;
    }
    bool or_more = words[j].text == "or" && j + 1 < words.size();
    if (or_more && (words[j + 1].text == "more" || words[j + 1].text == "greater" || words[j + 1].text == "later" || words[j + 1].text == "higher")) bounds.insert(Bound::at_least);
    if (or_more && (words[j + 1].text == "less" || words[j + 1].text == "fewer" || words[j + 1].text == "lower" || words[j + 1].text == "earlier")) bounds.insert(Bound::at_most);
  }
  const std::string before = words_before(words, i, 3);
  size_t longest = 0;
  Bound found{};
  for (const auto& [phrase, bound] : kEnglishBefore) {
    bool stands = before.ends_with(phrase) && (before.size() == phrase.size() || before[before.size() - phrase.size() - 1] == ' ');
    if (stands && phrase.size() > longest) longest = phrase.size(), found = bound;
  }
  if (longest > 0) bounds.insert(found);
}

Bounds bounds_of(const Reading& reading) {
  Bounds bounds;
  for (size_t i = 0; i < reading.words.size(); ++i) {
    if (reading.words[i].number) read_bound(reading.words, i, bounds[reading.words[i].key]);
  }
  return bounds;
}

/// Words of one meaning; a sample that has one needs one in its evidence.
struct Family {
  std::string_view name;
  std::vector<std::string_view> claims;
  std::vector<std::string_view> grounds;  // beside `claims`
};

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"all", {"all", "every", "always", "모든", "모두", "전부", "항상"}, {"any", "each", "both", "whenever", "entire", "whole", "각", "전체", "언제나", "일체"}},
      {"only", {"only", "solely", "exclusively"}, {"just", "unless", "until", "except", "limited", "solely", "single", "alone"}},
      {"most", {"most", "대부분"}, {"mostly", "majority", "commonly", "usually", "주로", "거의"}},
      {"never", {"never"}, {"not", "cannot", "no", "t", "none"}},
  };
  return all;
}

/// "before" and "after" exchanged: the claim has one side's words only, the evidence the other's only.
const std::array<std::pair<std::vector<std::string_view>, std::vector<std::string_view>>, 2>& sides() {
  static const std::array<std::pair<std::vector<std::string_view>, std::vector<std::string_view>>, 2> all = {{
      {{"before", "prior", "until"}, {"after", "once", "since"}},
      {{"전에", "이전", "이전에"}, {"후에", "이후", "이후에", "후"}},
  }};
  return all;
}

bool has_any(const Reading& reading, const std::vector<std::string_view>& words) {
  return std::ranges::any_of(reading.words, [&](const Word& word) { return std::ranges::find(words, word.text) != words.end(); });
}

class QuantifierGate : public Gate {
 public:
  std::string_view name() const override { return "quantifier"; }
  uint32_t version() const override { return 2; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    const Bounds ground = bounds_of(evidence);
    const Reading answer = read_text(input.answer);
    const Reading question = reading_of(input.question);
    for (const Reading* text : {&answer, &question}) {
      if (std::string number = changed_bound(bounds_of(*text), ground); !number.empty()) return reject(input, "bound_changed", fmt::format("the bound of {} is another in the evidence", number.substr(1)));
    }
    for (const Family& family : families()) {
      if (has_any(answer, family.claims) && !has_any(evidence, family.claims) && !has_any(evidence, family.grounds) && !has_any(question, family.claims)) {
        return reject(input, "quantifier_changed", fmt::format("the evidence does not say \"{}\"", family.name));
      }
    }
    for (const auto& [before, after] : sides()) {
      bool turned = (has_any(answer, before) && !has_any(evidence, before) && has_any(evidence, after)) || (has_any(answer, after) && !has_any(evidence, after) && has_any(evidence, before));
      if (turned) return reject(input, "order_changed", "before and after are exchanged");
    }
    return accept(input);
  }

 private:
  static std::string changed_bound(const Bounds& claim, const Bounds& ground) {
    for (const auto& [number, bounds] : claim) {
      auto found = ground.find(number);
      if (found == ground.end() || found->second.empty()) continue;
      for (Bound bound : bounds) {
        if (!found->second.contains(bound)) return number;
      }
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<Gate> make_quantifier_gate() { return std::make_unique<QuantifierGate>(); }

}  // namespace jangin::judge
