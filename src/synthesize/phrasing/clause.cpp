// Questions about a clause: its object, its number. Its subject is asked for in subject.cpp, its phrases in phrases.cpp; conditions, reasons, causes,
// instructions and what there is in circumstances.cpp.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {

using english::Clause;
using english::Voice;

namespace {

/// Introduction and condition as they follow a question: "in absolute mode", "if the feed rate is zero". What only leads on from the sentence before
/// goes.
std::string circumstance(const Clause& c) {
  for (std::string_view concession : {"although ", "though ", "whereas "})
    if (c.condition.starts_with(concession)) return c.introduction;
  const auto t = english::tokenize(c.introduction);
  const bool leads_on = !t.empty() && t[0].is(english::kGerund) && !t[0].is(english::kPreposition);
  for (std::string_view opening : {"in addition to ", "instead of ", "like ", "unlike ", "as with ", "as in ", "besides "})
    if (c.introduction.starts_with(opening)) return c.condition;
  return leads_on ? c.condition : glue({c.introduction, c.condition});
}

/// "(defined in the file interp.hh)" was a clause of its own: its closing bracket goes.
std::string without_stray_bracket(std::string text) {
  while (!text.empty() && text.back() == ')' && std::count(text.begin(), text.end(), ')') > std::count(text.begin(), text.end(), '('))
    text.pop_back();
  return text;
}
bool is_balanced(const std::string& text) { return std::count(text.begin(), text.end(), '[') == std::count(text.begin(), text.end(), ']'); }

}  // namespace

ClauseWriter::Parts ClauseWriter::parts_of(const Clause& c) {
  Parts p;
  std::string no = c.negated ? "not" : "";
  std::string adverb =
      c.adverb == "also" || c.adverb == "then" || c.adverb == "thus" || c.adverb == "therefore" || c.adverb == "however" ? "" : c.adverb;
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

std::string ClauseWriter::phrases_text(size_t skip) const {
  std::string out;
  for (size_t i = 0; i < c_.phrases.size(); ++i)
    if (i != skip) out = glue({out, c_.phrases[i].preposition, c_.phrases[i].text});
  return out;
}

ClauseWriter::ClauseWriter(const Clause& clause, Asked asked) : c_(clause), p_(parts_of(clause)), when_(circumstance(clause)), asked_(asked) {}

std::vector<Asking> ClauseWriter::write() {
  if (c_.voice == Voice::imperative) {
    if (asked_ == Asked::all || asked_ == Asked::parts) imperative();
    return std::move(out_);
  }
  bool vague = c_.subject == "it" || c_.subject == "they" || c_.subject == "we" || c_.subject == "this" || c_.subject == "that";
  if (vague) return {};
  if (c_.voice == Voice::existential) {
    if (asked_ == Asked::all || asked_ == Asked::parts) existential();
    return std::move(out_);
  }
  if (asked_ == Asked::subject) subject();
  if (asked_ == Asked::all || asked_ == Asked::parts) parts();
  if (asked_ == Asked::all || asked_ == Asked::predicate) predicate();
  return std::move(out_);
}

void ClauseWriter::parts() {
  if (c_.voice == Voice::copula)
    copula();
  else if (c_.voice == Voice::passive)
    passive();
  else
    active();
  subject_number();
  times();
  lasting();
  frequency();
  subject();
  if (c_.negated) bound();
  condition();
  introduction();
  reason();
}

void ClauseWriter::add(std::string wording, std::string question, std::string answer, bool reverse, bool whole) {
  answer = without_stray_bracket(std::string(trim(answer)));
  question = without_stray_bracket(std::move(question));
  if (auto semicolon = answer.find("; "); semicolon != std::string::npos) answer = answer.substr(0, semicolon);
  while (!answer.empty() && (answer.back() == ',' || answer.back() == ':' || answer.back() == ';')) answer.pop_back();
  const size_t words = english::count_words(answer);
  if (words == 0 || words > (whole ? 30 : kLongestAnswer)) return;
  if (!is_balanced(question) || !is_balanced(answer)) return;
  out_.push_back({std::move(wording), std::move(question), english::upper_first(answer), reverse, whole});
}
void ClauseWriter::tell(std::string wording, const std::string& indirect, const std::string& answer) {
  size_t before = out_.size();
  add(std::move(wording), "tell me " + indirect, answer);
  if (out_.size() > before) out_.back().imperative = true;
}

void ClauseWriter::object(const std::string& object_text, const std::string& trail) {
  const auto value = spoken(object_text);
  const auto asked = glue({p_.front, c_.subject, p_.rest, trail, when_});
  if (auto [which, name] = which_named(value); !name.empty()) add("object_named", glue({which, asked}), name);
  add("object_what", glue({"what", asked}), value);
  if (auto which = which_of(value); !which.empty()) add("object_which", glue({which, asked}), value);
  if (const auto verb = passive_verb(); !verb.empty() && english::count_words(c_.subject) <= 6)
    add("object_done", glue({"what", verb, "by", c_.subject, trail, when_}), value);
  tell("object_tell", glue({"what", c_.subject, p_.plain, trail, when_}), value);
}

/// "stores" → "is stored", "must contain" → "must be contained"; empty where the passive is no good English.
std::string ClauseWriter::passive_verb() const {
  static constexpr std::array<std::string_view, 22> kNone = {"have",   "be",    "mean",  "equal", "cost", "lack", "resemble", "consist",
                                                             "become", "weigh", "fit",   "suit",  "let",  "take", "get",      "go",
                                                             "run",    "serve", "start", "begin", "lead", "show"};
  if (c_.voice != Voice::active || c_.negated || c_.past || c_.verb_text.find(' ') != std::string::npos ||
      std::find(kNone.begin(), kNone.end(), c_.verb) != kNone.end())
    return {};
  if (c_.auxiliary == "do" || c_.auxiliary == "does" || c_.auxiliary == "did" || c_.auxiliary == "has" || c_.auxiliary == "have" ||
      c_.auxiliary == "is" || c_.auxiliary == "are")
    return {};
  if (c_.subject == "you" || c_.subject == "we") return {};
  return glue({c_.auxiliary.empty() ? "is" : c_.auxiliary, c_.adverb == "also" ? "" : c_.adverb, c_.auxiliary.empty() ? "" : "be",
               english::participle_form(c_.verb)});
}

void ClauseWriter::number(const std::string& object_text, const std::string& trail) {
  auto space = object_text.find(' ');
  if (space == std::string::npos || english::number_value(object_text.substr(0, space)).empty()) return;
  auto noun = object_text.substr(space + 1);
  const auto words = english::tokenize(noun);
  if (noun[0] >= '0' && noun[0] <= '9') return;  // "1 1/2 rotations"
  if (std::any_of(words.begin(), words.end(), [](const english::Token& word) { return word.is(english::kNumber); }))
    return;  // "four of these and eight of those"
  if (!english::is_plural_phrase(noun) || english::count_words(noun) > 6 ||
      (english::classify(noun.substr(0, noun.find(' '))) & english::kCoordinator))
    return;
  add("number_how_many", glue({"how many", noun, p_.front, c_.subject, p_.rest, trail, when_}), object_text.substr(0, space));
  tell("number_tell", glue({"how many", noun, c_.subject, p_.plain, trail, when_}), object_text.substr(0, space));
}

/// "takes effect", "takes place": the object is part of the verb.
bool ClauseWriter::is_idiom() const { return c_.verb == "take" && (c_.object == "effect" || c_.object == "place" || c_.object == "part"); }

void ClauseWriter::active() {
  auto all = phrases_text();
  if (!c_.object.empty() && !is_idiom() && (english::is_noun_phrase(c_.object) || c_.object.starts_with("that "))) {
    number(c_.object, all);
    const bool outcome = !c_.phrases.empty() && c_.phrases.back().infinitive && is_outcome(c_.phrases.back().text);
    const bool caused = !c_.phrases.empty() && c_.phrases.back().infinitive && takes_infinitive(c_.verb);  // "causes the reader to report an error"
    if (caused) {
      add("object_caused", glue({"what", p_.front, c_.subject, p_.rest, c_.object, "to do", when_}), c_.phrases.back().text);
    } else if (!outcome) {
      if (english::count_words(all) <= 8)
        object(c_.object, all);
      else
        object(glue({c_.object, all}), "");
    }
  }
  phrases(c_.object);
}

void ClauseWriter::passive() {
  const auto bare = c_.subject.starts_with("the ") ? c_.subject.substr(4) : c_.subject;
  if (c_.listed && !c_.object.empty()) {  // "two other forms are known: A and B"
    add("object_listed", glue({"which", bare, p_.plain, when_}), c_.object);
    add("object_are", glue({"what are", c_.subject.starts_with("the ") ? c_.subject : "the " + c_.subject, "that", p_.plain, when_}), c_.object);
    return;
  }
  if (!c_.object.empty() && english::is_noun_phrase(c_.object)) object(c_.object, phrases_text());
  phrases(c_.object);
}

void ClauseWriter::copula() {
  auto trail = phrases_text();
  const auto be = glue({p_.front, c_.subject, p_.rest});
  if (is_error()) return;
  if (auto m = membership_of(c_.tail)) {
    const std::string does = c_.subject_plural ? "do" : "does";
    if (!m->which.empty()) add("object_belong", glue({"to which", m->which, does, c_.subject, "belong", when_}), m->whole);
    if (!m->which.empty()) add("object_group", glue({"which", m->which, p_.front, c_.subject, p_.rest, "in", when_}), m->whole);
    add("object_part", glue({"what", be, m->part == "part" ? "" : "a", m->part, "of", when_}), m->whole);
    return;
  }
  const bool predicative = c_.object == "present" || c_.object == "due" || c_.object == "close" || c_.object == "likely" ||
                           c_.object == "available" || c_.object.starts_with("more ") || c_.object.starts_with("less ");
  if (c_.object.starts_with("the same as ")) {
    const auto like = spoken(c_.object.substr(12));
    add("object_same", glue({"what", be, "the same as", when_}), like);
    add("object_equal", glue({"what", be, "equal to", when_}), like);
    tell("object_tell", glue({"what", c_.subject, p_.plain, "the same as", when_}), like);
    return;
  }
  const auto t = english::tokenize(c_.object.empty() ? c_.tail : c_.object);  // "about 2.5 milligrams" may have been read as a phrase
  const bool about_so_much = t.size() > 1 &&
                             (t[0].core == "about" || t[0].core == "approximately" || t[0].core == "nearly" || t[0].core == "roughly") &&
                             t[1].is(english::kNumber);
  if ((english::is_noun_phrase(c_.object) && !predicative) || about_so_much ||
      !english::number_value(c_.object.substr(0, c_.object.find(' '))).empty()) {
    if (!c_.object.empty()) number(c_.object, trail);
    const auto value = spoken(c_.tail);
    if (c_.object == "the default" || c_.object == "default") {
      add("object_default", glue({"which", c_.subject_plural ? "ones are" : "one is", c_.tail, when_}), c_.subject, true);
      phrases(c_.object);
      if (asked_ == Asked::all) yes_or_no();
      return;
    }
    if (c_.negated) return;  // "what are the names not": nobody asks
    if (auto [which, name] = which_named(value); !name.empty()) add("object_named", glue({which, be, when_}), name);
    add("object_what", glue({"what", be, when_}), value);
    if (auto which = which_of(c_.object); !which.empty() && !trail.empty()) add("object_which", glue({which, be, trail, when_}), spoken(c_.object));
    if (value.find_first_of("0123456789") < 2 && !c_.subject_plural && (c_.verb_text == "be" || c_.auxiliary == "is"))
      add("object_value", glue({"which value", c_.verb_text == "be" ? c_.auxiliary : "does", c_.subject, "have", when_}), value);
    tell("object_tell", glue({"what", c_.subject, p_.plain, when_}), value);
    return;
  }
  phrases(c_.object);
  if ((c_.auxiliary == "must" || c_.auxiliary == "should") && !c_.negated && !c_.object.empty())
    add("object_must", glue({"what", c_.auxiliary, c_.subject, "be", when_}), spoken(c_.tail));
}

/// "the count must not be less than 3" → "what is the smallest value that the count may have".
void ClauseWriter::bound() {
  if (c_.auxiliary != "must" && c_.auxiliary != "may") return;
  for (const auto& [less, bound] : {std::pair<std::string_view, std::string_view>{"less than ", "smallest"},
                                    {"smaller than ", "smallest"},
                                    {"lower than ", "lowest"},
                                    {"greater than ", "largest"},
                                    {"more than ", "largest"},
                                    {"larger than ", "largest"},
                                    {"higher than ", "highest"}}) {
    const bool limit =
        c_.tail.starts_with(less) && !english::number_value(c_.tail.substr(less.size(), c_.tail.find(' ', less.size()) - less.size())).empty();
    if (limit) add("limit_bound", glue({"what is the", bound, "value that", c_.subject, "may have", when_}), c_.tail.substr(less.size()));
  }
}

/// "about seventeen figures will be retained" → "how many figures will be retained".
void ClauseWriter::subject_number() {
  auto t = english::tokenize(c_.subject);
  size_t at = 0;
  while (at < t.size() && (t[at].is(english::kAdverb | english::kPreposition) || t[at].core == "the") && english::number_value(t[at].core).empty())
    ++at;
  if (at > 0 && t[at - 1].core == "the") return;  // "the two reactants are …": the number is known
  if (c_.listed || at + 1 >= t.size() || english::number_value(t[at].core).empty() ||
      !english::is_plural_phrase(english::join_tokens(t, at + 1, t.size())))
    return;
  if (t[at + 1].is(english::kCoordinator | english::kPreposition)) return;
  auto noun = english::join_tokens(t, at + 1, t.size());
  auto count = english::join_tokens(t, 0, at + 1);
  add("number_how_many", glue({"how many", noun, p_.plain, c_.tail, when_}), count);
  tell("number_tell", glue({"how many", noun, p_.plain, c_.tail, when_}), count);
}

/// "is read from the file once" → "how often is it read from the file".
void ClauseWriter::times() {
  for (std::string_view often : {" once", " twice", " three times", " several times"}) {
    if (!(" " + c_.tail).ends_with(often) || c_.negated) continue;
    const auto rest = std::string(trim(c_.tail.size() > often.size() ? c_.tail.substr(0, c_.tail.size() - often.size()) : std::string()));
    add("number_how_often", glue({"how often", p_.front, c_.subject, p_.rest, rest, when_}), std::string(often.substr(1)));
  }
}

std::vector<Asking> phrase_clause(const english::Clause& clause, const Topic&, Asked asked) {
  auto askings = ClauseWriter(clause, asked).write();
  if (opens_with_particle(clause))  // "what does the tool carry => out those orders" tears the verb apart
    std::erase_if(askings, [&](const Asking& asking) {
      return !asking.whole && !asking.answer.empty() && to_lower_ascii(clause.tail).starts_with(to_lower_ascii(asking.answer));
    });
  return askings;
}

}  // namespace jangin::synthesize
