// Endings, quantities and particles of Korean.
#include "synthesize/korean/question.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/strings.h"
#include "text/unicode.h"

namespace jangin::synthesize::korean {
namespace {

constexpr char32_t kFirstSyllable = 0xAC00, kLastSyllable = 0xD7A3;
constexpr int kFinalNieun = 4, kFinalRieul = 8;

bool ends_with(std::string_view text, std::string_view end) { return text.size() >= end.size() && text.substr(text.size() - end.size()) == end; }

struct LastSyllable {
  size_t at = std::string::npos;
  char32_t code = 0;
  int final_consonant = 0, vowel = 0;
};
LastSyllable last_syllable(std::string_view text) {
  LastSyllable s;
  if (text.size() < 3) return s;
  size_t at = text.size() - 3, start = at;
  char32_t c = text::next_code_point(text, at);
  if (c < kFirstSyllable || c > kLastSyllable) return s;
  s.at = start, s.code = c;
  s.final_consonant = static_cast<int>((c - kFirstSyllable) % 28);
  s.vowel = static_cast<int>((c - kFirstSyllable) / 28 % 21);
  return s;
}
std::string without_final(std::string_view text) {
  auto s = last_syllable(text);
  std::string out(text.substr(0, s.at));
  text::append_utf8(out, s.code - static_cast<char32_t>(s.final_consonant));
  return out;
}
/// Stem + "아야/어야": "있" → "있어야", "하" → "하여야", "보" → "보아야".
std::string must_form(const std::string& stem) {
  if (ends_with(stem, "하")) return stem + "여야";
  auto s = last_syllable(stem);
  bool bright = s.vowel == 0 || s.vowel == 2 || s.vowel == 8;  // ㅏ ㅑ ㅗ
  return stem + (bright ? "아야" : "어야");
}

std::string question_of_thing(std::string_view text) {  // "… 것"
  auto body = trim(text.substr(0, text.size() - std::string_view("것").size()));
  if (ends_with(body, "일")) return std::string(body.substr(0, body.size() - 3)) + "이어야 하는가?";
  if (ends_with(body, "을")) return must_form(std::string(body.substr(0, body.size() - 3))) + " 하는가?";
  auto s = last_syllable(body);
  if (s.final_consonant == kFinalRieul) return must_form(without_final(body)) + " 하는가?";
  return {};
}

struct Ending {
  std::string_view from, to;
};
constexpr std::array kEndings = {
    Ending{"이다", "인가?"},   Ending{"있다", "있는가?"}, Ending{"없다", "없는가?"}, Ending{"같다", "같은가?"},
    Ending{"아니하다", "아니한가?"}, Ending{"않다", "않은가?"}, Ending{"는다", "는가?"}, Ending{"였다", "였는가?"}, Ending{"었다", "었는가?"}, Ending{"습니다", "습니까?"},
};

bool is_korean_digit_word(std::string_view text, size_t at, size_t& length) {
  for (std::string_view word : {"천", "만", "억", "백", "조"})
    if (text.substr(at).starts_with(word)) {
      length = word.size();
      return true;
    }
  return false;
}

constexpr std::array<std::string_view, 62> kUnits = {
    "세제곱미터", "제곱미터", "제곱센티미터", "센티미터", "밀리미터", "킬로미터", "마이크로미터", "미터", "밀리그램", "마이크로그램", "킬로그램", "그램", "킬로볼트", "볼트", "암페어", "킬로와트", "와트",
    "메가파스칼", "킬로파스칼", "파스칼", "퍼센트", "피피엠", "데시벨", "럭스", "킬로줄", "킬로뉴턴", "뉴턴", "리터", "밀리리터", "톤", "도", "분", "초", "시간", "개월", "일", "월", "년", "주", "주일", "회", "명", "인", "개",
    "배", "원", "층", "단계", "세", "호", "장", "대", "건", "기압", "헤르츠", "급", "종", "점", "면", "줄", "㎡", "%"};

std::string_view unit_at(std::string_view text, size_t at) {
  std::string_view best;
  for (auto unit : kUnits)
    if (text.substr(at).starts_with(unit) && unit.size() > best.size()) best = unit;
  return best;
}

}  // namespace

std::string clean_sentence(std::string_view sentence) {
  std::string text(sentence), out;
  int depth = 0;
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '<') {
      auto end = text.find('>', i);
      if (end != std::string::npos) {
        i = end;
        continue;
      }
    }
    if (text[i] == '(') ++depth;
    if (depth == 0 && text[i] != '\\') out += text[i];
    if (text[i] == ')' && depth > 0) --depth;
  }
  auto t = trim(out);
  size_t at = 0;
  if (!t.empty()) {
    char32_t c = text::next_code_point(t, at);
    if (c >= 0x2460 && c <= 0x2473) t = trim(t.substr(at));  // ① … ⑳
  }
  size_t digits = 0;
  while (digits < t.size() && std::isdigit(static_cast<unsigned char>(t[digits]))) ++digits;
  if (digits > 0 && digits < 3 && t.substr(digits).starts_with(". ")) t = trim(t.substr(digits + 2));
  std::string result(t);
  while (result.find("  ") != std::string::npos) result = replace_all(result, "  ", " ");
  return result;
}

std::string to_question(std::string_view sentence) {
  auto text = trim(sentence);
  while (!text.empty() && (text.back() == '.' || text.back() == ' ' || text.back() == ';')) text.remove_suffix(1);
  if (ends_with(text, " 것")) return question_of_thing(text);
  for (std::string_view bound : {"이상", "이하", "미만", "초과", "이내"})
    if (ends_with(text, bound)) return std::string(text) + "인가?";
  for (const auto& ending : kEndings)
    if (ends_with(text, ending.from)) return std::string(text.substr(0, text.size() - ending.from.size())) + std::string(ending.to);
  if (ends_with(text, "다")) {
    auto stem = text.substr(0, text.size() - 3);
    auto s = last_syllable(stem);
    if (s.final_consonant == kFinalNieun) return without_final(stem) + "는가?";
  }
  return {};
}

std::string to_polite(std::string_view question) {
  for (auto [from, to] : {std::pair<std::string_view, std::string_view>{"는가?", "나요?"}, {"인가?", "인가요?"}, {"은가?", "은가요?"}, {"한가?", "한가요?"}})
    if (ends_with(question, from)) return std::string(question.substr(0, question.size() - from.size())) + std::string(to);
  return std::string(question);
}

std::vector<Quantity> find_quantities(std::string_view text) {
  std::vector<Quantity> out;
  for (size_t i = 0; i < text.size();) {
    bool starts = std::isdigit(static_cast<unsigned char>(text[i])) && (i == 0 || (!std::isalnum(static_cast<unsigned char>(text[i - 1])) && text[i - 1] != '.'));
    if (!starts) {
      ++i;
      continue;
    }
    size_t end = i, length = 0;
    while (end < text.size() && (std::isdigit(static_cast<unsigned char>(text[end])) || ((text[end] == '.' || text[end] == ',') && end + 1 < text.size() && std::isdigit(static_cast<unsigned char>(text[end + 1]))) || is_korean_digit_word(text, end, length))) {
      end += length ? length : 1;
      length = 0;
    }
    Quantity q;
    q.begin = i;
    q.number = std::string(text.substr(i, end - i));
    bool ordinal = i >= 3 && text.substr(i - 3, 3) == "제";
    auto unit = unit_at(text, end);
    if (text.substr(end).starts_with("분의 ")) {  // a fraction: "100분의 3"
      size_t last = end + std::string_view("분의 ").size();
      while (last < text.size() && std::isdigit(static_cast<unsigned char>(text[last]))) ++last;
      q.end = last, q.unit = "분의", q.number = std::string(text.substr(i, last - i));
    } else {
      q.end = end + unit.size(), q.unit = std::string(unit);
    }
    auto rest = trim(text.substr(q.end));
    for (std::string_view bound : {"이상", "이하", "미만", "초과", "이내", "전까지", "전", "마다", "간", "동안"})
      if (rest.starts_with(bound)) {
        q.bound = std::string(bound);
        break;
      }
    bool reference = ordinal || unit == "호" || (unit == "장" && ordinal) || text.substr(end).starts_with("조") || text.substr(end).starts_with("항") || text.substr(end).starts_with("호") || text.substr(end).starts_with("목");
    if (!reference && !q.unit.empty()) out.push_back(q);
    i = std::max(q.end, end);
  }
  return out;
}

}  // namespace jangin::synthesize::korean
