// The table of units: one line a unit, its common name first.
#include "judge/units.h"

#include <array>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/strings.h"
#include "judge/korean_stem.h"
#include "text/sentences.h"

namespace jangin::judge {
namespace {

constexpr std::string_view kUnits =
    "mm millimeter millimeters millimetre millimetres 밀리미터\n"
    "cm centimeter centimeters centimetre centimetres 센티미터 센치미터\n"
    "m meter meters metre metres 미터\n"
    "km kilometer kilometers kilometre kilometres 킬로미터\n"
    "um µm micron microns micrometer micrometers 마이크로미터\n"
    "nm nanometer nanometers 나노미터\n"
    "inch inches 인치\n"
    "foot feet ft 피트\n"
    "mil mils\n"
    "m2 제곱미터 평방미터\n"
    "m3 세제곱미터 입방미터 루베\n"
    "kg kilogram kilograms 킬로그램\n"
    "g gram grams 그램\n"
    "mg milligram milligrams 밀리그램\n"
    "ton tons tonne tonnes 톤\n"
    "pound pounds lb lbs 파운드\n"
    "second seconds sec secs s 초\n"
    "ms millisecond milliseconds msec 밀리초\n"
    "us microsecond microseconds µs 마이크로초\n"
    "ns nanosecond nanoseconds 나노초\n"
    "minute minutes min mins 분\n"
    "hour hours h hr hrs 시간\n"
    "day days 일 일간\n"
    "week weeks 주 주일\n"
    "month months 개월 달 개월간\n"
    "year years 년 년간\n"
    "% percent 퍼센트 프로\n"
    "ppm 피피엠\n"
    "degree degrees deg ° 도\n"
    "c °c celsius 섭씨\n"
    "k kelvin kelvins 켈빈\n"
    "rad radian radians 라디안\n"
    "v volt volts 볼트\n"
    "mv millivolt millivolts 밀리볼트\n"
    "kv kilovolt kilovolts 킬로볼트\n"
    "a amp amps ampere amperes 암페어\n"
    "ma milliampere milliamperes 밀리암페어\n"
    "w watt watts 와트\n"
    "kw kilowatt kilowatts 킬로와트\n"
    "mw megawatt megawatts 메가와트\n"
    "ohm ohms ω 옴\n"
    "hz hertz 헤르츠\n"
    "khz kilohertz 킬로헤르츠\n"
    "mhz megahertz 메가헤르츠\n"
    "ghz gigahertz 기가헤르츠\n"
    "rpm\n"
    "pa pascal pascals 파스칼\n"
    "kpa kilopascal kilopascals 킬로파스칼\n"
    "mpa megapascal megapascals 메가파스칼\n"
    "bar bars 바\n"
    "psi\n"
    "n newton newtons 뉴턴 뉴튼\n"
    "kn kilonewton kilonewtons 킬로뉴턴\n"
    "j joule joules 줄\n"
    "kj kilojoule kilojoules 킬로줄\n"
    "kcal 킬로칼로리\n"
    "mol mole moles 몰\n"
    "l liter liters litre litres 리터\n"
    "ml milliliter milliliters millilitre 밀리리터\n"
    "db decibel decibels 데시벨\n"
    "lux lx 럭스\n"
    "bit bits 비트\n"
    "byte bytes 바이트\n"
    "kb kilobyte kilobytes 킬로바이트\n"
    "mb megabyte megabytes 메가바이트\n"
    "gb gigabyte gigabytes 기가바이트\n"
    "pixel pixels px 픽셀\n"
    "won 원\n"
    "천원\n"
    "만원\n"
    "백만원\n"
    "천만원\n"
    "억원\n"
    "dollar dollars $ 달러\n"
    "time times 회 번 차례\n"
    "person persons people 명 인 사람\n"
    "piece pieces 개\n"
    "층\n"
    "배\n"
    "대\n";

std::unordered_map<std::string_view, std::string_view> read_table() {
  std::unordered_map<std::string_view, std::string_view> table;
  for (std::string_view line : split_lines(kUnits)) {
    std::vector<std::string_view> names = split(line, ' ');
    for (std::string_view name : names) table.emplace(name, names.front());
  }
  return table;
}

/// The unit of one syllable or more that only an ending follows: "배로", "일까지"; no bound ("초과").
std::string_view unit_before_ending(std::string_view word) {
  if (word.starts_with("초과")) return {};
  for (size_t bytes = word.size() < 6 ? 0 : word.size() - 3; bytes >= 3; bytes -= 3) {
    std::string_view unit = unit_of(word.substr(0, bytes));
    if (!unit.empty() && is_korean_tail(word.substr(bytes))) return unit;
  }
  return {};
}

}  // namespace

std::string_view unit_of(std::string_view token) {
  static const std::unordered_map<std::string_view, std::string_view> table = read_table();
  auto found = table.find(token);
  return found == table.end() ? std::string_view{} : found->second;
}

std::string_view unit_of_inflected(std::string_view word) {
  if (std::string_view unit = unit_of(word); !unit.empty()) return unit;
  for (int cut = 0; cut < 2; ++cut) {
    std::string_view bare = text::strip_particles(word);
    for (std::string_view tail : {"씩", "간", "마다", "당", "짜리", "이상", "이하", "이내", "미만", "초과"}) {
      if (bare == word && word.size() > tail.size() && word.ends_with(tail)) bare = word.substr(0, word.size() - tail.size());
    }
    word = bare;
    if (std::string_view unit = unit_of(word); !unit.empty()) return unit;
  }
  return unit_before_ending(word);
}

std::string_view number_of_word(std::string_view word) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 11> kNumberWords = {{{"two", "#2"},
                                                                                                  {"three", "#3"},
                                                                                                  {"four", "#4"},
                                                                                                  {"five", "#5"},
                                                                                                  {"six", "#6"},
                                                                                                  {"seven", "#7"},
                                                                                                  {"eight", "#8"},
                                                                                                  {"nine", "#9"},
                                                                                                  {"ten", "#10"},
                                                                                                  {"eleven", "#11"},
                                                                                                  {"twelve", "#12"}}};
  for (const auto& [name, number] : kNumberWords) {
    if (name == word) return number;
  }
  return {};
}

}  // namespace jangin::judge
