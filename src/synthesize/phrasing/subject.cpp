// Questions for a clause's subject: "which tool …", "what is it that …".
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {

using english::Voice;

/// The predicate as "what" and "which …" take it: "are stored" → "is stored", "store" → "stores".
std::string ClauseWriter::singular_predicate() const {
  const auto tail = without_asides(c_.tail);
  if (!c_.subject_plural) return glue({p_.plain, tail});
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kForms = {
      {{"are", "is"}, {"were", "was"}, {"have", "has"}, {"do", "does"}}};
  for (const auto& [plural, singular] : kForms)
    if (p_.plain == plural || p_.plain.starts_with(std::string(plural) + " "))
      return glue({std::string(singular) + p_.plain.substr(plural.size()), tail});
  return c_.auxiliary.empty() && !c_.negated && !c_.past ? glue({c_.adverb, english::third_form(c_.verb), tail}) : glue({p_.plain, tail});
}

void ClauseWriter::subject() {
  if (english::count_words(c_.subject) > 12 || !english::is_noun_phrase(c_.subject) || c_.listed) return;
  auto predicate = glue({p_.plain, without_asides(c_.tail)});
  if (english::count_words(predicate) < 2 || english::count_words(predicate) > 24) return;
  if (c_.subject == "you" || c_.subject == "we" || c_.subject.starts_with("you ") || is_stated(c_.subject)) return;
  const auto answer = spoken(c_.subject);
  const bool noun_predicate = c_.voice == Voice::copula && english::is_noun_phrase(c_.object);
  if (auto which = which_of(c_.subject); !which.empty()) {
    const bool plural = english::is_plural_noun(english::head_noun(c_.subject));
    if (!noun_predicate && (!c_.subject_plural || plural)) add("subject_which", glue({which, predicate, when_}), answer, true);
  } else if (english::is_code_like(c_.subject_head) && english::count_words(c_.subject) <= 2) {
    bool code = c_.subject_head.find_first_of("0123456789") != std::string::npos && c_.subject_head.find_first_of("_.[<#") == std::string::npos &&
                c_.code_noun;
    add("subject_which", glue({code ? "which code" : "what", singular_predicate(), when_}), answer, true);
  }
  const auto said = noun_predicate ? predicate : singular_predicate();
  add("subject_what", glue({"what", said, when_}), answer, true);
  if (asked_ != Asked::subject) return;
  if (!noun_predicate || !c_.subject_plural) add("subject_that", glue({"what is it that", said, when_}), answer, true);
  add("subject_tell", glue({"tell me what", said, when_}), answer, true);
  if (!out_.empty() && out_.back().wording == "subject_tell") out_.back().imperative = true;
}

}  // namespace jangin::synthesize
