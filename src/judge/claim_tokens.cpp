// Tokens of the scorer's kind, with thousands, number words and bounds in one form each.
#include "judge/claim_tokens.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "judge/korean_stem.h"
#include "judge/pattern.h"
#include "judge/question_score.h"
#include "judge/units.h"

namespace jangin::judge {
namespace {

constexpr std::array<std::string_view, 7> kBounds = {"이내", "이상", "이하", "미만", "초과", "이후", "이전"};

/// Thousands and hundreds as figures: "1천" → "1000", "5백만원" → "500만원"; "5천원" stays, 천원 is a unit of its own.
std::string plain_thousands(std::string_view text) {
  static const Pattern thousands(R"((?<=\d)천(?!원))");
  static const Pattern hundreds(R"((?<=\d)백(?!분))");
  const std::string plain = text.find("천") == std::string_view::npos ? std::string(text) : thousands.replace(text, "000");
  return plain.find("백") == std::string::npos ? plain : hundreds.replace(plain, "00");
}

Tokens number_words_as_numbers(Tokens tokens) {
  for (std::string& token : tokens) {
    if (std::string_view number = number_of_word(token); !number.empty()) token = number;
  }
  return tokens;
}

/// "이내이면" → "이내".
Tokens plain_bounds(Tokens tokens) {
  for (std::string& token : tokens) {
    for (std::string_view bound : kBounds) {
      if (token.size() > bound.size() && token.starts_with(bound) && is_korean_tail(std::string_view(token).substr(bound.size()))) token = bound;
    }
  }
  return tokens;
}

}  // namespace

bool is_number(std::string_view token) { return token.starts_with('#') && token.size() > 1; }
bool is_bound(std::string_view token) { return std::ranges::find(kBounds, token) != kBounds.end(); }
bool is_code(std::string_view token) {
  return !is_number(token) && token.size() > 1 && (token[0] == '_' || (token[0] >= 'a' && token[0] <= 'z')) &&
         token.find_first_of("0123456789_") != std::string_view::npos;
}

Tokens claim_tokens(std::string_view text) { return plain_bounds(number_words_as_numbers(answer_tokens(plain_thousands(text)))); }

std::string unknown_fraction(std::string_view text, std::string_view ground) {
  if (text.find('/') == std::string_view::npos && text.find("분의") == std::string_view::npos) return {};
  static const Pattern fraction(R"((?:\d+ ?)?(?:분의 ?|/)\d+)");
  std::unordered_set<std::string> known;
  for (std::string_view found : fraction.find_all(ground)) {
    const std::string whole = replace_all(std::string(found), " ", "");
    known.insert(whole);
    known.insert(whole.substr(whole.find_first_not_of("0123456789")));  // asked for its first number: "몇 분의 3"
  }
  for (std::string_view found : fraction.find_all(text)) {
    const std::string whole = replace_all(std::string(found), " ", "");
    const bool slash = whole.find('/') != std::string::npos;
    const bool has_sort = std::ranges::any_of(known, [&](const std::string& one) { return (one.find('/') != std::string::npos) == slash; });
    if (has_sort && !known.contains(whole)) return std::string(found);
  }
  return {};
}

Ground::Ground(std::string_view text) : tokens_(claim_tokens(text)) {
  for (size_t i = 0; i < tokens_.size(); ++i) {
    set_.insert(tokens_[i]);
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSpelled = {
        {{"zero", "#0"}, {"one", "#1"}, {"twice", "#2"}, {"second", "#2"}, {"third", "#3"}, {"fourth", "#4"}}};
    for (const auto& [word, number] : kSpelled) {
      if (tokens_[i] == word) spelled_.insert(std::string(number));
    }
    // The second number of a range ("5-10") reads as a negative one; it stands for both.
    bool range = i > 0 && tokens_[i].starts_with("#-") && (is_number(tokens_[i - 1]) || !unit_of_inflected(tokens_[i - 1]).empty());
    if (range) set_.insert("#" + tokens_[i].substr(2));
    if (std::string_view unit = unit_of_inflected(tokens_[i]); !unit.empty()) units_.insert(std::string(unit));
    if (i > 0) pairs_.emplace(tokens_[i - 1], tokens_[i]);
  }
}

bool Ground::has_row(std::span<const std::string> row) const { return !std::ranges::search(tokens_, row).empty(); }

bool Ground::has_quantity(const std::string& number, std::string_view unit) const {
  bool other_unit = false;
  for (size_t i = 0; i + 1 < tokens_.size(); ++i) {
    if (tokens_[i] != number && "#-" + number.substr(1) != tokens_[i]) continue;
    std::string_view here = unit_of_inflected(tokens_[i + 1]);
    if (here == unit) return true;
    other_unit = other_unit || !here.empty();
  }
  return !other_unit && has_unit(unit);
}

}  // namespace jangin::judge
