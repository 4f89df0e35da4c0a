// Units of measure and of counting in English and Korean, as tokens of answer_tokens() write them. A table, no arithmetic.
#pragma once

#include <string_view>

namespace jangin::judge {

/// One name for all spellings of a unit: "millimeters", "mm", "밀리미터" → "mm"; empty when the token is no unit.
/// Units of one quantity are not converted into one another: "10 mm" and "1 cm" are different claims.
std::string_view unit_of(std::string_view token);

/// The unit of a word behind a number: "개씩", "년간", "배로" and "미터마다" are 개, 년, 배 and 미터.
std::string_view unit_of_inflected(std::string_view word);

/// The number that an English word writes, as a token: "three" → "#3"; empty for other words. "one" is left out: it is more often a pronoun.
std::string_view number_of_word(std::string_view word);

}  // namespace jangin::judge
