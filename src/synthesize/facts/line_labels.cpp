// Labels, titles and names before the text of a line.
#include "synthesize/facts/line_labels.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/english/tokens.h"

namespace jangin::synthesize {

size_t run_in_length(std::string_view sentence) {
  static constexpr std::array<std::string_view, 16> kStarts = {"The", "A",    "An", "When", "If",  "This", "These", "There",
                                                               "All", "Most", "It", "To",   "For", "In",   "Use",   "Each"};
  size_t words = 0;
  for (size_t at = sentence.find(' '); at != sentence.npos && words < 6; at = sentence.find(' ', at + 1)) {
    ++words;
    auto rest = sentence.substr(at + 1);
    auto word = rest.substr(0, rest.find(' '));
    bool before_ends = at > 0 && (std::isalnum(static_cast<unsigned char>(sentence[at - 1])) || sentence[at - 1] == ')');
    if (!before_ends) return 0;
    bool first_capital = std::isupper(static_cast<unsigned char>(sentence[0]));
    for (auto start : kStarts)
      if (word == start && first_capital && word.size() < rest.size()) return start == "A" && words > 1 ? 0 : at + 1;
  }
  return 0;
}

size_t label_length(std::string_view sentence) {
  static constexpr std::array<std::string_view, 4> kLabels = {"Solution", "Check Your Learning", "Answer", "Answers"};
  for (auto label : kLabels) {
    if (!sentence.starts_with(label) || sentence.size() < label.size() + 3) continue;
    size_t at = label.size();
    if (sentence[at] == ':' || sentence[at] == '.') ++at;
    if (sentence[at] == ' ') ++at;
    const char next = sentence[at];
    if (std::isupper(static_cast<unsigned char>(next)) || next == '(') return at;
  }
  return 0;
}

size_t glued_title_length(std::string_view sentence) {
  size_t capitals = 0, words = 0;
  for (size_t at = 0; at < sentence.size() && words < 16; ++words) {
    const auto end = std::min(sentence.find(' ', at), sentence.size());
    const auto word = sentence.substr(at, end - at);
    const bool capital = std::isupper(static_cast<unsigned char>(word.empty() ? 0 : word[0]));
    if (capital && capitals >= 2 && word.find('_') == word.npos)
      for (size_t i = 4; i < word.size(); ++i) {
        const bool seam = std::islower(static_cast<unsigned char>(word[i - 1])) && std::isupper(static_cast<unsigned char>(word[i]));
        const bool opens = i + 1 == word.size() ? word[i] == 'A' : std::islower(static_cast<unsigned char>(word[i + 1])) != 0;
        if (seam && opens) return at + i;
      }
    if (!capital && word.size() > 4) return 0;
    capitals += capital;
    at = end + 1;
  }
  return 0;
}

size_t bold_heading_length(std::string_view raw) {
  if (!raw.starts_with("**")) return 0;
  const auto close = raw.find("**", 2);
  if (close == raw.npos || close > 60 || close + 3 >= raw.size() || raw[close + 2] != ' ') return 0;
  if (raw.substr(2, close - 2).find(' ') == raw.npos || !std::isupper(static_cast<unsigned char>(raw[close + 3]))) return 0;
  return close + 3;
}

size_t broken_name_length(std::string_view raw, std::string& name) {
  if (raw.empty() || (raw[0] != '*' && raw[0] != '`')) return 0;
  for (std::string_view mark : {"<br/>", "<br />", "<br>", "\\\n", "\\ "}) {
    const auto at = raw.find(mark);
    if (at == raw.npos || at < 3 || at > 100 || raw.find('\n') < at) continue;
    const auto before = trim(raw.substr(0, at));
    if (before.empty() || (before.back() != '*' && before.back() != '`')) continue;
    name = english::strip_markdown(replace_all(english::strip_markdown(before), "*", ""));
    size_t behind = at + mark.size();
    while (behind < raw.size() && (raw[behind] == ' ' || raw[behind] == '\n')) ++behind;
    for (std::string_view direction : {"[in] ", "[out] ", "[in, out] ", "[in,out] ", "[in/out] "})
      if (raw.substr(behind).starts_with(direction)) behind += direction.size();
    return english::count_words(name) <= 4 && behind < raw.size() ? behind : 0;
  }
  return 0;
}

std::string strip_label(std::string text) {
  for (std::string_view label : {"Note", "Caution", "Warning", "Important", "Tip", "Hint", "Danger", "참고", "주의", "경고", "중요"}) {
    if (!text.starts_with(label)) continue;
    auto rest = std::string_view(text).substr(label.size());
    if (rest.starts_with(": ") || rest == ":") return std::string(trim(rest.substr(1)));
  }
  if (text.starts_with("[^")) {
    auto close = text.find("]:");
    if (close != std::string::npos && close < 8) return std::string(trim(text.substr(close + 2)));
  }
  return text;
}

std::string without_citations(std::string text) {
  static constexpr std::array<std::string_view, 9> kNamed = {"in", "by", "from", "to", "of", "see", "and", "with", "also"};
  for (size_t at = text.find(" ["); at != std::string::npos; at = text.find(" [", at + 1)) {
    const auto close = text.find(']', at);
    if (close == std::string::npos) break;
    const auto inside = std::string_view(text).substr(at + 2, close - at - 2);
    const bool number = !inside.empty() && inside.size() <= 8 && inside.find_first_not_of("0123456789, ") == inside.npos;
    const char next = close + 1 < text.size() ? text[close + 1] : '.';
    const auto word_begin = text.rfind(' ', at - 1);
    const auto word = std::string_view(text).substr(word_begin == std::string::npos ? 0 : word_begin + 1,
                                                    at - (word_begin == std::string::npos ? 0 : word_begin + 1));
    const bool word_before = at > 0 && std::islower(static_cast<unsigned char>(text[at - 1])) && std::ranges::find(kNamed, word) == kNamed.end();
    if (number && word_before && std::string_view(" .,;:)").find(next) != std::string_view::npos) text.erase(at, close + 1 - at), --at;
  }
  return text;
}

std::string without_emphasis(std::string text) {
  for (size_t at = text.find('*'); at != std::string::npos; at = text.find('*', at + 1)) {
    const auto close = text.find_first_of("* ", at + 1);
    const bool opens = at == 0 || text[at - 1] == ' ' || text[at - 1] == '(';
    if (!opens || close == std::string::npos || text[close] != '*' || close < at + 2 ||
        !(std::isalpha(static_cast<unsigned char>(text[at + 1])) || text[at + 1] == '_'))
      continue;
    if (close + 1 < text.size() && std::isalnum(static_cast<unsigned char>(text[close + 1]))) continue;
    text.erase(close, 1), text.erase(at, 1);
  }
  return text;
}

}  // namespace jangin::synthesize
