// Codes, names and numbers of a sentence, with the word for their kind.
#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "base/strings.h"
#include "synthesize/facts/slots.h"

namespace jangin::synthesize {

using english::Token;
using english::Tokens;

bool is_article(const Token& token) {
  const auto word = to_lower_ascii(token.core);
  return word == "the" || word == "a" || word == "an";
}

bool is_quantifier(const Token& token) {
  static constexpr std::array<std::string_view, 9> kWords = {"all", "any", "no", "each", "every", "some", "other", "another", "both"};
  return std::ranges::find(kWords, to_lower_ascii(token.core)) != kWords.end();
}

bool is_modifier(const Token& token) {
  constexpr uint32_t kOther = english::kDeterminer | english::kPreposition | english::kPronoun | english::kCoordinator | english::kSubordinator |
                              english::kRelative | english::kModal | english::kFinite | english::kTo | english::kNot | english::kNumber |
                              english::kThird | english::kPast | english::kParticiple;
  return token.is(english::kNoun | english::kAdjective) && !token.is(kOther) && !is_quantifier(token) && token.text == token.core &&
         token.core.find_first_of("0123456789=_[<#.") == token.core.npos;
}

namespace {

constexpr size_t kMostNumbers = 3;  // a sentence with more of them is a worked example or a row

/// A noun in lower case that is not also read as what holds a clause together.
bool is_class_noun(const Token& token) {
  constexpr uint32_t kOther = english::kDeterminer | english::kPreposition | english::kPronoun | english::kCoordinator | english::kSubordinator |
                              english::kRelative | english::kModal | english::kFinite | english::kTo | english::kNot | english::kNumber |
                              english::kCode | english::kThird | english::kPast | english::kParticiple | english::kAdverb | english::kGerund;
  if (token.core == "setting") return token.text == token.core;
  return !token.core.empty() && std::islower(static_cast<unsigned char>(token.core[0])) && token.is(english::kNoun) && !token.is(kOther) &&
         token.text == token.core;
}
/// "the next time", "the same file": no kind of thing.
bool is_pointing_modifier(const Token& token) {
  static constexpr std::array<std::string_view, 9> kWords = {"next", "last", "previous", "same", "certain", "first", "second", "final", "above"};
  return std::ranges::find(kWords, to_lower_ascii(token.core)) != kWords.end();
}
/// "X-", "Y-": a word whose number is left open.
bool is_open_word(const Token& token) { return token.core.ends_with('-'); }
/// "NOT", "HAL": capitals without a figure or mark.
bool is_capitals(const std::string& core) {
  return std::ranges::all_of(core, [](unsigned char c) { return std::isupper(c) != 0; });
}
/// A letter counts as a code where a noun says what it is: "the R number".
bool is_code(const Tokens& t, size_t i) {
  if (!t[i].is(english::kCode) || t[i].text != t[i].core) return false;
  if (t[i].core.find('=') != std::string::npos || is_open_word(t[i])) return false;  // a setting is asked for by its sides
  if (t[i].core == "i.e" || t[i].core == "e.g" || t[i].core == "etc") return false;
  if (t[i].core.find('/') != std::string::npos && t[i].core.find_first_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.[<#") == std::string::npos)
    return false;  // "and/or"
  return t[i].core.size() > 1 || (i + 1 < t.size() && !t[i].mark && is_class_noun(t[i + 1]));
}
bool is_name(const Tokens& t, size_t i) {
  const auto& core = t[i].core;
  return i > 0 && core.size() > 2 && t[i].text == core && std::isupper(static_cast<unsigned char>(core[0])) &&
         std::islower(static_cast<unsigned char>(core[1])) && !t[i].is(english::kCode | english::kDeterminer | english::kPreposition) &&
         t[i - 1].mark != ':';
}
bool is_figure(const Tokens& t, size_t i) {
  return !t[i].is(english::kCode) && t[i].text == t[i].core && !english::number_value(t[i].core).empty() && t[i].core != "one";
}

/// Nouns behind `at` that say what stands before them; their number.
size_t class_behind(const Tokens& t, size_t at) {
  size_t n = 0;
  while (n < 3 && at + n < t.size() && !t[at + n - 1].mark && is_class_noun(t[at + n])) ++n;
  return n;
}
/// Words before `at` that say what it is: a class noun with what stands before that.
size_t class_before(const Tokens& t, size_t at) {
  static constexpr std::array<std::string_view, 6> kPlaces = {"example", "section", "figure", "chapter", "table", "step"};
  if (at == 0 || t[at - 1].mark || !is_class_noun(t[at - 1]) || std::ranges::find(kPlaces, t[at - 1].core) != kPlaces.end()) return 0;
  const auto verb_before = [&](size_t n) { return n < at && t[at - n - 1].is(english::kModal | english::kTo | english::kDo | english::kNot); };
  if (t[at - 1].is(english::kBase) && verb_before(1)) return 0;  // "would return 2.5"
  size_t n = 1;
  while (n < 4 && n < at && !t[at - n - 1].mark && is_modifier(t[at - n - 1]) && at - n - 1 > 0) {
    if (is_pointing_modifier(t[at - n - 1]) || english::is_plural_noun(t[at - n - 1].core)) return 0;  // "spindles programme successive G96"
    ++n;
  }
  return n;
}

/// "M3, M4 and M5": the codes that go with the one at `i`; index behind the last.
size_t coordinated(const Tokens& t, size_t i) {
  size_t end = i + 1;
  for (;;) {
    size_t next = end;
    if (next < t.size() && ((t[next].is(english::kCoordinator) && to_lower_ascii(t[next].core) != "but") || t[next].core == "&"))
      ++next;
    else if (t[end - 1].mark != ',')
      return end;
    if (next >= t.size() || !t[next].is(english::kCode) || t[next].text != t[next].core || t[next].core.size() == 1) return end;
    end = next + 1;
  }
}
/// One of several, or the end of a range: asked for together with the others or not at all.
bool is_joined(const Tokens& t, size_t begin, size_t end) {
  const auto joins = [](const Token& token) {
    const auto word = to_lower_ascii(token.core);
    return token.is(english::kCoordinator) || word == "&" || word == "through" || word == "to" || word == "than";
  };
  constexpr uint32_t kValue = english::kCode | english::kNumber;
  const bool before =
      (begin > 0 && t[begin - 1].mark == ',' && t[begin - 1].is(kValue)) || (begin > 1 && joins(t[begin - 1]) && t[begin - 2].is(kValue));
  if (end < t.size() && t[end - 1].mark == ',' && t[end].is(kValue)) return true;
  const bool behind = end + 1 < t.size() && joins(t[end]) && t[end + 1].is(kValue);
  return before || behind;
}

/// "G10 L2 P4": words of one line of code belong together; index behind the last.
size_t code_line(const Tokens& t, size_t i) {
  size_t end = i + 1;
  while (end < t.size() && !t[end - 1].mark && t[end].is(english::kCode) && t[end].text == t[end].core) ++end;
  return end;
}

std::optional<Slot> code_slot(const MinerInput& input, const Tokens& t, size_t i) {
  if (i > 0 && !t[i - 1].mark && t[i - 1].is(english::kCode)) return std::nullopt;  // within a line of code
  const auto& first = t[i].core;
  if (first == input.topic->product || (is_capitals(first) && input.vocabulary.is_common_word(to_lower_ascii(first)))) return std::nullopt;
  Slot slot{i, code_line(t, i), {}, {}, {}, is_capitals(first) ? 0.0 : 0.1};
  for (size_t k = slot.begin; k < slot.end; ++k)
    if (is_open_word(t[k]) || t[k].core.find('=') != std::string::npos) return std::nullopt;
  if (slot.end < t.size() && t[slot.end].core == "=") return std::nullopt;
  if (slot.end == i + 1) slot.end = coordinated(t, i);
  if (is_joined(t, slot.begin, slot.end)) return std::nullopt;
  slot.answer = english::join_tokens(t, slot.begin, slot.end);
  const bool line = !t[i].mark && slot.end > i + 1 && t[i + 1].is(english::kCode), several = slot.end > i + 1 && !line;
  if (const size_t behind = class_behind(t, slot.end); behind > 0) {
    slot.kind = english::join_tokens(t, slot.end, slot.end + behind), slot.end += behind;
  } else if (const size_t before = several || line ? 0 : class_before(t, i); before > 0) {
    slot.kind = english::join_tokens(t, i - before, i), slot.begin -= before;
  } else {
    const auto& code = t[i].core;
    slot.kind = input.vocabulary.class_of(code);
    if (line) return std::nullopt;
    const bool coded = std::isupper(static_cast<unsigned char>(code[0])) && code.find_first_not_of("0123456789.", 1) == code.npos &&
                       (input.vocabulary.together(to_lower_ascii(code), "code") || input.vocabulary.together(to_lower_ascii(code), "codes"));
    if (slot.kind.empty() && coded) slot.kind = "code";
    if (slot.kind.empty() && code.find_first_of("_[<#.0123456789") == code.npos) return std::nullopt;  // a name of no known kind
    if (several && !slot.kind.empty()) slot.kind = english::plural_form(slot.kind);
  }
  slot.which = slot.kind.empty() ? "what" : "which " + slot.kind;
  return slot;
}

std::optional<Slot> name_slot(const MinerInput& input, const Tokens& t, size_t i) {
  Slot slot{i, i + 1, {}, {}, {}, 0.1};
  while (slot.end < t.size() && !t[slot.end - 1].mark && is_name(t, slot.end)) ++slot.end;
  slot.answer = english::join_tokens(t, slot.begin, slot.end);
  const size_t behind = class_behind(t, slot.end);
  if (behind == 0 || slot.answer == input.topic->product) return std::nullopt;
  slot.kind = english::join_tokens(t, slot.end, slot.end + behind), slot.end += behind;
  slot.which = "which " + slot.kind;
  return slot;
}

/// "more than", "at least", "up to" before a number are part of what is asked for: where they begin.
size_t comparator_before(const Tokens& t, size_t i) {
  const auto word = [&](size_t back) { return i < back ? std::string() : to_lower_ascii(t[i - back].core); };
  static constexpr std::array<std::string_view, 10> kThan = {"more",   "less",  "fewer",   "longer", "shorter",
                                                             "higher", "lower", "greater", "larger", "smaller"};
  if (word(1) == "than" && i > 1 && std::ranges::find(kThan, word(2)) != kThan.end())
    return i > 2 && (word(3) == "no" || word(3) == "not") ? i - 3 : i - 2;
  if ((word(1) == "least" || word(1) == "most") && i > 1 && word(2) == "at") return i - 2;
  return word(1) == "to" && i > 1 && word(2) == "up" ? i - 2 : i;
}

std::optional<Slot> number_slot(const Tokens& t, size_t i) {
  static constexpr std::array<std::string_view, 14> kPlaces = {"figure",  "table", "section", "chapter",  "step", "page", "version",
                                                               "example", "note",  "part",    "appendix", "fig",  "line", "item"};
  if (is_joined(t, i, i + 1) || (i > 0 && std::ranges::find(kPlaces, to_lower_ascii(t[i - 1].core)) != kPlaces.end())) return std::nullopt;
  if (i > 0 && is_name(t, i - 1) && !t[i - 1].mark) return std::nullopt;  // "Visual Studio 2019 version 16"
  const bool word = std::isalpha(static_cast<unsigned char>(t[i].core[0])) != 0;
  if (word && i > 0 && to_lower_ascii(t[i - 1].core) == "the") return std::nullopt;  // "the two systems": those that were told
  Slot slot{i, i + 1, {}, {}, t[i].core, 0};
  if (t[i].core.ends_with('%')) {
    if (class_behind(t, i + 1) > 0) return std::nullopt;
    slot.which = "what percentage";
    return slot;
  }
  const bool verb_behind = i + 2 < t.size() && t[i + 1].is(english::kThird) && t[i + 2].is(english::kRelative | english::kDeterminer);
  if (verb_behind) return std::nullopt;  // "CASE = 1 means that …"
  if (i + 1 < t.size() && !t[i].mark && t[i + 1].is(english::kNoun) &&
      !t[i + 1].is(english::kCode | english::kPreposition | english::kFinite | english::kCoordinator) && t[i + 1].text == t[i + 1].core) {
    if (t[i + 1].is(english::kAdjective | english::kParticiple) && !t[i + 1].is(english::kBase)) return std::nullopt;  // "two floating-point values"
    if (i + 2 < t.size() && !t[i + 1].mark && t[i + 2].is(english::kNumber)) return std::nullopt;                      // "three type 0 generators"
    size_t nouns = 0;  // up to the plural that is counted: "8 output pins"
    const auto goes_on = [&](size_t at) {
      return at < t.size() && !t[at - 1].mark && t[at].is(english::kNoun) &&
             !t[at].is(english::kPreposition | english::kFinite | english::kCoordinator | english::kDeterminer);
    };
    for (size_t k = 1; k <= 4 && goes_on(i + k) && nouns == 0; ++k)
      if (english::is_plural_noun(t[i + k].core)) nouns = k;
    if (nouns == 0 && goes_on(i + 2)) return std::nullopt;
    nouns = std::max<size_t>(1, nouns);
    const auto noun = english::join_tokens(t, i + 1, i + 1 + nouns);
    slot.end += nouns;
    if (i > 0 && is_article(t[i - 1]) && !english::is_plural_noun(t[i + nouns].core)) return std::nullopt;  // "a 3 phase motor"
    if (english::is_plural_noun(t[i + nouns].core))
      slot.which = "how many " + noun;
    else
      slot.which = "how much", slot.answer += " " + noun;
    return slot;
  }
  if (const size_t before = class_before(t, i); before > 0) {
    slot.kind = english::join_tokens(t, i - before, i), slot.begin -= before;
    slot.which = "which " + slot.kind;
    return slot;
  }
  if (i == 0 || !t[i - 1].is(english::kPreposition | english::kTo | english::kBe | english::kBase | english::kThird)) return std::nullopt;
  slot.which = i > 1 && t[i - 2].core == "value" ? "what" : "what value";  // "a value of 3"
  return slot;
}

/// The slot of the number at `i` with the comparator before it: "more than 20 employees" for "how many employees".
std::optional<Slot> compared(const Tokens& t, size_t i, std::optional<Slot> slot) {
  const size_t begin = comparator_before(t, i);
  if (!slot || begin == i || slot->begin != i) return slot;
  const bool bare = slot->end == i + 1 && slot->end < t.size() && t[slot->end].is(english::kCode) && !t[i].mark;       // "more than 15 V": its unit
  if (bare && !t[slot->end].mark && slot->end + 1 < t.size() && is_class_noun(t[slot->end + 1])) return std::nullopt;  // "up to three HAL files"
  if (bare) ++slot->end;
  const bool percent = t[i].core.ends_with('%') || (slot->end < t.size() && slot->end == i + 1 && !t[i].mark && t[i + 1].core == "%");
  if (percent && slot->end == i + 1 && !t[i].core.ends_with('%')) ++slot->end;
  slot->answer = english::join_tokens(t, begin, slot->end);
  if (to_lower_ascii(t[begin].core) != "up") slot->begin = begin;  // "spots up to what percentage of the surface"
  if (!slot->which.starts_with("how many ")) slot->which = percent ? "what percentage" : "how much";
  return slot;
}

/// "element 43, element 61 and …": one of several of the kind that the sentence names.
bool is_one_of_kind(const Tokens& t, const Slot& slot) {
  if (slot.kind.empty() || (slot.begin == 0 ? 0 : t[slot.begin - 1].mark) != ',') return false;
  const auto kind = slot.kind.substr(slot.kind.rfind(' ') + 1);
  for (size_t i = 0; i + 1 < t.size(); ++i)
    if ((i < slot.begin || i >= slot.end) && to_lower_ascii(t[i].core) == kind && t[i + 1].is(english::kCode | english::kNumber)) return true;
  return false;
}

/// "[55]": a reference to what was published.
bool is_citation(const std::string& text) {
  return text.size() > 2 && text[0] == '[' && text.back() == ']' &&
         std::all_of(text.begin() + 1, text.end() - 1, [](unsigned char c) { return std::isdigit(c) || c == ',' || c == ' '; });
}

}  // namespace

std::vector<Slot> typed_slots(const MinerInput& input, const Tokens& t) {
  std::vector<Slot> slots;
  const auto numbers = std::ranges::count_if(
      t, [](const Token& token) { return token.core.find_first_of("0123456789") != std::string::npos && !token.is(english::kCode); });
  for (size_t i = 0; i < t.size(); ++i) {
    std::optional<Slot> slot;
    if (is_code(t, i))
      slot = code_slot(input, t, i);
    else if (is_name(t, i) && !is_name(t, i - 1))
      slot = name_slot(input, t, i);
    else if (is_figure(t, i) && static_cast<size_t>(numbers) <= kMostNumbers)
      slot = compared(t, i, number_slot(t, i));
    if (!slot) continue;
    if (slot->begin > 1 && is_modifier(t[slot->begin - 1]) && !t[slot->begin - 1].mark && is_article(t[slot->begin - 2]))
      continue;  // "a positive Q value": the rest of it would be left behind
    if (slot->begin > 0 && is_article(t[slot->begin - 1])) --slot->begin;
    if (slot->begin > 0 && (is_quantifier(t[slot->begin - 1]) || t[slot->begin - 1].is(english::kNot))) continue;
    if (slot->begin > 0 && t[slot->begin - 1].text.starts_with('(')) continue;
    if (slot->kind.find("—") != std::string::npos || is_one_of_kind(t, *slot) || is_citation(slot->answer)) continue;
    const bool variable = slot->end + 1 < t.size() && slot->answer.size() == 1 && is_article(t[slot->end]);  // "FREQUENCY=N with N an integer"
    if (variable) continue;
    slots.push_back(std::move(*slot));
  }
  return slots;
}

}  // namespace jangin::synthesize
