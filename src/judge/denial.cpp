// Closed lists of English words, and where in a question a denial stands.
#include "judge/denial.h"

#include <algorithm>
#include <array>
#include <span>

namespace jangin::judge {
namespace {

using List = std::span<const std::string_view>;

bool is_of(std::string_view word, List list) { return std::ranges::find(list, word) != list.end(); }
bool begins_as(std::string_view word, List heads) {
  return std::ranges::any_of(heads, [&](std::string_view head) { return word.starts_with(head); });
}

bool denies_noun(std::string_view word) {
  static constexpr std::array<std::string_view, 7> kWords = {"no", "without", "neither", "nor", "nobody", "nothing", "none"};
  return is_of(word, kWords);
}

/// "undefined", "inactive", "nonzero", "seamless"; not "under" or "into".
bool has_negative_affix(std::string_view word) {
  static constexpr std::array<std::string_view, 5> kNoDenials = {"under", "until", "unit", "union", "uni"};
  static constexpr std::array<std::string_view, 10> kHeads = {"inactiv", "invalid",  "incomplet",  "incorrect", "insufficien",
                                                              "inert",   "inaccura", "independen", "impossib",  "improper"};
  if (word.size() > 5 && word.starts_with("un") && !begins_as(word, kNoDenials)) return true;
  return begins_as(word, kHeads) || (word.size() > 5 && word.starts_with("non")) || (word.size() > 6 && word.ends_with("less"));
}

bool hints_denial(std::string_view word) {
  static constexpr std::array<std::string_view, 30> kWords = {
      "before", "until", "still", "just",    "but",   "although", "though",      "however",  "regardless", "too",
      "open",   "off",   "below", "above",   "less",  "even",     "outside",     "beyond",   "than",       "empty",
      "loss",   "lost",  "lose",  "illegal", "error", "false",    "alternative", "optional", "short",      "fewer"};
  static constexpr std::array<std::string_view, 7> kHeads = {"exceed", "stop", "skip", "refrain", "avoid", "exempt", "clos"};
  return is_of(word, kWords) || begins_as(word, kHeads);
}

/// Whether the question has the word, or another with its first letters: "fails" for "failure".
bool repeats(const Reading& question, const Word& word) {
  constexpr size_t kStem = 4;
  if (question.has(word.key)) return true;
  return word.text.size() > kStem &&
         std::ranges::any_of(question.words, [&](const Word& other) { return other.text.substr(0, kStem) == word.text.substr(0, kStem); });
}

/// may_deny; of words that `question` repeats only "not" and its like count.
bool may_deny_beside(const Reading& reading, size_t begin, size_t end, const Reading* question) {
  for (size_t i = begin; i < end; ++i) {
    const std::string& word = reading.words[i].text;
    if (denies_word(reading.words, i)) return true;
    if ((implies_denial(word) || hints_denial(word)) && !(question && repeats(*question, reading.words[i]))) return true;
  }
  return false;
}

}  // namespace

bool denies_verb(const std::vector<Word>& words, size_t i) {
  const std::string& word = words[i].text;
  return word == "not" || word == "cannot" || word == "never" || (word == "t" && i > 0);
}

bool denies_word(const std::vector<Word>& words, size_t i) { return denies_verb(words, i) || denies_noun(words[i].text); }

bool denies_what_is_asked(const Reading& question, size_t at) {
  static constexpr std::array<std::string_view, 8> kAsking = {"what", "which", "how", "who", "where", "why", "when", "whose"};
  static constexpr std::array<std::string_view, 11> kBeside = {"if",   "whenever", "unless",  "until", "once", "while",
                                                               "that", "since",    "because", "so",    "but"};
  for (size_t i = at; i-- > 0 && question.words[i].segment == question.words[at].segment;) {
    const std::string& word = question.words[i].text;
    const bool first = i == 0 || question.words[i - 1].segment != question.words[i].segment;
    if (is_of(word, kBeside) || word == "before" || word == "after" || word == "whose") return false;
    if (is_of(word, kAsking)) return first || (word != "when" && word != "where");
  }
  return false;
}

bool implies_denial(std::string_view word) {
  static constexpr std::array<std::string_view, 15> kWords = {"unless", "except", "only",    "otherwise", "unlike",  "lack",   "lacking", "missing",
                                                              "ruled",  "rather", "instead", "none",      "nothing", "nobody", "disabled"};
  static constexpr std::array<std::string_view, 12> kHeads = {"lacks",    "refus",  "reject", "ignor", "block", "prevent",
                                                              "prohibit", "forbid", "fail",   "absen", "omit",  "suppress"};
  return is_of(word, kWords) || begins_as(word, kHeads) || has_negative_affix(word);
}

bool implies_denial(const Reading& reading, size_t begin, size_t end, const Reading& question) {
  for (size_t i = begin; i < end; ++i) {
    if (implies_denial(reading.words[i].text) && !repeats(question, reading.words[i])) return true;
  }
  return false;
}

bool may_deny(const Reading& reading, size_t begin, size_t end) { return may_deny_beside(reading, begin, end, nullptr); }

size_t groundless_denial(const Reading& question, const Reading& answer, const Reading& evidence) {
  if (question.has("why") || question.has("reason")) return std::string::npos;
  for (size_t i = 0; i < answer.words.size(); ++i) {
    if (denies_word(answer.words, i)) return std::string::npos;
  }
  for (size_t i = 0; i < question.words.size(); ++i) {
    if (!denies_verb(question.words, i)) continue;
    size_t begin = 0, end = evidence.words.size();
    if (denies_what_is_asked(question, i)) {
      const std::vector<TextUnit> parts = segments_of(evidence);
      const size_t nearest = nearest_of(evidence, parts, content_keys(answer));
      if (nearest != std::string::npos) begin = parts[nearest].begin, end = parts[nearest].end;
    }
    if (!may_deny_beside(evidence, begin, end, &question)) return i;
  }
  return std::string::npos;
}

}  // namespace jangin::judge
