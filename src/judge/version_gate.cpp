// The gate of versions: what held before is not taught as what holds. Where the evidence tells one thing twice, for two versions or dates,
// the sample keeps to the newer one or names the older; where the caller knows the superseded text, nothing of it alone is taught.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>

#include "base/strings.h"
#include "judge/alignment.h"
#include "judge/gates.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

using Keys = std::unordered_set<std::string>;

constexpr double kLeastAlike = 0.6;  // of two statements' words, for them to be versions of one
constexpr size_t kLabelWords = 8;    // a label stands within the first words

/// A statement with what says for when it holds.
struct Dated {
  Keys keys;  // all but the label's
  Keys label;
  int age = 0;        // 1: marked as former, -1: marked as current
  double number = 0;  // the label's first number that looks like a version or year; 0: none
};

int age_of(const Word& word) {
  static constexpr std::array<std::string_view, 16> kFormer = {"until",    "before", "prior",  "formerly", "previously", "earlier", "old",    "이전",
                                                               "이전에는", "종전",   "종전의", "전",       "구",         "구법",    "개정전", "과거"};
  static constexpr std::array<std::string_view, 16> kCurrent = {"since", "after", "from", "now", "currently", "new",    "later", "이후",
                                                                "현행",  "현재",  "후",   "신",  "신법",      "개정후", "부터",  "이후에는"};
  if (std::ranges::find(kFormer, word.text) != kFormer.end() || word.text.ends_with("까지")) return 1;
  if (std::ranges::find(kCurrent, word.text) != kCurrent.end() || word.text.ends_with("부터")) return -1;
  return 0;
}

/// Keys of words, and of numbers together with the word beside: "2" of something else is no trace of an older "2 years" or "table 2".
void add_keys(const Reading& reading, size_t begin, size_t end, Keys& keys) {
  for (size_t i = begin; i < end; ++i) {
    keys.insert(reading.words[i].key);
    bool number = i + 1 < end && (reading.words[i].number || reading.words[i + 1].number);
    if (number) keys.insert(reading.words[i].key + " " + reading.words[i + 1].key);
  }
}

Keys keys_of(const Reading& reading) {
  Keys keys;
  add_keys(reading, 0, reading.words.size(), keys);
  return keys;
}

/// Of a claim's words [begin, end); what a title says ("Visual Studio 2019") is no value that the sample tells.
Keys keys_said(const AlignedWords& claim, size_t begin, size_t end) {
  Keys keys;
  for (size_t i = begin; i < end; ++i) {
    size_t run = i;
    while (run < end && !claim.title[run]) ++run;
    add_keys(claim.reading, i, run, keys);
    i = run;
  }
  return keys;
}

/// "8일 이상인 경우": a case with numbers, no version.
bool is_case(const Reading& evidence, size_t begin, size_t end) {
  for (size_t i = begin; i < end; ++i) {
    const std::string& word = evidence.words[i].text;
    for (std::string_view mark : {"경우", "이상", "이하", "미만", "초과", "이내"}) {
      if (word.starts_with(mark)) return true;
    }
    if (word == "if" || word == "when" || word == "least" || word == "most" || word == "than") return true;
  }
  return false;
}

/// A statement that begins with a label ("Version 2.1: …", "Until 2019, …", "개정 전: …"); none when the unit has no label.
std::optional<Dated> labelled(const Reading& evidence, const TextUnit& unit) {
  Dated one;
  size_t end = unit.begin;
  while (end < std::min(unit.end, unit.begin + kLabelWords) && evidence.words[end].clause == evidence.words[unit.begin].clause) ++end;
  if (end == unit.end || end - unit.begin > kLabelWords) return std::nullopt;
  for (size_t i = unit.begin; i < end; ++i) {
    const Word& word = evidence.words[i];
    one.label.insert(word.key);
    if (one.age == 0) one.age = age_of(word);
    if (word.number && one.number == 0) one.number = std::strtod(word.text.c_str(), nullptr);
  }
  if (one.age == 0 && (one.number == 0 || unit.kind == TextUnit::Kind::row || is_case(evidence, unit.begin, end))) return std::nullopt;
  add_keys(evidence, end, unit.end, one.keys);
  return one;
}

/// The labelled statements of the evidence; a label holds to the end of its line or to the next label.
std::vector<Dated> dated_statements(const Reading& evidence) {
  std::vector<Dated> found;
  std::optional<uint32_t> line;  // of the last label
  for (const TextUnit& unit : evidence.units) {
    std::optional<Dated> one = labelled(evidence, unit);
    if (one && (line != unit.line || one->age != 0)) {  // inside a line a number alone is no label
      found.push_back(*std::move(one));
      line = unit.line;
    } else if (line == unit.line) {
      add_keys(evidence, unit.begin, unit.end, found.back().keys);
    }
  }
  return found;
}

Keys without(const Keys& from, const Keys& taken) {
  Keys left;
  for (const std::string& key : from) {
    if (!taken.contains(key)) left.insert(key);
  }
  return left;
}

size_t shared(const Keys& a, const Keys& b) {
  return static_cast<size_t>(std::ranges::count_if(a, [&](const std::string& key) { return b.contains(key); }));
}

/// Share of single words in common; pairs with numbers are left out.
double likeness(const Keys& a, const Keys& b) {
  auto single = [](const std::string& key) { return key.find(' ') == std::string::npos; };
  auto common = std::ranges::count_if(a, [&](const std::string& key) { return single(key) && b.contains(key); });
  auto all = std::ranges::count_if(a, single) + std::ranges::count_if(b, single);
  return 2.0 * static_cast<double>(common) / static_cast<double>(std::max<ptrdiff_t>(1, all));
}

/// The older one first; none when the two are not versions of one statement or nothing says which is older.
std::optional<std::pair<const Dated*, const Dated*>> in_order(const Dated& a, const Dated& b) {
  if (likeness(a.keys, b.keys) < kLeastAlike || (without(a.keys, b.keys).empty() && without(b.keys, a.keys).empty())) return std::nullopt;
  if (a.age != b.age) return a.age > b.age ? std::pair(&a, &b) : std::pair(&b, &a);
  if (a.number != b.number && a.number > 0 && b.number > 0) return a.number < b.number ? std::pair(&a, &b) : std::pair(&b, &a);
  return std::nullopt;
}

class VersionGate : public Gate {
 public:
  std::string_view name() const override { return "version"; }
  uint32_t version() const override { return 6; }

  record::Verdict check(const GateInput& input) override {
    if (input.refusal || trim(input.evidence).empty()) return accept(input);
    const Reading& evidence = reading_of(input.evidence);
    const AlignedWords& claim = aligned_sample(input).claim;
    const Keys told = keys_said(claim, claim.answer_begin, claim.reading.words.size()), asked = keys_said(claim, 0, claim.answer_begin);
    if (!trim(input.superseded).empty() && tells_superseded(told, asked, keys_of(evidence), keys_of(reading_of(input.superseded)))) {
      return reject(input, "outdated_version", "only the superseded text says so");
    }
    Keys said = told;
    said.insert(asked.begin(), asked.end());
    const std::vector<Dated> statements = dated_statements(evidence);
    for (size_t i = 0; i < statements.size(); ++i) {
      for (size_t j = i + 1; j < statements.size(); ++j) {
        auto pair = in_order(statements[i], statements[j]);
        std::string_view reason = pair ? judge_pair(*pair->first, *pair->second, said) : "";
        if (!reason.empty()) return reject(input, std::string(reason), "the evidence says so of another version");
      }
    }
    return accept(input);
  }

 private:
  static bool tells_superseded(const Keys& told, const Keys& asked, const Keys& evidence, const Keys& superseded) {
    auto only_old = [&](const Keys& keys) {
      return std::ranges::any_of(keys, [&](const std::string& key) { return superseded.contains(key) && !evidence.contains(key); });
    };
    return only_old(told) || (only_old(asked) && share_in(asked, superseded) > 0.5);
  }

  static std::string_view judge_pair(const Dated& older, const Dated& newer, const Keys& said) {
    Keys of_older = without(older.keys, newer.keys), of_newer = without(newer.keys, older.keys);
    bool tells_older = shared(of_older, said) > 0, tells_newer = shared(of_newer, said) > 0;
    // A word of the label that the statement has too names no version.
    bool names_older = shared(without(without(older.label, newer.label), older.keys), said) > 0,
         names_newer = shared(without(without(newer.label, older.label), newer.keys), said) > 0;
    if (tells_older && !tells_newer && !names_older) return "outdated_version";
    if (tells_newer && !tells_older && names_older && !names_newer) return "mixed_version";
    return "";
  }
};

}  // namespace

std::unique_ptr<Gate> make_version_gate() { return std::make_unique<VersionGate>(); }

}  // namespace jangin::judge
