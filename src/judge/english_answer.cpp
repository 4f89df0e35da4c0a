// Closed lists of question words and of words that tell quantities, times and circumstances.
#include "judge/english_answer.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_set>

#include "judge/general_words.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

using Words = std::unordered_set<std::string_view>;

constexpr size_t kLeastElsewhere = 3;  // words of the question in another sentence
constexpr size_t kHead = 5;            // first words of a sentence
constexpr double kWhole = 0.99;        // of the answer's words, for its sentence to be known

enum class Asked : uint8_t { other, amount, time, person, place, reason, manner };

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

/// What the question's first question word asks for; "when" and "where" before a clause ask for nothing, and "until when" for what a clause may tell.
Asked asked_for(const Reading& question) {
  static const Words measures = {"long", "much", "many", "often", "far",   "soon", "high", "large",
                                 "big",  "fast", "deep", "wide",  "thick", "hot",  "old"};
  for (size_t i = 0; i + 1 < question.words.size(); ++i) {
    const std::string& word = question.words[i].text;
    const std::string& next = question.words[i + 1].text;
    if (word == "what" || word == "which") return Asked::other;
    if (word == "how") return measures.contains(next) ? Asked::amount : is_auxiliary(next) ? Asked::manner : Asked::other;
    if (!opens_clause(question, i)) continue;
    if (word == "who" || word == "whom") return Asked::person;
    if (word == "why") return Asked::reason;
    if (word == "where" && is_auxiliary(next)) return Asked::place;
    const bool until = i > 0 && (question.words[i - 1].text == "until" || question.words[i - 1].text == "since");
    if (word == "when" && is_auxiliary(next)) return until ? Asked::other : Asked::time;
  }
  return Asked::other;
}

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

bool opens_with(const Reading& answer, const Words& words) { return !answer.words.empty() && words.contains(answer.words.front().text); }

/// Whether a sentence has a word that stands for something of the one before.
bool refers_back(const Reading& evidence, const TextUnit& unit) {
  static const Words words = {"it",   "its",  "they",      "them", "their",  "this",   "that", "these", "those",
                              "such", "then", "otherwise", "so",   "former", "latter", "he",   "she"};
  return std::any_of(evidence.words.begin() + static_cast<std::ptrdiff_t>(unit.begin), evidence.words.begin() + static_cast<std::ptrdiff_t>(unit.end),
                     [&](const Word& word) { return words.contains(word.text); });
}

/// "By default, it …", "The lamps of this panel …".
bool goes_on(const Reading& evidence, const TextUnit& unit) {
  TextUnit head = unit;
  head.end = std::min(head.end, head.begin + kHead);
  return refers_back(evidence, head);
}

}  // namespace

bool is_other_kind_in_english(const Reading& question, const Reading& answer) {
  static const Words circumstances = {"in",    "at",  "on",   "within",  "after", "before", "when",   "if", "with",  "without",
                                      "until", "for", "once", "because", "so",    "where",  "during", "up", "above", "below"};
  static const Words no_reasons = {"in", "at", "within", "after", "until", "once", "under", "during", "above", "below", "on"};
  static const Words places = {"at", "above", "below", "between", "within", "beyond", "under", "over", "in", "on"};
  switch (asked_for(question)) {
    case Asked::amount: return !tells_amount(answer);
    case Asked::time: return !tells_time(answer);
    case Asked::person: return is_bare_quantity(answer) || opens_with(answer, circumstances);
    case Asked::reason: return is_bare_quantity(answer) || opens_with(answer, no_reasons);
    case Asked::place: return is_bare_quantity(answer) && !opens_with(answer, places);
    case Asked::manner: return is_bare_quantity(answer, true) && !opens_with(answer, places);  // "How is it written?": a number alone may be
    case Asked::other: return false;
  }
  return false;
}

bool stands_elsewhere_in_english(const Reading& question, const Reading& answer, const Reading& evidence, const Reading& context) {
  if (asked_for(question) == Asked::reason) return false;  // told in a sentence of its own
  std::unordered_set<std::string> asked;
  for (const Word& word : question.words) {
    if (word.content && !is_general_english(word.text) && !context.has(word.key)) asked.insert(word.key);
  }
  const auto told = content_keys(answer);
  size_t places = 0, own = 0, elsewhere = 0;
  for (size_t u = 0; u < evidence.units.size(); ++u) {
    const TextUnit& unit = evidence.units[u];
    const auto held = all_keys(evidence, unit.begin, unit.end);
    const auto shared = static_cast<size_t>(std::ranges::count_if(asked, [&](const std::string& key) { return held.contains(key); }));
    const bool place = share_in(told, held) >= kWhole;
    if (place && (refers_back(evidence, unit) || (u + 1 < evidence.units.size() && goes_on(evidence, evidence.units[u + 1])))) return false;
    places += place ? 1 : 0;
    if (place)
      own = std::max(own, shared);
    else
      elsewhere = std::max(elsewhere, shared);
  }
  return places == 1 && own == 0 && elsewhere >= kLeastElsewhere;
}

}  // namespace jangin::judge
