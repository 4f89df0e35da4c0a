// Questions about terms and their meaning, attributes and their values.
#include <cctype>

#include "base/strings.h"
#include "synthesize/phrasing/asking.h"
#include "synthesize/phrasing/clause_words.h"

namespace jangin::synthesize {
namespace {

bool is_letter_term(const std::string& term) { return term.size() <= 2 && !term.empty() && std::isupper(static_cast<unsigned char>(term[0])); }

/// "the H word", "#5220", "parameter 5220": the term as it stands in a sentence.
std::string named(const MeaningFrame& f) {
  if (f.term_class.empty()) return f.term;
  bool number = !f.term.empty() && std::isdigit(static_cast<unsigned char>(f.term[0]));
  if (number) return f.term_class + " " + f.term;
  return "the " + f.term + " " + f.term_class;
}
std::string which_class(const MeaningFrame& f) {
  if (!f.term_class.empty()) return "which " + f.term_class;
  if (is_letter_term(f.term)) return f.code_noun ? "which letter" : "what";
  if (!f.code_noun) return "what";
  if (english::is_code_like(f.term) && f.term.find_first_of("_.<#[") == std::string::npos && f.term.find_first_of("0123456789") != std::string::npos)
    return "which code";
  return "what";
}
/// " of G76" when the term needs an owner.
std::string owner(const MeaningFrame& f, const Topic& topic) {
  bool short_term = is_letter_term(f.term) || english::count_words(f.term) == 1;
  if (!short_term || topic.code.empty() || topic.code == f.term || f.term.find(topic.code) != std::string::npos) return {};
  if (english::is_code_like(f.term) && !is_letter_term(f.term) && f.term != "$") return {};
  return " of " + topic.code;
}
void add(std::vector<Asking>& out, std::string wording, std::string question, std::string answer, bool reverse = false) {
  bool imperative = question.starts_with("tell me ");
  out.push_back({std::move(wording), std::move(question), english::upper_first(answer), reverse, false, imperative});
}

/// A verb of the first one's rank behind a comma or a coordinator: "probe toward the part, stop on contact", "suspends but does not zero".
bool is_coordinated(const english::Tokens& t, size_t i, uint32_t form) {
  if (i == 0 || !t[i].is(form) || t[i].is(english::kDeterminer | english::kPreposition)) return false;
  size_t k = i;
  while (k > 1 && t[k - 1].is(english::kAdverb) && !t[k - 1].is(english::kCoordinator) && !t[k - 1].mark) --k;
  const bool coordinator = t[k - 1].is(english::kCoordinator), comma = t[k - 1].mark == ',';
  if (!coordinator && !comma) return false;
  if (!t[i].is(english::kNoun)) return true;
  const uint32_t sure =
      english::kDeterminer | english::kNumber | english::kCode | english::kPronoun | english::kTo | (comma ? english::kPreposition : 0U);
  return i + 1 < t.size() && !t[i].mark && t[i + 1].is(sure);
}
/// All coordinated verbs in the third person: "turn compensation off, stop on contact" → "turns compensation off, stops on contact"; or in the base form.
std::string inflected(const std::string& verb_phrase, bool third) {
  auto t = english::tokenize(verb_phrase);
  for (size_t i = 0; i < t.size(); ++i) {
    if (t[i].is(english::kDo) && i + 1 < t.size() && t[i + 1].is(english::kNot)) {  // "but does not zero out" → "but not zero out"
      t[i].text = third ? "does" : "";
      continue;
    }
    const bool first = i == 0 || (i == 1 && (t[0].core == "always" || t[0].core == "only"));
    if (i == 0 && t.size() > 1 && (t[0].core == "always" || t[0].core == "only")) continue;
    if (!first && !is_coordinated(t, i, third ? english::kBase : english::kThird)) continue;
    if (i > 1 && t[i - 1].is(english::kNot)) continue;
    const auto base = first && third ? to_lower_ascii(t[i].text) : english::base_form(t[i].core);
    if (!base.empty()) t[i].text = third ? english::third_form(base) : base;
  }
  std::erase_if(t, [](const english::Token& token) { return token.text.empty(); });
  return english::join_tokens(t, 0, t.size());
}
std::string to_third(const std::string& verb_phrase) { return inflected(verb_phrase, true); }
std::string to_base(const std::string& verb_phrase) { return inflected(verb_phrase, false); }

void action_meaning(const MeaningFrame& f, const Topic& topic, std::vector<Asking>& out) {
  auto third = f.shape == Shape::verb_base ? to_third(f.description) : f.description;
  auto base = f.shape == Shape::verb_base ? f.description : to_base(f.description);
  auto term = named(f) + owner(f, topic);
  add(out, "meaning_do", "what does " + term + " do", "it " + third);
  add(out, "which_does", which_class(f) + owner(f, topic) + " " + third, f.term, true);
  add(out, "meaning_used", "what is " + term + " used for", "to " + base);
  add(out, "which_used", which_class(f) + owner(f, topic) + " is used to " + base, f.term, true);
  add(out, "meaning_purpose", "what is the purpose of " + term, "to " + base);
  add(out, "which_how", "how do you " + base, english::is_code_like(f.term) ? "with " + f.term : f.term, true);
  add(out, "meaning_tell", "tell me what " + term + " does", "it " + third);
  add(out, "which_tell", "tell me " + which_class(f) + owner(f, topic) + " " + third, f.term, true);
}

void noun_meaning(const MeaningFrame& f, const Topic& topic, std::vector<Asking>& out) {
  auto own = owner(f, topic);
  auto term = named(f) + own;
  auto np = without_asides(f.description);
  bool parameter = is_letter_term(f.term) || !f.term_class.empty();
  if (parameter) {
    add(out, "meaning_give", "what does " + term + " give", np);
    add(out, "which_gives", which_class(f) + own + " gives " + np, f.term, true);
    add(out, "meaning_specify",
        std::string("what does ") + (f.optional ? "the optional " + f.term + " " + (f.term_class.empty() ? "word" : f.term_class) + own : term) +
            " specify",
        np);
    add(out, "which_specifies", which_class(f) + own + " specifies " + np, f.term, true);
    add(out, "meaning_mean", "what is the meaning of " + term, np);
    add(out, "meaning_stand", "what does " + term + " stand for", np);
    add(out, "which_holds", which_class(f) + own + " is for " + np, f.term, true);
    add(out, "meaning_tell", "tell me what " + term + " gives", np);
  } else {
    bool plural = english::is_plural_phrase(f.term);
    if (auto m = membership_of(f.description)) {
      const std::string does = plural ? "do " : "does ", is = plural ? "are " : "is ";
      if (!m->which.empty()) {
        add(out, "meaning_belong", "to which " + m->which + " " + does + term + " belong", m->whole);
        add(out, "meaning_group", "which " + m->which + " " + is + term + " in", m->whole);
      }
      add(out, "meaning_part", "what " + is + term + (m->part == "part" ? " " : " a ") + m->part + " of", m->whole);
      add(out, "meaning_what", (plural ? "what are " : "what is ") + term, np);
      return;
    }
    add(out, "meaning_what", (plural ? "what are " : "what is ") + term, np);
    add(out, "which_is", which_class(f) + own + " is " + np, f.term, true);
    add(out, "meaning_mean", (plural ? "what do " : "what does ") + term + " mean", np);
    add(out, "which_name", "what is " + np + " called", f.term, true);
    add(out, "meaning_tell", "tell me what " + term + (plural ? " are" : " is"), np);
  }
}

}  // namespace

std::string action_of(const MeaningFrame& f) {
  if (f.shape == Shape::verb_base) return to_third(f.description);
  return f.shape == Shape::verb_third ? f.description : std::string();
}

std::vector<Asking> phrase_meaning(const MeaningFrame& f, const Topic& topic) {
  std::vector<Asking> out;
  if (!f.asked_what.empty()) {  // the list's lead said what the descriptions are
    add(out, "lead_what", f.asked_what, f.description);
    add(out, "leadwhich_code", f.asked_which + " " + f.description, f.term, true);
    add(out, "lead_tell", "tell me " + f.told_what, f.description);
  }
  switch (f.shape) {
    case Shape::verb_base:
    case Shape::verb_third: action_meaning(f, topic, out); break;
    case Shape::noun_phrase: noun_meaning(f, topic, out); break;
    case Shape::adjective:
    case Shape::clause: {
      auto term = named(f) + owner(f, topic);
      add(out, "meaning_what", "what is said about " + term, f.description);
      add(out, "meaning_mean", "what does " + term + " mean", f.description);
      add(out, "meaning_tell", "tell me what " + term + " means", f.description);
    }
  }
  return out;
}

std::vector<Asking> phrase_attribute(const AttributeFrame& f, const Topic&) {
  std::vector<Asking> out;
  std::string of = f.of.empty() ? "" : " of " + f.of;
  auto& a = f.attribute;
  if (a == "value" && f.of.find('[') != std::string::npos) {
    add(out, "value_evaluate", "what does " + f.of + " evaluate to", f.value);
    add(out, "value_equal", "what is " + f.of + " equal to", f.value);
    add(out, "value_result", "what is the result of " + f.of, f.value);
    add(out, "value_tell", "tell me the value of " + f.of, f.value);
    return out;
  }
  add(out, "value_what", "what is the " + a + of, f.value);
  if (!f.of.empty()) add(out, "value_have", "what " + a + " does " + f.of + " have", f.value);
  add(out, "value_which", "which value is the " + a + of, f.value);
  add(out, "value_tell", "tell me the " + a + of, f.value);
  if (a.starts_with("default")) {
    if (!f.of.empty()) {
      add(out, "value_omitted", "which value is used if " + f.of + " is omitted", f.value);
      add(out, "value_unspecified", "what does " + f.of + " default to", f.value);
    }
    if (a.size() > 8) add(out, "value_default", "which " + a.substr(8) + of + " is the default", f.value);
  }
  if (a.starts_with("maximum ")) add(out, "value_highest", "how high may the " + a.substr(8) + of + " be at most", f.value);
  if (a.starts_with("minimum ")) add(out, "value_lowest", "how low may the " + a.substr(8) + of + " be", f.value);
  add(out, "value_is", f.value + " is the " + a + " of what", f.of, true);
  if (f.of.empty()) out.pop_back();
  return out;
}

}  // namespace jangin::synthesize
