// Questions about items of lists, steps of procedures and cells of tables.
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
  add(out, "error_when", "when is it an error " + with, when);
  add(out, "error_cause", "what causes an error with " + whole, f.item);
  add(out, "error_happens", "what happens " + std::string(code ? "if you use " + whole + " " : "with " + whole + " ") + (code ? "when " + item : when), "it is an error", true);
  add(out, "error_is", "is it an error " + with + " " + when, "yes, it is an error");
  add(out, "error_under", "under what condition is it an error " + with, when);
  add(out, "error_name", "name a condition that makes it an error " + with, f.item);
  if (code) add(out, "error_allowed", "may you use " + whole + " " + when, "no, it is an error");
}

}  // namespace

std::vector<Asking> phrase_list(const ListFrame& f, const Topic& topic) {
  std::vector<Asking> out;
  const auto& whole = f.whole.empty() ? topic.phrase : f.whole;
  auto item = english::lower_first(f.item);
  if (f.kind == ListFrame::Kind::error) {
    phrase_error(f, whole, item, out);
  } else if (f.kind == ListFrame::Kind::effect) {
    add(out, "effect_has", "which effect has " + whole, f.item);
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

std::vector<Asking> phrase_step(const StepFrame& f, const Topic&) {
  std::vector<Asking> out;
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
    add(out, "key_with", list ? "to which " + key_name + " do " + f.value + " belong" : f.value + " is the " + column + " of which " + key_name + among, f.key, true);
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
    std::vector<Asking> operator()(const ClauseFrame& f) const { return phrase_clause(f.clause, topic); }
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
