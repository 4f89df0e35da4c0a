// Questions about what a clause depends on: its condition, its reason, a cause; and about instructions and what there is.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {
namespace {

bool is_article(std::string_view word) { return word == "a" || word == "an" || word == "any"; }

std::string word_at(const std::string& text, size_t at) {
  const auto words = split(text, ' ');
  return at < words.size() ? std::string(words[at]) : std::string();
}

constexpr size_t kLongestAsked = 24;  // words of a statement whose condition is asked for

}  // namespace

/// "a missing file causes an error" → "what happens if the file is missing".
bool ClauseWriter::is_stated(const std::string& subject) {
  static constexpr std::array<std::string_view, 14> kStates = {"missing",   "invalid",     "empty",   "negative", "wrong",  "unknown", "incorrect",
                                                               "duplicate", "unsupported", "illegal", "faulty",   "broken", "blocked", "undefined"};
  const auto state = word_at(subject, 1);
  if (!is_article(word_at(subject, 0)) || std::find(kStates.begin(), kStates.end(), state) == kStates.end() || english::count_words(subject) < 3)
    return false;
  const auto noun = subject.substr(subject.find(state) + state.size() + 1);
  if (english::count_words(noun) > 6 || noun.find(" or ") != std::string::npos) return false;
  const auto effect = glue({"it", p_.plain, c_.tail});
  add("effect_happens", glue({"what happens if the", noun, "is", state}), effect);
  add("effect_tell", glue({"what is the consequence of", subject}), spoken(glue({c_.object, phrases_text()})));
  return true;
}

void ClauseWriter::condition() {
  if (c_.condition.empty()) return;
  auto asked = glue({p_.front, c_.subject, p_.rest, c_.tail, c_.introduction});
  auto word = c_.condition.substr(0, c_.condition.find(' '));
  for (std::string_view none : {"although", "whereas", "though"})
    if (word == none) return;
  if (c_.condition.starts_with("as well ") || c_.condition.starts_with("as described ") || c_.condition.starts_with("as shown ")) return;
  if (c_.condition.find(" we ") != std::string::npos || english::count_words(c_.statement()) > kLongestAsked) return;
  if (word == "until") {
    add("condition_until", glue({"until when", asked}), c_.condition.substr(6), true);
    add("condition_long", glue({"how long", asked}), c_.condition, true);
  }
  if (word != "until") add("condition_when", glue({"when", asked}), c_.condition, true);
  if (word == "if" || word == "unless" || word == "only" || word == "when")
    add("condition_under", glue({"under what condition", asked}), c_.condition, true);
}

void ClauseWriter::reason() {
  if (!c_.reason.empty()) add("reason_why", glue({"why", p_.front, c_.subject, p_.rest, c_.tail}), "because " + c_.reason);
  if (c_.purpose.empty()) return;
  const bool clause = c_.purpose.starts_with("so that ");
  add("purpose_why", glue({clause ? "why" : "for what purpose", p_.front, c_.subject, p_.rest, c_.tail}), clause ? c_.purpose : "to " + c_.purpose);
}

void ClauseWriter::existential() {
  auto space = c_.object.find(' ');
  if (space == std::string::npos) return;
  auto count = c_.object.substr(0, space);
  const auto colon = c_.object.find(": ");
  auto noun = c_.object.substr(space + 1, colon == std::string::npos ? colon : colon - space - 1);
  if ((english::number_value(count).empty() && count != "no") || !english::is_plural_phrase(noun)) return;
  const auto words = english::tokenize(noun);
  if (std::any_of(words.begin(), words.end(), [](const english::Token& word) { return word.is(english::kNumber); }))
    return;  // "four of these and eight of those"
  const auto be = c_.auxiliary.empty() ? c_.verb_text : c_.auxiliary;
  const auto trail = colon == std::string::npos ? phrases_text() : std::string();
  add("number_how_many", glue({"how many", noun, be, "there", trail, when_}), count);
  tell("number_tell", glue({"how many", noun, "there", be, trail, when_}), count);
  if (colon != std::string::npos) add("object_are", glue({"what are the", count, noun, when_}), c_.tail.substr(c_.tail.find(": ") + 2));
}

void ClauseWriter::imperative() {
  auto doing = english::lower_first(glue({c_.verb_text, c_.tail}));
  if (c_.verb == "see" || c_.verb == "note" || c_.verb == "refer" || c_.verb == "imagine" || c_.verb == "calculate" || c_.verb == "consider") return;
  std::string goal = c_.purpose.starts_with("so that ") ? std::string() : c_.purpose;
  std::string object_text = c_.object;
  if (goal.empty() && c_.phrases.size() == 1 && c_.phrases[0].infinitive) goal = c_.phrases[0].text;
  if (!goal.empty()) {
    if (c_.verb == "use" && !object_text.empty()) {
      add("means_which",
          glue({english::is_code_like(english::head_noun(object_text)) && c_.code_noun ? "which code is used to" : "what is used to", goal, when_}),
          object_text);
      add("means_use", glue({"what do you use to", goal, when_}), object_text);
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

}  // namespace jangin::synthesize
