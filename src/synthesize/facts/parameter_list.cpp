// Lists of terms with their meaning: "H - The number of spring passes", "5220 - Coordinate system number", "G40: turn compensation off".
#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/sentence_filters.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kLongestDescription = 30, kLongestTerm = 6;  // words

/// Words that are verbs at the head of a description even where they could be nouns.
bool opens_action(const english::Tokens& t) {
  if (t.empty() || !t[0].is(english::kBase) || t[0].is(english::kDeterminer | english::kPreposition)) return false;
  if (!t[0].is(english::kNoun)) return true;
  if (t.size() > 2 && t[1].is(english::kDeterminer) && !t[1].is(english::kRelative | english::kPreposition | english::kAdverb))
    return true;  // "drill the hole"
  static constexpr std::array<std::string_view, 25> kActions = {
      "use",  "set", "turn",   "move",   "select", "start", "stop",   "change", "read",   "write",   "show",     "display", "print",
      "call", "run", "return", "cancel", "reset",  "probe", "repeat", "switch", "record", "retract", "exchange", "pause"};
  auto word = to_lower_ascii(t[0].core);
  bool listed = false;
  for (auto action : kActions) listed |= word == action;
  if (!listed || t.size() < 2) return false;
  if (word == "use" || word == "turn" || word == "move" || word == "select" || word == "show" || word == "display" || word == "print" ||
      word == "cancel")
    return !t[1].is(english::kPreposition) || t[1].is(english::kAdverb);
  if (word == "return" || word == "retract" || word == "set" || word == "start" || word == "stop" || word == "change" || word == "repeat" ||
      word == "record" || word == "probe")
    return t[1].is(english::kDeterminer | english::kNumber | english::kCode | english::kPreposition | english::kAdjective | english::kTo |
                   english::kAdverb) ||
           (t[1].is(english::kNoun) && t.size() > 2);
  return t[1].is(english::kDeterminer | english::kNumber | english::kCode | english::kNoun | english::kAdjective | english::kTo | english::kAdverb);
}

/// First sentence of a description without asides and trailing remarks.
std::string main_part(std::string text, bool& optional) {
  for (size_t i = 0; i + 2 < text.size(); ++i)
    if (text[i] == '.' && text[i + 1] == ' ' && std::isupper(static_cast<unsigned char>(text[i + 2])) && !(i > 0 && text[i - 1] == '.')) {
      text = text.substr(0, i);
      break;
    }
  text = english::strip_asides(text);
  while (!text.empty() && std::string_view(".,;: ").find(text.back()) != std::string_view::npos) text.pop_back();
  for (std::string_view sign : {", optional", " optional"})
    if (text.ends_with(sign)) text = text.substr(0, text.size() - sign.size()), optional = true;
  for (std::string_view sign : {"optional ", "Optional "})
    if (text.starts_with(sign)) text = text.substr(sign.size()), optional = true;
  return text;
}

/// "LOW - waits for the selected input": a short name in capitals before what it does.
bool drop_short_name(std::string& description) {
  for (std::string_view dash : {" - ", " – ", " — "}) {
    const auto at = description.find(dash);
    if (at == std::string::npos || at == 0 || at > 24) continue;
    const auto name = std::string_view(description).substr(0, at);
    if (!std::all_of(name.begin(), name.end(), [](unsigned char c) { return std::isupper(c) || c == '_' || c == ' '; })) continue;
    description = english::lower_first(description.substr(at + dash.size()));
    return true;
  }
  return false;
}

/// "Mode 4", "Group 9": a numbered thing of a kind; the number is the term.
bool split_numbered(const std::string& term, std::string& kind, std::string& number) {
  static constexpr std::array<std::string_view, 14> kPlaces = {"figure", "table",   "step", "chapter",  "section", "example", "note",
                                                               "page",   "version", "part", "appendix", "item",    "line",    "option"};
  const auto space = term.find(' ');
  if (space == std::string::npos || term.find(' ', space + 1) != std::string::npos || english::number_value(term.substr(space + 1)).empty() ||
      !std::isdigit(static_cast<unsigned char>(term[space + 1])))
    return false;
  kind = to_lower_ascii(term.substr(0, space)), number = term.substr(space + 1);
  return kind.size() > 2 && english::classify(kind) & english::kNoun && std::find(kPlaces.begin(), kPlaces.end(), kind) == kPlaces.end();
}

/// "when TRUE, immediately set out to in" → "immediately set out to in when TRUE"; a condition with a clause of its own goes.
void move_condition(std::string& description) {
  const auto comma = description.find(", ");
  if ((!description.starts_with("when ") && !description.starts_with("if ")) || comma == std::string::npos) return;
  auto condition = description.substr(0, comma);
  description = english::lower_first(description.substr(comma + 2));
  if (english::count_words(condition) <= 5) description += " " + condition;
}

Shape shape_of(std::string& description) {
  for (std::string_view modal : {"will ", "can ", "may ", "must "})
    if (description.starts_with(modal)) {
      description = description.substr(modal.size());
      return Shape::verb_base;
    }
  for (std::string_view relative : {"which ", "that "}) {  // "Feed Override - which allows you to scale …"
    const auto verb = description.substr(std::min(relative.size(), description.size()));
    if (description.starts_with(relative) && english::classify(verb.substr(0, verb.find(' '))) & english::kThird) description = verb;
  }
  for (std::string_view opening :
       {"this command ", "this code ", "this function ", "this option ", "this parameter ", "this word ", "this value ", "this setting "})
    if (description.starts_with(opening)) description = description.substr(opening.size());
  move_condition(description);
  auto t = english::tokenize(description);
  if (t.empty()) return Shape::clause;
  if (opens_action(t)) return Shape::verb_base;
  if (t.size() > 1 && (t[0].core == "always" || t[0].core == "only") && opens_action({t.begin() + 1, t.end()})) return Shape::verb_base;
  if (t.size() > 3 && t[0].is(english::kThird) && t[1].core == "to" && t[2].is(english::kDeterminer))
    return Shape::verb_third;  // "points to a structure"
  if (t[0].is(english::kThird) && !t[0].is(english::kFinite) && t.size() > 1 && !t[1].is(english::kFinite | english::kModal) &&
      !(t[0].is(english::kNoun) && t[1].is(english::kNoun | english::kPreposition)))
    return Shape::verb_third;
  bool imperative = false;
  size_t relative = 1;  // "the format in which data is returned": the verb is of the relative clause
  while (relative < t.size() && !t[relative].is(english::kRelative)) ++relative;
  const bool described = t[0].is(english::kDeterminer) && relative > 1;
  const auto verb = english::find_main_verb(t, 0, described ? relative : t.size(), imperative);
  if (verb != std::string::npos && !imperative) return Shape::clause;
  if (english::is_noun_phrase(description) || t[0].is(english::kNoun)) return Shape::noun_phrase;
  return t[0].is(english::kAdjective) ? Shape::adjective : Shape::clause;
}

/// "The G92 parameters are:", "System Parameters" → "parameter".
std::string class_from_heading(const Block& item, const Topic& topic) {
  static constexpr std::array<std::string_view, 14> kClasses = {"parameters", "commands",  "codes",   "settings", "options", "words", "pins",
                                                                "functions",  "variables", "buttons", "fields",   "keys",    "modes", "arguments"};
  for (const auto& text : {to_lower_ascii(item.lead), to_lower_ascii(topic.phrase)})
    for (auto noun : kClasses)
      if (text.find(noun) != std::string::npos) return std::string(noun.substr(0, noun.size() - 1));
  return {};
}

/// "These codes set the current plane as follows:" → "which plane does G18.1 set" and back.
void ask_by_lead(const std::string& lead, MeaningFrame& frame) {
  if (!lead.ends_with(':') || frame.shape != Shape::noun_phrase || english::count_words(frame.description) > 4) return;
  auto clauses = english::parse_sentence(lead.substr(0, lead.size() - 1));
  if (clauses.size() != 1 || clauses[0].voice != english::Voice::active || clauses[0].object.empty() || !clauses[0].auxiliary.empty()) return;
  auto head = english::head_noun(clauses[0].object);
  if (head.empty() || clauses[0].object.find("following") != std::string::npos || clauses[0].verb == "have" || clauses[0].subject == "you") return;
  auto third = english::third_form(clauses[0].verb);
  frame.asked_what = "which " + head + " does " + frame.term + " " + clauses[0].verb;
  frame.told_what = "which " + head + " " + frame.term + " " + third;
  frame.asked_which = "which code " + third + " the " + head;
}

/// "out = in * gain + offset": what the term is worked out by.
bool is_formula(const std::string& description) {
  const auto equals = description.find(" = ");
  if (equals == std::string::npos || equals == 0 || equals > 20 || english::count_words(description) > 12) return false;
  return description.find_first_of("+-*/", equals) != std::string::npos && description.find(". ") == std::string::npos &&
         description.find(", ") == std::string::npos;
}

/// Under a heading of messages: each term is one, its description what it means.
bool lists_messages(const MinerInput& input) {
  if (input.passage.heading_path.empty()) return false;
  const auto heading = to_lower_ascii(input.passage.heading_path.back());
  return heading.find("message") != std::string::npos || heading.ends_with("errors") || heading.ends_with("warnings");
}

/// "1. HAL: set the limits" beside "2. read the file": steps with a label, no list of terms. Each of its items has a term, and none the same.
bool lists_terms(const std::vector<Block>& blocks, size_t list) {
  std::vector<std::string> terms;
  for (const auto& block : blocks) {
    TermItem item;
    if (block.kind != BlockKind::item || block.list != list || block.level > 0) continue;
    if (!read_term(block, item) || std::ranges::find(terms, item.term) != terms.end()) return false;
    terms.push_back(item.term);
  }
  return true;
}

/// "Face 1" in one list and again in the next: which of them is meant, the leads say.
bool is_in_other_list(const std::vector<Block>& blocks, const Block& item, const std::string& term) {
  return std::ranges::any_of(blocks, [&](const Block& block) {
    TermItem other;
    return block.kind == BlockKind::item && block.list != item.list && read_term(block, other) && other.term == term;
  });
}

bool is_identifier(const std::string& term) {
  return term.size() <= 2 || english::is_code_like(term) || std::isdigit(static_cast<unsigned char>(term[0]));
}

/// What kind of name the term is: "parameter", "mode" of the 4th mode, "L value" under the item of L.
void set_class(const MinerInput& input, const Block& block, const std::string& value_of, MeaningFrame& frame) {
  if (!value_of.empty()) {
    frame.term_class = value_of + " value";
  } else if (std::string kind, number; split_numbered(frame.term, kind, number)) {
    frame.term = number, frame.term_class = kind;
  } else if (is_identifier(frame.term)) {
    frame.term_class = input.vocabulary.class_of(frame.term);
    const bool letter_digit =
        frame.term.size() > 1 && std::isupper(static_cast<unsigned char>(frame.term[0])) && std::isdigit(static_cast<unsigned char>(frame.term[1]));
    if (letter_digit)
      frame.term_class.clear();
    else if (frame.term_class.empty() && frame.term.size() > 2)
      frame.term_class = class_from_heading(block, *input.topic);
    else if (frame.term_class.empty() && std::isupper(static_cast<unsigned char>(frame.term[0])))
      frame.term_class = "word";
  }
}

void add_formula(const MinerInput& input, const Block& block, const TermItem& item, std::vector<MinedFact>& out) {
  auto fact = make_fact(input, "parameter_list", AttributeFrame{"formula", item.term, item.description}, item.term, "formula", item.description, "",
                        block.span, 0.5);
  fact.statement = item.term + ": " + item.description + ".";
  out.push_back(std::move(fact));
}

/// `value_of`: the parameter whose value the term is; empty: it stands for itself.
void add_meaning(const MinerInput& input, const Block& block, const TermItem& item, const std::string& value_of, std::vector<MinedFact>& out) {
  const bool message = lists_messages(input) && english::count_words(item.term) > 2;
  if (english::count_words(item.term) > kLongestTerm && !message) return;
  MeaningFrame frame;
  frame.term = item.term;
  frame.description = english::lower_first(main_part(item.description, frame.optional));
  const bool named = drop_short_name(frame.description);
  if (message)
    frame.shape = Shape::clause;
  else
    frame.shape = named && english::classify(frame.description.substr(0, frame.description.find(' '))) & english::kThird
                      ? Shape::verb_third
                      : shape_of(frame.description);
  if (english::count_words(frame.description) > kLongestDescription || english::count_words(frame.description) < 1) return;
  set_class(input, block, value_of, frame);
  if (message)
    frame.term = "\"" + item.term + "\"", frame.term_class = "message";
  else if (frame.shape == Shape::clause || frame.shape == Shape::adjective)
    return;  // left to the sentence miner
  ask_by_lead(block.lead, frame);
  const double importance = !is_identifier(item.term) ? 0.5 : input.topic->code.empty() ? 0.66 : 0.68;  // most is asked of the words of a code
  auto fact = make_fact(input, "parameter_list", frame, frame.term, "means", frame.description, "", block.span, importance);
  fact.statement =
      english::upper_first((input.topic->phrase.empty() ? "" : input.topic->phrase + ": ") + item.term + " – " + frame.description + ".");
  out.push_back(std::move(fact));
}

}  // namespace

std::vector<MinedFact> mine_parameter_list(const MinerInput& input) {
  std::vector<MinedFact> out;
  std::string parent;
  for (const auto& block : input.blocks) {
    if (block.kind != BlockKind::item) {
      parent.clear();
      continue;
    }
    TermItem item;
    const bool has_term = read_term(block, item);
    // "0 rotate for smallest angular movement": values of the parameter above.
    const auto space = block.text.find(' ');
    const bool value_item =
        block.level > 0 && !parent.empty() && space != std::string::npos && !has_term && !english::number_value(block.text.substr(0, space)).empty();
    if (value_item) {
      item.term = block.text.substr(0, space), item.description = block.text.substr(space + 1);
    } else if (!has_term) {
      if (block.level == 0)
        parent = block.text.size() > 2 && block.text[1] == ' ' && block.text[0] != 'A' && std::isupper(static_cast<unsigned char>(block.text[0]))
                     ? block.text.substr(0, 1)
                     : std::string();
      continue;
    }
    if (block.level == 0) parent = item.term.size() <= 2 ? item.term : std::string();
    if (holds_raw_formula(block.text)) continue;
    if (!value_item && is_in_other_list(input.blocks, block, item.term)) continue;
    if (block.ordered && (!english::is_code_like(item.term) || !lists_terms(input.blocks, block.list))) continue;
    if (is_formula(item.description))
      add_formula(input, block, item, out);
    else
      add_meaning(input, block, item, value_item ? parent : std::string(), out);
  }
  return out;
}

}  // namespace jangin::synthesize
