// Unicode functions against values from the standard and from Python 3.11.
#include "text/unicode.h"

#include <gtest/gtest.h>

namespace jangin::text {
namespace {

TEST(UnicodeParser, FindsTheFirstInvalidByte) {
  EXPECT_EQ(find_invalid_utf8("plain ASCII that is longer than eight bytes"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("공구 보정"), std::string_view::npos);
  EXPECT_EQ(find_invalid_utf8("12345678\xFF"), 8U);
  EXPECT_EQ(find_invalid_utf8("ab\xC0\xAF"), 2U) << "overlong";
  EXPECT_EQ(find_invalid_utf8("ab\xED\xA0\x80"), 2U) << "surrogate";
  EXPECT_EQ(find_invalid_utf8("a\xF4\x90\x80\x80"), 1U) << "beyond U+10FFFF";
  EXPECT_EQ(find_invalid_utf8("abc\xEA\xB3"), 3U) << "cut at the end";
  EXPECT_TRUE(is_valid_utf8(""));
  EXPECT_TRUE(is_valid_utf8("\xF0\x9F\x94\xA7"));
}

/// Bytes of the well-formed sequence at the start of `bytes`, 0 when there is none: Unicode 15, table 3-7, line by line.
size_t sequence_by_table(std::string_view bytes) {
  struct Line {
    int first_low, first_high, second_low, second_high;
    size_t length;
  };
  static constexpr Line kLines[] = {{0x00, 0x7F, 0, 0, 1},       {0xC2, 0xDF, 0x80, 0xBF, 2}, {0xE0, 0xE0, 0xA0, 0xBF, 3},
                                    {0xE1, 0xEC, 0x80, 0xBF, 3}, {0xED, 0xED, 0x80, 0x9F, 3}, {0xEE, 0xEF, 0x80, 0xBF, 3},
                                    {0xF0, 0xF0, 0x90, 0xBF, 4}, {0xF1, 0xF3, 0x80, 0xBF, 4}, {0xF4, 0xF4, 0x80, 0x8F, 4}};
  auto in = [&](size_t i, int low, int high) {
    return i < bytes.size() && static_cast<unsigned char>(bytes[i]) >= low && static_cast<unsigned char>(bytes[i]) <= high;
  };
  for (const Line& line : kLines) {
    bool fits = in(0, line.first_low, line.first_high) && (line.length == 1 || in(1, line.second_low, line.second_high));
    for (size_t i = 2; i < line.length; ++i) fits = fits && in(i, 0x80, 0xBF);
    if (fits) return line.length;
  }
  return 0;
}

TEST(UnicodeParser, EverySequenceIsJudgedAsTheTableSays) {
  const std::string edges("\x00\x41\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xFF", 11);
  const std::string_view before[] = {"", "가나", "plain ASCII 가", "힣한 é é é 가나다", "14 bytes, then", "15 bytes, then:"},
                         after[] = {"", "다", " x", "라마바사아자차카타파하"};
  size_t count = 0;
  for (int first = 0x80; first <= 0xFF; ++first) {
    for (size_t i = 0; i < edges.size() * edges.size() * edges.size(); ++i) {
      const std::string middle{static_cast<char>(first), edges[i % 11], edges[i / 11 % 11], edges[i / 121]};
      const size_t length = i % 5;  // cut ones, too
      const std::string text = std::string(before[i % 6]) + middle.substr(0, length) + std::string(after[i / 6 % 4]);
      size_t at = 0;
      for (size_t step = 1; at < text.size() && (step = sequence_by_table(std::string_view(text).substr(at))) > 0;) at += step;
      ASSERT_EQ(find_invalid_utf8(text), at == text.size() ? std::string_view::npos : at) << testing::PrintToString(text);
      ++count;
    }
  }
  EXPECT_EQ(count, 128U * 1331U);
}

TEST(UnicodeParser, RepairsAsPythonDoes) {
  size_t replaced = 0;
  // bytes.decode("utf-8", "replace") gives one U+FFFD for each maximal part.
  EXPECT_EQ(repair_utf8("a\xFFz", &replaced), "a\uFFFDz");
  EXPECT_EQ(replaced, 1U);
  EXPECT_EQ(repair_utf8("\xEA\xB3z\xC0\xAF", &replaced), "\uFFFDz\uFFFD\uFFFD");
  EXPECT_EQ(replaced, 3U);
  EXPECT_EQ(repair_utf8("공구", &replaced), "공구");
  EXPECT_EQ(replaced, 0U);
}

TEST(Unicode, NormalForms) {
  EXPECT_EQ(nfc("\u1100\u1161\u11A8"), "각");
  EXPECT_EQ(nfc("e\u0301"), "é");
  EXPECT_EQ(nfc("already plain"), "already plain");
  EXPECT_EQ(nfkc("ﬁle ① ㎜ Ａ"), "file 1 mm A");
  EXPECT_EQ(nfc("ﬁ"), "ﬁ") << "compatibility forms stay in NFC";
  EXPECT_EQ(nfc("a\xFF"), "a\uFFFD");
}

TEST(Unicode, NfcTellsWhereItChanged) {
  std::vector<TextChange> changes;
  std::string before = "ab e\u0301 cd \u1100\u1161";
  std::string after = nfc(before, changes);
  EXPECT_EQ(after, "ab é cd 가");
  ASSERT_EQ(changes.size(), 2U);
  for (const TextChange& change : changes) {
    EXPECT_EQ(nfc(std::string_view(before).substr(change.before_begin, change.before_end - change.before_begin)),
              after.substr(change.after_begin, change.after_end - change.after_begin));
  }
  EXPECT_EQ(changes[0].before_begin, 3U);
  EXPECT_EQ(changes[1].after_end, after.size());
  EXPECT_EQ(nfc("가나다", changes), "가나다");
  EXPECT_TRUE(changes.empty());
}

TEST(Unicode, CasefoldIsPythons) {
  EXPECT_EQ(casefold("Straße G92.3 ÄÖ ΑΣ"), "strasse g92.3 äö ασ");
  EXPECT_EQ(casefold("공구 X"), "공구 x");
  EXPECT_EQ(casefold("e\u0301"), "e\u0301") << "no normalisation";
}

TEST(Unicode, CodePoints) {
  std::string text;
  for (char32_t c : {U'a', U'é', U'공', char32_t{0x1F527}}) append_utf8(text, c);
  EXPECT_EQ(text, "aé공\U0001F527");
  EXPECT_EQ(count_code_points(text), 4U);
  size_t at = 1;
  EXPECT_EQ(next_code_point(text, at), U'é');
  EXPECT_EQ(at, 3U);
  std::string invalid;
  append_utf8(invalid, 0xD800);
  EXPECT_EQ(invalid, "\uFFFD");
}

TEST(Unicode, Classes) {
  EXPECT_TRUE(is_letter(U'공') && is_letter(U'ß') && !is_letter(U'5') && !is_letter(U'-'));
  EXPECT_TRUE(is_digit(U'5') && is_digit(U'５') && !is_digit(U'Ⅴ') && !is_digit(U'①'));
  EXPECT_TRUE(is_space(U' ') && is_space(0xA0) && is_space(0x3000) && !is_space(0x200B));
  EXPECT_TRUE(is_control(0xAD) && is_control(0x200B) && is_control(0) && !is_control(U'a') && !is_control(U' '));
  EXPECT_TRUE(is_hangul(U'ㄱ') && is_hangul(U'힣') && !is_hangul(U'所') && !is_hangul(U'a'));
  EXPECT_TRUE(is_han(U'所') && is_han(U'々') && !is_han(U'공') && !is_han(U'あ'));
  EXPECT_TRUE(is_latin(U'z') && is_latin(U'é') && !is_latin(U'ω') && !is_latin(U'1'));
  EXPECT_TRUE(is_mark(0x301) && !is_mark(U'a'));
  EXPECT_TRUE(is_upper(U'É') && !is_upper(U'é') && is_lower(U'é') && !is_lower(U'공'));
}

}  // namespace
}  // namespace jangin::text
