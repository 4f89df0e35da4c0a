// Headed reference sections: "G33 Spindle Synchronized Motion", its syntax line "G33 X- Y- Z- K- $-", and code lines with a comment.
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

/// "G41, G42 Cutter Compensation" → codes and the title behind them.
bool split_heading(const std::string& heading, std::vector<std::string>& codes, std::string& title) {
  auto words = split(heading, ' ');
  size_t i = 0;
  for (; i < words.size(); ++i) {
    auto word = words[i];
    while (!word.empty() && (word.back() == ',' || word.back() == '/')) word.remove_suffix(1);
    if (word == "and" || word == "&" || word == "-" || word == "–") continue;
    bool digits = word.find_first_of("0123456789") != word.npos;
    if (!english::is_code_like(word) || (!digits && word.find_first_of("_.#<") == word.npos)) break;
    codes.emplace_back(word);
  }
  for (; i < words.size(); ++i) title += (title.empty() ? "" : " ") + std::string(words[i]);
  static constexpr std::array<std::string_view, 22> kAbout = {
      "attributes", "properties", "methods", "options", "syntax",     "arguments", "cautions", "example", "examples", "notes", "errors",
      "command",    "commands",   "section", "values",  "parameters", "format",    "info",     "details", "table",    "usage", "block"};
  auto last = to_lower_ascii(words.back());
  if (std::find(kAbout.begin(), kAbout.end(), last) != kAbout.end()) return false;
  static constexpr std::array<std::string_view, 20> kKinds = {
      "structure", "union",  "driver",      "component",   "module",       "program",  "interface", "option",    "class", "function",
      "functions", "struct", "enumeration", "constructor", "constructors", "operator", "template",  "namespace", "macro", "header"};
  if (std::find(kKinds.begin(), kKinds.end(), to_lower_ascii(title)) != kKinds.end()) return false;  // its kind, not its meaning
  if (title.find('_') != std::string::npos) return false;                                            // another name
  return !codes.empty() && codes.size() <= 4 && !title.empty();
}

bool is_syntax_line(std::string_view line, const std::string& code) {
  if (code.empty() || !line.starts_with(code) || line.size() > 60 || line.size() <= code.size() + 1) return false;
  auto rest = line.substr(code.size());
  bool slot = rest.find('-') != rest.npos || rest.find('<') != rest.npos;
  if (!slot || rest.find('(') != rest.npos || rest.find(';') != rest.npos) return false;
  for (auto word : split(rest, ' '))
    if (word.size() > 6) return false;
  return true;
}

/// "G28 Z2.5 (rapid to Z2.5 …)", "x = 1 ; set x", "call(); // runs it" → code and comment.
bool split_comment(std::string_view line, std::string& code, std::string& comment) {
  for (std::string_view mark : {" ; ", ";", " // ", " # ", " ("}) {
    auto at = line.find(mark);
    if (at == line.npos || at < 2) continue;
    code = std::string(trim(line.substr(0, at)));
    comment = std::string(trim(line.substr(at + mark.size())));
    if (mark == " (") {
      if (!comment.ends_with(')')) continue;
      comment.pop_back();
    }
    const bool says = std::ranges::any_of(split(comment, ' '), [](std::string_view word) {
      return word.size() > 1 && std::ranges::all_of(word, [](unsigned char c) { return std::islower(c) != 0; });
    });
    return says && english::count_words(comment) >= 2 && english::count_words(comment) <= 20 && code.size() <= 40 &&
           comment.find('(') == comment.npos;
  }
  return false;
}

void mine_code_line(const MinerInput& input, std::string_view line, std::vector<MinedFact>& out) {
  std::string code, comment;
  line = trim(line);
  if (!split_comment(line, code, comment) || english::count_words(code) < 2) return;
  bool coded = false;
  for (auto word : split(code, ' ')) coded |= english::is_code_like(word);
  if (!coded) return;
  size_t begin = static_cast<size_t>(line.data() - input.passage.text.data());
  MeaningFrame frame;
  frame.term = "the line " + code;
  frame.description = english::lower_first(comment);
  auto t = english::tokenize(frame.description);
  frame.shape = t[0].is(english::kBase) && !t[0].is(english::kAdjective) ? Shape::verb_base
                : t[0].is(english::kThird) && !t[0].is(english::kNoun)   ? Shape::verb_third
                                                                         : Shape::noun_phrase;
  if (frame.shape == Shape::noun_phrase && !english::is_noun_phrase(frame.description)) return;
  auto fact = make_fact(input, "code_reference", frame, code, "does", comment, "", {begin, begin + line.size()}, 0.32);
  fact.statement = code + ": " + frame.description + ".";
  out.push_back(std::move(fact));
}

}  // namespace

std::vector<MinedFact> mine_code_reference(const MinerInput& input) {
  std::vector<MinedFact> out;
  std::vector<std::string> codes;
  std::string title;
  record::Span first_span = input.blocks.empty() ? record::Span{0, std::min<uint64_t>(input.passage.text.size(), 1)} : input.blocks[0].span;
  if (split_heading(english::strip_asides(input.topic->heading), codes, title)) {
    auto description = input.vocabulary.sentence_case(title);
    // Codes that share a heading share its title: one fact for all of them, since the title tells none from the others.
    auto code = codes[0];
    for (size_t i = 1; i < codes.size(); ++i) code += (i + 1 == codes.size() ? " and " : ", ") + codes[i];
    MeaningFrame frame;
    frame.term = code;
    frame.description = description;
    auto t = english::tokenize(description);
    bool action = codes.size() == 1 && t.size() > 1 && t[0].is(english::kBase) &&
                  t[1].is(english::kNoun | english::kDeterminer | english::kAdjective | english::kPreposition) &&
                  (!t[0].is(english::kNoun) || t[0].core == "set" || t[0].core == "move" || t[0].core == "change" || t[0].core == "use");
    frame.shape = action ? Shape::verb_base : Shape::noun_phrase;
    auto fact = make_fact(input, "code_reference", frame, code, "is", description, "", first_span, codes.size() == 1 ? 0.44 : 0.38);
    fact.statement = code + " – " + description + ".";
    out.push_back(std::move(fact));
  }
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::code && block.kind != BlockKind::paragraph) continue;
    auto text = span_text(input.passage, block.span);
    for (auto line : split_lines(text)) {
      auto plain = trim(line);
      if (is_syntax_line(plain, input.topic->code)) {
        AttributeFrame frame{"syntax", input.topic->code, std::string(plain)};
        size_t begin = static_cast<size_t>(plain.data() - input.passage.text.data());
        auto fact =
            make_fact(input, "code_reference", frame, input.topic->code, "syntax", std::string(plain), "", {begin, begin + plain.size()}, 0.3);
        fact.statement = "The syntax of " + input.topic->code + " is " + std::string(plain) + ".";
        out.push_back(std::move(fact));
      } else if (block.kind == BlockKind::code) {
        mine_code_line(input, line, out);
      }
    }
  }
  return out;
}

}  // namespace jangin::synthesize
