// Numbers with their units in Korean text, dates and how often something happens. Rules; thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace jangin::synthesize::korean {

/// A number with its unit: "16센티미터", "1만3천명", "100분의 3"; a range "20명 이상 50명 미만"; a date "12월 31일"; how often: "3년마다 1회 이상".
struct Quantity {
  enum class Kind : uint8_t { number, range, date, frequency };
  Kind kind = Kind::number;
  size_t begin = 0, end = 0;  // number and unit; of a range and a frequency all of it, bounds included
  std::string number, unit;   // unit may be empty where a bound follows ("안전계수 10 이상")
  std::string bound;          // "이상", "이하", "미만", "초과", "이내", "전", "마다", …; "": none
};
/// In order, not overlapping; numbers of articles, clauses and lists are none.
std::vector<Quantity> find_quantities(std::string_view text);

/// What one asks for in a quantity's place: "몇 미터", "얼마", "며칠", "몇 월 며칠", "얼마나 자주".
std::string asking_word(const Quantity& quantity);

}  // namespace jangin::synthesize::korean
