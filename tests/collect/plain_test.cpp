// The Markdown and the text reader.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/readers/markdown.h"
#include "collect/readers/text.h"
#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

Reading markdown(const std::string& bytes) {
  auto reading = read_markdown(input_of(bytes, "folder/Note.md"));
  EXPECT_TRUE(reading) << reading.error().detail;
  return reading ? *reading : Reading{};
}
Reading text(const std::string& bytes) {
  auto reading = read_text(input_of(bytes, "folder/Note.txt"));
  EXPECT_TRUE(reading) << reading.error().detail;
  return reading ? *reading : Reading{};
}

TEST(MarkdownParser, FrontMatterBecomesMetadata) {
  Reading reading =
      markdown("---\n제목: '안전 규칙'\n시행일자: 2025-12-01\n부처:\n- 고용노동부\n- 환경부\n첨부:\n- 번호: '1'\n  이름: 별표\n---\n\n본문이다.\n");
  EXPECT_EQ(reading.text, "본문이다.\n");
  EXPECT_EQ(reading.title, "안전 규칙");
  EXPECT_EQ(reading.metadata["시행일자"], "2025-12-01");
  EXPECT_EQ(reading.metadata["부처"], "고용노동부, 환경부");
  EXPECT_EQ(reading.metadata["첨부.이름"], "별표");
}

TEST(MarkdownParser, FormsBecomeCanonical) {
  EXPECT_EQ(markdown("Title\n=====\n\nPart\n---\n\n### Closed ###\n\ntext  \nsoft\n\n\n\nend").text,
            "# Title\n\n## Part\n\n### Closed\n\ntext soft\n\nend\n");
  EXPECT_EQ(markdown("* a\n* b\n  more\n    + c\n1) one\n2) two\n").text, "- a\n- b more\n  - c\n1. one\n2. two\n");
  EXPECT_EQ(markdown("a\n\n    code\n      more\n\nb\n").text, "a\n\n```\ncode\n  more\n```\n\nb\n");
  EXPECT_EQ(markdown("~~~cpp\n# not a heading\n\n  x\n~~~\nafter\n").text, "```cpp\n# not a heading\n\n  x\n```\n\nafter\n");
  EXPECT_EQ(markdown("a\n<!-- gone\nall -->\nb <a name=\"x\"></a>c\n").text, "a b c\n");
  EXPECT_EQ(markdown("| A | B |\n|---|---|\n| 1 | 2 |\nafter\n").text, "| A | B |\n|---|---|\n| 1 | 2 |\n\nafter\n");
}

TEST(MarkdownParser, StatuteEnumeratorsAreItems) {
  EXPECT_EQ(markdown("다음과 같다.\n\n  1\\. 정밀작업: 300럭스\n  가\\. 보통\n").text, "다음과 같다.\n\n1. 정밀작업: 300럭스\n- 가. 보통\n");
}

TEST(MarkdownParser, PlacesLeadBackToTheBytes) {
  std::string bytes = "# One\r\n\r\nsome text\r\nsoft\r\n";
  Reading reading = markdown(bytes);
  ASSERT_EQ(reading.places.size(), 3U);
  auto at = [&](size_t i) { return bytes.substr(reading.places[i].bytes.begin, reading.places[i].bytes.size()); };
  auto of = [&](size_t i) { return reading.text.substr(reading.places[i].text.begin, reading.places[i].text.size()); };
  EXPECT_EQ(at(0), "# One");
  EXPECT_EQ(of(1), "some text");
  EXPECT_EQ(at(1), "some text");
  EXPECT_EQ(at(2), "soft");
}

TEST(MarkdownParser, LinksToOtherFilesAreReferences) {
  Reading reading = markdown(
      "See [this](../b/Other.md#part), [web](https://example.com/x.pdf), `plan.hwp` and [별표 3].\n\n# 별표 1\n\nISO 6983 and IEC 61131-3.\n");
  EXPECT_THAT(reading.references, testing::ElementsAre("IEC 61131-3", "ISO 6983", "b/Other.md", "plan.hwp", "별표 3"));
}

TEST(TextParser, LinesParagraphsAndUnderlinedTitles) {
  EXPECT_EQ(text("\xef\xbb\xbfTitle\n=====\n\n\n\nline one  \r\nline two\n# not a heading\n").text,
            "# Title\n\nline one\nline two\n\\# not a heading\n");
  EXPECT_EQ(text("only words\n").title, "") << "its file's name is not the text's";
}

TEST(TextParser, NotTextIsRefusedWithItsReason) {
  auto reason = [](const std::string& bytes) {
    auto reading = read_text(input_of(bytes, "x.txt"));
    return reading ? std::string("read") : reading.error().reason;
  };
  EXPECT_EQ(reason(std::string("ab\0cd", 5)), "binary");
  EXPECT_EQ(reason("%PDF-1.4 renamed"), "binary");
  EXPECT_EQ(reason("PK\x03\x04zip"), "binary");
  EXPECT_EQ(reason(" \n\t\n"), "no_text");
  EXPECT_EQ(reason("가나다라마바사아자차카타파하"
                   "가나다라마바사아자차카타파하 \xff"),
            "invalid_utf8");
}

TEST(TextParser, FewInvalidBytesAreRepairedAndCounted) {
  std::string bytes(4997, 'a');
  bytes += "é \xff";
  bytes.append(5000, 'b');
  bytes += "가나다라마바사아자차카타파하";
  Reading reading = text(bytes);
  EXPECT_EQ(reading.metadata["invalid_utf8_repaired"], "1");
  EXPECT_EQ(reading.metadata["invalid_utf8_first_byte"], "5000");
  EXPECT_THAT(reading.text, testing::HasSubstr("é \xef\xbf\xbd"
                                               "b"));
}

TEST(TextParser, AFileOverTheLimitIsRefusedBeforeItIsRead) {
  std::string bytes(2'000'001, 'x');
  ReadInput input = input_of(bytes, "big.txt");
  input.limits.max_text_bytes = 2'000'000;
  EXPECT_EQ(read_text(input).error().reason, "too_large");
}

}  // namespace
}  // namespace jangin::collect
