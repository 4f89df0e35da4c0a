// A range of numbers against a list as long.
#include "judge/counted_range.h"

#include <algorithm>
#include <charconv>

#include "base/strings.h"

namespace jangin::judge {
namespace {

constexpr int kLongestRange = 24;

bool read_whole(std::string_view digits, int& value) {
  const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return error == std::errc() && at == digits.data() + digits.size();
}

bool read_ends(std::string_view text, int& first, int& last) {
  const auto dash = text.find('-');
  if (dash == text.npos || dash == 0) return false;
  return read_whole(trim(text.substr(0, dash)), first) && read_whole(trim(text.substr(dash + 1)), last) && last - first + 1 > 2 &&
         last - first + 1 <= kLongestRange;
}

/// "Tool Offsets for X, Y, Z & W" → "Tool Offsets for" and its four members; the list may stand in brackets.
bool read_members(std::string_view text, std::string& head, std::vector<std::string>& members) {
  auto plain = replace_all(replace_all(std::string(text), " & ", ", "), " and ", ", ");
  plain = replace_all(replace_all(std::move(plain), ")", ""), " (", ", (");
  const auto comma = plain.find(", ");
  if (comma == std::string::npos) return false;
  const auto bracket = plain.find(", (");
  const auto start = bracket != std::string::npos ? bracket + 3 : plain.rfind(' ', comma - 1) + 1;
  if (start == 0 || start >= plain.size()) return false;
  head = std::string(trim(std::string_view(plain).substr(0, bracket != std::string::npos ? bracket : start)));
  for (auto member : split(std::string_view(plain).substr(start), ',')) members.emplace_back(trim(member));
  return !head.empty() && std::ranges::all_of(members, [](const std::string& m) { return !m.empty() && m.size() <= 16; });
}

}  // namespace

const std::string* CountedRange::member(int number) const {
  const bool inside = number >= first && number - first < static_cast<int>(members.size());
  return inside ? &members[static_cast<size_t>(number - first)] : nullptr;
}

std::optional<CountedRange> read_counted_range(std::string_view term, std::string_view description) {
  CountedRange range;
  int last = 0;
  auto sentence = description.substr(0, description.find(". "));
  if (sentence.ends_with('.')) sentence.remove_suffix(1);
  if (!read_ends(trim(term), range.first, last) || !read_members(sentence, range.head, range.members)) return std::nullopt;
  if (static_cast<int>(range.members.size()) != last - range.first + 1) return std::nullopt;
  return range;
}

std::optional<CountedRange> read_counted_range(std::string_view item) {
  item = trim(item);
  for (std::string_view mark : {"- ", "* ", "+ "})
    if (item.starts_with(mark)) item.remove_prefix(mark.size());
  for (std::string_view separator : {" - ", " – ", " — ", ": "})
    if (const auto at = item.find(separator); at != item.npos) return read_counted_range(item.substr(0, at), item.substr(at + separator.size()));
  return std::nullopt;
}

}  // namespace jangin::judge
