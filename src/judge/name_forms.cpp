// Parts of compound names and initials of words, on Latin letters.
#include "judge/name_forms.h"

#include <algorithm>
#include <array>
#include <string>

#include "base/strings.h"
#include "judge/reading.h"

namespace jangin::judge {
namespace {

constexpr size_t kLeastInitials = 3;
constexpr size_t kLeastStem = 4, kLongestEnding = 2;

bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_lower(char c) { return c >= 'a' && c <= 'z'; }

bool is_general(std::string_view name) {
  static constexpr std::array<std::string_view, 15> kNames = {"ID",     "OK",      "PC",        "US",       "UK",     "EU",       "UTC",   "I",
                                                              "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"};
  return std::ranges::find(kNames, name) != kNames.end();
}

/// Whether text[at, at + size) is a part of a compound name: "Chain" and "ID" of "dwChainID". The end of one whole word is none.
bool is_part(std::string_view text, size_t at, size_t size) {
  const char before = at == 0 ? ' ' : text[at - 1], first = text[at], last = text[at + size - 1];
  const char behind = at + size == text.size() ? ' ' : text[at + size];
  const bool begins = is_lower(before) || before == '_' || (is_upper(before) && size > 1 && is_lower(text[at + 1]));
  const bool ends = is_upper(behind) ? is_lower(last) || is_upper(first) : !is_lower(behind) || is_upper(last);
  return is_upper(first) && begins && ends;
}

bool stands_as_part(std::string_view name, std::string_view text) {
  for (size_t at = text.find(name); at != std::string_view::npos; at = text.find(name, at + 1)) {
    if (is_part(text, at, name.size())) return true;
  }
  return false;
}

bool stands_as_initials(std::string_view name, const Reading& text) {
  if (name.size() < kLeastInitials || !std::ranges::all_of(name, is_upper)) return false;
  std::string initials;
  std::string of_content;
  for (const Word& word : text.words) {
    initials += word.text[0];
    if (word.content) of_content += word.text[0];
  }
  const std::string sought = to_lower_ascii(name);
  return initials.find(sought) != std::string::npos || of_content.find(sought) != std::string::npos;
}

/// What a hyphen ties to a name: "IUPAC-approved".
bool is_attribute(std::string_view part) {
  static constexpr std::array<std::string_view, 7> kParts = {"free", "like", "type", "style", "only", "specific", "compatible"};
  return part.ends_with("ed") || part.ends_with("ing") || std::ranges::find(kParts, part) != kParts.end();
}

/// "Californian" of "California", "LINK" of "linker".
bool has_form(const Reading& text, const Word& name) {
  if (text.has(name.key)) return true;
  return std::ranges::any_of(text.words, [&](const Word& word) {
    std::string_view shorter = word.text, longer = name.text;
    if (shorter.size() > longer.size()) std::swap(shorter, longer);
    return shorter.size() >= kLeastStem && longer.size() - shorter.size() <= kLongestEnding && longer.starts_with(shorter);
  });
}

}  // namespace

bool is_form_of_name(std::string_view name, std::string_view text) {
  if (is_general(name) || (name.size() > 1 && stands_as_part(name, text))) return true;
  const Reading& read = reading_of(text);
  if (stands_as_initials(name, read)) return true;
  const Reading own = read_text(name);
  const auto is_known = [&](const Word& word) {
    const bool first = &word == own.words.data();
    return !word.number && ((word.capital && word.text.size() > 3 && has_form(read, word)) || (!first && is_attribute(word.text)));
  };
  return !own.words.empty() && std::ranges::all_of(own.words, is_known);
}

}  // namespace jangin::judge
