// Closed lists and shallow readings, Korean and English.
#include "judge/asked_number.h"

#include <algorithm>
#include <charconv>

#include "judge/bounds.h"
#include "judge/listed_count.h"
#include "judge/reading.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

/// "20퍼센트" for "100분의 20".
bool is_percent(const std::string& token, const Reading& question, const Reading& evidence) {
  for (size_t i = 0; i + 1 < question.words.size(); ++i) {
    if (question.words[i].key != token || unit_of_inflected(question.words[i + 1].text) != "%") continue;
    for (size_t j = 2; j < evidence.words.size(); ++j) {
      if (evidence.words[j].key == token && evidence.words[j - 1].text == "분의" && evidence.words[j - 2].text == "100") return true;
    }
  }
  return false;
}

/// "1년에 두 번" for "연 2회", "1년 뒤" for "다음 해".
bool is_year(const Reading& question, const Reading& evidence) {
  const bool asked = std::ranges::any_of(question.words, [](const Word& word) { return word.text == "년에" || word.text == "년"; });
  return asked && std::ranges::any_of(evidence.words, [](const Word& word) {
           return word.text == "연" || word.text == "매년" || word.text == "연간" || word.text == "해" || word.text == "해에";
         });
}

/// Whether 1 stands in a Korean text as a number of times alone, or of nothing: "1인" and "1개" are asked of without it.
bool is_bare_one(const Reading& evidence) {
  bool hangul = false;
  for (size_t j = 0; j + 1 < evidence.words.size(); ++j) {
    const std::string_view unit = unit_of_inflected(evidence.words[j + 1].text);
    if (evidence.words[j].key == "#1" && !unit.empty() && unit != "time") return false;
    hangul = hangul || evidence.words[j].hangul;
  }
  return hangul;
}

/// "밤 10시" for "22시".
bool is_hour_of_day(const Reading& question, size_t i, const Reading& evidence) {
  int hour = 0;
  const std::string& digits = question.words[i].text;
  auto at_hour = [](const Reading& text, size_t at) {
    return at + 1 < text.words.size() && text.words[at + 1].text.starts_with("시") && !text.words[at + 1].text.starts_with("시간");
  };
  if (i == 0 || !at_hour(question, i) || std::from_chars(digits.data(), digits.data() + digits.size(), hour).ec != std::errc()) return false;
  const std::string& before = question.words[i - 1].text;
  if (before != "밤" && before != "오후" && before != "저녁") return false;
  for (size_t j = 0; j < evidence.words.size(); ++j) {
    if (evidence.words[j].text == std::to_string(hour + 12) && at_hour(evidence, j)) return true;
  }
  return false;
}

/// A Korean question's own example ("설계 압력이 10 bar인 배관"): the evidence has no quantity of that unit.
bool is_own_example(const Reading& question, size_t i, const Reading& evidence) {
  if (i + 1 >= question.words.size() || !question.words.back().hangul) return false;
  auto is_month = [](const Reading& text, size_t at) { return text.words[at].number && text.words[at + 1].text.starts_with("월"); };
  if (is_month(question, i)) {
    bool dated = false;
    for (size_t j = 0; j + 1 < evidence.words.size(); ++j) dated = dated || is_month(evidence, j);
    return !dated;
  }
  const std::string_view unit = unit_of_inflected(question.words[i + 1].text);
  if (unit.empty() || unit == "person" || unit == "time" || unit == "piece") return false;
  for (size_t j = 0; j + 1 < evidence.words.size(); ++j) {
    if (evidence.words[j].number && unit_of_inflected(evidence.words[j + 1].text) == unit) return false;
  }
  return true;
}

}  // namespace

bool is_said_otherwise(const std::string& token, std::string_view reason, const Ground& ground, const GateInput& input) {
  if (reason == "unsupported_code") return false;
  if (ground.spells(token)) return true;
  if (reason == "unsupported_unit" && token == "#1" &&
      (is_year(reading_of(input.question), reading_of(input.evidence)) || is_bare_one(reading_of(input.evidence))))
    return true;
  const Reading& question = reading_of(input.question);
  const Reading& evidence = reading_of(input.evidence);
  if (reason == "unsupported_unit" && is_percent(token, question, evidence)) return true;
  for (size_t i = 0; i < question.words.size(); ++i) {
    const Word& word = question.words[i];
    const std::string_view named = number_of_word(word.text);
    if (word.key != token && named != token) continue;
    if (is_instance_of_bound(question, i, evidence) ||
        (reason == "unsupported_number" && (is_hour_of_day(question, i, evidence) || is_own_example(question, i, evidence))))
      return true;
    const bool measured =
        i + 1 < question.words.size() && !unit_of_inflected(question.words[i + 1].text).empty() && question.words[i + 1].text != "times";
    if (reason == "unsupported_unit") return !named.empty() && !measured;  // "three times" for "three … in a row"
    int count = 0;
    if (named.empty() || measured || counts_otherwise(question, i, evidence) ||
        std::from_chars(named.data() + 1, named.data() + named.size(), count).ec != std::errc())
      return false;
    const Reading answer = read_text(input.answer);
    const bool asked =
        i > 0 && (question.words[i - 1].text == "which" || question.words[i - 1].text == "what" || question.words[i - 1].text == "name");
    return lists(answer, static_cast<size_t>(count)) || (count == 2 && !(asked && lists_any(answer))) ||
           (!(asked && lists_any(answer)) && lists(evidence, static_cast<size_t>(count)));
  }
  return false;
}

}  // namespace jangin::judge
