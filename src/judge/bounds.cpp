// Reads bounds from the words beside a number.
#include "judge/bounds.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "judge/korean_denial.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

constexpr std::array<std::pair<std::string_view, Bound>, 5> kKoreanBounds = {
    {{"이상", Bound::at_least}, {"이하", Bound::at_most}, {"이내", Bound::at_most}, {"미만", Bound::less}, {"초과", Bound::more}}};
constexpr size_t kComparedWithin = 5;  // words behind a number
// Words before a number, read backwards from it.
constexpr std::array<std::pair<std::string_view, Bound>, 26> kEnglishBefore = {{{"at least", Bound::at_least},
                                                                                {"minimum of", Bound::at_least},
                                                                                {"less than", Bound::less},
                                                                                {"fewer than", Bound::less},
                                                                                {"below", Bound::less},
                                                                                {"under", Bound::less},
                                                                                {"at most", Bound::at_most},
                                                                                {"maximum of", Bound::at_most},
                                                                                {"up to", Bound::at_most},
                                                                                {"more than", Bound::more},
                                                                                {"greater than", Bound::more},
                                                                                {"above", Bound::more},
                                                                                {"over", Bound::more},
                                                                                {"exceeds", Bound::more},
                                                                                {"exceeding", Bound::more},
                                                                                {"not less than", Bound::at_least},
                                                                                {"no less than", Bound::at_least},
                                                                                {"no more than", Bound::at_most},
                                                                                {"not more than", Bound::at_most},
                                                                                {"not exceed", Bound::at_most},
                                                                                {"longer than", Bound::more},
                                                                                {"higher than", Bound::more},
                                                                                {"exceeded", Bound::more},
                                                                                {"outside", Bound::more},
                                                                                {"shorter than", Bound::less},
                                                                                {"lower than", Bound::less}}};

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
    bool or_more = (words[j].text == "or" || words[j].text == "and") && j + 1 < words.size();
    if (or_more && (words[j + 1].text == "more" || words[j + 1].text == "greater" || words[j + 1].text == "later" || words[j + 1].text == "higher"))
      bounds.insert(Bound::at_least);
    if (or_more && (words[j + 1].text == "less" || words[j + 1].text == "fewer" || words[j + 1].text == "lower" || words[j + 1].text == "earlier"))
      bounds.insert(Bound::at_most);
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

/// The value of a number in figures or in a word.
std::optional<double> value_of(const Word& word) {
  const std::string_view named = number_of_word(word.text);
  const std::string_view digits = word.number ? std::string_view(word.text) : named.empty() ? named : named.substr(1);
  double value = 0;
  const bool whole = !digits.empty() && std::from_chars(digits.data(), digits.data() + digits.size(), value).ptr == digits.data() + digits.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::string_view unit_behind(const std::vector<Word>& words, size_t i) {
  return i + 1 < words.size() && words[i + 1].text != "in" ? unit_of_inflected(words[i + 1].text) : std::string_view();
}

/// "0.4 mg/L보다 낮으면", "5년을 넘은", "15 MΩ·cm 아래": bounds told by a verb or noun behind the number.
void read_korean_comparison(const std::vector<Word>& words, size_t i, std::set<Bound>& bounds) {
  auto begins = [&](size_t j, std::initializer_list<std::string_view> heads) {
    return j < words.size() && std::ranges::any_of(heads, [&](std::string_view head) { return words[j].text.starts_with(head); });
  };
  for (size_t j = i + 1; j < std::min(words.size(), i + kComparedWithin) && !words[j].number; ++j) {
    const bool than = words[j].text.ends_with("보다");
    if (than && begins(j + 1, {"낮", "작", "적", "짧", "느"})) bounds.insert(Bound::less);
    if (than && begins(j + 1, {"높", "크", "큰", "많", "길", "긴", "빠"})) bounds.insert(Bound::more);
    if (begins(j, {"넘"})) bounds.insert(denies_korean(words, std::min(j + 1, words.size() - 1)) ? Bound::at_most : Bound::more);
    if (begins(j, {"아래"})) bounds.insert(Bound::less);
  }
}

bool satisfies(double value, Bound bound, double limit) {
  switch (bound) {
    case Bound::at_least: return value >= limit;
    case Bound::at_most: return value <= limit;
    case Bound::more: return value > limit;
    case Bound::less: return value < limit;
  }
  return false;
}

/// Whether the number at `i` is an end of a range: "from 0.1 to 2 µm", "between 1 and 5 s".
bool ends_range(const std::vector<Word>& words, size_t i) {
  const std::string_view before = i > 0 ? std::string_view(words[i - 1].text) : std::string_view();
  if (before == "from" || before == "between") return true;
  return (before == "to" || before == "and") && i >= 3 &&
         (words[i - 3].text == "from" || words[i - 3].text == "between" ||
          (i >= 4 && (words[i - 4].text == "from" || words[i - 4].text == "between")));
}

/// Whether words beside the number say that it is a bound: a case stands bare.
bool is_bounded(const std::vector<Word>& words, size_t i) {
  static constexpr std::array<std::string_view, 18> kBefore = {"within", "beyond", "between", "from",      "to",      "under",
                                                               "over",   "above",  "below",   "than",      "least",   "most",
                                                               "past",   "until",  "till",    "exceeding", "exceeds", "and"};
  std::set<Bound> own;
  read_bound(words, i, own);
  if (!own.empty()) return true;
  for (size_t k = i - std::min<size_t>(i, 2); k < i; ++k) {
    if (std::ranges::find(kBefore, words[k].text) != kBefore.end()) return true;
  }
  for (size_t k = i + 1; k < std::min(words.size(), i + 3); ++k) {
    if (words[k].text == "and" || words[k].text == "or") return true;
  }
  return false;
}

/// Whether both numbers count or measure the same: one unit, or one noun behind them. Signs of units ("%") are no words: where neither has a noun,
/// they may.
bool same_measure(const std::vector<Word>& asked, size_t i, const std::vector<Word>& words, size_t j) {
  const std::string_view unit = unit_behind(asked, i), other = unit_behind(words, j);
  if (!unit.empty() || !other.empty()) return unit == other;
  const bool noun = i + 1 < asked.size() && asked[i + 1].content, other_noun = j + 1 < words.size() && words[j + 1].content;
  if (!noun) return !other_noun || i + 1 == asked.size();
  return other_noun && asked[i + 1].key == words[j + 1].key;
}

}  // namespace

Bounds bounds_of(const Reading& reading) {
  Bounds bounds;
  for (size_t i = 0; i < reading.words.size(); ++i) {
    if (reading.words[i].number) read_bound(reading.words, i, bounds[reading.words[i].key]);
  }
  return bounds;
}

bool is_instance_of_bound(const Reading& question, size_t i, const Reading& evidence) {
  if (is_bounded(question.words, i)) return false;
  const bool korean = question.words.back().hangul;
  const std::optional<double> value = value_of(question.words[i]);
  for (size_t j = 0; j < evidence.words.size(); ++j) {
    const std::optional<double> limit = value_of(evidence.words[j]);
    if (!limit || !same_measure(question.words, i, evidence.words, j)) continue;
    std::set<Bound> bounds;
    read_bound(evidence.words, j, bounds);
    if (korean) read_korean_comparison(evidence.words, j, bounds);
    if (korean ? value && std::ranges::any_of(bounds, [&](Bound bound) { return satisfies(*value, bound, *limit); })
               : !bounds.empty() || ends_range(evidence.words, j))
      return true;
  }
  return false;
}

}  // namespace jangin::judge
