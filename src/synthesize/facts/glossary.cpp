// Terms that stand on lines of their own with what they mean: "**photon**" and ": smallest possible packet …" below it, a manual page's
// "rtapi_delay - Busy-loop for short delays" and "prefix The prefix to be given to the pins".
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kLongestTerm = 8, kLongestDescription = 40;  // words

struct Entry {
  std::string term, description;
  record::Span span;
};

std::string one_line(std::string_view raw) { return english::strip_markdown(trim(replace_all(std::string(raw), "\n", " "))); }

/// "hertz (Hz)" → "hertz"; the short form is the aside miner's.
std::string bare_term(const std::string& term) {
  auto bare = english::strip_asides(term);
  return bare.empty() ? term : bare;
}

/// The term on one line and ": meaning" on the next, with or without an empty line between.
bool read_definition_list(const MinerInput& input, size_t i, Entry& entry) {
  const auto& block = input.blocks[i];
  const auto raw = span_text(input.passage, block.span);
  entry.span = block.span;
  if (const auto colon = raw.find("\n: "); colon != raw.npos && colon <= 80) {
    entry.term = bare_term(one_line(raw.substr(0, colon)));
    entry.description = one_line(raw.substr(colon + 3));
    return true;
  }
  if (i == 0 || !raw.starts_with(": ")) return false;
  const auto& above = input.blocks[i - 1];
  if (above.kind != BlockKind::paragraph) return false;
  entry.span.begin = above.span.begin;
  entry.term = bare_term(one_line(span_text(input.passage, above.span)));
  entry.description = one_line(raw.substr(2));
  return true;
}

bool is_name_like(std::string_view word) {
  if (word.size() < 3 || !std::isalpha(static_cast<unsigned char>(word[0]))) return false;
  for (char c : word)
    if (!std::isalnum(static_cast<unsigned char>(c)) && std::string_view("_-.,<>").find(c) == std::string_view::npos) return false;
  return true;
}

/// "rtapi_delay - Busy-loop for short delays" as a whole paragraph; "arg An argument that may be used …" under a heading of arguments.
bool read_manual_line(const MinerInput& input, const Block& block, Entry& entry) {
  if (input.passage.heading_path.empty() || block.text.size() > 400) return false;
  const auto heading = to_lower_ascii(input.passage.heading_path.back());
  const auto space = block.text.find(' ');
  if (space == std::string::npos || !is_name_like(std::string_view(block.text).substr(0, space))) return false;
  entry.term = block.text.substr(0, space), entry.span = block.span;
  auto rest = std::string_view(block.text).substr(space + 1);
  if (heading == "name" && rest.starts_with("- ")) {
    entry.description = rest.substr(2);
    return true;
  }
  const bool listed = heading.starts_with("argument") || heading.starts_with("option") || heading.starts_with("parameter");
  if (!listed || !std::islower(static_cast<unsigned char>(block.text[0])) || rest.empty() || !std::isupper(static_cast<unsigned char>(rest[0])))
    return false;
  entry.description = rest;
  return true;
}

void add_meaning(const MinerInput& input, const Entry& entry, std::string description, std::vector<MinedFact>& out) {
  while (!description.empty() && std::string_view(".,; ").find(description.back()) != std::string_view::npos) description.pop_back();
  const auto words = english::count_words(description);
  if (words == 0 || words > kLongestDescription) return;
  MeaningFrame frame;
  frame.term = entry.term;
  frame.description = english::lower_first(description);
  frame.shape = english::is_noun_phrase(frame.description) ? Shape::noun_phrase : Shape::clause;
  auto fact = make_fact(input, "glossary", frame, frame.term, "is", frame.description, "", entry.span, 0.75);
  fact.statement = frame.term + " – " + frame.description + ".";
  out.push_back(std::move(fact));
}

bool is_without_verb(const english::Tokens& t) {
  bool imperative = false;
  return english::find_main_verb(t, 0, t.size(), imperative) == std::string::npos;
}

/// Behind the first semicolon: "it results from interference", "such bodies emit …", "can transport energy", "the major component of fossil fuels".
void add_remark(const MinerInput& input, const Entry& entry, std::string remark, std::vector<MinedFact>& out) {
  const auto t = english::tokenize(remark);
  if (t.size() < 2) return;
  if (t[0].core == "it")
    remark = entry.term + remark.substr(2);
  else if (t[0].is(english::kFinite | english::kThird) && !t[0].is(english::kNoun))
    remark = entry.term + " " + remark;
  else if (t[0].is(english::kDeterminer | english::kNumber) && is_without_verb(t))
    remark = entry.term + (english::is_plural_phrase(entry.term) ? " are " : " is ") + remark;
  for (auto& clause : english::parse_sentence(english::upper_first(remark))) {
    if (clause.subject_head.empty() || clause.voice == english::Voice::imperative || clause.subject.starts_with("such ") ||
        clause.subject.starts_with("this ") || clause.tail.empty())
      continue;
    auto fact = make_fact(input, "glossary", ClauseFrame{clause}, clause.subject, std::string(trim(clause.auxiliary + " " + clause.verb_text)),
                          clause.tail, clause.condition, entry.span, 0.55);
    fact.statement = english::upper_first(clause.statement()) + ".";
    out.push_back(std::move(fact));
  }
}

/// What semicolons part, but not within brackets: "(1 bar for gases; 1 M for solutes)".
std::vector<std::string_view> parts_of(std::string_view text) {
  std::vector<std::string_view> parts;
  size_t begin = 0;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
    if (text[i] != ';' || depth > 0) continue;
    parts.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  parts.push_back(text.substr(begin));
  return parts;
}

void add_entry(const MinerInput& input, const Entry& entry, std::vector<MinedFact>& out) {
  auto text = entry.description;
  if (text.starts_with("(also, ")) {  // "(also, brachytherapy) radiation from …"
    const auto close = text.find(')');
    if (close == std::string::npos) return;
    AttributeFrame frame{"other name", entry.term, text.substr(7, close - 7)};
    auto fact = make_fact(input, "glossary", frame, entry.term, "other name", frame.value, "", entry.span, 0.5);
    fact.statement = "Another name of " + entry.term + " is " + frame.value + ".";
    out.push_back(std::move(fact));
    text = std::string(trim(std::string_view(text).substr(close + 1)));
  }
  const auto stop = text.find(". ");
  const auto first = std::string_view(text).substr(0, stop);
  size_t part = 0;
  for (auto piece : parts_of(first)) {
    if (part++ == 0)
      add_meaning(input, entry, std::string(trim(piece)), out);
    else
      add_remark(input, entry, std::string(trim(piece)), out);
  }
}

}  // namespace

std::vector<MinedFact> mine_glossary(const MinerInput& input) {
  std::vector<MinedFact> out;
  for (size_t i = 0; i < input.blocks.size(); ++i) {
    if (input.blocks[i].kind != BlockKind::paragraph) continue;
    Entry entry;
    if (!read_definition_list(input, i, entry) && !read_manual_line(input, input.blocks[i], entry)) continue;
    if (entry.term.empty() || english::count_words(entry.term) > kLongestTerm || entry.description.empty()) continue;
    add_entry(input, entry, out);
  }
  return out;
}

}  // namespace jangin::synthesize
