// A sentence → its simple sentences: clauses that stand side by side, without what only reports them.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/clause_parts.h"

namespace jangin::synthesize::english {
namespace {

bool says_something(const Tokens& t, size_t begin, size_t end) {
  bool imperative = false;
  return end >= begin + 2 && find_main_verb(t, begin, end, imperative) != kNone;
}

/// "two years in class C end the approval": a word inside that may be a verb, before a noun.
bool may_say_something(const Tokens& t, size_t begin, size_t end) {
  for (size_t i = begin + 2; i + 2 < end; ++i)
    if (t[i].is(kBase | kThird) && !t[i].is(kPreposition | kAdjective | kDeterminer) && t[i + 1].is(kDeterminer)) return true;
  return false;
}

/// "Note that the axis stops" → "The axis stops".
std::string without_report(std::string text) {
  static constexpr std::array<std::string_view, 12> kReports = {"Note that ",
                                                                "Note also that ",
                                                                "Please note that ",
                                                                "Remember that ",
                                                                "Keep in mind that ",
                                                                "Be aware that ",
                                                                "Notice that ",
                                                                "Recall that ",
                                                                "It should be noted that ",
                                                                "It is important to note that ",
                                                                "We should understand, however, that ",
                                                                "We should understand that "};
  for (auto report : kReports)
    if (text.starts_with(report)) return upper_first(text.substr(report.size()));
  return text;
}

/// "It is possible to oxidize the ion by …" → "You can oxidize the ion by …".
std::string with_subject_of_action(std::string text) {
  for (std::string_view opening : {"It is possible to ", "It is also possible to "})
    if (text.starts_with(opening)) return "You can " + text.substr(opening.size());
  return text;
}

/// "an extensive property—its value is proportional to …": behind a dash a clause of its own.
std::string with_dash_as_semicolon(std::string text) {
  constexpr std::string_view kDash = "—";
  const auto at = text.find(kDash);
  if (at == text.npos || at == 0 || text.find(kDash, at + kDash.size()) != text.npos) return text;
  const auto behind = std::string(trim(text.substr(at + kDash.size())));
  const Tokens t = tokenize(behind);
  const bool clause = t.size() > 3 && t[0].is(kDeterminer | kPronoun) && has_finite(t, 0, t.size());
  return clause ? std::string(trim(text.substr(0, at))) + "; " + behind : text;
}

/// "but for typical conditions, x is …", "and when the stack is full the program halts": behind the coordinator at `i` something leads in a clause.
bool opens_led_clause(const Tokens& t, size_t begin, size_t i, size_t end) {
  if (i < begin + 3 || i + 4 > end || t[i - 1].mark != ',' || !is_word(t[i], {"and", "but", "yet", "so"})) return false;
  const bool leads = t[i + 1].is(kPreposition | kSubordinator) && !t[i + 1].is(kTo) && !is_word(t[i + 1], {"that", "than", "so", "as"});
  return leads && has_finite(t, begin, i) && !parse_simple(join_tokens(t, i + 1, end)).empty();
}

/// ", otherwise the course must be repeated": what holds otherwise is said of what went before.
bool is_otherwise(const Tokens& t, size_t begin, size_t i, size_t end) {
  return i > begin + 2 && t[i - 1].mark && is_word(t[i], {"otherwise"}) && has_finite(t, begin, i) && says_something(t, i + 1, end);
}

/// "open the valve and let the pump warm up": a second order behind the coordinator at `i`.
bool opens_order(const Tokens& t, size_t begin, size_t i, size_t end) {
  const bool joint = is_word(t[i], {"and"}) || (is_word(t[i], {"then"}) && t[i - 1].mark == ',');
  bool imperative = false;
  if (!joint || i + 2 >= end || find_main_verb(t, begin, i, imperative) != begin || !imperative) return false;
  const size_t verb = i + 1 + (is_word(t[i + 1], {"then"}) ? 1 : 0);
  return verb + 1 < end && t[verb].is(kBase) && !t[verb].is(kFinite | kPreposition) && !t[verb].mark &&
         t[verb + 1].is(kDeterminer | kNumber | kPronoun | kPreposition) && !(t[verb].is(kNoun) && !t[verb + 1].is(kDeterminer));
}

/// Where the simple sentence that begins at `begin` ends.
size_t simple_end(const Tokens& t, size_t begin) {
  for (size_t i = begin + 2; i + 1 < t.size(); ++i) {
    size_t next = i;
    while (next + 1 < t.size() && t[next].mark != ';') ++next;
    if (t[i - 1].mark == ';' && says_something(t, begin, i) && (says_something(t, i, next + 1) || may_say_something(t, i, next + 1))) return i;
    if (opens_led_clause(t, begin, i, next + 1) || is_otherwise(t, begin, i, next + 1) || opens_order(t, begin, i, next + 1)) return i;
  }
  return t.size();
}

}  // namespace

std::vector<std::string> simple_sentences(std::string text) {
  text = with_dash_as_semicolon(with_subject_of_action(without_report(std::move(text))));
  const Tokens t = tokenize(text);
  std::vector<std::string> out;
  for (size_t begin = 0, end; begin < t.size(); begin = end) {
    end = simple_end(t, begin);
    if (is_word(t[begin], {"otherwise"}) && begin > 0) continue;
    out.push_back(begin == 0 && end == t.size() ? text : join_tokens(t, begin, end));
  }
  return out;
}

}  // namespace jangin::synthesize::english
