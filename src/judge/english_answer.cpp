// Closed lists of question words and of words that tell quantities, times and circumstances.
#include "judge/english_answer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "judge/english_question.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

using Words = std::unordered_set<std::string_view>;

bool has_any(const Reading& answer, const Words& words) {
  return std::ranges::any_of(answer.words, [&](const Word& word) { return words.contains(word.text); });
}

bool tells_number(const Reading& answer) {
  return std::ranges::any_of(answer.words, [](const Word& word) {
    return word.text.find_first_of("0123456789") != std::string::npos || !number_of_word(word.text).empty();
  });
}

bool tells_amount(const Reading& answer) {
  static const Words amounts = {
      "one",         "once",     "twice",    "half",      "quarter", "third",   "double",      "triple",        "none",   "no",
      "zero",        "single",   "both",     "all",       "every",   "each",    "any",         "daily",         "weekly", "monthly",
      "yearly",      "annually", "hourly",   "quarterly", "until",   "much",    "many",        "long",          "often",  "far",
      "soon",        "never",    "always",   "only",      "several", "few",     "most",        "more",          "less",   "least",
      "whenever",    "after",    "before",   "when",      "if",      "forever", "permanently", "indefinitely",  "same",   "depends",
      "depend",      "time",     "times",    "equal",     "rated",   "full",    "unlimited",   "shift",         "day",    "days",
      "week",        "weeks",    "month",    "months",    "year",    "years",   "hour",        "hours",         "minute", "minutes",
      "seconds",     "night",    "morning",  "number",    "count",   "amount",  "quantity",    "concentration", "size",   "speed",
      "length",      "limit",    "level",    "value",     "rate",    "share",   "next",        "nothing",       "ever",   "than",
      "immediately", "hundred",  "thousand", "dozen",     "without", "up"};
  return answer.words.size() < 2 || tells_number(answer) || has_any(answer, amounts);
}

bool tells_time(const Reading& answer) {
  static const Words times = {"when",   "prior",       "if",    "once",     "after",  "before",  "until", "while",     "during", "at",
                              "on",     "in",          "upon",  "by",       "within", "as",      "from",  "since",     "unless", "where",
                              "with",   "without",     "under", "for",      "over",   "between", "past",  "following", "beyond", "day",
                              "week",   "month",       "year",  "hour",     "time",   "start",   "end",   "beginning", "later",  "earlier",
                              "sooner", "immediately", "next",  "provided", "moment", "every",   "each",  "daily",     "weekly", "monthly",
                              "always", "never",       "only",  "whenever", "low",    "high"};
  return tells_number(answer) || has_any(answer, times) || (!answer.words.empty() && answer.words.front().text.ends_with("ing"));
}

/// "within 24 hours", "up to 40 %": nothing but figures and units.
bool is_bare_quantity(const Reading& answer, bool measured = false) {
  bool number = false, of_unit = false;
  for (size_t i = 0; i < answer.words.size(); ++i) {
    const Word& word = answer.words[i];
    const bool figure = word.number || !number_of_word(word.text).empty();
    const bool unit = i > 0 && !unit_of_inflected(word.text).empty();
    number = number || figure, of_unit = of_unit || unit;
    if (!figure && !unit && word.content) return false;
  }
  return number && (of_unit || !measured);
}

/// "the last height is held" tells which height.
bool repeats_word(const Reading& question, const Reading& answer) {
  return std::ranges::any_of(answer.words, [&](const Word& word) { return word.content && question.has(word.key); });
}

bool opens_with(const Reading& answer, const Words& words) { return !answer.words.empty() && words.contains(answer.words.front().text); }

/// A word that opens a circumstance: "in the book", "after the audit".
bool tells_circumstance(const Word& word) {
  static const Words words = {"in",    "on",      "at",   "within", "after",   "before",  "until", "for",    "of",      "under", "over",   "above",
                              "below", "between", "into", "during", "through", "per",     "about", "across", "against", "along", "beyond", "past",
                              "by",    "with",    "to",   "from",   "as",      "without", "up",    "only",   "onto",    "via"};
  return words.contains(word.text);
}

bool asks_in_english(const Reading& question) {
  static const Words words = {"what", "which", "how", "who", "whom", "why", "where", "when", "whose"};
  return has_any(question, words);
}

/// A clause of its own: "it removes …", "the last height is held", "lowers the oxygen".
bool tells_clause(const Reading& answer) {
  static const Words subjects = {"it", "they", "he", "she", "no", "nothing", "nobody"};
  static const Words verbs = {"is", "are", "was", "were", "must", "may", "can", "will", "has", "have", "does", "do", "cannot"};
  if (answer.words.size() < 2) return false;
  const Word& first = answer.words.front();
  if (answer.words.size() > 2 && subjects.contains(first.text)) return true;
  if (std::any_of(answer.words.begin() + 1, answer.words.end(), [](const Word& word) { return verbs.contains(word.text); }))
    return !tells_circumstance(first);
  const bool verb = first.text.ends_with('s') && !first.text.ends_with("ss") && !first.text.ends_with("us") && !first.text.ends_with("is");
  return verb && first.content && !first.capital;
}

}  // namespace

bool is_other_kind_in_english(const Reading& question, const Reading& answer) {
  static const Words circumstances = {"in",    "at",  "on",   "within",  "after", "before", "when",   "if", "with",  "without",
                                      "until", "for", "once", "because", "so",    "where",  "during", "up", "above", "below"};
  static const Words no_reasons = {"in", "at", "within", "after", "until", "once", "under", "during", "above", "below", "on"};
  static const Words places = {"at", "above", "below", "between", "within", "beyond", "under", "over", "in", "on"};
  static const Words no_events = {"in",      "on",    "at",    "under",  "within", "after", "before", "until",
                                  "between", "above", "below", "during", "over",   "into",  "for"};
  switch (asked_for_in_english(question).what) {
    case Asked::amount: return !tells_amount(answer) && !repeats_word(question, answer);
    case Asked::time: return !tells_time(answer);
    case Asked::person: return is_bare_quantity(answer) || opens_with(answer, circumstances);
    case Asked::reason: return is_bare_quantity(answer) || opens_with(answer, no_reasons);
    case Asked::place: return is_bare_quantity(answer) && !opens_with(answer, places);
    case Asked::manner: return is_bare_quantity(answer, true) && !opens_with(answer, places);  // "How is it written?": a number alone may be
    case Asked::event: return is_bare_quantity(answer) || opens_with(answer, no_events);
    case Asked::way:
    case Asked::deed: return is_bare_quantity(answer);
    case Asked::other: return false;
  }
  return false;
}

bool is_unlikely_in_english(const Reading& question, const Reading& answer) {
  static const Words tied = {"by", "with", "to", "from", "as", "for"};
  if (answer.words.empty()) return false;
  const AskedFor asked = asked_for_in_english(question);
  const bool measure = asked.what == Asked::amount || asked.what == Asked::time;
  if (!measure && is_bare_quantity(answer)) return asks_in_english(question) && !speaks_of_measure(question);
  if (measure || asked.what == Asked::person || asked.what == Asked::place) return !repeats_word(question, answer) && tells_clause(answer);
  return asked.thing && tells_circumstance(answer.words.front()) && !tied.contains(answer.words.front().text) && !speaks_of_measure(question);
}

}  // namespace jangin::judge
