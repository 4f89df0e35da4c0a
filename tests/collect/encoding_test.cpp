// Encodings found and decoded.
#include "collect/readers/encoding.h"

#include <gtest/gtest.h>

#include "collect/readers/markdown.h"
#include "collect/readers/text.h"
#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

const std::string kKorean = "\xbb\xea\xbe\xf7\xbe\xc8\xc0\xfc\xba\xb8\xb0\xc7\xb9\xfd";  // 산업안전보건법 in EUC-KR

std::string utf16(const std::u16string& text, bool big, bool mark) {
  std::string out;
  auto put = [&](char16_t unit) {
    char high = static_cast<char>(unit >> 8), low = static_cast<char>(unit);
    out += big ? high : low;
    out += big ? low : high;
  };
  if (mark) put(0xfeff);
  for (char16_t unit : text) put(unit);
  return out;
}

TEST(EncodingParser, MarksZerosAndValidUtf8ComeFirst) {
  EXPECT_EQ(to_utf8("\xef\xbb\xbf가"), "가");
  EXPECT_EQ(to_utf8(utf16(u"가나 a\n", false, true)), "가나 a\n");
  EXPECT_EQ(to_utf8(utf16(u"plain words\n", true, false)), "plain words\n");
  EXPECT_EQ(to_utf8("가나다", "euc-kr"), "가나다") << "valid UTF-8 is not what a stale label says";
  EXPECT_EQ(to_utf8(utf16(u"\xd83d\xde00", true, true)), "😀");
}

TEST(EncodingParser, LabelsMeanTheirSupersets) {
  EXPECT_EQ(to_utf8(kKorean, "ks_c_5601-1987"), "산업안전보건법");
  EXPECT_EQ(to_utf8("\x8c\x63\xb9\xe6 " + kKorean, "euc-kr"), "똠방 산업안전보건법") << "a syllable that only CP949 has";
  EXPECT_EQ(to_utf8("\x93quoted\x94", "iso-8859-1"), "“quoted”");
  EXPECT_EQ(to_utf8("\x93\xfa\x96\x7b\x8c\xea \x87\x40", "shift_jis"), "日本語 ①");
  EXPECT_EQ(encoding_of_label("no such thing"), "");
}

TEST(EncodingParser, StatisticsDecideWithoutLabel) {
  EXPECT_EQ(to_utf8(kKorean), "산업안전보건법");
  EXPECT_EQ(to_utf8("\xb0\xa1\xb3\xaa\xb4\xd9"), "가나다");
  std::string japanese =
      "\x82\xb1\x82\xea\x82\xcd\x93\xfa\x96\x7b\x8c\xea\x82\xcc\x95\xb6\x8f\xcd\x82\xc5\x82\xb7\x81\x42\x95\xb6\x8e\x9a\x83\x52\x81\x5b\x83\x68\x82"
      "\xf0\x92\xb2\x82\xd7\x82\xdc\x82\xb7\x81\x42";
  EXPECT_EQ(to_utf8(japanese), "これは日本語の文章です。文字コードを調べます。");
}

TEST(EncodingParser, MarkupDeclares) {
  EXPECT_EQ(declared_in_markup("<?xml version=\"1.0\" encoding='EUC-KR'?><a/>"), "euc-kr");
  EXPECT_EQ(declared_in_markup("<html><META http-equiv=Content-Type content=\"text/html; charset=Shift_JIS\">"), "shift_jis");
  EXPECT_EQ(declared_in_markup("<meta charset = utf-8>"), "utf-8");
  EXPECT_EQ(declared_in_markup("<p>charset=nothing</p>"), "");
}

TEST(EncodingParser, TextsKeepTheirPlacesInAnyEncoding) {
  std::string bytes = "# " + kKorean + "\r\n\r\n" + kKorean + " 1\r\n";
  auto reading = read_markdown(input_of(bytes, "a.md"));
  ASSERT_TRUE(reading) << reading.error().detail;
  EXPECT_EQ(reading->text, "# 산업안전보건법\n\n산업안전보건법 1\n");
  EXPECT_EQ(reading->metadata["encoding"], "windows-949");
  ASSERT_EQ(reading->places.size(), 2U);
  EXPECT_EQ(bytes.substr(reading->places[1].bytes.begin, reading->places[1].bytes.size()), kKorean + " 1");
  auto wide = read_text(input_of(utf16(u"first\r\nsecond\n", false, true), "a.txt"));
  ASSERT_TRUE(wide) << wide.error().detail;
  EXPECT_EQ(wide->text, "first\nsecond\n");
  EXPECT_EQ(wide->places[1].bytes, (record::Span{16, 28}));
}

}  // namespace
}  // namespace jangin::collect
