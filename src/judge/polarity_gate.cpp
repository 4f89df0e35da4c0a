// The gate of polarity: what the evidence denies is not affirmed and the other way round; a duty does not become a permission or a
// prohibition. Marks of negation are bound to the word that they deny; modality is compared with the nearest sentence of the evidence.
#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/strings.h"
#include "judge/denial.h"
#include "judge/gates.h"
#include "judge/korean_denial.h"
#include "judge/reading.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

constexpr double kLeastAbout = 0.5;  // of a part's words that the evidence's sentence holds, for the two to be compared

enum class Modality : uint8_t { duty, prohibition, permission, inability, advice };

struct Polarity {
  std::map<std::string, std::pair<int, int>> words;  // key → (affirmed, denied)
  std::set<Modality> modality;
  int denials = 0;
  std::optional<Modality> last;  // of the main verb of a Korean sentence, which stands at its end
};

bool begins(std::string_view word, std::initializer_list<std::string_view> heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

/// Whether the last syllable ends in ㄹ, as a verb does before "것" and "수".
bool ends_in_rieul(std::string_view word) {
  if (word.size() < 3) return false;
  size_t at = word.size() - 3;
  const char32_t syllable = text::next_code_point(word, at);
  return syllable >= 0xAC00 && syllable <= 0xD7A3 && (syllable - 0xAC00) % 28 == 8;
}

/// Which words of [begin, end) are denied.
class PolarityReader {
 public:
  PolarityReader(const Reading& reading, size_t begin, size_t end) : words_(reading.words), begin_(begin), end_(end), denied_(end - begin, false) {}

  Polarity read() {
    for (size_t i = begin_; i < end_; ++i) words_[i].hangul ? read_korean(i) : read_english(i);
    for (size_t i = begin_; i < end_; ++i) {
      if (!words_[i].content || words_[i].number) continue;
      auto& [affirmed, denied] = out_.words[words_[i].key];
      ++(denied_[i - begin_] ? denied : affirmed);
    }
    return std::move(out_);
  }

 private:
  std::string_view at(size_t i) const { return i >= begin_ && i < end_ ? std::string_view(words_[i].text) : std::string_view{}; }

  void read_english(size_t i) {
    std::string_view word = at(i), next = at(i + 1);
    bool cut_not = next == "t" && (word == "isn" || word == "aren" || word == "wasn" || word == "weren" || word == "doesn" || word == "don" || word == "didn" || word == "won" || word == "can" || word == "couldn" ||
                                   word == "shouldn" || word == "hasn" || word == "haven" || word == "mustn" || word == "wouldn" || word == "needn");
    bool denies = word == "not" || word == "cannot" || word == "never" || word == "no" || word == "without" || word == "neither" || word == "nor" || cut_not;
    bool reply = word == "no" && i == begin_ && i + 1 < end_ && words_[i + 1].clause != words_[i].clause;  // "No, …"
    if (reply || (word == "not" && next == "only")) denies = false;
    if (denies) deny_following(i + (cut_not ? 2 : 1));
    bool with_not = cut_not;  // in questions the subject stands between: "which line may two words not share?"
    for (size_t j = i + 1; j < end_ && words_[j].clause == words_[i].clause && !with_not && at(j) != "but"; ++j) with_not = at(j) == "not";
    bool with_only = false;  // possible only so: so it must be
    for (size_t j = i + 1; j < end_ && words_[j].clause == words_[i].clause && !with_only; ++j) with_only = at(j) == "only";
    if (word == "must" || word == "shall" || word == "mustn") add(with_not ? Modality::prohibition : Modality::duty);
    if (word == "cannot" || ((word == "can" || word == "may") && with_not)) add(Modality::inability);
    if ((word == "can" || word == "may") && !with_not) add(Modality::permission);
    if (word == "should" || word == "shouldn") add(with_not ? Modality::prohibition : Modality::advice);
    if (word == "required" || word == "requires" || (word == "need" && next == "to") || ((word == "has" || word == "have") && next == "to")) add(Modality::duty);
    if (word == "allowed" || word == "permitted" || word == "optional" || word == "able" || word == "possible") {
      add(Modality::permission);
      if (with_only) add(Modality::duty);
    }
    if (word == "due" && next != "to") add(Modality::duty);
    if (word == "never") add(Modality::prohibition);
    if (word == "forbidden" || word == "prohibited") add(Modality::prohibition);
  }

  /// The next content word of the clause that is no adverb.
  void deny_following(size_t from) {
    ++out_.denials;
    for (size_t i = from; i < std::min(end_, from + 5); ++i) {
      if (!words_[i].content) continue;
      denied_[i - begin_] = true;
      if (!words_[i].text.ends_with("ly")) return;
    }
  }

  void read_korean(size_t i) {
    at_end_ = i + 3 >= end_;
    std::string_view word = at(i), next = at(i + 1);
    bool becomes = begins(next, {"된", "되", "될", "됨", "됩"});
    const bool forbids = i > begin_ && (at(i - 1).ends_with("서는") || at(i - 1).ends_with("면") || at(i - 1).ends_with("서"));  // "해서는 안 된다", "하면 안 된다"; not "값이 안 되는"
    bool not_done = forbids && (begins(word, {"아니된", "아니되", "아니될", "안된", "안되", "안됩"}) || ((word == "아니" || word == "안") && becomes));
    if (not_done) add(Modality::prohibition), deny_preceding(i);
    bool plain_not = !not_done && (begins(word, {"아니하", "아니한", "아니할", "아니함", "아니합", "않", "못하", "못한", "못할", "못합", "아닌", "아닐", "아닙", "아니다", "아니며", "아니어"}) || (word == "안" && !is_korean_within(words_, i)) || word == "아니");
    bool none = begins(word, {"없"}) && !is_korean_manner(words_, i);
    if (plain_not || none) deny_preceding(i);
    if (word == "금지" || begins(word, {"금지하", "금지된", "금지한", "금지됩"})) add(Modality::prohibition);
    bool way = i > begin_ && (at(i - 1) == "수" || at(i - 1) == "수는" || at(i - 1) == "수도");
    if (way && none) add(Modality::inability);
    if (way && begins(word, {"있"})) add(Modality::permission);
    bool duty = word.size() >= 6 && (word.ends_with("야") || word.ends_with("야만")) && begins(next, {"하", "한", "합", "할", "함", "해", "된", "되", "됩", "될"});
    bool order = i + 1 == end_ && word == "것" && i > begin_ && ends_in_rieul(at(i - 1));  // "…할 것."
    if (duty || order) add(Modality::duty);
    if (begins(word, {"말아"}) || word == "말") add(Modality::prohibition);
  }

  /// The nearest content word before that is no light verb.
  void deny_preceding(size_t from) {
    ++out_.denials;
    for (size_t i = from; i-- > begin_ && from - i < 6;) {
      bool light = !words_[i].content || is_light_korean(words_[i].text) || (words_[i].text.size() <= 3 && !words_[i].number);
      if (light) continue;
      denied_[i - begin_] = true;
      return;
    }
  }

  void add(Modality modality) {
    out_.modality.insert(modality);
    if (at_end_) out_.last = modality;
  }

  const std::vector<Word>& words_;
  size_t begin_, end_;
  std::vector<bool> denied_;
  bool at_end_ = false;
  Polarity out_;
};

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
    if (m == Modality::permission && (has(evidence, Modality::prohibition) || has(evidence, Modality::inability) || has(evidence, Modality::duty))) return "permission";
    if (denied && (has(evidence, Modality::duty) || has(evidence, Modality::permission) || has(evidence, Modality::advice))) return "prohibition";
    if (m == Modality::advice && has(evidence, Modality::prohibition)) return "advice";
  }
  return {};
}

class PolarityGate : public Gate {
 public:
  std::string_view name() const override { return "polarity"; }
  uint32_t version() const override { return 5; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    bool asked = !trim(input.question).empty() && !answers_no(input.answer);
    std::unordered_set<std::string> asked_keys = asked ? content_keys(reading_of(input.question)) : std::unordered_set<std::string>{};
    const Reading answer = read_text(input.answer);
    if (is_heading_answer(content_keys(answer), reading_of(input.context))) return accept(input);
    for (const TextUnit& unit : answer.units) {
      record::Verdict verdict = check_part(input, evidence, answer, unit, asked_keys, false);
      if (!verdict.pass) return verdict;
    }
    std::unordered_set<std::string> told = content_keys(answer);
    bool offered = share_in(told, asked_keys) == 1;  // the question names the choices: not all of them are claimed
    bool answer_denies = PolarityReader(answer, 0, answer.words.size()).read().denials > 0;
    if (!asked || offered || answer_denies) return accept(input);
    const Reading question = reading_of(input.question);
    const size_t groundless = is_fragment(evidence) ? std::string::npos : groundless_denial(question, answer, evidence);
    if (const size_t at = is_fragment(evidence) ? std::string::npos : groundless_korean_denial(question, answer, evidence); at != std::string::npos)
      return reject(input, "negation_added", fmt::format("the evidence has nothing for \"{}\"", question.words[at].text));
    if (groundless != std::string::npos) return reject(input, "negation_added", fmt::format("the evidence has nothing for \"{}\"", question.words[groundless].text));
    std::unordered_set<std::string> answer_keys = content_keys(answer);
    for (const TextUnit& unit : question.units) {
      record::Verdict verdict = check_part(input, evidence, question, unit, answer_keys, true);
      if (!verdict.pass) return verdict;
    }
    return accept(input);
  }

 private:
  /// One sentence of the sample against the part of the evidence, up to a semicolon, that is nearest to it together with `beside`.
  record::Verdict check_part(const GateInput& input, const Reading& evidence, const Reading& text, const TextUnit& part, const std::unordered_set<std::string>& beside, bool question) const {
    std::unordered_set<std::string> keys = content_keys(text, part.begin, part.end);
    keys.insert(beside.begin(), beside.end());
    const std::vector<TextUnit> units = segments_of(evidence);
    size_t nearest = nearest_of(evidence, units, keys);
    if (nearest == std::string::npos) return accept(input);
    const TextUnit place = is_korean(text, part) ? korean_place(evidence, question ? read_text(input.answer) : text) : TextUnit{};
    const TextUnit& unit = place.end > 0 ? place : units[nearest];
    const bool korean_question = question && is_korean(text, part);
    Polarity claim = PolarityReader(text, part.begin, part.end).read();
    Polarity ground = PolarityReader(evidence, unit.begin, unit.end).read();
    bool statement = trim(input.question).empty();
    bool about = share_in(content_keys(text, part.begin, part.end), content_keys(evidence, unit.begin, unit.end)) >= kLeastAbout;
    for (const auto& [key, count] : claim.words) {
      auto found = ground.words.find(key);
      if (found == ground.words.end() || !about) continue;
      auto [affirmed, denied] = found->second;
      bool added = count.second > 0 && denied == 0 && claim.denials > ground.denials && (statement || unit.whole);
      if (added && korean_question) continue;  // groundless_korean_denial judges it
      if (added && !(question && denied_otherwise(evidence, key, text))) return reject(input, "negation_added", fmt::format("\"{}\" is denied, the evidence affirms it", key));
      bool lost = count.second == 0 && affirmed == 0 && claim.denials < ground.denials && (statement || part.whole);
      if (lost && korean_question && (may_deny_korean(text, part.begin, part.end) || ground.denials - claim.denials > 1 || makes_korean_exception(evidence) || denies_but_for(evidence, unit))) continue;
      if (lost && !(question && (may_deny(text, part.begin, part.end) || ground.denials - claim.denials > 1 || asks_for_need(text, part, evidence) || !speaks_of(evidence, unit, key, keys)))) return reject(input, "negation_dropped", fmt::format("\"{}\" is affirmed, the evidence denies it", key));
    }
    if (!unit.whole || !about) return accept(input);
    if (statement && claim.denials > 0 && ground.denials == 0 && !ground.modality.contains(Modality::prohibition)) return reject(input, "negation_added", "the evidence denies nothing");
    std::string_view other = swapped(claim.modality, ground.modality);
    bool turned = statement && claim.last && ground.last && claim.last != ground.last && claim.denials == ground.denials;
    if (question && !other.empty() && (asks_for_need(text, part, evidence) || (other == "prohibition" && ground.denials > 0) || (other == "permission" && is_possibility(claim, ground, evidence, unit)))) return accept(input);
    if (korean_question && !other.empty() && (same_side(claim, ground) || (denies_action(claim) && ground.denials > 0) || makes_korean_exception(evidence))) return accept(input);
    if (!other.empty() || turned) return reject(input, "modality_changed", fmt::format("{} is not what the evidence says", turned ? "the main verb's mood" : other));
    return accept(input);
  }

  static bool is_korean(const Reading& text, const TextUnit& part) { return part.end > part.begin && text.words[part.end - 1].hangul; }

  /// Whether a Korean question asks of what must, may or does happen where that is told, or of what must not where that is: "기한이 언제까지인가", "언제까지
  /// 해야 하나" and "언제까지 할 수 있나" ask for one thing.
  static bool same_side(const Polarity& claim, const Polarity& ground) { return denies_action(claim) == denies_action(ground); }
  static bool denies_action(const Polarity& one) { return one.modality.contains(Modality::prohibition) || one.modality.contains(Modality::inability); }

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
      const Polarity ground = PolarityReader(evidence, unit.begin, unit.end).read();
      const auto found = ground.words.find(key);
      return found != ground.words.end() && (found->second.second > 0 || implies_denial(evidence, unit.begin, unit.end, question));
    });
  }

  /// "What can it cause?", "Who can allow …?": where the evidence denies none of the question's words, or excepts something, "can" asks what is possible.
  static bool is_possibility(const Polarity& claim, const Polarity& ground, const Reading& evidence, const TextUnit& unit) {
    if (may_except(evidence, unit)) return true;
    return std::ranges::none_of(claim.words, [&](const auto& word) {
      const auto found = ground.words.find(word.first);
      return found != ground.words.end() && found->second.second > 0;
    });
  }

  static bool may_except(const Reading& evidence, const TextUnit& unit) {
    return std::any_of(evidence.words.begin() + static_cast<ptrdiff_t>(unit.begin), evidence.words.begin() + static_cast<ptrdiff_t>(unit.end),
                       [](const Word& word) { return word.text == "only" || word.text == "unless" || word.text == "until" || word.text == "without" || word.text == "except" || word.text == "other"; });
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
      amount = amount || (asked && (word == "much" || word == "many" || word == "long" || word == "often" || word == "far" || word == "high" || word == "fast" || word == "large"));
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
