// A closed list of question words; light verbs by their endings.
#include "judge/korean_question.h"

#include <algorithm>
#include <array>

#include "judge/korean_denial.h"
#include "judge/korean_stem.h"

namespace jangin::judge {

bool is_korean_asking(std::string_view word) {
  static constexpr std::array<std::string_view, 24> kHeads = {"무엇", "무슨",   "뭐",     "뭘",   "뭔",   "누구", "누가", "어디",
                                                              "언제", "얼마",   "몇",     "며칠", "어느", "어떤", "어떻", "어때",
                                                              "왜",   "알려주", "주세요", "말해", "궁금", "까닭", "이유", "그럴"};
  if (std::ranges::any_of(kHeads, [&](std::string_view head) { return word.starts_with(head); })) return true;
  return word == "알려" || is_light_korean(word) || (word.starts_with("인") && is_korean_tail(word));
}

}  // namespace jangin::judge
