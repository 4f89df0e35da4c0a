// See korean_name_form.h.
#include "refine/personal/korean_name_form.h"

#include <algorithm>
#include <unordered_set>

#include "refine/personal/korean_name_lists.h"
#include "refine/personal/name_words.h"

namespace jangin::refine {
namespace {

bool is_label_or_title(std::string_view word) {
  static const auto set = [] {
    std::unordered_set<std::string_view> words(kTitles.begin(), kTitles.end());
    words.insert(kLabels.begin(), kLabels.end());
    return words;
  }();
  return set.contains(word);
}

/// A word of two syllables with a particle, or with the day, month or year that it names, where no given name is as likely.
void doubt(std::string_view word, std::string_view given, KoreanNameForm& form) {
  static const SyllableSet particles = syllables_of("은을의이도만나하한인일임해"), times = syllables_of("일월년");
  const size_t last = syllable(given, kSyllable);
  if ((!particles[last] && !times[last]) || !is_korean_word(word.substr(0, 2 * kSyllable))) return;
  form.is_time = times[last];
  form.is_doubtful = form.is_time || !is_korean_given_name(given);
}

}  // namespace

bool has_long_korean_surname(std::string_view word) {
  static const SyllableSet first = ends_of(kLongSurnames, false);
  return first[syllable(word, 0)] && std::ranges::find(kLongSurnames, word.substr(0, 2 * kSyllable)) != kLongSurnames.end();
}

std::optional<KoreanNameForm> korean_name_form(std::string_view word) {
  const size_t count = word.size() / kSyllable;
  const size_t family = count >= 3 && has_long_korean_surname(word) ? 2 : 1;
  const size_t given = count - family;
  if (given < 1 || given > 2) return std::nullopt;
  if (family == 1 && !surnames()[syllable(word, 0)]) return std::nullopt;
  KoreanNameForm form;
  form.is_short = given == 1 && family == 1;
  form.is_common = family == 2 || common_surnames()[syllable(word, 0)];
  const std::string_view name = word.substr(family * kSyllable);
  const auto known = [&] { return is_korean_word(word) || is_label_or_title(word); };
  if (given == 1) return single_syllables()[syllable(name, 0)] && !known() ? std::optional(form) : std::nullopt;
  if (!first_syllables()[syllable(name, 0)] || !last_syllables()[syllable(name, kSyllable)]) return std::nullopt;
  // Persons by what they do end in "자" as old names do: 노동자, 구매자 against 영자, 춘자.
  static const SyllableSet before_ja = syllables_of("영순정명춘옥말경미숙화혜금복봉은길연");
  if (name.ends_with("자") && !before_ja[syllable(name, 0)]) return std::nullopt;
  doubt(word, name, form);
  return known() ? std::nullopt : std::optional(form);
}

}  // namespace jangin::refine
