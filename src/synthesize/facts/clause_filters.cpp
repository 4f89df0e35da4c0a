// Clauses that say something of something, each named; and those that do not.
#include "synthesize/facts/clause_filters.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "synthesize/facts/misreadings.h"

namespace jangin::synthesize {

using english::Clause;

bool is_bare_pronoun(const std::string& text) {
  static constexpr std::array<std::string_view, 10> kPronouns = {"it", "they", "this", "these", "those", "that", "them", "both", "one", "such"};
  return std::find(kPronouns.begin(), kPronouns.end(), to_lower_ascii(text)) != kPronouns.end();
}

namespace {

/// Orders and tales to the reader are no facts, unless they tell what for, when, or what never: "to …, use G41", "do not touch the tool".
bool is_plain_order(const Clause& c) {
  if (c.subject != "you") return false;
  if (c.voice == english::Voice::imperative)
    return is_exercise(c) || c.verb == "let" || (c.purpose.empty() && c.condition.empty() && c.introduction.empty() && !c.negated);
  const bool state = c.voice == english::Voice::copula && c.auxiliary == "are" && !c.condition.empty();  // "you are responsible for it if …"
  return !state && (c.auxiliary.empty() || c.auxiliary == "will" || c.auxiliary == "have" || c.auxiliary == "are");
}

/// "uses this point", "may do so", "at here": the value points at what was said before the clause.
bool value_points_elsewhere(const Clause& c) {
  const auto t = english::tokenize(c.tail + " " + c.condition);
  const auto subject = " " + to_lower_ascii(c.subject) + " ";
  const auto circumstance = " " + to_lower_ascii(c.condition + " " + c.introduction) + " ";
  const bool names_itself = circumstance.find(" this ") == circumstance.npos && circumstance.find(" these ") == circumstance.npos &&
                            circumstance.find(" such ") == circumstance.npos;
  std::string before = names_itself ? subject + circumstance.substr(1) : subject;  // "if a code stands on the line, … for that line"
  for (size_t i = 0; i < t.size(); ++i) {
    const auto word = to_lower_ascii(t[i].core);
    const bool pointer = word == "this" || word == "these" || word == "such" ||
                         (word == "that" && i + 1 < t.size() && t[i + 1].is(english::kNoun) &&
                          !t[i + 1].is(english::kThird | english::kFinite | english::kPronoun) && i > 0 && t[i - 1].is(english::kPreposition));
    if (pointer && word == "such" && i + 1 < t.size() &&
        (to_lower_ascii(t[i + 1].core) == "as" || to_lower_ascii(t[i + 1].core) == "that" || t[i + 1].is(english::kDeterminer)))
      continue;
    if (pointer) {
      const auto noun = i + 1 < t.size() ? to_lower_ascii(t[i + 1].core) : std::string();
      if (noun.empty() || before.find(" " + english::singular_form(noun)) == std::string::npos) return true;
    }
    const bool own = word == "it" && !c.condition.empty() && c.condition.find(" it ") == std::string::npos;  // "if the file has a code in it"
    if ((word == "here" || word == "so" || word == "it") && i + 1 == t.size() && !own) return true;
    before += word + " ";
  }
  return c.object == "it" || c.object == "them";
}

/// "several letters", "any stronger acid", "the other two functions", "species listed below water": which ones is said elsewhere.
bool is_unresolved(const std::string& subject) {
  const auto lower = to_lower_ascii(subject);
  const auto t = english::tokenize(lower);
  if (t.empty()) return true;
  if (t.size() == 2 && (t[0].core == "some" || t[0].core == "several" || t[0].core == "certain" || t[0].core == "various")) return true;
  static constexpr std::array<std::string_view, 14> kComparatives = {"stronger", "weaker",  "larger", "smaller", "higher",  "lower",   "greater",
                                                                     "longer",   "shorter", "faster", "slower",  "heavier", "lighter", "bigger"};
  if (t.size() > 1 && t[0].core == "any" && std::find(kComparatives.begin(), kComparatives.end(), t[1].core) != kComparatives.end() &&
      lower.find(" than ") == std::string::npos)
    return true;
  if (t.size() > 2 && t[0].core == "the" && (t[1].core == "same" || t.back().core == "one" || t.back().core == "ones"))
    return true;  // "the third one"
  static constexpr std::array<std::string_view, 7> kOneOfSeveral = {"method", "option", "way", "approach", "reason", "possibility", "solution"};
  if (t.size() == 2 && t[0].core == "one" && std::ranges::find(kOneOfSeveral, t[1].core) != kOneOfSeveral.end()) return true;
  if (lower == "nonzero" || lower == "non-zero values" || lower == "nonzero values" || lower == "a nonzero value") return true;
  if (lower == "each one" || lower == "every one" || lower == "only one" || lower.starts_with("only one type") || lower.starts_with("each of them"))
    return true;
  static constexpr std::array<std::string_view, 9> kBack = {"new",     "resulting",  "remaining",      "latter", "former",
                                                            "removed", "respective", "aforementioned", "above"};
  if (t.size() > 2 && t[0].core == "the" && std::ranges::find(kBack, t[1].core) != kBack.end() && lower.find(" of ") == lower.npos)
    return true;  // "the new mixture": the one that was told of
  if (t.size() > 2 && t[0].core == "the" && t[1].core == "other" && t[2].is(english::kNumber)) return true;
  if ((" " + lower).find(" this ") != std::string::npos || (" " + lower).find(" these ") != std::string::npos) return true;
  static constexpr std::array<std::string_view, 8> kPointers = {"listed below", "listed above", "shown in",     "shown below",
                                                                "shown above",  "of this sort", "of this kind", "mentioned"};
  return std::any_of(kPointers.begin(), kPointers.end(), [&](std::string_view sign) { return lower.find(sign) != std::string::npos; });
}

/// "remains", "and the colourless gas", "as described by the curve": what the verb leads to was lost, or says nothing ("becomes important").
bool is_value_lost(const Clause& c) {
  const bool participle = c.voice == english::Voice::active && c.auxiliary.empty() && c.verb_text.ends_with("ed") && c.object.empty() &&
                          !c.phrases.empty() && c.phrases[0].preposition == "by" && c.tail.starts_with("by ");
  if (participle) return true;  // "the position specified by the word"
  if (c.tail == "therefore" || c.tail == "thus" || c.tail == "then" || c.tail == "twice" || c.tail == "half")
    return true;  // "takes twice | as long as …"
  static constexpr std::array<std::string_view, 4> kPraise = {"important", "interesting", "obvious", "clear"};
  if (std::find(kPraise.begin(), kPraise.end(), c.tail) != kPraise.end()) return true;
  static constexpr std::array<std::string_view, 6> kLinking = {"remain", "become", "seem", "appear", "stay", "prove"};
  const bool linking = std::find(kLinking.begin(), kLinking.end(), c.verb) != kLinking.end();
  if (c.tail.empty() || (linking && (c.tail.starts_with("as the ") || c.tail.starts_with("when ")))) return linking;
  static constexpr std::array<std::string_view, 9> kOpenings = {
      "and ", "or ", "but ", "as described", "as shown", "as illustrated", "as demonstrated", "as depicted", "as follows"};
  return c.tail.ends_with(',') ||
         std::any_of(kOpenings.begin(), kOpenings.end(), [&](std::string_view opening) { return c.tail.starts_with(opening); });
}

/// "an error if .", "directories separated by a", "volts per second, e.g": what comes next, a list or a block, stands elsewhere. Only small letters:
/// "phase A" and "AND OR" are whole.
bool is_cut_off(std::string_view text) {
  while (!text.empty() && std::string_view(" .,:;").find(text.back()) != std::string_view::npos) text.remove_suffix(1);
  static constexpr std::array<std::string_view, 18> kOpen = {"a",      "an",      "the",     "and",  "or",  "but", "nor",  "if",   "when",
                                                             "unless", "because", "whether", "than", "e.g", "i.e", "like", "upon", "which"};
  return std::find(kOpen.begin(), kOpen.end(), text.substr(text.rfind(' ') + 1)) != kOpen.end();
}

/// "must satisfy the same conditions": as what? Of several things together it says something: "the bonds all have the same strength".
bool is_same_as_unsaid(const Clause& c) {
  if (c.object == "the same" && c.phrases.empty()) return true;
  if (c.tail.ends_with("the same") && (c.verb == "work" || c.verb == "behave" || c.verb == "look")) return true;
  if (!c.object.starts_with("the same ") || c.tail.find(" as ") != c.tail.npos || c.tail.find(" that ") != c.tail.npos) return false;
  if (c.verb == "have" && (c.subject_plural || !c.condition.empty())) return false;  // "orbitals of one subshell have the same energy"
  const auto said = " " + c.subject + " " + c.predicate() + " ";
  return said.find(" all ") == said.npos && said.find(" both ") == said.npos && said.find(" each ") == said.npos && said.find(" and ") == said.npos;
}

/// "the names should be memorized": what the book wants of its reader.
bool is_homework(const Clause& c) {
  return c.voice == english::Voice::passive && (c.verb == "memorize" || c.verb == "remember" || c.verb == "learn") &&
         (c.auxiliary == "should" || c.auxiliary == "must");
}

/// "A number consists of", "an example use case is", "a table is prepared".
bool says_nothing(const Clause& c) {
  const bool alone = c.condition.empty() && c.introduction.empty() && c.purpose.empty() && c.reason.empty() && !c.negated;
  if (c.tail.empty()) {
    if (c.voice == english::Voice::copula) return true;
    static constexpr std::array<std::string_view, 10> kBare = {"show", "prepare", "illustrate", "place", "describe",
                                                               "draw", "discuss", "consider",   "list",  "depict"};
    const bool placed = c.verb == "place" && c.condition.empty() && c.introduction.empty() && c.purpose.empty();  // "should be placed": where?
    return c.voice == english::Voice::passive && (alone || placed) && std::find(kBare.begin(), kBare.end(), c.verb) != kBare.end();
  }
  const auto last = c.tail.substr(c.tail.rfind(' ') + 1);
  return last == "of" || last == "by" || last == "following" || is_cut_off(c.tail);
}

}  // namespace

bool is_exercise(const Clause& c) {
  static constexpr std::array<std::string_view, 22> kExercises = {
      "see",     "refer", "note", "check",   "consider", "calculate", "determine", "let",    "explain", "describe", "identify",
      "compare", "write", "draw", "predict", "give",     "assume",    "imagine",   "recall", "name",    "estimate", "list"};
  return c.voice == english::Voice::imperative && c.verb != "let" && std::find(kExercises.begin(), kExercises.end(), c.verb) != kExercises.end();
}

void split_report(Clause& c) {
  const auto t = english::tokenize(c.subject);
  for (size_t i = 2; i + 1 < t.size(); ++i) {
    if (to_lower_ascii(t[i].core) != "that" || !t[i - 1].is(english::kPast | english::kThird) || t[i - 1].is(english::kNoun)) continue;
    const auto reported = english::join_tokens(t, i, t.size()) + " " + c.predicate();
    const auto verb = t[i - 1].text;
    c.past = t[i - 1].is(english::kPast);
    c.subject = english::join_tokens(t, 0, i - 1);
    c.subject_head = english::head_noun(c.subject), c.subject_plural = english::is_plural_phrase(c.subject);
    c.voice = english::Voice::active, c.auxiliary.clear(), c.adverb.clear(), c.negated = false, c.phrases.clear();
    c.verb = english::base_form(verb), c.verb_text = verb;
    c.object = c.tail = reported;
    return;
  }
}

void drop_pointing_purpose(Clause& c) {
  if (c.phrases.size() < 2 && c.object.empty()) return;
  const auto last = c.phrases.empty() ? std::string() : " to " + c.phrases.back().text;
  if (c.phrases.empty() || !c.phrases.back().infinitive || !c.tail.ends_with(last)) return;
  if ((last + " ").find(" this ") == last.npos && (last + " ").find(" these ") == last.npos) return;
  c.tail.resize(c.tail.size() - last.size());
  c.phrases.pop_back();
}

/// A worked example's result: "the empirical formula is CH", "the ratio of atoms is 2:4:2", "20.0 g H2O represents the least number".
bool is_made_up(const Clause& c) {
  const bool number = c.predicate().find_first_of("0123456789") != std::string::npos;
  const bool definite = (c.subject.starts_with("the ") || c.subject.starts_with("all of the ") || c.subject.starts_with("both ")) &&
                        english::count_words(c.subject) <= (number ? 12 : 3);
  const bool some = number && (c.subject.starts_with("a ") || c.subject.starts_with("an "));
  return definite || some || c.subject.starts_with("each ") || c.subject.starts_with("a possible ") || c.subject.find_first_of("0123456789") == 0 ||
         c.past;
}

namespace {

/// "begins to overlap": a stage of what the sentences around tell.
bool is_stage(const Clause& c) {
  return (c.verb == "begin" || c.verb == "start") && c.object.empty() && c.condition.empty() && c.introduction.empty() && c.tail.starts_with("to ") &&
         c.voice == english::Voice::active;
}

/// "might find it convenient", "is probably the nub": what the writer thinks.
bool is_opinion(const Clause& c) {
  return (c.auxiliary == "might" && c.verb == "find") || c.adverb.find("probably") != std::string::npos || c.adverb == "perhaps" ||
         c.adverb == "maybe";
}

/// "is in radial direction, the Z' axis in axial direction": behind the comma another subject shares the verb.
bool shares_verb(const Clause& c) {
  if (c.phrases.empty() && c.voice != english::Voice::copula) return false;
  const auto t = english::tokenize(c.tail);
  const auto is_phrase = [&](size_t i) { return t[i].is(english::kPreposition | english::kTo); };
  size_t governing = 0;
  while (governing < t.size() && !is_phrase(governing)) ++governing;
  for (size_t i = governing + 1; i + 3 < t.size(); ++i) {
    if (t[i - 1].mark != ',' || t[i].core != "the") continue;
    size_t k = i + 1;
    while (k < t.size() && !t[k].mark && !is_phrase(k) && k - i < 4) ++k;
    if (k < t.size() && k > i + 1 && !t[k - 1].mark && t[k].core == t[governing].core) return true;
  }
  return false;
}

}  // namespace

/// A clause that says something of something, each named.
bool usable(const Clause& c) {
  if (is_plain_order(c) || value_points_elsewhere(c) || is_misread(c) || says_nothing(c) || is_unresolved(c.subject) || is_value_lost(c))
    return false;
  if (c.subject_head.empty() || english::count_words(c.subject) > 18) return false;
  for (std::string_view vague : {"this is the case", "if so", "in that case", "this happens", "if this ", "if it "})
    if (c.condition.find(vague) != std::string::npos) return false;
  for (std::string_view pointer : {" this ", " these ", " such "})
    if ((" " + c.introduction + " ").find(pointer) != std::string::npos) return false;  // "with this type of changer"
  if (c.tail.empty() && c.condition.empty() && c.voice != english::Voice::passive) return false;
  if (is_bare_pronoun(c.object) && c.phrases.empty()) return false;
  if (c.subject == "default" || c.subject == "defaults" || c.subject == "the default") return false;  // of what?
  if (is_stage(c) || is_opinion(c) || shares_verb(c)) return false;
  if (is_same_as_unsaid(c) || (c.verb == "seem" && c.tail.starts_with("to be "))) return false;  // "seems to be pointless"
  for (std::string_view person : {" he ", " she ", " his ", " her ", " my ", " our "})
    if ((" " + c.subject + " " + c.tail + " ").find(person) != std::string::npos) return false;
  if (c.subject == "having" || c.subject == "us" || c.subject.starts_with("no, ") || c.adverb.starts_with("now")) return false;
  const bool counted =
      c.subject.starts_with("the number of ") && c.auxiliary.empty() && c.voice == english::Voice::active && c.verb_text.ends_with("ed");
  if (counted) return false;  // "the number of characters inserted into the stream": a noun phrase
  if (c.subject.ends_with(" there") || c.object.starts_with("that of ") || c.tail.ends_with("and so on") || c.tail.ends_with(" of them") ||
      c.tail == "one of them" || is_homework(c))
    return false;
  if (c.tail.ends_with(" that") || c.subject.ends_with(" that") || c.subject.ends_with(" this") || c.tail == "that" || c.tail == "this") return false;
  for (std::string_view person : {"he ", "she ", "his ", "her ", "him ", "my ", "our ", "your ", "other ", "another ", "one of these", "one of those",
                                  "one of them", "some of these", "all of these", "each of these", "both of these"})
    if ((c.subject + " ").starts_with(person)) return false;  // who or which is not said
  auto head = to_lower_ascii(c.subject_head);
  static constexpr std::array<std::string_view, 16> kPictures = {"image",    "photograph", "photo",   "diagram", "picture",     "illustration",
                                                                 "graph",    "screenshot", "drawing", "images",  "photographs", "diagrams",
                                                                 "pictures", "caption",    "photos",  "drawings"};
  if (std::find(kPictures.begin(), kPictures.end(), head) != kPictures.end()) return false;  // of what one sees
  if (c.voice == english::Voice::existential)
    return !english::number_value(c.object.substr(0, c.object.find(' '))).empty();  // "there are three modes"
  if (head == "we" || head == "i" || head == "there" || head == "here" || head == "which" || head == "example" || head == "answer" ||
      c.subject == "examples" || head == "figure" || head == "section" || head == "information")
    return false;
  return c.subject.find('"') == std::string::npos || std::count(c.subject.begin(), c.subject.end(), '"') % 2 == 0;
}

}  // namespace jangin::synthesize
