// Closed lists of question words and of the nouns behind them.
#include "judge/english_question.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <unordered_set>

namespace jangin::judge {
namespace {

using Words = std::unordered_set<std::string_view>;

bool is_auxiliary(std::string_view word) {
  static const Words words = {"does",  "do",     "did",  "is",    "are", "was",  "were",  "must",  "may",  "can",
                              "can't", "should", "will", "would", "has", "have", "might", "could", "shall"};
  return words.contains(word);
}

/// Whether a question word at `i` asks, and does not only tie a clause to a noun: at a clause's beginning, or behind "by", "to" and their like.
bool opens_clause(const Reading& question, size_t i) {
  static const Words before = {"by", "to", "from", "with", "for", "of", "on", "at", "in", "and", "up", "until", "since"};
  return i == 0 || question.words[i].clause != question.words[i - 1].clause || before.contains(question.words[i - 1].text);
}

bool is_be(std::string_view word) { return word == "is" || word == "are" || word == "was" || word == "were"; }

/// A word behind which no noun goes on that began before it.
bool ends_noun(const Word& word) {
  static const Words ends = {"of", "in",  "on",  "at",   "by",  "from", "to", "with", "for", "under", "after", "before", "that",
                             "if", "you", "and", "when", "the", "a",    "an", "i",    "we",  "not",   "or",    "as"};
  return ends.contains(word.text) || is_auxiliary(word.text);
}

/// The noun that a "what" or "which" at `i` asks for: the word behind it, or the last of "what is the …"; npos when there is none.
size_t asked_noun(const Reading& question, size_t i) {
  const std::vector<Word>& words = question.words;
  if (!is_auxiliary(words[i + 1].text)) return i + 1;
  const bool named = is_be(words[i + 1].text) && i + 3 < words.size() && words[i + 2].text == "the";
  if (!named) return std::string::npos;
  size_t last = i + 2;
  while (last + 1 < words.size() && words[last + 1].clause == words[i].clause && !ends_noun(words[last + 1])) ++last;
  return last > i + 2 ? last : std::string::npos;
}

/// What a noun asks for.
Asked asked_by(std::string_view noun) {
  static const Words amounts = {"temperature", "pressure", "speed",         "voltage", "duration", "percentage", "share",    "proportion", "period",
                                "weight",      "mass",     "length",        "width",   "height",   "thickness",  "distance", "depth",      "rate",
                                "density",     "amount",   "concentration", "minimum", "maximum",  "limit",      "range",    "frequency"};
  static const Words times = {"moment", "date", "time", "occasion", "deadline"};
  static const Words events = {"happens", "happen",   "happened",  "follows",    "becomes",      "became",  "consequence", "consequences",
                               "effect",  "effects",  "outcome",   "reaction",   "hazard",       "danger",  "risk",        "damage",
                               "defect",  "drawback", "advantage", "advantages", "disadvantage", "benefit", "reason",      "reasons",
                               "cause",   "causes",   "problem",   "difference", "sanction",     "penalty", "remedy"};
  static const Words ways = {"way",  "means",    "method",  "manner",     "purpose", "aim",   "role",
                             "task", "function", "measure", "precaution", "makes",   "keeps", "lets"};
  if (amounts.contains(noun)) return Asked::amount;
  if (times.contains(noun)) return Asked::time;
  if (events.contains(noun)) return Asked::event;
  return ways.contains(noun) ? Asked::way : Asked::other;
}

/// Whether a "what" at `i` has no preposition before it or at the question's end.
bool asks_thing(const Reading& question, size_t i) {
  static const Words prepositions = {"to",    "with",   "for",   "of",    "on",      "at",     "in",     "by",      "from",  "under", "into",
                                     "after", "before", "until", "about", "off",     "out",    "up",     "above",   "below", "per",   "over",
                                     "than",  "since",  "onto",  "via",   "between", "within", "during", "through", "as"};
  const std::vector<Word>& words = question.words;
  const bool behind = i > 0 && words[i - 1].clause == words[i].clause && prepositions.contains(words[i - 1].text);
  return !behind && !prepositions.contains(words.back().text);
}

/// Whether a "what" at `i` asks what is done: "What must … do?", "What is done …?".
bool asks_deed(const Reading& question, size_t i) {
  const std::vector<Word>& words = question.words;
  return is_auxiliary(words[i + 1].text) && asks_thing(question, i) &&
         std::any_of(words.begin() + static_cast<std::ptrdiff_t>(i) + 2, words.end(),
                     [](const Word& word) { return word.text == "do" || word.text == "done" || word.text == "happen"; });
}

/// What a "what" or "which" at `i` asks for.
Asked asked_by_what(const Reading& question, size_t i) {
  static const Words of_measures = {"scale", "unit", "units", "range"};
  const size_t noun = asked_noun(question, i);
  if (noun == std::string::npos) return asks_deed(question, i) ? Asked::deed : Asked::other;
  const bool of_measure = noun + 1 < question.words.size() && of_measures.contains(question.words[noun + 1].text);
  const Asked asked = of_measure ? Asked::other : asked_by(question.words[noun].text);
  return asked == Asked::other && asks_deed(question, i) ? Asked::deed : asked;
}

}  // namespace

AskedFor asked_for_in_english(const Reading& question) {
  static const Words measures = {"long", "much", "many", "often", "far",   "soon", "high", "large",
                                 "big",  "fast", "deep", "wide",  "thick", "hot",  "old"};
  for (size_t i = 0; i + 1 < question.words.size(); ++i) {
    const std::string& word = question.words[i].text;
    const std::string& next = question.words[i + 1].text;
    if (word == "what" || word == "which") return {asked_by_what(question, i), asks_thing(question, i)};
    if (word == "how") return {measures.contains(next) ? Asked::amount : is_auxiliary(next) ? Asked::manner : Asked::other};
    if (!opens_clause(question, i)) continue;
    if (word == "who" || word == "whom") return {Asked::person};
    if (word == "why") return {Asked::reason};
    if (word == "where" && is_auxiliary(next)) return {Asked::place};
    const bool until = i > 0 && (question.words[i - 1].text == "until" || question.words[i - 1].text == "since");
    if (word == "when" && is_auxiliary(next)) return {until ? Asked::other : Asked::time};
  }
  return {};
}

bool speaks_of_measure(const Reading& question) {
  static const Words measures = {
      "temperature", "temperatures", "time",     "times",         "number",     "value",     "values",  "amount",    "period",   "limit",
      "limits",      "minimum",      "maximum",  "pressure",      "share",      "rate",      "range",   "mass",      "weight",   "year",
      "years",       "count",        "interval", "intervals",     "duration",   "durations", "speed",   "speeds",    "density",  "factor",
      "figure",      "figures",      "rhythm",   "depth",         "width",      "length",    "height",  "thickness", "size",     "percentage",
      "proportion",  "fraction",     "ratio",    "concentration", "voltage",    "current",   "power",   "frequency", "age",      "distance",
      "dose",        "volume",       "quantity", "price",         "fine",       "fee",       "cost",    "angle",     "load",     "deviation",
      "tolerance",   "level",        "levels",   "bound",         "bounds",     "threshold", "reading", "delay",     "setting",  "settings",
      "date",        "day",          "deadline", "accuracy",      "resolution", "capacity",  "energy",  "force",     "strength", "span",
      "wavelength",  "long",         "much",     "many",          "often",      "far",       "soon",    "high",      "fast",     "deep",
      "wide",        "thick",        "hot",      "old",           "least",      "most",      "longest", "shortest",  "highest",  "lowest",
      "version"};
  return std::ranges::any_of(question.words, [](const Word& word) { return measures.contains(word.text); });
}

}  // namespace jangin::judge
