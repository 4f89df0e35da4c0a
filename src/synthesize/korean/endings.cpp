#include "synthesize/korean/endings.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr char32_t kFirstSyllable = 0xAC00, kLastSyllable = 0xD7A3;
constexpr int kFinalNieun = 4, kFinalRieul = 8, kFinalBieup = 17, kFinalDoubleSiot = 20;

struct LastSyllable {
  size_t at = std::string::npos;  // byte where it begins; npos: not Hangul
  char32_t code = 0;
  int final_consonant = 0, vowel = 0;
};
LastSyllable last_syllable(std::string_view text) {
  LastSyllable s;
  if (text.size() < 3) return s;
  size_t at = text.size() - 3;
  const size_t start = at;
  const char32_t c = text::next_code_point(text, at);
  if (c < kFirstSyllable || c > kLastSyllable) return s;
  s.at = start, s.code = c;
  s.final_consonant = static_cast<int>((c - kFirstSyllable) % 28);
  s.vowel = static_cast<int>((c - kFirstSyllable) / 28 % 21);
  return s;
}
/// The last syllable with another final consonant.
std::string with_final(std::string_view text, int final_consonant) {
  const auto s = last_syllable(text);
  std::string out(text.substr(0, s.at));
  text::append_utf8(out, s.code - static_cast<char32_t>(s.final_consonant) + static_cast<char32_t>(final_consonant));
  return out;
}
std::string_view without(std::string_view text, std::string_view end) { return text.substr(0, text.size() - end.size()); }
std::string_view without_stop(std::string_view text) {
  text = trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ' ' || text.back() == ';' || text.back() == ',')) text.remove_suffix(1);
  return text;
}

/// Verbs whose stem itself ends in ㄹ: "만들 것" is "만들다", not "만드다".
bool keeps_rieul(std::string_view stem) {
  static constexpr std::array<std::string_view, 11> kStems = {"만들", "흔들", "매달", "걸", "들", "열", "달", "밀", "풀", "돌", "줄"};
  return std::ranges::any_of(
      kStems, [&](std::string_view s) { return stem == s || stem.ends_with(" " + std::string(s)) || (s.size() > 3 && stem.ends_with(s)); });
}

/// Stem + "아야/어야": "있" → "있어야", "하" → "하여야", "보" → "보아야".
std::string must_form(const std::string& stem) {
  if (stem.ends_with("하")) return stem + "여야";
  if (stem.ends_with("되")) return stem + "어야";
  const auto s = last_syllable(stem);
  const bool bright = s.final_consonant != kFinalDoubleSiot && (s.vowel == 0 || s.vowel == 2 || s.vowel == 8);  // ㅏ ㅑ ㅗ; the past is dark
  return stem + (bright ? "아야" : "어야");
}

/// The verb's stem before "것": "설치할" → "설치하", "없을" → "없"; empty: none.
std::string stem_before_thing(std::string_view body) {
  if (body.ends_with("을")) return std::string(without(body, "을"));
  if (last_syllable(body).final_consonant != kFinalRieul) return {};
  return keeps_rieul(body) ? std::string(body) : with_final(body, 0);
}
std::string question_of_thing(std::string_view text) {  // "… 것"
  const auto body = trim(without(text, "것"));
  if (body.ends_with("일") && !body.ends_with("행일")) return std::string(without(body, "일")) + "이어야 하는가?";
  const auto stem = stem_before_thing(body);
  return stem.empty() ? std::string() : must_form(stem) + " 하는가?";
}

struct Ending {
  std::string_view from, to;
};
constexpr std::array kEndings = {
    Ending{"이다", "인가?"},   Ending{"있다", "있는가?"}, Ending{"없다", "없는가?"}, Ending{"같다", "같은가?"}, Ending{"아니하다", "아니한가?"},
    Ending{"않다", "않은가?"}, Ending{"는다", "는가?"},   Ending{"였다", "였는가?"}, Ending{"었다", "었는가?"}, Ending{"니다", "니까?"},
};

}  // namespace

std::string to_question(std::string_view sentence) {
  const auto text = without_stop(sentence);
  if (text.ends_with(" 것")) return question_of_thing(text);
  for (std::string_view bound : {"이상", "이하", "미만", "초과", "이내"})
    if (text.ends_with(bound)) return std::string(text) + "인가?";
  for (const auto& ending : kEndings)
    if (text.ends_with(ending.from)) return std::string(without(text, ending.from)) + std::string(ending.to);
  if (!text.ends_with("다")) return {};
  const auto stem = without(text, "다");
  return last_syllable(stem).final_consonant == kFinalNieun ? with_final(stem, 0) + "는가?" : std::string();
}

std::string to_polite(std::string_view question) {
  for (auto [from, to] :
       {std::pair<std::string_view, std::string_view>{"는가?", "나요?"}, {"인가?", "인가요?"}, {"은가?", "은가요?"}, {"한가?", "한가요?"}})
    if (question.ends_with(from)) return std::string(without(question, from)) + std::string(to);
  return std::string(question);
}

std::string attributive(std::string_view sentence) {
  const auto text = without_stop(sentence);
  if (text.ends_with("니다")) {
    const auto stem = without(text, "니다");
    if (stem.ends_with("습")) return std::string(without(stem, "습")) + "는";
    if (last_syllable(stem).final_consonant != kFinalBieup) return {};
    const auto base = with_final(stem, 0);
    return base.ends_with("이") ? base.substr(0, base.size() - 3) + "인" : base + "는";
  }
  const auto question = to_question(text);
  if (question.ends_with("는가?") || question.ends_with("인가?") || question.ends_with("은가?") || question.ends_with("한가?"))
    return question.substr(0, question.size() - std::string_view("가?").size());
  return {};
}

std::string closed(std::string_view clause, std::string_view whole) {
  auto text = without_stop(clause);
  std::string stem;
  for (std::string_view end : {"하되", "하며", "하고", "하거나"})
    if (text.ends_with(end)) stem = std::string(without(text, end)) + "하";
  if (stem.empty())
    for (std::string_view end : {"으며", "며", "고", "되", "거나"})
      if (text.ends_with(end)) {
        stem = std::string(without(text, end));
        break;
      }
  if (stem.empty() || last_syllable(stem).at == std::string::npos) return {};
  const auto end = without_stop(whole);
  const bool duty =
      end.ends_with(" 것") || end.ends_with("야 한다") || end.ends_with("야 합니다") || end.ends_with("아니 된다") || end.ends_with("안 된다");
  if (stem.ends_with("야 하")) return with_final(stem, kFinalNieun) + "다";  // it says so itself
  if (duty) return must_form(stem) + " 한다";
  if (stem.ends_with("하") || stem.ends_with("되") || stem.ends_with("키") || stem.ends_with("지")) return with_final(stem, kFinalNieun) + "다";
  if (stem.ends_with("이")) return stem + "다";
  return last_syllable(stem).final_consonant > 0 ? stem + "는다" : std::string();
}

bool ends_in_consonant(std::string_view word) {
  while (!word.empty() && (word.back() == '"' || word.back() == ')' || word.back() == ' ')) word.remove_suffix(1);
  const auto s = last_syllable(word);
  if (s.at != std::string::npos) return s.final_consonant != 0;
  return !word.empty() && std::string_view("013678lmnrLMNR").find(word.back()) != std::string_view::npos;  // as Korean reads them
}

std::string with_particle(std::string_view word, std::string_view after_consonant, std::string_view after_vowel) {
  const auto s = last_syllable(word);
  const bool open = !ends_in_consonant(word) || (after_vowel == "로" && s.at != std::string::npos && s.final_consonant == kFinalRieul);
  return std::string(word) + std::string(open ? after_vowel : after_consonant);
}

}  // namespace jangin::synthesize::korean
