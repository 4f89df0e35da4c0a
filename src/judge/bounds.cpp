// Reads bounds from the words beside a number.
#include "judge/bounds.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string_view>

#include "judge/units.h"

namespace jangin::judge {
namespace {

constexpr std::array<std::pair<std::string_view, Bound>, 5> kKoreanBounds = {{{"이상", Bound::at_least}, {"이하", Bound::at_most}, {"이내", Bound::at_most}, {"미만", Bound::less}, {"초과", Bound::more}}};
// Words before a number, read backwards from it.
constexpr std::array<std::pair<std::string_view, Bound>, 25> kEnglishBefore = {{{"at least", Bound::at_least}, {"minimum of", Bound::at_least}, {"less than", Bound::less}, {"fewer than", Bound::less},
    {"below", Bound::less}, {"under", Bound::less}, {"at most", Bound::at_most}, {"maximum of", Bound::at_most}, {"up to", Bound::at_most}, {"more than", Bound::more}, {"greater than", Bound::more}, {"above", Bound::more},
    {"over", Bound::more}, {"exceeds", Bound::more}, {"exceeding", Bound::more}, {"not less than", Bound::at_least}, {"no less than", Bound::at_least}, {"no more than", Bound::at_most}, {"not more than", Bound::at_most},
    {"not exceed", Bound::at_most}, {"longer than", Bound::more},
    {"higher than", Bound::more}, {"exceeded", Bound::more}, {"shorter than", Bound::less}, {"lower than", Bound::less}}};

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

/// The value of a number in figures or in a word.
std::optional<double> value_of(const Word& word) {
  const std::string_view named = number_of_word(word.text);
  const std::string_view digits = word.number ? std::string_view(word.text) : named.empty() ? named : named.substr(1);
  double value = 0;
  const bool whole = !digits.empty() && std::from_chars(digits.data(), digits.data() + digits.size(), value).ptr == digits.data() + digits.size();
  return whole ? std::optional(value) : std::nullopt;
}

std::string_view unit_behind(const std::vector<Word>& words, size_t i) { return i + 1 < words.size() ? unit_of(words[i + 1].text) : std::string_view(); }

bool satisfies(double value, Bound bound, double limit) {
  switch (bound) {
    case Bound::at_least: return value >= limit;
    case Bound::at_most: return value <= limit;
    case Bound::more: return value > limit;
    case Bound::less: return value < limit;
  }
  return false;
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
  const std::optional<double> value = value_of(question.words[i]);
  std::set<Bound> own;
  read_bound(question.words, i, own);
  if (!value || !own.empty()) return false;
  for (size_t j = 0; j < evidence.words.size(); ++j) {
    const std::optional<double> limit = value_of(evidence.words[j]);
    if (!limit || unit_behind(question.words, i) != unit_behind(evidence.words, j)) continue;
    std::set<Bound> bounds;
    read_bound(evidence.words, j, bounds);
    if (std::ranges::any_of(bounds, [&](Bound bound) { return satisfies(*value, bound, *limit); })) return true;
  }
  return false;
}

}  // namespace jangin::judge
