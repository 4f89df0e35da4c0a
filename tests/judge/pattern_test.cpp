// Patterns over UTF-8: Unicode classes, whole matches, replacement, invalid text.
#include "judge/pattern.h"

#include <gtest/gtest.h>

namespace jangin::judge {
namespace {

TEST(Pattern, FindsReplacesAndFollowsUnicode) {
  Pattern words(R"([가-힣]+)");
  EXPECT_EQ(words.find_all("가나 x 다"), (std::vector<std::string_view>{"가나", "다"}));
  EXPECT_EQ(words.replace("가나 x 다", "_"), "_ x _");
  EXPECT_TRUE(words.matches_whole("가나"));
  EXPECT_FALSE(words.matches_whole("가나 "));
  EXPECT_TRUE(Pattern(R"(^\d$)").matches("٣"));
  EXPECT_TRUE(Pattern("no", Pattern::Case::ignored).matches("NO"));
  EXPECT_FALSE(Pattern("no").matches("NO"));
  EXPECT_FALSE(Pattern("a").matches("a\xFF"));  // invalid text matches nothing
  EXPECT_EQ(words.find("ab가")->begin, 2U);
}

}  // namespace
}  // namespace jangin::judge
