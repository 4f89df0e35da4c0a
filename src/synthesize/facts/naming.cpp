// What things are called.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/english/clause.h"
#include "synthesize/facts/definitions.h"

namespace jangin::synthesize {
namespace {

using english::Tokens;

constexpr size_t kLongestName = 5;  // words

std::string word_at(const Tokens& t, size_t i) { return i < t.size() ? to_lower_ascii(t[i].core) : std::string(); }

/// First token of the name behind the naming verb at `i`; npos: it names nothing.
size_t name_begin(const Tokens& t, size_t i) {
  const auto word = word_at(t, i), next = word_at(t, i + 1);
  if (t[i].mark) return std::string::npos;
  if (word == "called" || word == "termed" || word == "dubbed") return i + 1;
  if ((word == "known" || word == "referred") && next == (word == "known" ? "as" : "to")) {
    const size_t behind = i + (word == "known" ? 2 : 3);
    return word == "known" || word_at(t, i + 2) == "as" ? behind : std::string::npos;
  }
  const bool told = word == "call" && i > 0 && (word_at(t, i - 1) == "we" || word_at(t, i - 1) == "chemists" || word_at(t, i - 1) == "people");
  if (told && (next == "this" || next == "it" || next == "these" || next == "them")) return i + 2;
  return std::string::npos;
}

bool opens_quote(const english::Token& token) { return token.text.starts_with("“") || token.text.starts_with('"') || token.text.starts_with("‘"); }
bool closes_quote(const english::Token& token) { return token.text.ends_with("”") || token.text.ends_with('"'); }
bool is_quoted(const english::Token& token) { return opens_quote(token) || closes_quote(token); }

/// End of the name that begins at `begin`; `begin` itself: none stands there.
size_t name_end(const Tokens& t, size_t begin) {
  static constexpr std::array<std::string_view, 18> kNoNames = {"first", "last",          "next",     "same",     "second", "time",
                                                                "once",  "twice",         "again",    "after",    "before", "out",
                                                                "upon",  "automatically", "directly", "function", "when",   "by"};
  size_t end = begin;
  if (end < t.size() && t[end].is(english::kDeterminer) && !t[end].mark &&
      (word_at(t, end) == "the" || word_at(t, end) == "a" || word_at(t, end) == "an"))
    ++end;
  const size_t first = end;
  for (; end < t.size() && end - first < kLongestName; ++end) {
    const auto word = word_at(t, end);
    const bool name = t[end].is(english::kNoun | english::kAdjective | english::kCode) || is_quoted(t[end]);
    const bool other = t[end].is(english::kPreposition | english::kPronoun | english::kDeterminer | english::kFinite | english::kSubordinator |
                                 english::kRelative | english::kCoordinator | english::kTo | english::kAdverb) &&
                       !is_quoted(t[end]);
    if (!name || other || (end == first && std::find(kNoNames.begin(), kNoNames.end(), word) != kNoNames.end())) break;
    if (end > first && t[end].is(english::kThird | english::kPast) && !t[end].is(english::kNoun)) break;
    if (t[end].mark || closes_quote(t[end])) {
      ++end;
      break;
    }
  }
  const bool noun = std::any_of(t.begin() + static_cast<std::ptrdiff_t>(first), t.begin() + static_cast<std::ptrdiff_t>(end),
                                [](const english::Token& token) { return token.is(english::kNoun | english::kCode | english::kAdjective); });
  return noun ? end : begin;
}

std::string without_quotes(std::string name) {
  for (std::string_view mark : {"“", "”", "\"", "*"}) name = replace_all(name, mark, "");
  while (!name.empty() && std::string_view(",.;: ").find(name.back()) != std::string_view::npos) name.pop_back();
  return name;
}

}  // namespace

std::vector<Naming> namings_of(const Tokens& t) {
  std::vector<Naming> out;
  for (size_t i = 1; i + 1 < t.size(); ++i) {
    const auto begin = name_begin(t, i);
    if (begin == std::string::npos || begin >= t.size()) continue;
    const auto end = name_end(t, begin);
    if (end == begin) continue;
    out.push_back({begin, end, without_quotes(english::join_tokens(t, begin, end))});
    i = end - 1;
  }
  return out;
}

}  // namespace jangin::synthesize
