// Step `contents_lists`: passages that are nothing but a table of contents or an index (contents_list): lines that end in a page number
// after leaders, or mostly entries with page numbers. Score: share of such lines. They teach headings and page numbers, not what is said.
#include <algorithm>
#include <cctype>

#include "base/strings.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "Homing . . . . . 12", "Homing ………… 12", "Homing ___ 12", "3.2 Homing .... iv".
bool has_leaders(std::string_view line) {
  size_t end = line.find_last_not_of(" \t");
  if (end == line.npos) return false;
  size_t begin = end;
  while (begin > 0 && std::isalnum(static_cast<unsigned char>(line[begin]))) --begin;
  if (begin == end || end - begin > 5) return false;
  std::string_view before = line.substr(0, begin + 1);
  size_t marks = 0;
  for (size_t at = before.size(); at > 0; --at) {
    char c = before[at - 1];
    if (c == '.' || c == '_') {
      ++marks;
    } else if (before.substr(0, at).ends_with("…") || before.substr(0, at).ends_with("·")) {
      marks += 2;
      at -= before.substr(0, at).ends_with("…") ? 2 : 1;
    } else if (c != ' ') {
      break;
    }
  }
  return marks >= 4;
}

/// "homing, 12, 45–47": an index entry.
bool is_index_entry(std::string_view line) {
  size_t comma = line.find(", ");
  if (comma == line.npos || comma == 0 || line.size() > 120) return false;
  std::string_view pages = line.substr(comma + 2);
  std::string plain = replace_all(std::string(pages), "–", "-");
  bool numbers = !plain.empty() && std::all_of(plain.begin(), plain.end(), [](char c) { return is_digit(c) || c == ',' || c == ' ' || c == '-'; });
  return numbers && is_digit(plain[0]) && !is_digit(line[0]);
}

class ContentsLists : public RefineStep {
 public:
  Judgement judge_passage(record::Passage& passage, const record::Document&) const override {
    size_t lines = 0, led = 0, indexed = 0;
    for (std::string_view line : split_lines(passage.text)) {
      std::string_view text = trim(line);
      if (text.starts_with("- ")) text.remove_prefix(2);
      if (text.empty()) continue;
      ++lines;
      led += has_leaders(text) ? 1 : 0;
      indexed += is_index_entry(text) ? 1 : 0;
    }
    constexpr size_t kFewestLed = 3, kFewestIndexed = 6;
    size_t entries = (led >= kFewestLed ? led : 0) + (indexed >= kFewestIndexed ? indexed : 0);
    double share = lines == 0 ? 0 : static_cast<double>(entries) / static_cast<double>(lines);
    if (share < 0.6) return {true, "", share, ""};
    return reject("contents_list", share, std::to_string(entries) + " of " + std::to_string(lines) + " lines are entries with page numbers");
  }
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_contents_lists(const RefineConfig&) { return std::make_unique<ContentsLists>(); }

}  // namespace jangin::refine
