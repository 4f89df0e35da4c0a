// Tables and reading order of PDFs whose every line is known (pdf_of.h).
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/pdf_of.h"
#include "collect/readers/pdf.h"
#include "collect/readers_for_tests.h"

namespace jangin::collect {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string read_pages(const std::vector<PdfPage>& pages) {
  std::string bytes = pdf_of(pages);
  auto reading = read_pdf(input_of(bytes, "x.pdf"));
  return reading ? reading->text : "failed: " + reading.error().reason;
}

const std::string kSentence = "The pump runs at the pressure that the valve at its outlet lets through, and no higher.";

/// A table with rules above, below and under its heads, `rows` below them.
PdfPage open_table() {
  PdfPage page;
  page.text(60, 100, kSentence).rule(60, 120, 300, 120).rule(60, 150, 190, 150).rule(60, 165, 300, 165).rule(60, 230, 300, 230);
  page.text(110, 140, "Item").text(62, 160, "Animal").text(130, 160, "Sold by").text(240, 160, "Price");
  page.text(62, 180, "Gnat").text(130, 180, "gram").text(240, 180, "13.65");
  page.text(130, 192, "piece").text(240, 192, "0.01");
  page.text(62, 204, "Gnu").text(130, 204, "stuffed").text(240, 204, "92.50");
  page.text(62, 216, "Armadillo").text(130, 216, "frozen").text(240, 216, "8.99");
  page.text(60, 260, kSentence);
  return page;
}

TEST(PdfTables, HorizontalRulesMakeATable) {
  EXPECT_EQ(read_pages({open_table()}),
            kSentence + "\n\n| Item | Item | |\n| --- | --- | --- |\n| Animal | Sold by | Price |\n| Gnat | gram | 13.65 |\n| | piece | 0.01 |\n" +
                "| Gnu | stuffed | 92.50 |\n| Armadillo | frozen | 8.99 |\n\n" + kSentence + "\n");
}

TEST(PdfTables, CellsOverSeveralLinesAreOneRow) {
  PdfPage page;
  page.rule(60, 90, 330, 90).rule(60, 110, 330, 110).rule(60, 180, 330, 180);
  page.text(62, 104, "Name").text(130, 104, "Meaning");
  page.text(62, 124, "speed").text(130, 124, "how fast the spindle of the");
  page.text(130, 136, "machine turns while it cuts");
  page.text(62, 150, "feed").text(130, 150, "how fast the table of the machine moves");
  EXPECT_EQ(read_pages({page}),
            "| Name | Meaning |\n| --- | --- |\n| speed | how fast the spindle of the machine turns while it cuts |\n| feed | how fast the table of "
            "the machine moves |\n");
}

TEST(PdfTables, HeadsThatStandCloseTogetherAreParted) {
  PdfPage page;
  page.rule(60, 90, 240, 90).rule(60, 110, 240, 110).rule(60, 160, 240, 160);
  page.text(62, 104, "Name (in short)").text(135, 104, "Value");
  for (int r = 0; r < 3; ++r) page.text(62, 124 + 12 * r, "P" + std::to_string(r)).text(135, 124 + 12 * r, "on or off");
  EXPECT_EQ(read_pages({page}), "| Name (in short) | Value |\n| --- | --- |\n| P0 | on or off |\n| P1 | on or off |\n| P2 | on or off |\n");
}

TEST(PdfTables, RulesBetweenRowsMakeRows) {
  PdfPage page;
  for (double y : {90, 110, 150, 190, 230}) page.rule(60, y, 330, y);
  page.text(62, 104, "Name").text(130, 104, "Left").text(230, 104, "Right");
  for (int row = 0; row < 3; ++row) {
    double y = 124 + 40 * row;
    page.text(62, y + 6, std::string("row ") + static_cast<char>('a' + row));
    page.text(130, y, "one thing").text(230, y, "is said").text(130, y + 12, "here").text(230, y + 12, "there");
  }
  EXPECT_EQ(read_pages({page}),
            "| Name | Left | Right |\n| --- | --- | --- |\n| row a | one thing here | is said there |\n| row b | one thing here | is said there |\n"
            "| row c | one thing here | is said there |\n");
}

TEST(PdfTables, TextBetweenRulesIsNoTable) {
  PdfPage page;
  page.rule(50, 60, 545, 60).rule(50, 300, 545, 300).text(50, 50, "Pumps").text(510, 50, "Part 1");
  for (int line = 0; line < 12; ++line) {
    page.text(50, 80 + 12 * line, "The left column is full of words about pump " + std::to_string(line));
    page.text(310, 80 + 12 * line, "The right column tells of each valve in it " + std::to_string(line));
  }
  EXPECT_THAT(read_pages({page}), Not(HasSubstr("|")));
  PdfPage steps;
  steps.rule(50, 60, 300, 60).rule(50, 80, 300, 80).rule(50, 140, 300, 140).text(50, 74, "Algorithm 1 Start");
  for (int line = 0; line < 4; ++line) steps.text(52, 92 + 12 * line, std::to_string(line + 1) + ":").text(72, 92 + 12 * line, "open the next valve");
  EXPECT_THAT(read_pages({steps}), Not(HasSubstr("|")));
}

TEST(PdfTables, TextThatRunsOverTheRulesIsNotTaken) {
  PdfPage page = open_table();
  page.text(200, 240 - 14, "this line runs far beyond the end of the rules that stand above it");
  std::string text = read_pages({page});
  EXPECT_THAT(text, HasSubstr("runs far beyond the end"));
  EXPECT_THAT(text, HasSubstr("Armadillo"));
}

TEST(PdfTables, ACellOverColumnsStandsInEach) {
  PdfPage page;
  page.grid({60, 140, 220, 300}, {100, 120, 140, 160});
  page.rule(60, 80, 300, 80).rule(60, 80, 60, 100).rule(300, 80, 300, 100).rule(140, 80, 140, 100);
  page.text(64, 94, "Axis").text(190, 94, "Limit");
  const char* cells[3][3] = {{"", "low", "high"}, {"X", "0", "10"}, {"Y", "-5", "5"}};
  for (int r = 0; r < 3; ++r) {
    for (int c = 0; c < 3; ++c) page.text(64 + 80 * c, 114 + 20 * r, cells[r][c]);
  }
  EXPECT_EQ(read_pages({page}), "| Axis | Limit | Limit |\n| --- | --- | --- |\n| | low | high |\n| X | 0 | 10 |\n| Y | -5 | 5 |\n");
}

TEST(PdfTables, RowsWithoutARuleBetweenThemArePartedAndWrappedCellsAreNot) {
  PdfPage page;
  page.grid({60, 160, 260}, {80, 100, 150});
  page.text(64, 94, "Code").text(164, 94, "Value");
  for (int r = 0; r < 3; ++r) page.text(64, 114 + 12 * r, "P" + std::to_string(r)).text(164, 114 + 12 * r, std::to_string(r * 7));
  EXPECT_EQ(read_pages({page}), "| Code | Value |\n| --- | --- |\n| P0 | 0 |\n| P1 | 7 |\n| P2 | 14 |\n");
  PdfPage wrapped;
  wrapped.grid({60, 160, 260}, {80, 100, 150});
  wrapped.text(64, 94, "Code").text(164, 94, "Value");
  for (double x : {64, 164}) wrapped.text(x, 114, "a cell whose words").text(x, 126, "go on on the next").text(x, 138, "line and then end");
  EXPECT_THAT(read_pages({wrapped}), HasSubstr("| a cell whose words go on on the next line and then end | a cell whose words go"));
}

TEST(PdfTables, VerticalRulesMayPartGroupsOfColumnsOnly) {
  PdfPage page;
  page.grid({60, 140, 300}, {80, 100, 160}).text(64, 94, "Model").text(150, 94, "Mean").text(200, 94, "Least").text(250, 94, "Most");
  for (int r = 0; r < 4; ++r)
    page.text(64, 114 + 12 * r, "M" + std::to_string(r))
        .text(150, 114 + 12 * r, std::to_string(r + 20))
        .text(200, 114 + 12 * r, std::to_string(r))
        .text(250, 114 + 12 * r, std::to_string(r + 40));
  EXPECT_EQ(read_pages({page}),
            "| Model | Mean | Least | Most |\n| --- | --- | --- | --- |\n| M0 | 20 | 0 | 40 |\n| M1 | 21 | 1 | 41 |\n| M2 | 22 | 2 | 42 |\n| M3 | 23 "
            "| 3 | 43 |\n");
}

TEST(PdfTables, HeadsAboveLaterColumnsBelongToTheTable) {
  PdfPage page;
  page.text(60, 80, kSentence);
  page.text(250, 120, "State", "F2").text(350, 120, "Others", "F2").text(250, 132, "funded", "F2");
  const char* names[] = {"Children", "Women", "Migrants", "The elderly"};
  for (int r = 0; r < 4; ++r) page.text(60, 152 + 16 * r, names[r]).text(255, 152 + 16 * r, "yes").text(355, 152 + 16 * r, "no");
  EXPECT_EQ(read_pages({page}), kSentence +
                                    "\n\n| | State funded | Others |\n| --- | --- | --- |\n| Children | yes | no |\n| Women | yes | no |\n| Migrants "
                                    "| yes | no |\n| The elderly | yes | no |\n");
}

TEST(PdfLines, SpacesOfTheFileStayWhereALineIsSqueezed) {
  PdfPage page;
  page.text(60, 80, "a line whose words stand near each other", "F1", 10, -1.2);
  EXPECT_THAT(read_pages({page}), HasSubstr("words stand near each other"));
}

TEST(PdfLines, PageNumbersInsideWideMarginsGo) {
  std::vector<PdfPage> pages(4);
  for (size_t i = 0; i < pages.size(); ++i) {
    for (int line = 0; line < 30; ++line)
      pages[i].text(130, 160 + 12 * line,
                    "Line " + std::string(1, static_cast<char>('a' + line % 26)) + " of this page says what pump is meant, in full.");
    pages[i].text(295, 620, std::to_string(i + 11));
  }
  std::string text = read_pages(pages);
  for (const char* number : {"11", "12", "13", "14"}) EXPECT_THAT(text, Not(HasSubstr(number)));
}

TEST(PdfFigures, LabelsOfDrawingsGoAndTheirCaptionStays) {
  PdfPage page;
  for (int line = 0; line < 6; ++line) page.text(60, 300 + 12 * line, kSentence);
  auto draw = [&](double top) {
    for (int i = 0; i < 14; ++i) page.curve(150 + 10 * i, top, 160 + 10 * i, top + 100);
  };
  draw(80);
  page.text(180, 120, "inlet", "F1", 8).text(240, 150, "drain", "F1", 8).text(150, 210, "Figure 1: The pump");
  std::string text = read_pages({page});
  EXPECT_THAT(text, HasSubstr("Figure 1: The pump"));
  EXPECT_THAT(text, HasSubstr(kSentence));
  for (const char* label : {"inlet", "drain"}) EXPECT_THAT(text, Not(HasSubstr(label)));
  draw(300);  // behind the sentences
  EXPECT_THAT(read_pages({page}), HasSubstr(kSentence));
  PdfPage slide;  // no running text: the words in the drawing are the text
  for (int i = 0; i < 14; ++i) slide.curve(150 + 10 * i, 80, 160 + 10 * i, 180);
  EXPECT_THAT(read_pages({slide.text(180, 120, "inlet").text(240, 150, "drain")}), HasSubstr("inlet"));
}

TEST(PdfLines, RightToLeftLinesAreReadFromTheRight) {
  PdfPage page;
  // As it stands on the page, from left to right: a Latin word, then "bsa" and "xb" in reverse.
  page.text(100, 100, "Pump").text(160, 100, "asb", "F4").text(200, 100, "bx", "F4");
  EXPECT_EQ(read_pages({page}), "لاب بسا Pump\n");
}

}  // namespace
}  // namespace jangin::collect
