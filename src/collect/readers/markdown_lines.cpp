// See markdown_lines.h.
#include "collect/readers/markdown_lines.h"

#include <algorithm>

namespace jangin::collect {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

ListMarker list_marker(std::string_view text) {
  if (text.size() >= 2 && (text[0] == '-' || text[0] == '*' || text[0] == '+') && text[1] == ' ') return {2, "- "};
  size_t digits = 0;
  while (digits < text.size() && digits < 9 && is_digit(text[digits])) ++digits;
  if (digits == 0) return {};
  size_t at = digits;
  // "1\." is how exporters keep a statute's own numbers from being renumbered: a list item all the same.
  if (at < text.size() && text[at] == '\\') ++at;
  if (at + 1 >= text.size() || (text[at] != '.' && text[at] != ')') || text[at + 1] != ' ') return {};
  return {at + 2, std::string(text.substr(0, digits)) + ". "};
}

size_t escaped_enumerator(std::string_view text) {
  size_t slash = text.find("\\. ");
  return slash != std::string_view::npos && slash > 0 && slash <= 9 && text.find(' ') > slash ? slash : 0;
}

bool is_thematic_break(std::string_view text) {
  size_t marks = 0;
  for (char c : text) {
    if (c == ' ') continue;
    if (c != text[0] || (c != '-' && c != '*' && c != '_')) return false;
    ++marks;
  }
  return marks >= 3;
}

size_t heading_level(std::string_view text) {
  size_t level = text.find_first_not_of('#');
  if (level == std::string_view::npos) level = text.size();
  return level >= 1 && level <= 6 && (level == text.size() || text[level] == ' ') ? level : 0;
}

std::string strip_html(std::string_view text, bool& inside) {
  std::string out;
  while (!text.empty()) {
    if (inside) {
      size_t end = text.find("-->");
      if (end == std::string_view::npos) return out;
      inside = false;
      text.remove_prefix(end + 3);
      continue;
    }
    size_t comment = text.find("<!--"), anchor = text.find("<a name="), code = text.find('`');
    size_t first = std::min(comment, anchor);
    if (first == std::string_view::npos || code < first) {
      // Inline code is left as it is.
      size_t close = code == std::string_view::npos || code > first ? std::string_view::npos : text.find('`', code + 1);
      if (code == std::string_view::npos || close == std::string_view::npos) {
        out += text;
        return out;
      }
      out += text.substr(0, close + 1);
      text.remove_prefix(close + 1);
      continue;
    }
    out += text.substr(0, first);
    text.remove_prefix(first);
    if (first == comment) {
      inside = true;
      text.remove_prefix(4);
    } else {
      size_t end = text.find("></a>");
      size_t skip = end == std::string_view::npos ? 0 : end + 5;
      if (skip == 0) {
        out += text;
        return out;
      }
      text.remove_prefix(skip);
    }
  }
  return out;
}

}  // namespace jangin::collect
