// Questions about a clause: its object, its phrases, its subject, its condition and what follows from it, its number, its purpose.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/asking.h"

namespace jangin::synthesize {
namespace {

using english::Clause;
using english::Voice;

constexpr size_t kLongestAnswer = 16;  // words; a longer one is not a short reply
constexpr size_t kLongestStranded = 3;  // words between the subject and a preposition that ends a question

struct Parts {
  std::string front;  // auxiliary in front of the subject: "does", "is", "must"
  std::string rest;   // behind the subject: "store", "be saved"
  std::string plain;  // finite verb group without inversion: "stores", "must be saved"
};

std::string glue(std::initializer_list<std::string_view> parts) {
  std::string out;
  for (auto part : parts) {
    if (part.empty()) continue;
    if (!out.empty()) out += ' ';
    out += part;
  }
  return out;
}

Parts parts_of(const Clause& c) {
  Parts p;
  std::string no = c.negated ? "not" : "";
  std::string adverb = c.adverb == "also" || c.adverb == "then" || c.adverb == "thus" || c.adverb == "therefore" || c.adverb == "however" ? "" : c.adverb;
  if (c.auxiliary.empty() && c.verb == "be") {
    p.front = c.verb_text, p.plain = glue({c.verb_text, no, adverb}), p.rest = glue({no, adverb});
  } else if (c.auxiliary.empty()) {
    p.front = c.past ? "did" : c.subject_plural ? "do" : "does";
    p.rest = glue({no, adverb, c.verb});
    p.plain = c.negated ? glue({p.front, no, adverb, c.verb}) : glue({adverb, c.verb_text});
  } else {
    p.front = c.auxiliary;
    p.rest = glue({no, adverb, c.verb_text});
    p.plain = glue({c.auxiliary, no, adverb, c.verb_text});
  }
  return p;
}

std::string phrase_text(const english::Phrase& p) { return p.preposition + " " + p.text; }
std::string phrases_text(const Clause& c, size_t skip = SIZE_MAX) {
  std::string out;
  for (size_t i = 0; i < c.phrases.size(); ++i)
    if (i != skip) out = glue({out, phrase_text(c.phrases[i])});
  return out;
}
/// Introduction and condition as they follow a question: "in absolute mode", "if the feed rate is zero".
std::string circumstance(const Clause& c) { return glue({c.introduction, c.condition}); }

bool short_enough(const std::string& text) {
  size_t words = english::count_words(text);
  return words > 0 && words <= kLongestAnswer;
}
bool generic_head(std::string_view head) {
  static constexpr std::array<std::string_view, 14> kGeneric = {"it", "they", "this", "that", "these", "those", "one", "thing", "something", "you", "we", "way", "case", "following"};
  return head.empty() || std::find(kGeneric.begin(), kGeneric.end(), to_lower_ascii(head)) != kGeneric.end();
}

/// "(defined in the file interp.hh)" was a clause of its own: its closing bracket goes.
std::string without_stray_bracket(std::string text) {
  while (!text.empty() && text.back() == ')' && std::count(text.begin(), text.end(), ')') > std::count(text.begin(), text.end(), '(')) text.pop_back();
  return text;
}

bool is_balanced(const std::string& text) { return std::count(text.begin(), text.end(), '[') == std::count(text.begin(), text.end(), ']'); }

/// "the VAR file that is requested by the INI file" → "the VAR file": what one answers.
std::string short_phrase(const std::string& text) {
  if (english::count_words(text) <= 5) return text;
  auto t = english::tokenize(text);
  for (size_t i = 2; i + 1 < t.size(); ++i) {
    bool relative = t[i].is(english::kRelative) && !t[i].is(english::kPreposition) && t[i - 1].is(english::kNoun | english::kCode);
    bool reduced = t[i].is(english::kParticiple) && !t[i].is(english::kNoun | english::kAdjective) && t[i + 1].is(english::kPreposition) && t[i - 1].is(english::kNoun);
    bool stop = t[i - 1].mark == ';' || (t[i - 1].mark == ',' && (t[i].core == "so" || t[i].core == "which" || t[i].core == "where" || t[i].core == "such"));
    if (!relative && !reduced && !stop) continue;
    const std::string brief = english::join_tokens(t, 0, i);
    const bool bare = i <= 2 && t[0].is(english::kDeterminer) && !t[1].is(english::kCode) && english::lower_first(t[1].core) == t[1].core;  // "the directory": which?
    return bare ? text : brief;
  }
  return text;
}

/// "which file", "which codes"; empty when the phrase's head is a code, number or says nothing.
std::string which_of(const std::string& noun_phrase) {
  if (!english::is_noun_phrase(noun_phrase) || noun_phrase.starts_with("that ")) return {};  // "that the machine is configured": a clause
  auto head = english::head_noun(noun_phrase);
  if ((english::classify(head) & english::kGerund) && noun_phrase.starts_with(head)) return {};  // "issuing more than one command": an action
  if (generic_head(head) || english::is_code_like(head) || !english::number_value(head).empty()) return {};
  uint32_t classes = english::classify(head);
  if (!(classes & english::kNoun) || (classes & (english::kAdjective | english::kAdverb | english::kPronoun | english::kDeterminer))) return {};
  auto words = english::count_words(noun_phrase);
  if (words < 2 || (words == 2 && (english::classify(noun_phrase.substr(0, noun_phrase.find(' '))) & english::kDeterminer))) return {};
  return "which " + to_lower_ascii(head);
}

/// "the HAL output pin iocontrol.0.tool-change" → "which HAL output pin", "iocontrol.0.tool-change"; empty when no name follows the noun.
std::pair<std::string, std::string> which_named(const std::string& noun_phrase) {
  auto t = english::tokenize(noun_phrase);
  size_t first = !t.empty() && t[0].is(english::kDeterminer) ? 1 : 0;
  if (t.size() < first + 2 || t.size() > first + 5 || !english::is_code_like(t.back().core)) return {};
  for (size_t i = first; i + 1 < t.size(); ++i)
    if (!t[i].is(english::kNoun | english::kAdjective) || t[i].is(english::kPreposition | english::kRelative | english::kCoordinator) || t[i].mark != 0) return {};
  const auto& noun = t[t.size() - 2];
  if (!noun.is(english::kNoun) || noun.is(english::kCode) || generic_head(noun.core)) return {};
  return {"which " + english::join_tokens(t, first, t.size() - 1), t.back().core};
}

class Writer {
 public:
  explicit Writer(const Clause& clause) : c_(clause), p_(parts_of(clause)), when_(circumstance(clause)) {}

  std::vector<Asking> write() {
    if (c_.voice == Voice::imperative) {
      imperative();
      return std::move(out_);
    }
    bool vague = c_.subject == "it" || c_.subject == "they" || c_.subject == "we" || c_.subject == "this" || c_.subject == "that";
    if (vague) return {};
    if (c_.voice == Voice::existential) {
      existential();
      return std::move(out_);
    }
    if (c_.voice == Voice::copula) copula();
    else if (c_.voice == Voice::passive) passive();
    else active();
    subject_number();
    subject();
    if (c_.negated && c_.voice != Voice::copula) yes_or_no();
    condition();
    reason();
    return std::move(out_);
  }

 private:
  void add(std::string wording, std::string question, std::string answer, bool reverse = false, bool whole = false) {
    answer = without_stray_bracket(std::string(trim(answer)));
    question = without_stray_bracket(std::move(question));
    if (auto semicolon = answer.find("; "); semicolon != std::string::npos) answer = answer.substr(0, semicolon);
    while (!answer.empty() && (answer.back() == ',' || answer.back() == ':' || answer.back() == ';')) answer.pop_back();
    if (!short_enough(answer) && !whole) return;
    if (!is_balanced(question) || !is_balanced(answer)) return;
    if (whole && english::count_words(answer) > 30) return;
    out_.push_back({std::move(wording), std::move(question), english::upper_first(answer), reverse, whole});
  }
  void tell(std::string wording, const std::string& indirect, const std::string& answer) {
    size_t before = out_.size();
    add(std::move(wording), "tell me " + indirect, answer);
    if (out_.size() > before) out_.back().imperative = true;
  }

  void object(const std::string& value, const std::string& trail) {
    if (trail.empty()) {
      if (auto brief = short_phrase(value); brief != value) add("object_what_short", glue({"what", p_.front, c_.subject, p_.rest, when_}), brief);
    }
    add("object_what", glue({"what", p_.front, c_.subject, p_.rest, trail, when_}), value);
    if (auto which = which_of(value); !which.empty()) add("object_which", glue({which, p_.front, c_.subject, p_.rest, trail, when_}), value);
    if (auto [which, name] = which_named(value); !name.empty()) add("object_named", glue({which, p_.front, c_.subject, p_.rest, trail, when_}), name);
    tell("object_tell", glue({"what", c_.subject, p_.plain, trail, when_}), value);
    add("object_echo", glue({when_, when_.empty() ? "" : ",", c_.subject, p_.plain, "what", trail}), value);
  }

  void number(const std::string& object_text, const std::string& trail) {
    auto space = object_text.find(' ');
    if (space == std::string::npos || english::number_value(object_text.substr(0, space)).empty()) return;
    auto noun = object_text.substr(space + 1);
    if (!english::is_plural_phrase(noun) || english::count_words(noun) > 6 || (english::classify(noun.substr(0, noun.find(' '))) & english::kCoordinator)) return;
    add("number_how_many", glue({"how many", noun, p_.front, c_.subject, p_.rest, trail, when_}), object_text.substr(0, space));
    tell("number_tell", glue({"how many", noun, c_.subject, p_.plain, trail, when_}), object_text.substr(0, space));
  }

  void active() {
    auto all = phrases_text(c_);
    if (!c_.object.empty() && english::is_noun_phrase(c_.object)) {
      number(c_.object, all);
      bool split_tail = !all.empty() && c_.phrases.size() == 1 && english::count_words(all) <= 8 && c_.phrases[0].preposition != "by";
      object(glue({c_.object, all}), "");
      if (split_tail) object(c_.object, all);
    }
    phrases(c_.object);
    does();
  }

  /// "what does G43.1 do" → "it offsets …".
  void does() {
    bool agent = english::count_words(c_.subject) <= 5 && !c_.subject_head.empty() && (english::is_code_like(c_.subject_head) || c_.auxiliary.empty()) && c_.subject != "you" && c_.subject != "we";
    if (!agent || c_.negated) return;
    std::string it = c_.subject_plural ? "they" : "it";
    if (c_.verb != "have" && c_.verb != "be") add("action_do", glue({"what", c_.auxiliary.empty() ? p_.front : c_.auxiliary, c_.subject, "do", when_}), glue({it, p_.plain, c_.tail}));
    else if (!when_.empty()) add("action_happens", glue({"what happens to", c_.subject, when_}), glue({it, p_.plain, c_.tail}));
  }

  void passive() {
    std::string it = c_.subject_plural ? "they" : "it";
    auto trail = phrases_text(c_);
    if (!c_.object.empty() && english::is_noun_phrase(c_.object)) object(glue({c_.object, trail}), "");
    phrases(c_.object);
    if (c_.auxiliary == "must" || c_.auxiliary == "should") add("action_must", glue({"what", c_.auxiliary, "be done with", c_.subject, when_}), glue({it, p_.plain, c_.tail}));
    add("action_happens", glue({"what happens to", c_.subject, when_}), glue({it, p_.plain, c_.tail}));
    if (!c_.negated && c_.adverb.empty() && (c_.auxiliary == "is" || c_.auxiliary == "are")) add("action_done", glue({"what", "is done with", c_.subject, when_}), glue({it, p_.plain, c_.tail}));
    tell("action_tell", glue({"what happens to", c_.subject, when_}), glue({it, p_.plain, c_.tail}));
  }

  void copula() {
    auto trail = phrases_text(c_);
    bool noun = english::is_noun_phrase(c_.object);
    auto value = c_.tail;
    if (noun || !english::number_value(c_.object.substr(0, c_.object.find(' '))).empty()) {
      number(c_.object, trail);
      auto be = glue({p_.front, c_.subject, p_.rest});
      add("object_what", glue({"what", be, when_}), value);
      if (auto which = which_of(c_.object); !which.empty() && !trail.empty()) add("object_which", glue({which, be, trail, when_}), c_.object);
      tell("object_tell", glue({"what", c_.subject, p_.plain, when_}), value);
      add("object_echo", glue({when_, when_.empty() ? "" : ",", c_.subject, p_.plain, "what"}), value);
    } else {
      phrases(c_.object);
      yes_or_no();
    }
  }

  /// "is the L number sticky" → "no, it is not sticky".
  void yes_or_no() {
    if (c_.tail.empty() || english::count_words(c_.tail) > 14) return;
    std::string it = c_.subject_plural ? "they" : "it";
    auto adverb = c_.adverb == "also" || c_.adverb == "then" ? std::string() : c_.adverb;
    auto verb = c_.voice == Voice::copula && c_.auxiliary.empty() ? std::string() : c_.auxiliary.empty() ? c_.verb : c_.verb_text;
    auto asked = glue({p_.front, c_.subject, adverb, c_.voice == Voice::copula && c_.auxiliary != "" && c_.verb_text.empty() ? "" : verb, c_.tail, when_});
    add("yesno_is", asked, glue({c_.negated ? "no," : "yes,", it, p_.plain, c_.tail}));
  }

  void phrases(const std::string& object_text) {
    for (size_t i = 0; i < c_.phrases.size() && i < 3; ++i) phrase_asked(i, glue({object_text, phrases_text(c_, i)}));
  }

  void phrase_asked(size_t i, const std::string& others) {
    const auto& p = c_.phrases[i];
    auto asked = glue({p_.front, c_.subject, p_.rest, others});
    auto told = glue({c_.subject, p_.plain, others});
    if (p.infinitive) {
      bool use = c_.verb == "use";
      if (use && c_.voice == Voice::passive) {
        add("purpose_used", glue({"what", p_.front, c_.subject, p_.rest, "for", when_}), "to " + p.text);
        add("purpose_what", glue({"what is the purpose of", c_.subject, when_}), "to " + p.text);
        tell("purpose_tell", glue({"what", c_.subject, p_.plain, "for", when_}), "to " + p.text);
      } else if (i + 1 == c_.phrases.size() && !object_is_clausal() && !takes_infinitive()) {
        add("purpose_what", glue({"for what purpose", asked, when_}), "to " + p.text);
        add("purpose_why", glue({"why", asked, when_}), "to " + p.text);
      }
      return;
    }
    static constexpr std::array<std::string_view, 22> kAskable = {"in", "on", "at", "by", "with", "from", "to", "into", "for", "as", "during", "between", "after", "before", "within", "under", "along", "through", "above", "until", "over", "per"};
    if (std::find(kAskable.begin(), kAskable.end(), p.preposition) == kAskable.end() || !english::is_noun_phrase(p.text)) return;
    for (std::string_view pointer : {"this ", "that ", "these ", "those "})
      if (p.text.starts_with(pointer)) return;  // "for this purpose": of what was said before
    auto brief = short_phrase(p.text);
    auto which = which_of(brief);
    if (which.empty()) which = "what";
    if (!english::number_value(p.text.substr(0, p.text.find(' '))).empty()) which = p.preposition == "by" ? "how much" : "what value";
    add("phrase_front", glue({p.preposition, which, asked, when_}), brief);
    // The preposition at the end is natural behind a short rest only: "what is the value stored in", never "… stored in the file at the end of the run in".
    if (english::count_words(glue({p_.rest, others})) <= kLongestStranded && when_.empty()) add("phrase_stranded", glue({which, asked, p.preposition}), brief);
    if ((p.preposition == "in" || p.preposition == "on" || p.preposition == "at") && english::count_words(p.text) > 1) add("phrase_where", glue({"where", asked, when_}), p.preposition + " " + brief);
    if (p.preposition == "by" && (english::classify(english::head_noun(p.text)) & english::kGerund)) add("phrase_how", glue({"how", asked, when_}), phrase_text(p));
    if (p.preposition == "after" || p.preposition == "before" || p.preposition == "until" || p.preposition == "during") add("phrase_when", glue({"when", asked, when_}), phrase_text(p));
    tell("phrase_tell", glue({p.preposition, which, told, when_}), brief);
  }
  /// "causes the edge to cut": what follows "to" belongs to the verb and is no purpose.
  bool takes_infinitive() const {
    static constexpr std::array<std::string_view, 30> kVerbs = {"cause", "allow", "require", "tell", "enable", "want", "expect", "ask", "need", "force", "permit", "instruct", "try", "have", "help", "begin", "start",
                                                                 "continue", "fail", "seem", "appear", "tend", "intend", "wish", "prefer", "attempt", "happen", "choose", "decide", "consider"};
    return std::find(kVerbs.begin(), kVerbs.end(), c_.verb) != kVerbs.end();
  }
  bool object_is_clausal() const { return c_.object.find(" that ") != std::string::npos || c_.voice == Voice::copula; }

  /// "about seventeen figures will be retained" → "how many figures will be retained".
  void subject_number() {
    auto t = english::tokenize(c_.subject);
    size_t at = 0;
    while (at < t.size() && (t[at].is(english::kAdverb | english::kPreposition) || t[at].core == "the") && english::number_value(t[at].core).empty()) ++at;
    if (at + 1 >= t.size() || english::number_value(t[at].core).empty() || !english::is_plural_phrase(english::join_tokens(t, at + 1, t.size()))) return;
    if (t[at + 1].is(english::kCoordinator | english::kPreposition)) return;
    auto noun = english::join_tokens(t, at + 1, t.size());
    auto count = english::join_tokens(t, 0, at + 1);
    if (count.starts_with("the ")) count = count.substr(4);
    add("number_how_many", glue({"how many", noun, p_.plain, c_.tail, when_}), count);
    tell("number_tell", glue({"how many", noun, p_.plain, c_.tail, when_}), count);
  }

  void subject() {
    if (english::count_words(c_.subject) > 12 || !english::is_noun_phrase(c_.subject)) return;
    auto predicate = glue({p_.plain, c_.tail});
    if (english::count_words(predicate) < 2 || english::count_words(predicate) > 24) return;
    bool first_person = c_.subject == "you" || c_.subject == "we" || c_.subject.starts_with("you ");
    if (first_person) return;
    auto what = std::string("what ");
    auto singular = c_.subject_plural && c_.auxiliary.empty() && c_.verb != "be" && !c_.negated ? glue({c_.adverb, english::third_form(c_.verb), c_.tail}) : predicate;
    if (auto which = which_of(c_.subject); !which.empty()) {
      if (!c_.subject_plural || english::is_plural_noun(english::head_noun(c_.subject))) add("subject_which", glue({which, predicate, when_}), c_.subject, true);
    } else if (english::is_code_like(c_.subject_head) && english::count_words(c_.subject) <= 2) {
      bool code = c_.subject_head.find_first_of("0123456789") != std::string::npos && c_.subject_head.find_first_of("_.[<#") == std::string::npos;
      add("subject_which", glue({code ? "which code" : "what", singular, when_}), c_.subject, true);
    }
    add("subject_what", glue({"what", c_.subject_plural ? predicate : singular, when_}), c_.subject, true);
  }

  void condition() {
    if (c_.condition.empty()) return;
    auto effect = c_.statement();
    auto no_when = glue({c_.introduction, ""});
    auto asked = glue({p_.front, c_.subject, p_.rest, c_.tail, no_when});
    auto word = c_.condition.substr(0, c_.condition.find(' '));
    bool leading_only = word == "only";
    if (word == "while" || word == "although" || word == "whereas" || word == "though" || word == "even" || word == "as") return;
    add("effect_happens", glue({"what happens", no_when, c_.condition}), effect, false, english::count_words(effect) > kLongestAnswer);
    if (english::count_words(effect) <= 24) {
      add("condition_when", glue({"when", asked}), c_.condition, true);
      if (word == "if" || word == "unless" || leading_only) add("condition_under", glue({"under what condition", asked}), c_.condition, true);
    }
    add("effect_result", glue({"what is the result", no_when, c_.condition}), effect);
    size_t before = out_.size();
    add("effect_tell", glue({"tell me what happens", no_when, c_.condition}), effect);
    if (out_.size() > before) out_.back().imperative = true;
  }

  void reason() {
    if (!c_.reason.empty()) add("reason_why", glue({"why", p_.front, c_.subject, p_.rest, c_.tail}), "because " + c_.reason);
    if (!c_.purpose.empty()) add("purpose_why", glue({"for what purpose", p_.front, c_.subject, p_.rest, c_.tail}), "to " + c_.purpose);
  }

  void existential() {
    auto space = c_.object.find(' ');
    if (space == std::string::npos) return;
    auto count = c_.object.substr(0, space);
    auto noun = glue({c_.object.substr(space + 1), phrases_text(c_)});
    if (english::number_value(count).empty() && count != "no") return;
    add("number_how_many", glue({"how many", c_.object.substr(space + 1), c_.auxiliary.empty() ? c_.verb_text : c_.auxiliary, "there", phrases_text(c_), when_}), count);
    tell("number_tell", glue({"how many", noun, "there are", when_}), count);
  }

  void imperative() {
    auto doing = glue({c_.verb_text, c_.tail});
    doing = english::lower_first(doing);
    if (c_.verb == "see" || c_.verb == "note" || c_.verb == "refer" || c_.verb == "imagine") return;
    std::string goal = c_.purpose;
    std::string object_text = c_.object;
    if (goal.empty() && c_.phrases.size() == 1 && c_.phrases[0].infinitive) goal = c_.phrases[0].text;
    if (!goal.empty()) {
      if (c_.verb == "use" && !object_text.empty()) {
        add("means_use", glue({"what do you use to", goal, when_}), object_text);
        add("means_which", glue({english::is_code_like(english::head_noun(object_text)) ? "which code is used to" : "what is used to", goal, when_}), object_text);
        add("means_goal", glue({"what is", object_text, "used for", when_}), "to " + goal, true);
      }
      add("means_how", glue({"how do you", goal, when_}), doing);
      add("means_should", glue({"what should you do to", goal, when_}), doing);
      size_t before = out_.size();
      add("means_tell", glue({"tell me how to", goal, when_}), doing);
      if (out_.size() > before) out_.back().imperative = true;
    } else if (!when_.empty()) {
      add("means_should", glue({"what should you do", when_}), doing);
      add("means_required", glue({"what has to be done", when_}), doing);
    }
  }

  const Clause& c_;
  Parts p_;
  std::string when_;
  std::vector<Asking> out_;
};

}  // namespace

std::vector<Asking> phrase_clause(const english::Clause& clause, const Topic&) { return Writer(clause).write(); }

}  // namespace jangin::synthesize
