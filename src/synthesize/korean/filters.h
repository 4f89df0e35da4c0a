// What is no fact, and what is no question: sentences that point elsewhere, tell an example's story or give an opinion; values cut from a longer
// phrase; questions that hold their answer or point at what they do not name. Rules; thread-safe.
#pragma once

#include <string_view>
#include <vector>

#include "synthesize/korean/question.h"

namespace jangin::synthesize::korean {

/// Navigation ("자세한 내용은 …을 참조하세요"), what an example does ("다음 예에서는"), opinion ("…할 필요가 있다고 판단된다"), torn text.
bool states_nothing(std::string_view sentence);
/// Whether what follows is what an example does: "이 예제에서는 …", "다음 코드는 …".
bool begins_example(std::string_view sentence);
/// Whether a sentence begins with what only the one before names: "이러한 권리는", "이는".
bool begins_with_pointer(std::string_view sentence);
/// Whether a noun phrase is the rest of a list or of a longer one: "노령 또는 | 기타 상황", "다른 | 사람". `first`: its first word.
bool is_cut(const std::vector<Word>& words, size_t first);
/// Takes out of `readings` the questions that are none and the readings whose value is torn.
void drop_unsound(std::vector<Reading>& readings);

}  // namespace jangin::synthesize::korean
