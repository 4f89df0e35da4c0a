// Particles and endings of Korean, and what is left of a word before them.
#include "judge/korean_stem.h"

#include <algorithm>
#include <array>
#include <unordered_set>

namespace jangin::judge {
namespace {

constexpr size_t kSyllable = 3;  // bytes
constexpr size_t kLongest = 3 * kSyllable;

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

}  // namespace jangin::judge
