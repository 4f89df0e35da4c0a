// What denies in Korean, and what only looks like it; questions that deny what their evidence does not.
#pragma once

#include <string_view>
#include <vector>

#include "judge/reading.h"

namespace jangin::judge {

/// "안" as "within" ("24시간 안"), not as "not".
bool is_korean_within(const std::vector<Word>& words, size_t i);

/// "지체 없이", "관계없이": tells a manner, denies nothing.
bool is_korean_manner(const std::vector<Word>& words, size_t i);

/// "않는", "못하면", "없는", "아니한", "안 되는" at word `i`.
bool denies_korean(const std::vector<Word>& words, size_t i);

/// "하", "되", "있", "수" with endings: verbs that only carry another word.
bool is_light_korean(std::string_view word);

/// Words that say that something is not so, or not beyond a bound: "금지", "중단", "때만", "초과".
bool hints_korean_denial(std::string_view word);

/// Whether words [begin, end) deny, or hold a word from which a reader may take that something is not so.
bool may_deny_korean(const Reading& reading, size_t begin, size_t end);

/// "다만, … 그러하지 아니하다": what is denied is permitted there, and the other way round.
bool makes_korean_exception(const Reading& evidence);

/// "… 아니면 …할 수 없다", "… 때까지 …하지 않는다": says when something is so, by when it is not.
bool denies_but_for(const Reading& evidence, const TextUnit& unit);

/// Words [begin, end) of the evidence's part, up to a comma behind a connecting verb, in which the answer stands word for word; its unit where it
/// does not end earlier. `end` is 0 when it stands nowhere.
TextUnit korean_place(const Reading& evidence, const Reading& answer);
/// All of them.
std::vector<TextUnit> korean_places(const Reading& evidence, const Reading& answer);

/// As groundless_denial (denial.h), for a Korean question.
size_t groundless_korean_denial(const Reading& question, const Reading& answer, const Reading& evidence);

}  // namespace jangin::judge
