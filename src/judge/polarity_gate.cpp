// The gate of polarity: what the evidence denies is not affirmed and the other way round; a duty does not become a permission or a
// prohibition. Marks of negation are bound to the word that they deny; modality is compared with the nearest sentence of the evidence.
#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/strings.h"
#include "judge/alignment.h"
#include "judge/denial.h"
#include "judge/gates.h"
#include "judge/korean_denial.h"
#include "judge/polarity.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

constexpr double kLeastAbout = 0.5;  // of a part's words that the evidence's sentence holds, for the two to be compared

bool answers_no(std::string_view answer) {
  std::string lower = to_lower_ascii(trim(answer).substr(0, 12));
  return lower.starts_with("no,") || lower.starts_with("no.") || lower == "no" || lower.starts_with("아니");
}

/// Modalities that a reader would take for another claim.
std::string_view swapped(const std::set<Modality>& claim, const std::set<Modality>& evidence) {
  auto has = [](const std::set<Modality>& set, Modality m) { return set.contains(m); };
  for (Modality m : claim) {
    if (has(evidence, m)) continue;
    bool denied = m == Modality::prohibition || m == Modality::inability;
    if (denied && (has(evidence, Modality::prohibition) || has(evidence, Modality::inability))) continue;
    if (m == Modality::duty && !evidence.empty() && !has(evidence, Modality::advice)) return "duty";
    if (m == Modality::permission && (has(evidence, Modality::prohibition) || has(evidence, Modality::inability) || has(evidence, Modality::duty)))
      return "permission";
    if (denied && (has(evidence, Modality::duty) || has(evidence, Modality::permission) || has(evidence, Modality::advice))) return "prohibition";
    if (m == Modality::advice && has(evidence, Modality::prohibition)) return "advice";
  }
  return {};
}

class PolarityGate : public Gate {
 public:
  std::string_view name() const override { return "polarity"; }
  uint32_t version() const override { return 7; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    bool asked = !trim(input.question).empty() && !answers_no(input.answer);
    std::unordered_set<std::string> asked_keys = asked ? content_keys(reading_of(input.question)) : std::unordered_set<std::string>{};
    const Reading answer = without_titles(read_text(input.answer), aligned_sample(input).claim);
    if (is_heading_answer(content_keys(answer), reading_of(input.context))) return accept(input);
    for (const TextUnit& unit : answer.units) {
      record::Verdict verdict = check_part(input, evidence, answer, unit, asked_keys, false);
      if (!verdict.pass) return verdict;
    }
    std::unordered_set<std::string> told = content_keys(answer);
    bool offered = share_in(told, asked_keys) == 1;  // the question names the choices: not all of them are claimed
    bool answer_denies = polarity_of(answer, 0, answer.words.size()).denials > 0;
    if (!asked || offered || answer_denies) return accept(input);
    const Reading question = reading_of(input.question);
    const size_t groundless = is_fragment(evidence) ? std::string::npos : groundless_denial(question, answer, evidence);
    if (const size_t at = is_fragment(evidence) ? std::string::npos : groundless_korean_denial(question, answer, evidence); at != std::string::npos)
      return reject(input, "negation_added", fmt::format("the evidence has nothing for \"{}\"", question.words[at].text));
    if (groundless != std::string::npos)
      return reject(input, "negation_added", fmt::format("the evidence has nothing for \"{}\"", question.words[groundless].text));
    std::unordered_set<std::string> answer_keys = content_keys(answer);
    for (const TextUnit& unit : question.units) {
      record::Verdict verdict = check_part(input, evidence, question, unit, answer_keys, true);
      if (!verdict.pass) return verdict;
    }
    return accept(input);
  }

 private:
  /// The answer without the words of a title in which it says where to look ("오류 해결하지 않는 방법에서 …"): a denial in them denies nothing.
  static Reading without_titles(Reading answer, const AlignedWords& claim) {
    for (size_t i = 0; i < answer.words.size() && claim.answer_begin + i < claim.title.size(); ++i) {
      if (claim.title[claim.answer_begin + i]) answer.words[i].text.clear(), answer.words[i].key.clear(), answer.words[i].content = false;
    }
    return answer;
  }

  /// One sentence of the sample against the part of the evidence, up to a semicolon, that is nearest to it together with `beside`.
  record::Verdict check_part(const GateInput& input, const Reading& evidence, const Reading& text, const TextUnit& part,
                             const std::unordered_set<std::string>& beside, bool question) const {
    std::unordered_set<std::string> keys = content_keys(text, part.begin, part.end);
    keys.insert(beside.begin(), beside.end());
    const std::vector<TextUnit> units = segments_of(evidence);
    size_t nearest = nearest_of(evidence, units, keys);
    if (nearest == std::string::npos) return accept(input);
    const TextUnit place = is_korean(text, part) ? korean_place(evidence, question ? read_text(input.answer) : text) : TextUnit{};
    const TextUnit& unit = place.end > 0 ? place : units[nearest];
    const bool korean_question = question && is_korean(text, part);
    Polarity claim = polarity_of(text, part.begin, part.end);
    Polarity ground = polarity_of(evidence, unit.begin, unit.end);
    bool statement = trim(input.question).empty();
    bool about = share_in(content_keys(text, part.begin, part.end), content_keys(evidence, unit.begin, unit.end)) >= kLeastAbout;
    for (const auto& [key, count] : claim.words) {
      auto found = ground.words.find(key);
      if (found == ground.words.end() || !about) continue;
      auto [affirmed, denied] = found->second;
      bool added = count.second > 0 && denied == 0 && claim.denials > ground.denials && (statement || unit.whole);
      if (added && korean_question) continue;  // groundless_korean_denial judges it
      if (added && !(question && denied_otherwise(evidence, key, text)))
        return reject(input, "negation_added", fmt::format("\"{}\" is denied, the evidence affirms it", key));
      bool lost = count.second == 0 && affirmed == 0 && claim.denials < ground.denials && (statement || part.whole);
      if (lost && korean_question &&
          (may_deny_korean(text, part.begin, part.end) || ground.denials - claim.denials > 1 || makes_korean_exception(evidence) ||
           denies_but_for(evidence, unit)))
        continue;
      if (lost && !(question && (may_deny(text, part.begin, part.end) || ground.denials - claim.denials > 1 || asks_for_need(text, part, evidence) ||
                                 !speaks_of(evidence, unit, key, keys))))
        return reject(input, "negation_dropped", fmt::format("\"{}\" is affirmed, the evidence denies it", key));
    }
    if (!unit.whole || !about) return accept(input);
    if (statement && claim.denials > 0 && ground.denials == 0 && !ground.modality.contains(Modality::prohibition))
      return reject(input, "negation_added", "the evidence denies nothing");
    std::string_view other = swapped(claim.modality, ground.modality);
    bool turned = statement && claim.last && ground.last && claim.last != ground.last && claim.denials == ground.denials;
    if (question && !other.empty() &&
        (asks_for_need(text, part, evidence) || (other == "prohibition" && ground.denials > 0) ||
         (other == "permission" && is_possibility(claim, ground, evidence, unit))))
      return accept(input);
    if (korean_question && !other.empty() &&
        (same_side(claim, ground) || (denies_action(claim) && ground.denials > 0) || makes_korean_exception(evidence)))
      return accept(input);
    if (!other.empty() || turned)
      return reject(input, "modality_changed", fmt::format("{} is not what the evidence says", turned ? "the main verb's mood" : other));
    return accept(input);
  }

  static bool is_korean(const Reading& text, const TextUnit& part) { return part.end > part.begin && text.words[part.end - 1].hangul; }

  /// Whether a Korean question asks of what must, may or does happen where that is told, or of what must not where that is: "기한이 언제까지인가",
  /// "언제까지 해야 하나" and "언제까지 할 수 있나" ask for one thing.
  static bool same_side(const Polarity& claim, const Polarity& ground) { return denies_action(claim) == denies_action(ground); }
  static bool denies_action(const Polarity& one) {
    return one.modality.contains(Modality::prohibition) || one.modality.contains(Modality::inability);
  }

  /// Whether the clause in which the evidence denies `key` holds another word of the sample.
  static bool speaks_of(const Reading& evidence, const TextUnit& unit, const std::string& key, const std::unordered_set<std::string>& keys) {
    for (size_t i = unit.begin; i < unit.end; ++i) {
      if (evidence.words[i].key != key) continue;
      for (size_t j = unit.begin; j < unit.end; ++j) {
        const Word& other = evidence.words[j];
        if (other.clause == evidence.words[i].clause && other.content && other.key != key && keys.contains(other.key)) return true;
      }
    }
    return false;
  }

  /// Whether another sentence of the evidence denies the word, or one that has it says "unless", "otherwise", "undefined".
  static bool denied_otherwise(const Reading& evidence, const std::string& key, const Reading& question) {
    return std::ranges::any_of(evidence.units, [&](const TextUnit& unit) {
      const Polarity ground = polarity_of(evidence, unit.begin, unit.end);
      const auto found = ground.words.find(key);
      return found != ground.words.end() && (found->second.second > 0 || implies_denial(evidence, unit.begin, unit.end, question));
    });
  }

  /// "What can it cause?", "Who can allow …?": where the evidence denies none of the question's words, or excepts something, "can" asks what is
  /// possible.
  static bool is_possibility(const Polarity& claim, const Polarity& ground, const Reading& evidence, const TextUnit& unit) {
    if (may_except(evidence, unit)) return true;
    return std::ranges::none_of(claim.words, [&](const auto& word) {
      const auto found = ground.words.find(word.first);
      return found != ground.words.end() && found->second.second > 0;
    });
  }

  static bool may_except(const Reading& evidence, const TextUnit& unit) {
    return std::any_of(evidence.words.begin() + static_cast<ptrdiff_t>(unit.begin), evidence.words.begin() + static_cast<ptrdiff_t>(unit.end),
                       [](const Word& word) {
                         return word.text == "only" || word.text == "unless" || word.text == "until" || word.text == "without" ||
                                word.text == "except" || word.text == "other";
                       });
  }

  /// "What must be done to …?", "How much may it contain?": what is possible only so must be, and what may not be exceeded may be reached.
  static bool asks_for_need(const Reading& question, const TextUnit& part, const Reading& evidence) {
    bool duty = false, purpose = false, amount = false, limit = false;
    for (size_t i = part.begin; i < part.end; ++i) {
      const std::string& word = question.words[i].text;
      const bool asked = i > part.begin && question.words[i - 1].text == "how";
      const bool has_to = word == "to" && i > part.begin && (question.words[i - 1].text == "has" || question.words[i - 1].text == "have");
      duty = duty || word == "must" || word == "need" || word == "needed" || word == "required" || has_to;
      purpose = purpose || (duty && !has_to && (word == "to" || word == "so" || word == "for" || word == "before"));
      amount = amount || (asked && (word == "much" || word == "many" || word == "long" || word == "often" || word == "far" || word == "high" ||
                                    word == "fast" || word == "large"));
    }
    for (size_t i = part.begin; i < part.end && !(duty && purpose); ++i) {  // "-려면 어떻게 해야 하는가?"
      const std::string& word = question.words[i].text;
      purpose = purpose || (question.words[i].hangul && (word.ends_with("려면") || word == "어떻게"));
      duty = duty || (question.words[i].hangul && word.ends_with("야"));
    }
    for (const Word& word : evidence.words) limit = limit || word.text.starts_with("exceed") || word.text == "than";
    return (duty && purpose) || (amount && limit);
  }
};

}  // namespace

std::unique_ptr<Gate> make_polarity_gate() { return std::make_unique<PolarityGate>(); }

}  // namespace jangin::judge
