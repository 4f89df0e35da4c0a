// Questions about what leads a clause in, about how long something lasts, and about what holds then.
#include <algorithm>
#include <array>

#include "base/strings.h"
#include "synthesize/phrasing/clause_writer.h"

namespace jangin::synthesize {
namespace {

bool opens_with(const std::string& text, std::initializer_list<std::string_view> openings) {
  return std::ranges::any_of(openings, [&](std::string_view opening) { return text.starts_with(opening); });
}
/// "after 5 days", "at 105 °C", "with the supply off": an occasion or a state under which the clause holds.
bool is_occasion(const std::string& text) {
  return opens_with(text, {"after ", "before ", "during ", "until ", "since ", "on ", "upon ", "at ", "within ", "once ", "above ", "below ", "with ",
                           "without ", "from ", "under ", "over ", "in the event of ", "in case of "});
}
/// "as a result of the statement": why.
bool is_cause(const std::string& text) {
  return opens_with(text, {"due to ", "because of ", "as a result of ", "owing to ", "thanks to ", "as a consequence of "});
}

/// Says of which thing, not when: "at the same time", "with this, …", "on the other hand".
bool leads_on(const std::string& text) {
  const auto padded = " " + text + " ";
  for (std::string_view word : {" this ", " these ", " that ", " such ", " it ", " them ", " same ", " hand ", " contrast ", " first ", " general ",
                                " least ", " most ", " other ", " average ", " regard ", " respect "})
    if (padded.find(word) != padded.npos) return true;
  return english::count_words(text) < 2;
}

}  // namespace

bool ClauseWriter::is_duty() const { return c_.auxiliary == "must" || c_.auxiliary == "should" || c_.auxiliary == "shall"; }

/// "when is a message returned to its sender" → "after 5 days".
void ClauseWriter::introduction() {
  const auto& text = c_.introduction;
  if (text.empty() || leads_on(text) || english::count_words(c_.statement()) > 24) return;
  const auto asked = glue({p_.front, c_.subject, p_.rest, c_.tail, c_.condition});
  if (is_cause(text)) return add("reason_why", glue({"why", asked}), text);
  if (text.starts_with("for ") && english::is_noun_phrase(text.substr(4)))
    return add("introduction_for", glue({"for", which_of(text.substr(4)).empty() ? "what" : which_of(text.substr(4)), asked}), text, true);
  if (!is_occasion(text)) return;
  const bool state = opens_with(text, {"with ", "without ", "under "});
  add(state ? "introduction_under" : "introduction_when", glue({state ? "under what condition" : "when", asked}), text, true);
}

/// "what happens when the level falls below 87.5 m" → "abstraction is halved until the level has recovered".
void ClauseWriter::effect_led_in() {
  if (!opens_with(c_.introduction, {"if ", "when ", "once ", "after ", "as soon as "}) || leads_on(c_.introduction)) return;
  const auto effect = glue({c_.statement(), c_.condition});
  add("effect_at", glue({"what happens", c_.introduction}), effect, false, english::count_words(effect) > kLongestAnswer);
}

/// "what happens at 105 °C" → "a warning is given".
void ClauseWriter::introduced_effect() {
  const auto& text = c_.introduction;
  if (text.empty() || !c_.condition.empty() || leads_on(text) || !is_occasion(text) || c_.voice == english::Voice::copula ||
      opens_with(text, {"from ", "since ", "until "}))
    return;
  const auto effect = c_.statement();
  const bool lengthy = english::count_words(effect) > kLongestAnswer;
  if (is_duty()) return add("effect_duty", glue({"what", c_.auxiliary, "happen", text}), effect, false, lengthy);
  add("effect_at", glue({"what happens", text}), effect, false, lengthy);
}

/// "what must you do if you want to bind to storage" → "use the interface directly".
void ClauseWriter::own_action() {
  if (c_.voice != english::Voice::active || c_.negated || c_.auxiliary.empty() || c_.tail.empty()) return;
  if (when_.empty()) {
    if (is_duty()) manner();
    return;
  }
  add("action_do", glue({"what", c_.auxiliary, "you do", when_}), glue({c_.verb_text, c_.tail}));
}

namespace {

/// Tokens [begin, end) that say how often: "every four hours", "each working day", "once a week", "daily".
struct Often {
  size_t begin = 0, end = 0;
};
Often often_in(const english::Tokens& t) {
  static constexpr std::array<std::string_view, 24> kUnits = {"second", "seconds", "minute", "minutes", "hour",  "hours",  "h",       "day",
                                                              "days",   "night",   "week",   "weeks",   "month", "months", "quarter", "quarters",
                                                              "year",   "years",   "shift",  "shifts",  "cycle", "cycles", "batch",   "start"};
  static constexpr std::array<std::string_view, 9> kAdverbs = {"hourly",    "daily",  "nightly",  "weekly",      "monthly",
                                                               "quarterly", "yearly", "annually", "continuously"};
  static constexpr std::array<std::string_view, 6> kPeriods = {"day", "week", "month", "year", "shift", "hour"};
  const auto in = [](const auto& list, const std::string& word) { return std::ranges::find(list, word) != list.end(); };
  for (size_t i = 0; i < t.size(); ++i) {
    const auto word = to_lower_ascii(t[i].core);
    if (in(kAdverbs, word)) return {i, i + 1};
    if (word == "every" || word == "each")
      for (size_t k = i + 1; k < t.size() && k < i + 4; ++k)
        if (in(kUnits, t[k].core)) return {i, k + 1};
    if (i + 1 < t.size() && (word == "a" || word == "per") && i > 0 && in(kPeriods, t[i + 1].core)) {
      const bool times = t[i - 1].core == "times" && i > 1;
      if (times || t[i - 1].core == "once" || t[i - 1].core == "twice") return {times ? i - 2 : i - 1, i + 2};
    }
  }
  return {};
}

}  // namespace

/// "how often is sensitivity checked" → "every four hours".
void ClauseWriter::frequency() {
  const auto t = english::tokenize(c_.tail);
  auto [begin, end] = often_in(t);
  if (begin == end || c_.negated) return;
  if (end + 1 < t.size() && t[end].is(english::kCoordinator)) end = t.size();  // "every four hours and at the end of the shift"
  const auto rest = glue({english::join_tokens(t, 0, begin), english::join_tokens(t, end, t.size())});
  add("number_how_often", glue({"how often", p_.front, c_.subject, p_.rest, rest, when_}), english::join_tokens(t, begin, end));
}

/// "how long does SAVE take" → "about 3 s".
void ClauseWriter::lasting() {
  static constexpr std::array<std::string_view, 5> kVerbs = {"take", "last", "need", "require", "wait"};
  static constexpr std::array<std::string_view, 20> kUnits = {"s",      "ms",      "µs",     "min",   "h",     "second",      "seconds",
                                                              "minute", "minutes", "hour",   "hours", "day",   "days",        "week",
                                                              "weeks",  "month",   "months", "year",  "years", "milliseconds"};
  if (c_.voice != english::Voice::active || std::ranges::find(kVerbs, c_.verb) == kVerbs.end()) return;
  const auto t = english::tokenize(c_.tail);
  size_t number = 0;
  while (number < t.size() && number < 3 && english::number_value(t[number].core).empty()) ++number;
  if (number + 1 >= t.size() || number > 2 || english::number_value(t[number].core).empty() ||
      std::ranges::find(kUnits, t[number + 1].core) == kUnits.end())
    return;
  const auto rest = english::join_tokens(t, number + 2, t.size());
  if (rest.starts_with("of ")) return;
  add("number_how_long", glue({"how long", p_.front, c_.subject, p_.rest, rest, when_}), english::join_tokens(t, 0, number + 2));
}

}  // namespace jangin::synthesize
