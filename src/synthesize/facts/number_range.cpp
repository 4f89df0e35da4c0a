// Ranges of numbers against lists as long: "5401-5409 - Tool Offsets for X, Y, Z, A, B, C, U, V & W" says what each of nine parameters is.
#include <algorithm>
#include <cctype>
#include <charconv>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

constexpr int kLongestRange = 24;

struct NumberRange {
  int first = 0, last = 0;
  int size() const { return last - first + 1; }
};
bool read_range(std::string_view text, NumberRange& range) {
  const auto dash = text.find('-');
  if (dash == text.npos || dash == 0) return false;
  const auto begin = trim(text.substr(0, dash)), end = trim(text.substr(dash + 1));
  const auto whole = [](std::string_view digits, int& value) {
    const auto [at, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    return error == std::errc() && at == digits.data() + digits.size();
  };
  return whole(begin, range.first) && whole(end, range.last) && range.size() > 2 && range.size() <= kLongestRange;
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

std::vector<MinedFact> mine_number_range(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& block : input.blocks) {
    TermItem item;
    NumberRange range;
    if (block.kind != BlockKind::item || !read_term(block, item) || !read_range(item.term, range)) continue;
    std::string head;
    std::vector<std::string> members;
    const auto sentence = std::string_view(item.description).substr(0, item.description.find(". "));
    if (!read_members(sentence.ends_with('.') ? sentence.substr(0, sentence.size() - 1) : sentence, head, members) ||
        static_cast<int>(members.size()) != range.size())
      continue;
    const bool open = english::classify(head.substr(head.rfind(' ') + 1)) & english::kPreposition;
    for (int i = 0; i < range.size(); ++i) {
      MeaningFrame frame;
      frame.term = std::to_string(range.first + i);
      frame.term_class = to_lower_ascii(input.topic->phrase).find("parameter") != std::string::npos ? "parameter" : "number";
      frame.description = input.vocabulary.sentence_case(english::lower_first(head)) + (open ? " " : " for ") + members[static_cast<size_t>(i)];
      auto fact = make_fact(input, "number_range", frame, frame.term, "means", frame.description, "", block.span, 0.6);
      fact.statement = english::upper_first(frame.term_class) + " " + frame.term + " – " + frame.description + ".";
      out.push_back(std::move(fact));
    }
  }
  return out;
}

}  // namespace jangin::synthesize
