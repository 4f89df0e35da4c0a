#include "synthesize/korean/endings.h"

#include <algorithm>
#include <array>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr char32_t kFirstSyllable = 0xAC00, kLastSyllable = 0xD7A3;
constexpr int kVowelEu = 18;
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

/// "누르" → "눌러야", "담그" → "담가야", "끄" → "꺼야"; empty: the stem does not contract so.
std::string contracted_must(const std::string& stem) {
  const auto s = last_syllable(stem);
  if (s.at == std::string::npos || s.final_consonant != 0 || s.vowel != kVowelEu) return {};
  const auto before = last_syllable(std::string_view(stem).substr(0, s.at));
  const bool bright = before.at != std::string::npos && (before.vowel == 0 || before.vowel == 8);
  const std::string_view last = std::string_view(stem).substr(s.at);
  if (last != "르") {
    std::string out(stem, 0, s.at);
    text::append_utf8(out, s.code - kVowelEu * 28 + (bright ? 0 : 4) * 28);
    return out + "야";
  }
  if (stem.ends_with("따르") || stem.ends_with("치르") || stem.ends_with("들르"))
    return std::string(stem, 0, s.at) + (stem.ends_with("따르") ? "라야" : "러야");
  if (before.at == std::string::npos || before.final_consonant != 0) return {};
  return with_final(std::string_view(stem).substr(0, s.at), kFinalRieul) + (bright ? "라야" : "러야");
}
/// Stem + "아야/어야": "있" → "있어야", "하" → "하여야", "보" → "보아야".
std::string must_form(const std::string& stem) {
  if (stem.ends_with("하")) return stem + "여야";
  if (stem.ends_with("되")) return stem + "어야";
  if (auto contracted = contracted_must(stem); !contracted.empty()) return contracted;
  const auto s = last_syllable(stem);
  const bool bright = s.final_consonant != kFinalDoubleSiot && (s.vowel == 0 || s.vowel == 2 || s.vowel == 8);       // ㅏ ㅑ ㅗ; the past is dark
  if (s.final_consonant == 0 && (s.vowel == 0 || s.vowel == 4 || s.vowel == 1 || s.vowel == 6)) return stem + "야";  // "켜야", "보내야"
  return stem + (bright ? "아야" : "어야");
}
/// Adjectives among the stems that end a clause; verbs otherwise.
bool is_adjective(std::string_view stem) {
  static constexpr auto kAdjectives = std::to_array<std::string_view>(
      {"있",       "없",     "같",     "크",     "높",     "낮",   "많",     "적",     "길",     "짧",     "넓",     "좁",     "깊",     "얇",
       "두껍",     "어렵",   "쉽",     "다르",   "빠르",   "느리", "필요하", "가능하", "동일하", "적합하", "유사하", "중요하", "안전하", "위험하",
       "불가능하", "무효하", "충분하", "부족하", "일정하", "강하", "약하",   "아니",   "아니하", "가깝",   "무겁",   "가볍",   "뜨겁",   "곤란하"});
  for (std::string_view past : {"았", "었", "였", "했", "됐", "겠"})
    if (stem.ends_with(past)) return true;
  return std::ranges::any_of(kAdjectives, [&](std::string_view a) { return stem.ends_with(a) && !stem.ends_with("만들"); });
}
/// Verbs whose stem ends as the copula's does.
bool is_verb_in_i(std::string_view stem) {
  static constexpr auto kVerbs =
      std::to_array<std::string_view>({"보이", "쓰이", "쌓이", "움직이", "줄이", "높이", "붙이", "기울이", "놓이", "들이", "섞이", "끓이"});
  return std::ranges::any_of(kVerbs, [&](std::string_view v) { return stem.ends_with(v); });
}
/// A stem ended plainly: "꺼내" → "꺼낸다", "열" → "연다", "닦" → "닦는다", "크" → "크다".
std::string plain_of_stem(const std::string& stem) {
  const auto s = last_syllable(stem);
  if (s.at == std::string::npos) return {};
  if (is_adjective(stem)) return stem + "다";
  if (s.final_consonant == 0 || s.final_consonant == kFinalRieul) return with_final(stem, kFinalNieun) + "다";
  return stem + "는다";
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
  if (text.ends_with("시오")) return to_question(plain_end(text));
  for (std::string_view bound : {"이상", "이하", "미만", "초과", "이내"})
    if (text.ends_with(bound)) return std::string(text) + "인가?";
  for (const auto& ending : kEndings)
    if (text.ends_with(ending.from)) return std::string(without(text, ending.from)) + std::string(ending.to);
  if (!text.ends_with("다")) return {};
  const auto stem = without(text, "다");
  const int last = last_syllable(stem).final_consonant;
  if (last == kFinalNieun) return with_final(stem, 0) + "는가?";
  if (!is_adjective(stem)) return {};
  if (last == kFinalBieup && !stem.ends_with("좁")) return with_final(stem, 0) + "운가?";
  return last == 0 || last == kFinalRieul ? with_final(stem, kFinalNieun) + "가?" : std::string(stem) + "은가?";
}

std::string plain_end(std::string_view sentence) {
  auto text = without_stop(sentence);
  for (std::string_view end : {"지 마십시오", "지 마시오", "지 말 것"})
    if (text.ends_with(end)) return std::string(without(text, end)) + "지 말아야 한다";
  for (std::string_view end : {"으십시오", "십시오", "으시오", "시오"})
    if (text.ends_with(end)) return must_form(std::string(without(text, end))) + " 한다";
  if (!text.ends_with("니다")) return std::string(text);
  auto stem = std::string(without(text, "니다"));
  if (stem.ends_with("습")) {
    stem = std::string(without(stem, "습"));
    return stem.ends_with("않") ? stem + "는다" : plain_of_stem(stem);
  }
  if (last_syllable(stem).final_consonant != kFinalBieup) return std::string(text);
  stem = with_final(stem, 0);
  return stem.ends_with("이") && !is_verb_in_i(stem) ? stem + "다" : plain_of_stem(stem);
}

std::string to_polite(std::string_view question) {
  for (auto [from, to] :
       {std::pair<std::string_view, std::string_view>{"는가?", "나요?"}, {"인가?", "인가요?"}, {"은가?", "은가요?"}, {"한가?", "한가요?"}})
    if (question.ends_with(from)) return std::string(without(question, from)) + std::string(to);
  if (question.ends_with("가?")) return std::string(without(question, "?")) + "요?";  // "큰가?"
  return std::string(question);
}

std::string attributive(std::string_view sentence) {
  const auto text = without_stop(sentence);
  if (text.ends_with("니다")) {
    const auto plain = plain_end(text);
    return plain.ends_with("니다") ? std::string() : attributive(plain);
  }
  for (auto [past, form] : {std::pair<std::string_view, std::string_view>{"했다", "한"}, {"하였다", "한"}, {"되었다", "된"}, {"됐다", "된"}})
    if (text.ends_with(past)) return std::string(without(text, past)) + std::string(form);
  if (text.ends_with("었다") || text.ends_with("았다") || text.ends_with("였다")) return {};
  const auto question = to_question(text);
  if (question.ends_with("는가?") || question.ends_with("인가?") || question.ends_with("은가?") || question.ends_with("한가?") ||
      question.ends_with("운가?") || question.ends_with("큰가?") || question.ends_with("른가?"))
    return question.substr(0, question.size() - std::string_view("가?").size());
  return {};
}

std::string closed(std::string_view clause, std::string_view whole) {
  auto text = without_stop(clause);
  std::string stem;
  if (text.ends_with("지 말고")) return std::string(without(text, "말고")) + "말아야 한다";
  for (std::string_view end : {"지만", "는데"})
    if (text.ends_with(end)) stem = std::string(without(text, end));
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
  const bool duty = end.ends_with(" 것") || end.ends_with("야 한다") || end.ends_with("야 합니다") || end.ends_with("십시오") ||
                    end.ends_with("아니 된다") || end.ends_with("안 된다");
  if (stem.ends_with("야 하")) return with_final(stem, kFinalNieun) + "다";  // it says so itself
  if (duty && !is_adjective(stem) && !stem.ends_with("이")) return must_form(stem) + " 한다";
  if (stem.ends_with("이") && !is_verb_in_i(stem)) return stem + "다";
  return plain_of_stem(stem);
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
