// A Korean sentence without what is no part of what it says: numbering, notes, brackets, conjunctions, labels, and the blanks that machine
// translation puts into words ("제공 하 여"). Rules; thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace jangin::synthesize::korean {

/// Marks of numbering ("①", "1\.", "가\.", "제 8 조"), amendment notes ("<개정 …>", "[전문개정 …]"), round brackets, conjunctions in front ("그러나")
/// go; words that blanks have torn are joined.
std::string clean_sentence(std::string_view sentence);
/// Without a mark of numbering in front.
std::string_view without_mark(std::string_view text);
/// A statement without the label in front: "인덱스의 제한 사항: 빈 파티션만 분할할 수 있습니다." Others stay as they are.
std::string_view without_label(std::string_view sentence);
/// "제공 하 여" → "제공하여", "대 한" → "대한", "설정이 나" → "설정이나", "SQL 에서" → "SQL에서".
std::string with_joined_words(std::string_view text);

}  // namespace jangin::synthesize::korean
