// Questions about items of lists, steps of procedures and cells of tables.
#include <optional>

#include "base/strings.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

void add(std::vector<Asking>& out, std::string wording, std::string question, std::string answer, bool reverse = false) {
  bool imperative = question.starts_with("tell me ") || question.starts_with("name ");
  out.push_back({std::move(wording), std::move(question), english::upper_first(answer), reverse, false, imperative});
}
std::string ordinal(size_t n) {
  static constexpr const char* kNames[] = {"zeroth", "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"};
  return n < std::size(kNames) ? kNames[n] : std::to_string(n) + "th";
}
bool is_clause(const std::string& text) {
  bool imperative = false;
  auto tokens = english::tokenize(text);
  return english::find_main_verb(tokens, 0, tokens.size(), imperative) != std::string::npos && !imperative;
}

/// "use G43.1 without a tool" → "using G43.1 without a tool".
std::string doing(const std::string& action) {
  const auto space = action.find(' ');
  const auto verb = action.substr(0, space);
  return english::is_known_verb(verb) ? english::gerund_form(verb) + (space == action.npos ? "" : action.substr(space)) : "to " + action;
}
/// The item as one clause without a condition; nothing when it is read as something else.
std::optional<english::Clause> clause_of(const std::string& item) {
  auto clauses = english::parse_sentence(english::upper_first(item) + ".");
  const bool one = clauses.size() == 1 && clauses[0].condition.empty() && clauses[0].introduction.empty() && !clauses[0].subject_head.empty() &&
                   !clauses[0].subject.starts_with("no ") && clauses[0].subject.find(',') == std::string::npos;
  return one ? std::optional(std::move(clauses[0])) : std::nullopt;
}
/// "motion is commanded on the same line" → "commanding motion on the same line"; empty: not said so.
std::string action_in(const english::Clause& c) {
  const bool done =
      c.voice == english::Voice::passive && !c.negated && (c.auxiliary == "is" || c.auxiliary == "are") && english::is_known_verb(c.verb);
  return done ? english::gerund_form(c.verb) + " " + c.subject + (c.tail.empty() ? "" : " " + c.tail) : std::string();
}
/// What a value must not be: "the P word is not an integer", "E- is greater than half the length", "the Q number is negative".
bool says_which_value(const english::Clause& c) {
  if (c.voice != english::Voice::copula || (c.auxiliary != "is" && c.auxiliary != "are") || c.tail.empty() || english::count_words(c.subject) > 5)
    return false;
  const auto word = c.tail.substr(0, c.tail.find(' '));
  static constexpr std::string_view kStates =
      " negative positive zero odd even empty missing unknown larger smaller greater less more higher lower longer shorter outside ";
  return (c.negated && english::is_noun_phrase(c.object)) || kStates.find(" " + word + " ") != kStates.npos || !english::number_value(word).empty();
}
/// A condition of errors as a person would ask for it: by what one does, by what a value is.
void phrase_error_clause(const std::string& item, const std::string& whole, std::vector<Asking>& out) {
  const auto clause = clause_of(item);
  if (!clause) return;
  if (const auto action = action_in(*clause); !action.empty()) {
    add(out, "error_doing", "what is an error with " + whole, action);
    add(out, "error_not", "what is not allowed with " + whole, action);
  }
  if (!says_which_value(*clause)) return;
  auto thing = clause->subject.starts_with("the ") ? clause->subject.substr(4) : clause->subject;
  if (thing.size() == 2 && thing[1] == '-') thing = thing.substr(0, 1) + " value";  // "E-"
  const bool plural = clause->subject_plural;
  add(out, "error_which", "which " + thing + (plural ? " are" : " is") + " an error with " + whole,
      std::string(plural ? "those that are " : "one that is ") + (clause->negated ? "not " : "") + clause->tail);
}

/// The condition is what one wants to know: whichever of these the wordings begin with, at least two of five ask for it.
void phrase_error(const ListFrame& f, const std::string& whole, const std::string& item, std::vector<Asking>& out) {
  const bool code = english::is_code_like(whole);
  const auto with = code ? "to use " + whole : "with " + whole;
  if (f.link == "to") {
    add(out, "error_is", "is it an error to " + item, "yes, it is an error");
    add(out, "error_not", "what is not allowed with " + whole, doing(item));
    add(out, "error_happens", "what happens if you " + item, "it is an error", true);
    add(out, "error_using", "what is an error with " + whole, "to " + item);
    add(out, "error_allowed", "may you " + item, "no, it is an error");
    add(out, "error_name", "name something that is an error with " + whole, "to " + item);
    return;
  }
  const auto when = f.link + " " + item;
  if (!is_clause(item)) {
    add(out, "error_cause", "what causes an error with " + whole, f.item);
    add(out, "error_not", "what is not allowed with " + whole, f.item);
    add(out, "error_name", "name an error condition of " + whole, f.item);
    return;
  }
  phrase_error_clause(item, whole, out);
  add(out, "error_when", "when is it an error " + with, when);
  add(out, "error_cause", "what causes an error with " + whole, f.item);
  add(out, "error_happens",
      "what happens " + std::string(code ? "if you use " + whole + " " : "with " + whole + " ") + (code ? "when " + item : when), "it is an error",
      true);
  add(out, "error_is", "is it an error " + with + " " + when, "yes, it is an error");
  add(out, "error_under", "under what condition is it an error " + with, when);
  add(out, "error_name", "name a condition that makes it an error " + with, f.item);
  if (code) add(out, "error_allowed", "may you use " + whole + " " + when, "no, it is an error");
}

/// "start the spindle" → "starts the spindle"; empty: no order to a machine.
std::string doing_of(const std::string& step) {
  const auto t = english::tokenize(step);
  bool imperative = false;
  if (english::find_main_verb(t, 0, t.size(), imperative) != 0 || !imperative) return {};
  MeaningFrame order;
  order.description = step, order.shape = Shape::verb_base;
  return action_of(order);
}

/// One of several effects, by what it comes to: "feed overrides are set to ON" → "what happens to feed overrides with M2".
void phrase_effect(const std::string& item, const std::string& whole, const Topic& topic, std::vector<Asking>& out) {
  if (const auto doing = doing_of(item); !doing.empty()) {
    if (!english::is_plural_phrase(whole)) add(out, "effect_does", "what does " + whole + " do", "it " + doing);
    return;
  }
  auto clause = clause_of(item);
  if (!clause || clause->voice == english::Voice::imperative) return;
  clause->introduction = "with " + whole;
  for (auto& asking : phrase_clause(*clause, topic, Asked::predicate)) out.push_back(std::move(asking));
}

}  // namespace

std::vector<Asking> phrase_list(const ListFrame& f, const Topic& topic) {
  std::vector<Asking> out;
  const auto& whole = f.whole.empty() ? topic.phrase : f.whole;
  auto item = english::lower_first(f.item);
  if (f.kind == ListFrame::Kind::error) {
    phrase_error(f, whole, item, out);
  } else if (f.kind == ListFrame::Kind::effect) {
    phrase_effect(item, whole, topic, out);
    add(out, "effect_one", "what is one of " + f.lead, f.item);
    add(out, "effect_name", "name one of " + f.lead, f.item);
  } else {
    add(out, "member_one", "what is one of " + f.lead, f.item);
    add(out, "member_name", "name one of " + f.lead, f.item);
    add(out, "member_which", "what belongs to " + f.lead, f.item);
    add(out, "member_tell", "tell me one of " + f.lead, f.item);
  }
  return out;
}

namespace {

/// What a code does, step by step.
void phrase_code_step(const StepFrame& f, const std::string& code, std::vector<Asking>& out) {
  const auto now = doing_of(english::lower_first(f.step)), before = f.previous.empty() ? std::string() : doing_of(english::lower_first(f.previous));
  if (now.empty()) return;
  if (!before.empty()) add(out, "step_does_after", "what does " + code + " do directly after it " + before, "it " + now);
  if (!before.empty()) add(out, "step_does_before", "what does " + code + " do directly before it " + now, "it " + before, true);
  if (f.position == 1) add(out, "step_does_first", "what does " + code + " do first", "it " + now);
  if (f.position == f.of && f.of > 1) add(out, "step_does_last", "what does " + code + " do at the end", "it " + now);
}

}  // namespace

std::vector<Asking> phrase_step(const StepFrame& f, const Topic& topic) {
  std::vector<Asking> out;
  if (!topic.code.empty()) phrase_code_step(f, topic.code, out);
  auto step = english::lower_first(f.step), previous = english::lower_first(f.previous);
  if (!previous.empty()) {
    add(out, "step_after", "what comes directly after \"" + previous + "\" in " + f.procedure, f.step);
    add(out, "step_next", "in " + f.procedure + ", which step follows \"" + previous + "\"", f.step);
    add(out, "step_before", "in " + f.procedure + ", what comes directly before \"" + step + "\"", f.previous, true);
  }
  if (f.position <= 10) {
    add(out, "step_ordinal", "what is the " + ordinal(f.position) + " step of " + f.procedure, f.step);
    add(out, "step_tell", "tell me step " + std::to_string(f.position) + " of " + f.procedure, f.step);
  }
  if (f.position == f.of && f.of > 1) add(out, "step_last", "what is the last step of " + f.procedure, f.step);
  return out;
}

/// "G2 G3" → "G2 and G3".
std::string joined_codes(const std::string& key) {
  auto words = split(key, ' ');
  for (auto word : words)
    if (!english::is_code_like(word) || word.find(',') != word.npos) return key;
  std::string out;
  for (size_t i = 0; i < words.size(); ++i) out += (i == 0 ? "" : i + 1 == words.size() ? " and " : ", ") + std::string(words[i]);
  return out;
}

std::vector<Asking> phrase_cell(const CellFrame& frame, const Topic& topic) {
  std::vector<Asking> out;
  CellFrame f = frame;
  f.key = joined_codes(f.key);
  auto column = english::is_code_like(f.column) ? f.column : to_lower_ascii(f.column);
  auto key_name = english::is_code_like(f.key_name) ? f.key_name : to_lower_ascii(f.key_name);
  bool coded_key = english::is_code_like(f.key) || !english::number_value(f.key).empty();
  if (f.described) {
    add(out, "cell_what", "what is " + f.key, f.value);
    add(out, "cell_for", "what is " + f.key + " for", f.value);
    add(out, "cell_column", "what is the " + column + " of " + f.key, f.value);
    if (f.key_unique) {
      add(out, "key_for", "which " + key_name + " is for " + english::lower_first(f.value), f.key, true);
      add(out, "key_has", "which " + key_name + " has the " + column + " " + f.value, f.key, true);
    }
    add(out, "cell_tell", "tell me what " + f.key + " is", f.value);
    return out;
  }
  std::string among = !f.table.empty() && f.table != topic.phrase ? " in the table of " + f.table : "";
  if (f.table.size() < 24 && english::is_code_like(f.table)) among = " for " + f.table;
  auto row = coded_key || key_name.empty() ? f.key : "the " + key_name + " " + f.key;
  add(out, "cell_what", "what is the " + column + " of " + row + among, f.value);
  add(out, "cell_which", "which " + column + " does " + row + " have" + among, f.value);
  add(out, "cell_for", "what is the " + column + " for " + row + among, f.value);
  if (f.key_unique && !key_name.empty()) {
    add(out, "key_has", "which " + key_name + " has the " + column + " " + f.value + among, f.key, true);
    bool list = f.value.find(", ") != std::string::npos;
    add(out, "key_with",
        list ? "to which " + key_name + " do " + f.value + " belong" : f.value + " is the " + column + " of which " + key_name + among, f.key, true);
  }
  add(out, "cell_tell", "tell me the " + column + " of " + row + among, f.value);
  for (auto& asking : out) asking.needs_topic = among.empty();
  return out;
}

std::vector<Asking> phrase(const MinedFact& fact) {
  const auto& topic = *fact.topic;
  struct Visitor {
    const Topic& topic;
    std::vector<Asking> operator()(const MeaningFrame& f) const { return phrase_meaning(f, topic); }
    std::vector<Asking> operator()(const AttributeFrame& f) const { return phrase_attribute(f, topic); }
    std::vector<Asking> operator()(const ClauseFrame& f) const { return phrase_clause(f.clause, topic, f.asked); }
    std::vector<Asking> operator()(const ListFrame& f) const { return phrase_list(f, topic); }
    std::vector<Asking> operator()(const StepFrame& f) const { return phrase_step(f, topic); }
    std::vector<Asking> operator()(const CellFrame& f) const { return phrase_cell(f, topic); }
    std::vector<Asking> operator()(const SlotFrame& f) const { return phrase_slot(f); }
    std::vector<Asking> operator()(const KoreanFrame& f) const {
      std::vector<Asking> out;
      for (const auto& ask : f.asks) out.push_back({ask.wording, ask.question, ask.answer, ask.reverse});
      return out;
    }
  };
  return std::visit(Visitor{topic}, fact.frame);
}

}  // namespace jangin::synthesize
