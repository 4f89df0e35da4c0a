#include "synthesize/korean/units.h"

#include <array>
#include <cctype>

namespace jangin::synthesize::korean {
namespace {

constexpr std::string_view kUnits[] = {"세제곱미터",
                                       "제곱미터",
                                       "제곱센티미터",
                                       "센티미터",
                                       "밀리미터",
                                       "킬로미터",
                                       "마이크로미터",
                                       "나노미터",
                                       "미터",
                                       "밀리그램",
                                       "마이크로그램",
                                       "킬로그램",
                                       "그램",
                                       "킬로볼트",
                                       "밀리볼트",
                                       "볼트",
                                       "밀리암페어",
                                       "마이크로암페어",
                                       "암페어",
                                       "킬로와트",
                                       "와트",
                                       "메가파스칼",
                                       "킬로파스칼",
                                       "파스칼",
                                       "퍼센트",
                                       "피피엠",
                                       "데시벨",
                                       "럭스",
                                       "킬로줄",
                                       "줄",
                                       "킬로뉴턴",
                                       "뉴턴",
                                       "밀리리터",
                                       "리터",
                                       "밀리초",
                                       "메가헤르츠",
                                       "킬로헤르츠",
                                       "헤르츠",
                                       "메가옴",
                                       "킬로옴",
                                       "옴",
                                       "루멘",
                                       "칸델라",
                                       "바이트",
                                       "비트",
                                       "픽셀",
                                       "톤",
                                       "도",
                                       "분",
                                       "초",
                                       "시간",
                                       "개월",
                                       "개소",
                                       "개국",
                                       "개",
                                       "일",
                                       "월",
                                       "년",
                                       "주일",
                                       "주",
                                       "회",
                                       "명",
                                       "인",
                                       "배",
                                       "원",
                                       "층",
                                       "단계",
                                       "세",
                                       "호",
                                       "장",
                                       "대",
                                       "건",
                                       "기압",
                                       "급",
                                       "종",
                                       "점",
                                       "면",
                                       "가지",
                                       "번",
                                       "쪽",
                                       "㎡",
                                       "㎥",
                                       "㎜",
                                       "㎝",
                                       "㎞",
                                       "㎏",
                                       "℃",
                                       "%",
                                       "mm",
                                       "cm",
                                       "km",
                                       "kg",
                                       "ppm",
                                       "kPa",
                                       "MPa",
                                       "Pa",
                                       "kV",
                                       "mA",
                                       "V",
                                       "A",
                                       "W",
                                       "Hz",
                                       "MB",
                                       "KB",
                                       "GB",
                                       "TB",
                                       "KiB",
                                       "MiB",
                                       "GiB"};

/// A unit in letters and signs that Korean text goes on behind: "mm/s로", "μs이며", "MΩ·cm 아래"; empty: none.
std::string_view symbol_at(std::string_view text) {
  static constexpr auto kSigns = std::to_array<std::string_view>({"μ", "µ", "Ω", "·", "°", "℃", "℉", "Å", "²", "³"});
  constexpr size_t kLongestSymbol = 8;  // characters
  size_t end = 0, characters = 0;
  for (bool more = true; more && end < text.size();) {
    more = std::isalpha(static_cast<unsigned char>(text[end])) || (end > 0 && (text[end] == '/' || text[end] == '%')) || text[end] == '%';
    if (more) ++end;
    for (auto sign : kSigns)
      if (!more && text.substr(end).starts_with(sign)) end += sign.size(), more = true;
    characters += more;
  }
  const bool korean = end == text.size() || text[end] == ' ' || text[end] == ',' || text[end] == '.' || static_cast<unsigned char>(text[end]) >= 0xE1;
  return characters > kLongestSymbol || !korean ? std::string_view() : text.substr(0, end);
}
}  // namespace

std::string_view unit_at(std::string_view text, size_t at) {
  std::string_view best;
  const auto rest = text.substr(at);
  for (auto unit : kUnits) {
    const bool letters = std::isalpha(static_cast<unsigned char>(unit.back()));
    const bool cut = letters && rest.size() > unit.size() && std::isalpha(static_cast<unsigned char>(rest[unit.size()]));
    if (rest.starts_with(unit) && unit.size() > best.size() && !cut) best = unit;
  }
  const auto symbol = symbol_at(rest);
  return symbol.size() > best.size() ? symbol : best;
}

}  // namespace jangin::synthesize::korean
