// Errors, strings and progress texts.
#include <gtest/gtest.h>

#include "base/progress.h"
#include "base/result.h"
#include "base/strings.h"

namespace jangin {
namespace {

Result<int> half(int n) {
  if (n % 2 != 0) return fail(ErrorCode::invalid_argument, "is odd", "n", "give an even number");
  return n / 2;
}

Result<int> quarter(int n) {
  JANGIN_ASSIGN(int h, half(n));
  return half(h);
}

TEST(Result, PassesTheFirstErrorOn) {
  EXPECT_EQ(quarter(8), 2);
  auto failed = quarter(6);
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().text(), "n: is odd (give an even number)");
}

TEST(Strings, SplitTrimJoin) {
  EXPECT_EQ(split("a,,b", ',').size(), 3U);
  EXPECT_EQ(split_lines("a\r\nb\n").size(), 2U);
  EXPECT_EQ(split_lines("a\r\nb")[0], "a");
  EXPECT_EQ(trim(" \t x y \n"), "x y");
  EXPECT_EQ(trim("  "), "");
  EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
  EXPECT_EQ(replace_all("aaa", "a", "aa"), "aaaaaa");
}

TEST(Strings, NearestWord) {
  std::vector<std::string> keys = {"peak_rate", "warmup", "steps"};
  EXPECT_EQ(nearest_word("peek_rate", keys), "peak_rate");
  EXPECT_EQ(nearest_word("zzzzzzzzz", keys), "");
  EXPECT_EQ(edit_distance("kitten", "sitting"), 3U);
}

TEST(Progress, Texts) {
  EXPECT_EQ(format_duration(4.12), "4.1 s");
  EXPECT_EQ(format_duration(200), "3 min 20 s");
  EXPECT_EQ(format_duration(3720), "1 h 02 min");
  EXPECT_EQ(format_bytes(999), "999 bytes");
  EXPECT_EQ(format_bytes(1234567890), "1.23 GB");
  EXPECT_EQ(format_count(1234567), "1,234,567");
  EXPECT_EQ(format_count(12), "12");
}

}  // namespace
}  // namespace jangin
