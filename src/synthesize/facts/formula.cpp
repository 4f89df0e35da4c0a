// Formulas on lines of their own, named by the sentence above: "The relation between entropy and the number of microstates is" / "S = k ln W"; or by
// themselves: "percent by mass = (mass of solute)/(mass of solution) × 100".
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kLongestName = 16;  // words

/// A line of symbols with one equals sign or arrow: hardly a word of running text in it, and no figure in place of a symbol alone.
bool is_formula(std::string_view text) {
  if (text.size() < 5 || text.size() > 160 || text.ends_with('.')) return false;
  const bool equation = text.find(" = ") != text.npos;
  bool arrow = false;
  for (std::string_view sign : {"⟶", "→", "⇌"}) arrow |= text.find(sign) != text.npos;
  if (!equation && !arrow) return false;
  size_t words = 0;
  for (auto word : split(text, ' ')) {
    bool plain = word.size() > 3;
    for (char c : word) plain &= std::islower(static_cast<unsigned char>(c)) != 0;
    words += plain;
  }
  return words <= 2;
}

/// "(1)/([A]_t) = kt + …" holds symbols on both sides; "7.10 = 28.4/4" and "q = 12.1 kJ" are sums of an example.
bool is_general(std::string_view formula) {
  const auto equals = formula.find(" = ");
  if (equals == formula.npos) return true;
  auto right = formula.substr(equals + 3);
  size_t symbols = 0, digits = 0;
  for (auto word : split(right, ' ')) {
    size_t letters = 0, figures = 0;
    for (char c : word) letters += std::isalpha(static_cast<unsigned char>(c)) != 0, figures += std::isdigit(static_cast<unsigned char>(c)) != 0;
    if (figures > letters)
      ++digits;
    else if (letters > 0)
      ++symbols;
  }
  bool named = false;
  for (char c : formula.substr(0, equals)) named |= std::isalpha(static_cast<unsigned char>(c)) != 0;
  return named && symbols > digits && right.find(" = ") == right.npos;
}

/// "… using the mass-energy equivalence equation" → "the mass-energy equivalence equation": the line below is what the sentence ends with; empty: it ends otherwise.
std::string named_at_end(const english::Tokens& t) {
  static constexpr std::array<std::string_view, 7> kKinds = {"equation", "expression", "formula", "law", "relation", "relationship", "identity"};
  if (t.size() < 4 || std::find(kKinds.begin(), kKinds.end(), to_lower_ascii(t.back().core)) == kKinds.end()) return {};
  size_t begin = t.size() - 1;
  while (begin > 0 && t.size() - begin < 7 && !t[begin - 1].mark && t[begin - 1].is(english::kNoun | english::kAdjective | english::kCode) &&
         !t[begin - 1].is(english::kPreposition | english::kFinite | english::kPronoun))
    --begin;
  static constexpr std::array<std::string_view, 9> kVague = {"following", "this",  "general", "simple",  "resulting",
                                                             "new",       "above", "same",    "chemical"};
  const bool article = begin > 0 && to_lower_ascii(t[begin - 1].core) == "the";
  if (!article || begin + 1 >= t.size() || std::find(kVague.begin(), kVague.end(), to_lower_ascii(t[begin].core)) != kVague.end()) return {};
  return "the " + english::join_tokens(t, begin, t.size());
}

bool has_digit(std::string_view text) { return text.find_first_of("0123456789") != text.npos; }

/// What an arrow tells is a reaction, no formula of what stands above.
bool fits(const std::string& name, const std::string& formula) {
  for (std::string_view arrow : {"⟶", "→", "⇌"})
    if (formula.find(arrow) != std::string::npos) return name.find("reaction") != std::string::npos || name.find("equation") != std::string::npos;
  return true;
}

/// What the sentence above says that the formula is: its subject before an open verb ("… is", "… is given by", "can be written as"); empty: nothing.
std::string named_by(std::string sentence) {
  sentence = strip_opening(without_pointers(std::move(sentence)));
  const bool introduces = sentence.ends_with(':');
  while (!sentence.empty() && std::string_view(":, ").find(sentence.back()) != std::string_view::npos) sentence.pop_back();
  if (sentence.find(". ") != std::string::npos || sentence.find('?') != std::string::npos) return {};
  const auto t = english::tokenize(sentence);
  if (introduces)
    if (auto name = named_at_end(t); !name.empty()) return name;
  bool imperative = false;
  const auto verb = english::find_main_verb(t, 0, t.size(), imperative);
  if (verb == std::string::npos || imperative || verb == 0 || t[0].is(english::kSubordinator | english::kGerund | english::kPreposition)) return {};
  static constexpr std::array<std::string_view, 19> kOpen = {"is",      "are",      "by",        "as",      "be",        "equation", "expression",
                                                             "formula", "relation", "follows",   "then",    "therefore", "thus",     "form",
                                                             "written", "given",    "expressed", "defined", "calculated"};
  const auto last = to_lower_ascii(t.back().core);
  bool open = false;
  for (auto word : kOpen) open |= last == word;
  const bool defines = introduces && t[verb].is(english::kBe) && !t[verb].is(english::kModal);          // "the heat capacity is the heat that …:"
  if (defines && has_digit(std::string_view(sentence).substr(sentence.find(t[verb].text)))) return {};  // "the constant is 9.2 s^-1:"
  if ((!defines && (!open || t.size() - verb > 9)) || !t[verb].is(english::kFinite)) return {};
  const auto subject = english::lower_first(english::join_tokens(t, 0, verb));
  for (std::string_view pointer : {"this ", "these ", "such ", "it", "that", "we", "you", "which"})
    if (subject.starts_with(pointer) && (pointer.ends_with(' ') || subject.size() == pointer.size())) return {};
  return english::count_words(subject) <= kLongestName ? subject : std::string();
}

/// "This law is universal, …:" behind "The ideal gas law relates …": the law that was spoken of; empty: none, or it is given no formula.
std::string named_before(const std::vector<Sentence>& sentences) {
  static constexpr std::array<std::string_view, 5> kKinds = {"law", "equation", "relation", "relationship", "formula"};
  const auto& last = sentences.back().text;
  if (sentences.size() < 2 || !last.ends_with(':') || !last.starts_with("This ")) return {};
  const auto kind = last.substr(5, last.find(' ', 5) - 5);
  if (std::ranges::find(kKinds, kind) == kKinds.end()) return {};
  const auto t = english::tokenize(without_pointers(sentences[sentences.size() - 2].text));
  bool imperative = false;
  const auto verb = english::find_main_verb(t, 0, t.size(), imperative);
  const bool named = verb != std::string::npos && !imperative && verb > 2 && verb < 8 && t[verb - 1].core == kind && t[0].is(english::kDeterminer);
  return named ? english::lower_first(english::join_tokens(t, 0, verb)) : std::string();
}

/// "Percent by mass" of "Percent by mass = (mass of solute)/(mass of solution) × 100": words that name themselves; empty: a symbol, or a sum.
std::string named_by_itself(std::string_view formula) {
  constexpr size_t kShortestWord = 6, kMostWords = 6;  // letters of a name of one word; words
  const auto equals = formula.find(" = ");
  if (equals == formula.npos || formula.find('=', equals + 2) != formula.npos || formula.size() > 160 || !is_general(formula)) return {};
  const auto left = trim(formula.substr(0, equals));
  const auto words = english::count_words(left);
  if (words == 0 || words > kMostWords || (words == 1 && left.size() < kShortestWord)) return {};
  for (size_t i = 0; i < left.size(); ++i)
    if (!std::islower(static_cast<unsigned char>(left[i])) && left[i] != ' ' && left[i] != '-' &&
        !(i == 0 && std::isupper(static_cast<unsigned char>(left[i]))))
      return {};
  const auto first = english::classify(to_lower_ascii(left.substr(0, left.find(' '))));
  if (!(first & (english::kNoun | english::kAdjective)) || (first & (english::kSubordinator | english::kPreposition | english::kRelative))) return {};
  return english::lower_first(left);
}

MinedFact formula_of(const MinerInput& input, const std::string& name, const std::string& formula, record::Span evidence) {
  AttributeFrame frame{"formula", name, formula};
  auto fact = make_fact(input, "formula", frame, name, "formula", formula, "", evidence, 0.6);
  fact.statement = english::upper_first(name) + ": " + formula + ".";
  return fact;
}

/// Of a line that names itself, a paragraph's or a box's of one column.
void mine_named_by_itself(const MinerInput& input, const Block& block, std::vector<MinedFact>& out) {
  const auto add = [&](const std::string& line, record::Span span) {
    if (const auto name = named_by_itself(line); !name.empty()) out.push_back(formula_of(input, name, line.substr(line.find(" = ") + 3), span));
  };
  if (block.kind == BlockKind::paragraph) add(block.text, block.span);
  if (block.kind != BlockKind::table) return;
  for (size_t r = 0; r < block.rows.size(); ++r)
    if (block.rows[r].size() == 1) add(block.rows[r][0], block.row_spans[r]);
}

}  // namespace

std::vector<MinedFact> mine_formula(const MinerInput& input) {
  std::vector<MinedFact> out;
  const bool beside = is_beside_the_field(input.passage);
  bool worked = false;
  for (size_t i = 0; i < input.blocks.size(); ++i) {
    for (const auto& sentence : input.blocks[i].sentences) worked |= is_worked_label(sentence.run_in) || opens_worked_example(sentence.text);
    const auto& block = input.blocks[i];
    if (!worked && !beside) mine_named_by_itself(input, block, out);
    if (i == 0 || worked || block.kind != BlockKind::paragraph || input.blocks[i - 1].sentences.empty() || !is_formula(block.text) ||
        !is_general(block.text))
      continue;
    const auto& above = input.blocks[i - 1].sentences.back();
    auto name = named_by(above.text);
    if (name.empty()) name = named_before(input.blocks[i - 1].sentences);
    if (name.empty() || !fits(name, block.text)) continue;
    out.push_back(formula_of(input, name, block.text, {above.span.begin, block.span.end}));
  }
  return out;
}

}  // namespace jangin::synthesize
