// The gate of quantifiers: bounds of numbers (at least, 이상), all and only, before and after stand in the evidence as the sample has them.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/bounds.h"
#include "judge/gates.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

/// Words of one meaning; a sample that has one needs one in its evidence.
struct Family {
  std::string_view name;
  std::vector<std::string_view> claims;
  std::vector<std::string_view> grounds;  // beside `claims`
};

const std::vector<Family>& families() {
  static const std::vector<Family> all = {
      {"all",
       {"all", "every", "always", "모든", "모두", "전부", "항상"},
       {"any", "each", "both", "whenever", "entire", "whole", "각", "전체", "언제나", "일체"}},
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
  uint32_t version() const override { return 4; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    const Bounds ground = bounds_of(evidence);
    const Reading answer = read_text(input.answer);
    const Reading question = reading_of(input.question);
    for (const Reading* text : {&answer, &question}) {
      if (std::string number = changed_bound(bounds_of(*text), ground); !number.empty())
        return reject(input, "bound_changed", fmt::format("the bound of {} is another in the evidence", number.substr(1)));
    }
    for (const Family& family : families()) {
      if (has_any(answer, family.claims) && !has_any(evidence, family.claims) && !has_any(evidence, family.grounds) &&
          !has_any(question, family.claims)) {
        return reject(input, "quantifier_changed", fmt::format("the evidence does not say \"{}\"", family.name));
      }
    }
    for (const auto& [before, after] : sides()) {
      bool turned = (has_any(answer, before) && !has_any(evidence, before) && has_any(evidence, after)) ||
                    (has_any(answer, after) && !has_any(evidence, after) && has_any(evidence, before));
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
