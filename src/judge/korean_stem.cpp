// Particles and endings of Korean, and what is left of a word before them.
#include "judge/korean_stem.h"

#include <algorithm>
#include <array>
#include <span>
#include <unordered_set>

#include "judge/general_words.h"
#include "text/sentences.h"
#include "text/unicode.h"

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;  // bytes
constexpr size_t kLongest = 3 * kSyllable;
constexpr char32_t kDoubleS = 20, kN = 4;  // final consonants, counted as in Unicode's syllables

bool is_piece(std::string_view text) {
  static const std::unordered_set<std::string_view> pieces = {
      // particles
      "을", "를", "은", "는", "이", "가", "의", "에", "에서", "에게", "에게서", "께", "께서", "와", "과", "도", "만", "로", "으로", "까지", "부터",
      "마다", "처럼", "보다", "나", "이나", "든", "든지", "라도", "조차", "마저", "씩", "들", "만큼", "대로", "밖에", "뿐", "라고", "라는", "란",
      "로서", "로써", "으로서", "으로써", "이라", "라", "랑", "하고", "한테", "등", "및", "간", "중", "후", "전", "별", "당", "내", "외", "상", "적",
      "적인", "적으로",
      // light verbs and the copula
      "하", "하여", "해", "했", "한", "할", "함", "합", "되", "되어", "된", "될", "됨", "됩", "돼", "됐", "시키", "시켜", "시킨", "시킬", "시킴",
      "시킵", "받", "받아", "받은", "받을", "당하", "있", "있는", "없", "없는", "인", "일", "임", "입", "여",
      // endings
      "어", "아", "었", "았", "였", "며", "고", "지", "면", "거나", "기", "니다", "습니다", "습니까", "니까", "니", "던", "려", "려는", "려고",
      "므로", "으므로", "요", "서", "야", "야만", "다", "시", "신", "실", "십", "세요", "는지", "도록", "게", "자", "면서", "으며", "으면", "음",
      "다가", "지만", "는데", "ㄴ", "못", "않", "으려", "으려는", "을지", "어야", "아야", "여야", "히", "스럽", "스러운", "로운", "롭", "았다",
      "는다", "느냐", "는가", "은가", "인가", "인지", "까", "죠"};
  return pieces.contains(text);
}

size_t shared_bytes(std::string_view a, std::string_view b) {
  size_t bytes = static_cast<size_t>(std::ranges::mismatch(a, b).in1 - a.begin());
  return bytes - bytes % kSyllable;
}

/// The last syllable's final consonant; 0 when it has none or is no Hangul.
char32_t final_of(std::string_view word) {
  size_t at = word.size() - kSyllable;
  const char32_t last = text::next_code_point(word, at);
  return last < 0xAC00 || last > 0xD7A3 ? 0 : (last - 0xAC00) % 28;
}

bool ends_as(std::string_view word, std::span<const std::string_view> tails) {
  return std::ranges::any_of(tails, [&](std::string_view tail) { return word.ends_with(tail); });
}

/// "늘린" of "늘린다": its stem "늘리" stands.
bool stands_stem(std::string_view head, const std::string& letters) {
  if (final_of(head) != kN) return false;
  size_t at = head.size() - kSyllable;
  const char32_t last = text::next_code_point(head, at);
  std::string stem(head.substr(0, head.size() - kSyllable));
  text::append_utf8(stem, last - kN);
  return letters.find(stem) != std::string::npos;
}

}  // namespace

bool is_korean_tail(std::string_view rest) {
  if (rest.empty()) return true;
  for (size_t bytes = std::min(rest.size(), kLongest); bytes >= kSyllable; bytes -= kSyllable) {
    if (is_piece(rest.substr(0, bytes)) && is_korean_tail(rest.substr(bytes))) return true;
  }
  return false;
}

bool same_korean_stem(std::string_view a, std::string_view b) {
  if (a == b) return true;
  for (size_t stem = shared_bytes(a, b); stem >= 2 * kSyllable; stem -= kSyllable) {
    if (is_korean_tail(a.substr(stem)) && is_korean_tail(b.substr(stem))) return true;
  }
  return false;
}

bool is_korean_noun(std::string_view word) {
  static constexpr std::array<std::string_view, 11> kParticles = {"을", "를", "에게", "은", "는", "의", "이", "가", "에서", "으로", "와"};
  static constexpr std::array<std::string_view, 11> kVerbs = {"하는", "되는", "있는", "없는", "않는", "받는", "같은", "많은", "좋은", "높은", "받은"};
  auto ends = [&](std::string_view tail) { return word.ends_with(tail); };
  return word.size() > 2 * kSyllable && std::ranges::any_of(kParticles, ends) && std::ranges::none_of(kVerbs, ends);
}

bool stands_korean(std::string_view word, const std::string& letters) {
  std::string_view bare = text::strip_particles(word);
  if (letters.find(bare) != std::string::npos) return true;
  const size_t least = is_sure_korean_noun(word) ? 2 * kSyllable : kSyllable;  // one syllable is a verb's stem; of a noun ("식별자") it is any word's
  for (size_t bytes = bare.size() < 2 * kSyllable ? 0 : bare.size() - kSyllable; bytes >= least; bytes -= kSyllable) {
    std::string_view head = bare.substr(0, bytes), rest = bare.substr(bytes);
    bool ends = is_korean_tail(rest);
    if (ends && bytes > kSyllable && is_general_korean(head)) return true;
    if (rest == "다" && stands_stem(head, letters)) return true;
    if (letters.find(head) == std::string::npos) continue;
    if (ends) return true;
    if (bytes >= 2 * kSyllable && rest.size() >= 2 * kSyllable && letters.find(rest) != std::string::npos) return true;
  }
  return false;
}

bool is_sure_korean_noun(std::string_view word) {
  static constexpr std::array<std::string_view, 8> kOfNouns = {"를", "의", "에게", "와", "과", "으로", "에", "가"};
  static constexpr std::array<std::string_view, 36> kVerbs = {"않", "받", "넣", "같", "많", "높", "좋", "작", "놓", "싶", "있", "없",
                                                              "남", "늦", "낮", "찾", "막", "닫", "적", "얻", "잃", "읽", "맞", "짧",
                                                              "깊", "굳", "씻", "묶", "꽂", "쌓", "잡", "찍", "옮", "늙", "붙", "뽑"};
  static constexpr std::array<std::string_view, 38> kOpenVerbs = {"하", "되", "리", "르", "이", "지", "기", "시", "키", "내", "나", "오", "가",
                                                                  "보", "주", "두", "쓰", "고", "치", "추", "우", "꾸", "으", "뜨", "크", "뛰",
                                                                  "드", "대", "세", "재", "매", "깨", "새", "히", "피", "비", "려", "여"};
  const auto head_before = [&](std::string_view particle) {
    const std::string_view head = word.ends_with(particle) ? word.substr(0, word.size() - particle.size()) : std::string_view();
    return head.size() >= 2 * kSyllable ? head : std::string_view();
  };
  if (word.ends_with("는가") || word.ends_with("은가") || word.ends_with("인가")) return false;
  if (std::ranges::any_of(kOfNouns, [&](std::string_view particle) { return !head_before(particle).empty(); })) return true;
  for (std::string_view particle : {"을", "은", "이"}) {
    const std::string_view head = head_before(particle);
    const bool closed = !head.empty() && final_of(head) != 0;
    if (closed && final_of(head) != kDoubleS && !ends_as(head, kVerbs)) return true;
    if (!head.empty() && !closed && particle != "이") return true;  // misspelled for "를" and "는"; no verb takes it there
  }
  const std::string_view topic = head_before("는");
  return !topic.empty() && final_of(topic) == 0 && !ends_as(topic, kOpenVerbs);
}

bool shares_korean_syllables(std::string_view word, std::string_view letters) {
  for (size_t at = 0; at + 2 * kSyllable <= word.size(); at += kSyllable) {
    if (letters.find(word.substr(at, 2 * kSyllable)) != std::string_view::npos) return true;
  }
  return false;
}

}  // namespace jangin::judge
