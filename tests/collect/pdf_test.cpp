// The PDF reader on small files whose every line is known (fixtures/make_fixtures.py).
#include "collect/readers/pdf.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

using testing::HasSubstr;
using testing::Not;

Reading read_fixture(const std::string& name) {
  std::string bytes = bytes_of(fixture(name));
  auto reading = read_pdf(input_of(bytes, name));
  EXPECT_TRUE(reading) << reading.error().reason << ": " << reading.error().detail;
  return reading ? *reading : Reading{};
}

std::string reason_of(const std::string& bytes) {
  auto reading = read_pdf(input_of(bytes, "x.pdf"));
  return reading ? "read" : reading.error().reason;
}

/// Page of the place that holds the first occurrence of `text`; 0: none.
uint32_t page_of(const Reading& reading, const std::string& text) {
  size_t at = reading.text.find(text);
  for (const record::TextPlace& place : reading.places) {
    if (at != std::string::npos && place.text.begin <= at && at < place.text.end) return place.page;
  }
  return 0;
}

TEST(PdfParser, HeadingsFollowTheOutlineAndKeepTheirNumbers) {
  Reading reading = read_fixture("manual.pdf");
  for (const char* heading : {"# 1 Starting\n", "\n## 1.1 Settings\n", "\n# 2 Limits\n", "\n## 2.1 Faults\n"})
    EXPECT_THAT(reading.text, HasSubstr(heading));
  EXPECT_EQ(reading.metadata["outline_matched"], "4 of 4");
  EXPECT_EQ(reading.title, "Pump Handbook");
  EXPECT_EQ(reading.metadata["author"], "The Makers");
  EXPECT_EQ(reading.pages, 3U);
}

TEST(PdfParser, RunningLinesGoAndAreTold) {
  Reading reading = read_fixture("manual.pdf");
  EXPECT_THAT(reading.text, Not(HasSubstr("3 May 2026")));
  EXPECT_THAT(reading.text, Not(HasSubstr("page 2")));
  EXPECT_THAT(reading.metadata["running_lines_dropped"], HasSubstr("Pump Handbook, 3 May 2026"));
}

TEST(PdfParser, HyphensAtLineEndsAreUndoneAndOthersKept) {
  Reading reading = read_fixture("manual.pdf");
  EXPECT_THAT(reading.text, HasSubstr("the outlet valve closed"));
  EXPECT_THAT(reading.text, HasSubstr("the well-known safety check"));
  EXPECT_THAT(reading.text, HasSubstr("In a start-up the outlet"));
}

TEST(PdfParser, ParagraphsJoinOverLinesAndPagesAndPartWhereTheyEnd) {
  Reading reading = read_fixture("manual.pdf");
  EXPECT_THAT(reading.text, HasSubstr("the rules that are written in this handbook.\n"));
  EXPECT_THAT(reading.text, HasSubstr("then opened.\n\nA second paragraph stands here.\n\n"));
  EXPECT_EQ(page_of(reading, "the rules that are"), 1U);
  EXPECT_EQ(page_of(reading, "written in this handbook"), 2U);
  EXPECT_EQ(page_of(reading, "Speed"), 3U);
}

TEST(PdfParser, ListsNotesAndDefinitions) {
  Reading reading = read_fixture("manual.pdf");
  EXPECT_THAT(reading.text, HasSubstr("- P1 - pressure limit, in bar\n- P2 - a long explanation of the second setting, which goes on over the end of "
                                      "this line and comes to its end here\n"));
  EXPECT_THAT(reading.text, HasSubstr("1. Open the valve.\n2. Press the switch.\n"));
  EXPECT_THAT(reading.text, HasSubstr("**Note:** Never run the pump dry.\n"));
  EXPECT_THAT(reading.text, HasSubstr("- **dry_run**: The pump ran without water for more than 10 s."));
}

TEST(PdfParser, ListingsKeepLinesAndIndentation) {
  EXPECT_THAT(read_fixture("manual.pdf").text, HasSubstr("```\nSET P1 4\n  IF P1 > 3 THEN\n  STOP\n```\n"));
}

TEST(PdfParser, BoldAndRaisedDigits) { EXPECT_THAT(read_fixture("manual.pdf").text, HasSubstr("in m³/h, and the **limit** must be kept")); }

TEST(PdfParser, RuledTablesJoinOverPagesWithoutTheRepeatedHead) {
  Reading reading = read_fixture("manual.pdf");
  EXPECT_THAT(reading.text, HasSubstr("Table 1: Limits\n\n| Name | Value | Unit |\n| --- | --- | --- |\n| Pressure | 4.5 | bar |\n| Flow | -12 | m/h "
                                      "|\n| Speed | 2900 | rpm |\n"));
}

TEST(PdfParser, ReferencesThatAreNotInTheFile) { EXPECT_THAT(read_fixture("manual.pdf").references, testing::ElementsAre("Annex B", "wiring.pdf")); }

TEST(PdfParser, ColumnsAreReadOneAfterTheOther) {
  Reading reading = read_fixture("columns.pdf");
  EXPECT_THAT(reading.text, testing::StartsWith("# A Title Over Both Columns\n"));
  EXPECT_THAT(reading.text, HasSubstr("as it is continued at the top of the right column."));
  EXPECT_LT(reading.text.find("the gutter between"), reading.text.find("second paragraph of the page"));
}

TEST(PdfParser, KoreanWordsBrokenOverLinesAreWholeAgain) {
  Reading reading = read_fixture("korean.pdf");
  EXPECT_THAT(reading.text, testing::StartsWith("# 제1장 펌프의 운전\n"));
  EXPECT_THAT(reading.text, HasSubstr("넘으면 작업자는 즉시 전원을"));
  EXPECT_THAT(reading.text, HasSubstr("상태가 정상이면 전원을 켜고"));
  EXPECT_THAT(reading.text, HasSubstr("- 가. 흡입 압력: 0.2 MPa 이하\n- 나. 토출 압력: 0.5 MPa 이하\n"));
}

TEST(PdfParser, PlacesAscendInsideTheTextAndThePage) {
  for (const char* name : {"manual.pdf", "columns.pdf", "korean.pdf"}) {
    Reading reading = read_fixture(name);
    uint64_t last = 0;
    ASSERT_FALSE(reading.places.empty());
    for (const record::TextPlace& place : reading.places) {
      EXPECT_GE(place.text.begin, last);
      EXPECT_LT(place.text.begin, place.text.end);
      EXPECT_LE(place.text.end, reading.text.size());
      EXPECT_TRUE(place.page >= 1 && place.page <= reading.pages);
      EXPECT_TRUE(place.left >= 0 && place.right <= 595 && place.top >= 0 && place.bottom <= 842 && place.left < place.right);
      last = place.text.end;
    }
  }
}

TEST(PdfParser, BadFilesHaveNamedReasons) {
  std::string manual = bytes_of(fixture("manual.pdf"));
  EXPECT_EQ(reason_of("plain words"), "not_a_pdf");
  EXPECT_EQ(reason_of("%PDF-1.4\n" + std::string(9000, 'x')), "truncated");
  EXPECT_EQ(reason_of("%PDF-1.4\nnothing\n%%EOF\n"), "damaged");
  EXPECT_EQ(reason_of(manual.substr(0, manual.size() / 2)), "truncated");
  EXPECT_EQ(reason_of(bytes_of(fixture("encrypted.pdf"))), "encrypted");
  EXPECT_EQ(reason_of(bytes_of(fixture("scan.pdf"))), "no_text_layer");
}

TEST(PdfParser, LimitsOnPagesAndText) {
  std::string manual = bytes_of(fixture("manual.pdf"));
  ReadInput input = input_of(manual, "manual.pdf");
  input.limits.max_pages = 2;
  EXPECT_EQ(read_pdf(input).error().reason, "too_large");
  input.limits = {100, 10};
  EXPECT_EQ(read_pdf(input).error().reason, "too_large");
}

TEST(PdfParser, DamagedBytesNeverBreakTheReader) {
  std::string manual = bytes_of(fixture("manual.pdf"));
  uint32_t state = 1;
  for (int round = 0; round < 40; ++round) {
    std::string damaged = manual;
    for (int i = 0; i < 12; ++i) {
      state = state * 1664525 + 1013904223;
      damaged[state % (damaged.size() - 8)] = static_cast<char>(state >> 24);
    }
    auto reading = read_pdf(input_of(damaged, "x.pdf"));
    if (reading) {
      EXPECT_FALSE(reading->text.empty());
    }
  }
}

}  // namespace
}  // namespace jangin::collect
