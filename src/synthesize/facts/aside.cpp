// Codes in brackets behind what they stand for: "constant surface speed mode (G96)", "Hardware Abstraction Layer (HAL)".
#include <algorithm>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

/// "G40, G41 and G42" → true.
bool only_codes(std::string_view inside) {
  bool any = false;
  for (auto word : split(inside, ' ')) {
    while (!word.empty() && (word.back() == ',' || word.back() == '.')) word.remove_suffix(1);
    if (word.empty() || word == "and" || word == "or" || word == "to" || word == "-") continue;
    if (!english::is_code_like(word) || word.size() < 2) return false;
    any = true;
  }
  return any && inside.size() <= 50;
}

/// The noun phrase that ends at `end`: back to an article, verb, preposition or mark.
std::string noun_before(const std::string& text, size_t end) {
  auto t = english::tokenize(text.substr(0, end));
  size_t first = t.size();
  while (first > 0) {
    const auto& word = t[first - 1];
    bool part = word.is(english::kNoun | english::kAdjective | english::kGerund | english::kCode) &&
                !word.is(english::kDeterminer | english::kFinite | english::kPreposition | english::kSubordinator | english::kRelative |
                         english::kCoordinator);
    if (!part || (word.mark && first != t.size()) || t.size() - first >= 6) break;
    --first;
  }
  return english::join_tokens(t, first, t.size());
}

/// Whether the noun phrase goes on at `at`.
bool goes_on(std::string_view text, size_t at) {
  if (at >= text.size() || text[at] != ' ') return false;
  const auto t = english::tokenize(text.substr(at + 1, 40));
  if (t.empty()) return false;
  return t[0].is(english::kNoun | english::kAdjective) &&
         !t[0].is(english::kFinite | english::kThird | english::kPreposition | english::kSubordinator | english::kCoordinator | english::kAdverb |
                  english::kRelative);
}

/// "longer wavelength infrared" for IR → "infrared": short forms of letters begin as what they stand for.
void trim_to_initials(std::string& noun, const std::string& code) {
  for (char c : code)
    if (!std::isupper(static_cast<unsigned char>(c))) return;
  const auto starts = [&](std::string_view word) { return !word.empty() && std::toupper(static_cast<unsigned char>(word[0])) == code[0]; };
  for (size_t at = 0; at != std::string::npos && at < noun.size();
       at = noun.find(' ', at) == std::string::npos ? std::string::npos : noun.find(' ', at) + 1)
    if (starts(std::string_view(noun).substr(at))) {
      noun = noun.substr(at);
      return;
    }
}

/// "HAL" of "a Hardware Abstraction Layer": its letters begin words of the noun.
bool is_initialism(const std::string& noun, const std::string& code) {
  std::string initials;
  for (auto word : split(noun, ' '))
    if (!word.empty()) initials += static_cast<char>(std::toupper(static_cast<unsigned char>(word[0])));
  return initials.find(static_cast<char>(std::toupper(static_cast<unsigned char>(code[0])))) != std::string::npos &&
         initials.size() + 1 >= code.size();
}

/// "[AXIS_L]", "M128,M129", "type0", "g/mol": names of settings, lists, examples and units, which stand for nothing else.
bool stands_for_nothing(const std::string& codes, const std::string& noun) {
  if (codes.find_first_of("[]{}\\") != std::string::npos || noun.find(':') != std::string::npos) return true;
  for (size_t at = codes.find(','); at != std::string::npos; at = codes.find(',', at + 1))
    if (at + 1 < codes.size() && codes[at + 1] != ' ') return true;
  const bool capital = std::ranges::any_of(codes, [](unsigned char c) { return std::isupper(c) != 0; });
  const bool digit = codes.find_first_of("0123456789") != std::string::npos;
  return !capital && (digit || codes.find('/') != std::string::npos);
}

/// "Return current absolute Z coordinate (G53) …": an order, not a name.
bool orders(const std::string& noun) {
  const auto t = english::tokenize(noun);
  return t.size() > 1 && t[0].is(english::kBase) && t[1].is(english::kAdjective | english::kDeterminer | english::kNumber) &&
         std::isupper(static_cast<unsigned char>(noun[0]));
}

/// "shells with reduced | integration (S8R)": the noun's beginning stands before it.
bool is_modified(std::string_view before) {
  const auto t = english::tokenize(before);
  if (!t.empty() && (t.back().core == "called" || t.back().core == "named" || t.back().core == "termed")) return false;
  return !t.empty() && !t.back().mark && t.back().is(english::kParticiple) &&
         !t.back().is(english::kPreposition | english::kFinite | english::kNoun) && t.size() > 1 &&
         !t[t.size() - 2].is(english::kFinite | english::kNoun);
}

}  // namespace

std::vector<MinedFact> mine_aside(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::paragraph && block.kind != BlockKind::item) continue;
    const bool bold_line = span_text(input.passage, block.span).starts_with("**") && block.sentences.size() == 1;  // a glossary's term
    for (const auto& sentence : block.sentences) {
      const auto& text = sentence.text;
      for (size_t open = text.find(" ("); open != std::string::npos; open = text.find(" (", open + 1)) {
        auto close = text.find(')', open);
        if (close == std::string::npos) break;
        auto codes = text.substr(open + 2, close - open - 2);
        if (!only_codes(codes)) continue;
        bool whole_item = (block.kind == BlockKind::item || bold_line) && open < 60 && close + 2 >= text.size() && text.find('(') == open + 1;
        auto noun = whole_item ? text.substr(0, open) : noun_before(text, open);
        if (!whole_item && goes_on(text, close + 1)) continue;  // "the initial (G98) plane": the noun ends behind the bracket
        if (codes.starts_with('(')) codes.erase(0, 1);          // "((E_X^°))"
        trim_to_initials(noun, codes);
        const auto before = std::string_view(text).substr(0, open - std::min(open, noun.size()));
        const auto leading = " " + to_lower_ascii(before);
        const bool instance = !whole_item && (leading.ends_with(" a ") || leading.ends_with(" an "));  // "an environment variable (EXCLUDE_PATH)"
        if (!whole_item && is_modified(before)) continue;
        const bool ion = codes.ends_with('+') || codes.ends_with("−") || codes.ends_with("–");
        if (ion && !noun.ends_with("ion") && !noun.ends_with("ions") && !noun.ends_with("ium")) continue;  // "the cation of the hydroxide (Ba^2+)"
        if (stands_for_nothing(codes, noun) || (instance && !is_initialism(noun, codes))) continue;
        if (noun.empty() || orders(noun) || english::count_words(noun) > 9 || noun.size() < 4 || english::is_code_like(noun)) continue;
        MeaningFrame frame;
        frame.term = codes;
        frame.description = input.vocabulary.sentence_case(english::lower_first(noun));
        auto fact = make_fact(input, "aside", frame, codes, "stands for", frame.description, "", sentence.span, 0.42);
        fact.statement = codes + " – " + frame.description + ".";
        out.push_back(std::move(fact));
      }
    }
  }
  return out;
}

}  // namespace jangin::synthesize
