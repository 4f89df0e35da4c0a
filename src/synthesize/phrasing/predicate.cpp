// Questions whose answer is the whole predicate, its subject as a pronoun: what something does, what happens to it, how, and with what. People answer
// "it pauses until the program exits", not with one noun of it. Parts of a clause are asked for in clause.cpp and phrases.cpp.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {

using english::Voice;

namespace {

constexpr size_t kLongestSubject = 9;  // words; a longer one is no part of a question that a person asks

/// What one does with a thing and can be asked about as "what does X do with it".
bool is_treatment(const std::string& verb) {
  static constexpr std::string_view kVerbs =
      " ignore skip replace discard convert store save reset overwrite truncate retain remove delete round cancel restore push invert execute "
      "interpret reject accept drop clear keep send display suspend evaluate ignite stop pass turn add subtract "
      "multiply divide release absorb break split reduce oxidize transform translate close open disable enable lock unlock scale shift rotate move "
      "copy rename read ";
  return !verb.empty() && kVerbs.find(" " + verb + " ") != kVerbs.npos;
}
/// "higher than", "more strongly than".
bool is_comparison(const std::string& object) {
  const auto t = english::tokenize(object);
  const auto than = std::ranges::find(t, "than", &english::Token::core);
  if (t.size() < 3 || than == t.begin() || than - t.begin() > 3 || than + 1 == t.end()) return false;
  const auto word = to_lower_ascii(t[0].core);
  return word == "more" || word == "less" || (word.size() > 4 && word.ends_with("er"));
}
bool tells_how(const english::Phrase& p, PhraseKind kind) {
  static constexpr std::array<std::string_view, 9> kWords = {"at", "by", "with", "without", "in", "as", "via", "through", "along"};
  if (std::ranges::find(kWords, p.preposition) == kWords.end()) return false;
  return kind == PhraseKind::other || kind == PhraseKind::manner || kind == PhraseKind::amount || (p.preposition == "without" && !p.infinitive);
}
/// Of what comes to pass: "after the move", "during a probe", "at the next tool change".
bool tells_when(const std::string& text) {
  for (std::string_view opening : {"after ", "before ", "during ", "on ", "upon ", "at the next ", "at the end ", "at the beginning ", "at start"})
    if (text.starts_with(opening))
      return english::count_words(text) > 1 && english::is_noun_phrase(text.substr(opening.starts_with("at ") ? 3 : opening.size()));
  return false;
}

}  // namespace

std::string ClauseWriter::pronoun() const { return c_.subject_plural ? "they" : "it"; }

/// The predicate behind a pronoun: "it is cached in the interpreter".
std::string ClauseWriter::said_of_it() const {
  const bool aside = c_.tail.starts_with("including ") || c_.tail.starts_with("such as ");
  const auto purpose =
      c_.purpose.starts_with("so that ") ? c_.purpose : std::string();  // "they should be placed so that the machine does not hit the end"
  return aside ? glue({pronoun(), p_.plain}) + ", " + c_.tail : glue({pronoun(), p_.plain, c_.tail, purpose});
}

void ClauseWriter::predicate() {
  if (c_.subject == "you") return own_action();
  if (c_.subject == "we" || c_.listed) return;
  if (is_error()) return error_asked();
  if (c_.voice == Voice::passive) happens();
  if (c_.voice == Voice::active) does();
  if (c_.voice == Voice::copula) state();
  manner();
  if (c_.voice == Voice::active) treatment();
  effects();
  occasion();
  introduced_effect();
  if (c_.negated && c_.voice != Voice::copula) denial();
}

/// "what happens to the file" → "it is truncated"; of a duty or a leave: what must or may be done with it.
void ClauseWriter::happens() {
  const bool duty = c_.auxiliary == "must" || c_.auxiliary == "should";
  if (is_stative(c_.verb) && !duty) {
    if (c_.phrases.empty() && c_.object.empty() && !c_.negated) yes_or_no();
    return;
  }
  const auto answer = said_of_it();
  const bool leave = c_.auxiliary == "may" || c_.auxiliary == "can" || c_.auxiliary == "could";
  if (duty) {
    add("action_must", glue({"what", c_.auxiliary, c_.negated ? "not" : "", "be done with", c_.subject, when_}), answer);
  } else if (leave && c_.negated) {
    add("action_forbidden", glue({"what is not", c_.auxiliary == "may" ? "allowed" : "possible", "with", c_.subject, when_}), answer);
    add("action_must", glue({"what", c_.auxiliary, "not be done with", c_.subject, when_}), answer);
  } else if (leave) {
    add("action_may", glue({"what", c_.auxiliary, "be done with", c_.subject, when_}), answer);
  } else {
    add("action_happens", glue({"what happens to", c_.subject, when_}), answer);
    tell("action_tell", glue({"what happens to", c_.subject, when_}), answer);
  }
}

/// "what does G43.1 do" → "it offsets …"; of what does not act by itself: "what happens to the execution" → "it pauses until …".
void ClauseWriter::does() {
  if (english::count_words(c_.subject) > kLongestSubject || c_.subject_head.empty()) return;
  full_object();
  if (is_stative(c_.verb)) return;
  const bool acts = !c_.object.empty() || english::is_code_like(c_.subject_head) || (c_.negated && c_.tail.empty());
  const auto answer = said_of_it();
  if (!acts) {
    if (c_.auxiliary == "must" || c_.auxiliary == "should" || c_.auxiliary == "can" || c_.auxiliary == "may" || c_.auxiliary == "could")
      add("action_do", glue({"what", c_.auxiliary, c_.subject, "do", when_}), answer);
    else
      add("action_happens", glue({"what happens to", c_.subject, when_}), answer);
    return;
  }
  const auto front = c_.auxiliary == "is" || c_.auxiliary == "are" || c_.auxiliary == "has" || c_.auxiliary == "have" || c_.auxiliary == "was" ||
                             c_.auxiliary == "were"
                         ? std::string()
                         : p_.front;
  if (front.empty()) return;
  add("action_do", glue({"what", front, c_.subject, "do", when_}), answer);
  const bool caused = !c_.negated && (c_.auxiliary.empty() || c_.auxiliary == "will") && english::count_words(c_.subject) <= 6;
  const bool brought_about =
      c_.subject.starts_with("a ") || c_.subject.starts_with("an ") ||
      (english::classify(c_.subject.substr(0, c_.subject.find(' '))) & english::kGerund) != 0;  // "a positive Q value", "reaching a limit"
  if (caused && brought_about && english::is_noun_phrase(c_.subject))
    add("action_effect", glue({"what is the effect of", c_.subject, when_}), answer);
}

/// "what does a positive Q value cause" → "the edge to cut more heavily": the object with all that follows it.
void ClauseWriter::full_object() {
  const auto object = c_.object.starts_with("that ") ? std::string() : c_.object;
  if (object.empty() || c_.phrases.empty() || !english::is_noun_phrase(object) || c_.negated || is_idiom()) return;
  add("object_full", glue({"what", p_.front, c_.subject, p_.rest, when_}), c_.tail);
}

/// "how is the value rounded" → "to the nearest integer", "how does the probe move" → "at the feed rate to the point": all that follows, where it begins with a way.
void ClauseWriter::manner() {
  static constexpr std::array<std::string_view, 6> kHow = {"apply", "express", "measure", "represent", "write", "specify"};
  const bool able = !is_stative(c_.verb) || std::ranges::find(kHow, c_.verb) != kHow.end();
  if (c_.phrases.empty() || !able || c_.voice == Voice::copula || c_.negated) return;
  const auto kind = kind_of(c_.phrases[0], c_);
  if (!tells_how(c_.phrases[0], kind) || (kind == PhraseKind::manner && c_.phrases.size() == 1)) return;
  if (!c_.object.empty() && !english::is_noun_phrase(c_.object)) return;
  add("action_how", glue({"how", p_.front, c_.subject, p_.rest, c_.object, when_}), phrases_text());
}

/// "what does the reader do with lines that hold no number" → "it skips them".
void ClauseWriter::treatment() {
  if (!is_treatment(c_.verb) || c_.negated || c_.object.empty() || !english::is_noun_phrase(c_.object) ||
      english::count_words(c_.object) > kLongestSubject + 3)
    return;
  if (c_.auxiliary != "" && c_.auxiliary != "will" && c_.auxiliary != "does" && c_.auxiliary != "do") return;
  const auto thing = c_.object.starts_with("any ") ? c_.object.substr(4) : c_.object;
  const auto answer = glue({pronoun(), p_.plain, english::is_plural_phrase(thing) ? "them" : "it", phrases_text()});
  if (english::count_words(c_.subject) <= kLongestSubject) add("action_with", glue({"what", p_.front, c_.subject, "do with", thing, when_}), answer);
  add("action_undergoes", glue({"what happens to", thing, when_}), c_.statement());
}

/// What an adjective says: "is the R number always sticky", "how does the rate compare with the limit".
void ClauseWriter::state() {
  if (is_comparison(c_.object)) {
    const auto than = c_.object.find(" than ");
    const bool be = c_.auxiliary.empty() || c_.auxiliary == "is" || c_.auxiliary == "are";
    const auto front = be ? std::string(c_.subject_plural ? "do" : "does") : c_.auxiliary;
    add("action_compare", glue({"how", front, c_.subject, "compare with", c_.object.substr(than + 6), phrases_text(), when_}),
        glue({pronoun(), p_.plain, c_.object.substr(0, than)}));
  }
  if (english::is_noun_phrase(c_.object) && !c_.negated) return;
  const bool now = (c_.auxiliary == "is" || c_.auxiliary == "are") && c_.verb_text.empty() && english::count_words(c_.subject) <= kLongestSubject;
  if (c_.negated)
    denial();
  else
    yes_or_no();
  if (now) add("action_true", glue({"what is true of", c_.subject, when_}), said_of_it());
}

bool ClauseWriter::is_error() const { return c_.voice == Voice::copula && !c_.negated && c_.object == "an error" && c_.phrases.empty(); }

/// "is a Q value of zero allowed if the L word is set" → "no, it is an error".
void ClauseWriter::error_asked() {
  if (english::count_words(c_.subject) > kLongestSubject + 3) return;
  add("error_result", glue({"what is the result of", c_.subject, when_}), "an error");
  add("error_allowed", glue({c_.subject_plural ? "are" : "is", c_.subject, "allowed", when_}),
      c_.subject_plural ? "no, they are an error" : "no, it is an error");
  add("error_treated", glue({"how", c_.subject_plural ? "are" : "is", c_.subject, "treated", when_}), "as an error");
}

/// What happens under the clause's condition.
void ClauseWriter::effects() {
  if (c_.condition.empty() || c_.condition.find(" we ") != std::string::npos) return;
  const auto word = c_.condition.substr(0, c_.condition.find(' '));
  for (std::string_view none : {"although", "whereas", "though", "even", "before", "until", "only", "unless", "except"})
    if (word == none) return effect_led_in();
  if (word == "as" && !c_.condition.starts_with("as soon ") && !c_.condition.starts_with("as long ")) return;
  const auto effect = c_.statement();
  const auto intro = c_.introduction;
  if (intro.starts_with("until ") || intro.starts_with("before ")) return;
  const bool lengthy = english::count_words(effect) > kLongestAnswer;
  if (is_duty()) return add("effect_duty", glue({"what", c_.auxiliary, "happen", intro, c_.condition}), effect, false, lengthy);
  add("effect_happens", glue({"what happens", intro, c_.condition}), effect, false, lengthy);
  add("effect_result", glue({"what is the result", intro, c_.condition}), effect);
  tell("effect_tell", glue({"what happens", intro, c_.condition}), effect);
}

/// "what happens at the next tool change" → "only the last word takes effect".
void ClauseWriter::occasion() {
  if (is_stative(c_.verb) && c_.verb != "take" && c_.verb != "happen") return;
  if (c_.condition.empty() && tells_when(c_.introduction)) add("effect_at", glue({"what happens", c_.introduction}), c_.statement());
  if (c_.phrases.empty() || c_.voice == Voice::copula || !when_.empty()) return;
  const auto& last = c_.phrases.back();
  const auto text = glue({last.preposition, last.text});
  if (last.infinitive || !tells_when(text) || kind_of(last, c_) != PhraseKind::time) return;
  add("effect_at", glue({"what happens", text}), glue({c_.subject, p_.plain, c_.object, phrases_text(c_.phrases.size() - 1)}));
}

/// "is the L number sticky" → "no, it is not sticky".
void ClauseWriter::yes_or_no() {
  if (c_.tail.empty() || english::count_words(c_.tail) > 14) {
    if (!(c_.tail.empty() && c_.voice == Voice::passive)) return;
  }
  std::string it = c_.subject_plural ? "they" : "it";
  auto adverb = c_.adverb == "also" || c_.adverb == "then" ? std::string() : c_.adverb;
  auto verb = c_.voice == Voice::copula && c_.auxiliary.empty() ? std::string() : c_.auxiliary.empty() ? c_.verb : c_.verb_text;
  if (c_.voice == Voice::copula && c_.auxiliary != "" && c_.verb_text.empty()) verb.clear();
  add("yesno_is", glue({p_.front, c_.subject, adverb, verb, c_.tail, when_}), glue({c_.negated ? "no," : "yes,", it, p_.plain, c_.tail}));
}

/// "the fixture must not be moved" → "may the fixture be moved" → "no, it must not be moved".
void ClauseWriter::denial() {
  if (c_.auxiliary != "must" && c_.auxiliary != "may") return yes_or_no();
  if (english::count_words(c_.tail) > 14 || c_.subject == "you") return;
  add("yesno_may", glue({"may", c_.subject, c_.adverb, c_.verb_text, c_.tail, when_}),
      glue({"no,", c_.subject_plural ? "they" : "it", p_.plain, c_.tail}));
}

}  // namespace jangin::synthesize
