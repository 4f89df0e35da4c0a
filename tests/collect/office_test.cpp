// The readers of office documents and books, on archives made here.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>

#include "collect/readers/docx.h"
#include "collect/readers/epub.h"
#include "collect/readers/odf.h"
#include "collect/readers/pptx.h"
#include "collect/readers/xlsx.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

using Entries = std::vector<std::pair<std::string, std::string>>;

Reading read_with(ReadOutcome (*read)(const ReadInput&), const Entries& entries) {
  std::string bytes = zip_of(entries, true);
  auto reading = read(input_of(bytes, "folder/File.x"));
  EXPECT_TRUE(reading) << reading.error().reason << ": " << reading.error().detail;
  EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
  return reading ? *reading : Reading{};
}

std::string relationships(const std::vector<std::array<std::string, 3>>& all) {
  std::string out = "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>";
  for (const auto& [id, type, target] : all)
    out += "<Relationship Id='" + id + "' Type='http://x/relationships/" + type + "' Target='" + target + "'/>";
  return out + "</Relationships>";
}

Entries docx(const std::string& body) {
  return {
      {"_rels/.rels", relationships({{"r", "officeDocument", "word/document.xml"}})},
      {"word/_rels/document.xml.rels",
       relationships({{"s", "styles", "styles.xml"}, {"n", "numbering", "numbering.xml"}, {"f", "footnotes", "footnotes.xml"}})},
      {"word/styles.xml",
       "<w:styles xmlns:w='w'><w:style w:styleId='a1'><w:name w:val='heading 2'/></w:style><w:style w:styleId='b'><w:basedOn w:val='a1'/></w:style>"
       "<w:style w:styleId='loop'><w:basedOn w:val='loop'/></w:style></w:styles>"},
      {"word/numbering.xml",
       "<w:numbering xmlns:w='w'><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='0'><w:numFmt w:val='decimal'/><w:lvlText w:val='%1.'/></w:lvl>"
       "<w:lvl w:ilvl='1'><w:numFmt w:val='ganada'/><w:lvlText w:val='%2.'/></w:lvl></w:abstractNum>"
       "<w:num w:numId='7'><w:abstractNumId w:val='0'/></w:num></w:numbering>"},
      {"word/footnotes.xml", "<w:footnotes xmlns:w='w'><w:footnote w:id='3'><w:p><w:r><w:t>the note</w:t></w:r></w:p></w:footnote></w:footnotes>"},
      {"word/document.xml", "<w:document xmlns:w='w' xmlns:m='m' xmlns:r='r'><w:body>" + body + "</w:body></w:document>"}};
}
std::string p(const std::string& text, const std::string& properties = "") {
  return "<w:p><w:pPr>" + properties + "</w:pPr><w:r><w:t xml:space='preserve'>" + text + "</w:t></w:r></w:p>";
}
std::string numbered(const std::string& text, int level) {
  return p(text, "<w:numPr><w:ilvl w:val='" + std::to_string(level) + "'/><w:numId w:val='7'/></w:numPr>");
}

TEST(DocxParser, HeadingsListsNotesAndMarks) {
  EXPECT_EQ(read_with(read_docx, docx(p("Part", "<w:pStyle w:val='b'/>") + p("loose", "<w:pStyle w:val='loop'/>") + numbered("one", 0) +
                                      numbered("under", 1) + numbered("two", 0) +
                                      "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>bold</w:t></w:r><w:r><w:t> x</w:t></w:r><w:r><w:rPr><w:vertAlign "
                                      "w:val='superscript'/></w:rPr><w:t>2</w:t></w:r>"
                                      "<w:del><w:r><w:delText>gone</w:delText></w:r></w:del><w:ins><w:r><w:t> "
                                      "new</w:t></w:r></w:ins><w:r><w:footnoteReference w:id='3'/></w:r></w:p>"))
                .text,
            "## Part\n\nloose\n\n1. one\n  - 가. under\n2. two\n\n**bold** x² new[^1]\n\n[^1]: the note\n");
}

TEST(DocxParser, TablesAndFormulas) {
  std::string table = "<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>" + p("wide") + "</w:tc><w:tc>" + p("c") +
                      "</w:tc></w:tr>"
                      "<w:tr><w:tc><w:tcPr><w:vMerge w:val='restart'/></w:tcPr>" +
                      p("down") + "</w:tc><w:tc>" + p("1|2") + "</w:tc><w:tc>" + p("3") +
                      "</w:tc></w:tr>"
                      "<w:tr><w:tc><w:tcPr><w:vMerge/></w:tcPr>" +
                      p("") + "</w:tc><w:tc>" + p("4") + "</w:tc><w:tc/></w:tr></w:tbl>";
  EXPECT_EQ(read_with(read_docx, docx(table)).text, "| wide | wide | c |\n|---|---|---|\n| down | 1\\|2 | 3 |\n| down | 4 | |\n");
  std::string inner = "<w:tbl><w:tr><w:tc>" + p("in") + "</w:tc><w:tc>" + p("ner") + "</w:tc></w:tr></w:tbl>";
  EXPECT_EQ(read_with(read_docx,
                      docx("<w:tbl><w:tr><w:tc>" + p("Part", "<w:pStyle w:val='b'/>") + inner + "</w:tc><w:tc>" + p("b") + "</w:tc></w:tr></w:tbl>"))
                .text,
            "| Part in ner | b |\n|---|---|\n");
  std::string formula =
      "<w:p><m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f>"
      "<m:sSup><m:e><m:r><m:t>x</m:t></m:r></m:e><m:sup><m:r><m:t>2</m:t></m:r></m:sup></m:sSup></m:oMath></w:p>";
  EXPECT_EQ(read_with(read_docx, docx(formula)).text, "$\\frac{a}{b}x^{2}$\n");
}

TEST(DocxParser, BadFilesAreNamed) {
  auto reason = [](const std::string& bytes) {
    auto reading = read_docx(input_of(bytes, "x.docx"));
    return reading ? std::string("read") : reading.error().reason;
  };
  std::string good = zip_of(docx(p("text")));
  EXPECT_EQ(reason(good), "read");
  EXPECT_EQ(reason(good.substr(0, good.size() / 2)), "truncated");
  EXPECT_EQ(reason("words"), "not_a_zip");
  EXPECT_EQ(reason("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 encrypted"), "encrypted");
  EXPECT_EQ(reason(zip_of({{"word/document.xml", "<w:document"}})), "damaged");
  EXPECT_EQ(reason(zip_of({{"other", "x"}})), "damaged");
  EXPECT_EQ(reason(zip_of(docx(p("  ")))), "no_text");
  EXPECT_EQ(reason(zip_of({{"word/document.xml", std::string(30'000'000, ' ')}}, true)), "archive_bomb");
}

TEST(PptxParser, SlidesInOrderWithTitlesListsTablesAndNotes) {
  std::string slide =
      "<p:sld xmlns:p='p' xmlns:a='a'><p:cSld><p:spTree>"
      "<p:sp><p:nvSpPr><p:nvPr><p:ph idx='1'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>point</a:t></a:r></a:p><a:p><a:pPr "
      "lvl='1'/><a:r><a:t>below</a:t></a:r></a:p></p:txBody></p:sp>"
      "<p:sp><p:nvSpPr><p:nvPr><p:ph type='title'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>Title</a:t></a:r></a:p></p:txBody></p:sp>"
      "<p:graphicFrame><a:tbl><a:tr><a:tc gridSpan='2'><p:txBody><a:p><a:r><a:t>wide</a:t></a:r></a:p></p:txBody></a:tc><a:tc hMerge='1'/></a:tr>"
      "<a:tr><a:tc><p:txBody><a:p><a:r><a:t>1</a:t></a:r></a:p></p:txBody></a:tc><a:tc><p:txBody><a:p><a:r><a:t>2</a:t></a:r></a:p></p:txBody></"
      "a:tc></a:tr></a:tbl></p:graphicFrame>"
      "</p:spTree></p:cSld></p:sld>";
  std::string notes =
      "<p:notes xmlns:p='p' xmlns:a='a'><p:spTree><p:sp><p:nvSpPr><p:nvPr><p:ph type='body'/></p:nvPr></p:nvSpPr><p:txBody><a:p><a:r><a:t>said "
      "aloud</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:notes>";
  std::string second =
      "<p:sld xmlns:p='p' xmlns:a='a'><p:spTree><p:sp><p:txBody><a:p><a:r><a:t>first shown</a:t></a:r></a:p></p:txBody></p:sp></p:spTree></p:sld>";
  Reading reading = read_with(
      read_pptx, {{"_rels/.rels", relationships({{"r", "officeDocument", "ppt/presentation.xml"}})},
                  {"ppt/presentation.xml",
                   "<p:presentation xmlns:p='p' xmlns:r='r'><p:sldIdLst><p:sldId id='9' r:id='b'/><p:sldId id='8' r:id='a'/><p:sldId id='7' "
                   "r:id='gone'/></p:sldIdLst></p:presentation>"},
                  {"ppt/_rels/presentation.xml.rels", relationships({{"a", "slide", "slides/slide1.xml"}, {"b", "slide", "slides/slide2.xml"}})},
                  {"ppt/slides/slide1.xml", slide},
                  {"ppt/slides/slide2.xml", second},
                  {"ppt/slides/_rels/slide1.xml.rels", relationships({{"n", "notesSlide", "../notesSlides/n.xml"}})},
                  {"ppt/notesSlides/n.xml", notes}});
  EXPECT_EQ(reading.text, "first shown\n\n# Title\n\n- point\n  - below\n\n| wide | wide |\n|---|---|\n| 1 | 2 |\n\n**Note:** said aloud\n");
  EXPECT_EQ(reading.pages, 3U);
  EXPECT_EQ(reading.places.back().page, 2U);
  EXPECT_EQ(reading.metadata["unreadable_pages"], "3");
}

TEST(XlsxParser, SheetsTablesDatesAndFormulas) {
  std::string sheet =
      "<worksheet><sheetData><row r='1'><c r='A1' t='s'><v>0</v></c><c r='B1' t='inlineStr'><is><t>When</t></is></c></row>"
      "<row r='2'><c r='A2'><f>1+1</f><v>0.30000000000000004</v></c><c r='B2' s='1'><v>45322</v></c></row><row r='3'><c r='A3' "
      "s='2'><v>0.125</v></c><c r='B3' t='b'><v>1</v></c></row>"
      "<row r='6'><c r='D6' t='str'><v>alone</v></c></row></sheetData><mergeCells><mergeCell ref='D6:E6'/></mergeCells></worksheet>";
  Reading reading = read_with(
      read_xlsx,
      {{"_rels/.rels", relationships({{"r", "officeDocument", "xl/workbook.xml"}})},
       {"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='Sales' sheetId='1' r:id='a'/></sheets></workbook>"},
       {"xl/_rels/workbook.xml.rels",
        relationships({{"a", "worksheet", "worksheets/sheet1.xml"}, {"s", "sharedStrings", "sharedStrings.xml"}, {"t", "styles", "styles.xml"}})},
       {"xl/sharedStrings.xml", "<sst><si><r><t>Num</t></r><r><t>ber</t></r><rPh><t>aid</t></rPh></si></sst>"},
       {"xl/styles.xml", "<styleSheet><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='10'/></cellXfs></styleSheet>"},
       {"xl/worksheets/sheet1.xml", sheet}});
  EXPECT_EQ(reading.text, "## Sales\n\n| Number | When |\n|---|---|\n| 0.3 | 2024-01-31 |\n| 12.5% | TRUE |\n\n| alone | alone |\n|---|---|\n");
  EXPECT_EQ(reading.pages, 1U);
}

TEST(XlsxParser, FarCellsCostNoMemory) {
  std::string sheet =
      "<worksheet><sheetData><row r='1'><c r='A1'><v>1</v></c></row><row r='1048576'><c r='XFD1048576'><v>2</v></c><c "
      "r='ZZZZ9'><v>3</v></c></row></sheetData>"
      "<mergeCells><mergeCell ref='A1:XFD1048576'/></mergeCells></worksheet>";
  Reading reading = read_with(read_xlsx, {{"xl/workbook.xml", "<workbook xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></workbook>"},
                                          {"xl/_rels/workbook.xml.rels", relationships({{"a", "worksheet", "s.xml"}})},
                                          {"xl/s.xml", sheet}});
  EXPECT_THAT(reading.text, testing::HasSubstr("1"));
  EXPECT_LT(reading.text.size(), 200U);
}

TEST(OdfParser, TextsListsTablesAndRepeatedCells) {
  std::string text =
      "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:table='b' xmlns:style='s' xmlns:fo='f'><office:automatic-styles>"
      "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' "
      "style:num-format='1'/></text:list-style></office:automatic-styles><office:body><office:text>"
      "<text:h "
      "text:outline-level='2'>Part</text:h><text:p>a<text:s/>b<text:note><text:note-citation>1</text:note-citation><text:note-body><text:p>noted</"
      "text:p></text:note-body></text:note></text:p>"
      "<text:list "
      "text:style-name='L1'><text:list-item><text:p>one</text:p><text:list><text:list-item><text:p>under</text:p></text:list-item></text:list></"
      "text:list-item></text:list>"
      "<table:table><table:table-row><table:table-cell "
      "table:number-columns-spanned='2'><text:p>wide</text:p></table:table-cell><table:covered-table-cell/></table:table-row>"
      "<table:table-row><table:table-cell><text:p>1</text:p></table:table-cell><table:table-cell><text:p>2</text:p></table:table-cell></"
      "table:table-row></table:table>"
      "</office:text></office:body></office:document-content>";
  EXPECT_EQ(read_with(read_odf, {{"mimetype", "x"}, {"content.xml", text}}).text,
            "## Part\n\na b[^1]\n\n1. one\n  1. under\n\n| wide | wide |\n|---|---|\n| 1 | 2 |\n\n[^1]: noted\n");
  std::string sheet =
      "<d xmlns:table='b' xmlns:text='t'><body><spreadsheet><table:table table:name='S'><table:table-row "
      "table:number-rows-repeated='1000000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
      "<table:table-row><table:table-cell table:number-columns-repeated='2'><text:p>x</text:p></table:table-cell><table:table-cell "
      "table:number-columns-repeated='16000'/></table:table-row></table:table></spreadsheet></body></d>";
  EXPECT_EQ(read_with(read_odf, {{"content.xml", sheet}}).text, "## S\n\n| x | x |\n|---|---|\n");
  std::string locked = zip_of({{"META-INF/manifest.xml", "<m><encryption-data/></m>"}, {"content.xml", "?"}});
  EXPECT_EQ(read_odf(input_of(locked, "x.odt")).error().reason, "encrypted");
}

std::string odt_of(const std::string& styles, const std::string& text) {
  return "<office:document-content xmlns:office='o' xmlns:text='t' xmlns:style='s'><office:automatic-styles>" + styles +
         "</office:automatic-styles><office:body><office:text>" + text + "</office:text></office:body></office:document-content>";
}
std::string odt_list(const std::string& attributes, const std::string& items) { return "<text:list " + attributes + ">" + items + "</text:list>"; }
std::string odt_item(const std::string& text, const std::string& more = "", const std::string& attributes = "") {
  return "<text:list-item " + attributes + ">" + (text.empty() ? "" : "<text:p>" + text + "</text:p>") + more + "</text:list-item>";
}
const std::string kSteps =
    "<text:list-style style:name='L1'><text:list-level-style-number text:level='1' style:num-format='1'/><text:list-level-style-bullet "
    "text:level='2' text:bullet-char='-'/><text:list-level-style-number text:level='3' style:num-format='a' text:start-value='4'/></text:list-style>";

TEST(OdfParser, ListsGoOnWhereTheySaySo) {
  const std::string style = "text:style-name='L1' ";
  const std::string text =  // as LibreOffice writes steps that a figure and a warning interrupt
      odt_list(style + "xml:id='a'", odt_item("Open the valve.") + odt_item("Start the pump.")) + "<text:p>Figure 1</text:p>" +
      odt_list(style + "xml:id='b' text:continue-list='a' text:continue-numbering='true'", odt_item("Wait for pressure.")) +
      "<text:p>Warning</text:p>" + odt_list(style + "xml:id='c' text:continue-list='a'", odt_item("Close the valve.")) +
      "<text:p>Another task</text:p>" +
      odt_list(style + "xml:id='d'", odt_item("Drain.") + odt_item("Refill.", "", "text:start-value='7'") + odt_item("Vent."));
  EXPECT_EQ(read_with(read_odf, {{"content.xml", odt_of(kSteps, text)}}).text,
            "1. Open the valve.\n2. Start the pump.\n\nFigure 1\n\n3. Wait for pressure.\n\nWarning\n\n4. Close the valve.\n\nAnother task\n\n1. "
            "Drain.\n7. "
            "Refill.\n8. Vent.\n");
  const std::string by_style =  // ODF 1.1 knows no ids
      odt_list(style, odt_item("one")) + "<text:p>x</text:p>" + odt_list("text:style-name='Other'", odt_item("dot")) + "<text:p>y</text:p>" +
      odt_list(style + "text:continue-numbering='true'", odt_item("two")) + "<text:p>z</text:p>" +
      odt_list("text:style-name='Other' text:continue-list='nowhere'", odt_item("dot"));
  EXPECT_EQ(read_with(read_odf, {{"content.xml", odt_of(kSteps, by_style)}}).text, "1. one\n\nx\n\n- dot\n\ny\n\n2. two\n\nz\n\n- dot\n");
}

TEST(OdfParser, EachLevelOfAListHasItsOwnStyle) {
  const std::string deep = odt_list("", odt_item("d") + odt_item("e"));
  const std::string text =
      odt_list("text:style-name='L1'", "<text:list-header><text:p>What to do</text:p></text:list-header>" +
                                           odt_item("first", odt_list("", odt_item("point", deep) + odt_item("point", deep))) +
                                           odt_item("second", odt_list("", odt_item("", deep)) + odt_list("", odt_item("", deep))));
  EXPECT_EQ(
      read_with(read_odf, {{"content.xml", odt_of(kSteps, text)}}).text,
      "What to do\n\n1. first\n  - point\n    4. d\n    5. e\n  - point\n    4. d\n    5. e\n2. second\n    4. d\n    5. e\n    4. d\n    5. e\n");
  const std::string named =
      "<office:document-styles xmlns:office='o' xmlns:text='t' xmlns:style='s'><office:styles><text:list-style style:name='Numbering_20_1'>"
      "<text:list-level-style-number text:level='1' style:num-format='1'/></text:list-style></office:styles></office:document-styles>";
  EXPECT_EQ(read_with(read_odf, {{"content.xml", odt_of("", odt_list("text:style-name='Numbering_20_1'", odt_item("named") + odt_item("style")))},
                                 {"styles.xml", named}})
                .text,
            "1. named\n2. style\n");
  const std::string cell = "<table:table xmlns:table='b'><table:table-row><table:table-cell>" +
                           odt_list("text:style-name='L1'", odt_item("x") + odt_item("y")) + "</table:table-cell></table:table-row></table:table>";
  EXPECT_EQ(read_with(read_odf, {{"content.xml", odt_of(kSteps, odt_list("text:style-name='L1'", odt_item("a", cell) + odt_item("b")))}}).text,
            "1. a\n\n1. x 2. y\n\n2. b\n")
      << "a list in a table in an item has numbers of its own";
}

TEST(EpubParser, ChaptersOfTheSpineInOrder) {
  Reading reading =
      read_with(read_epub, {{"META-INF/container.xml", "<container><rootfiles><rootfile full-path='OPS/p.opf'/></rootfiles></container>"},
                            {"OPS/p.opf",
                             "<package xmlns:dc='d'><metadata><dc:title>The Book</dc:title></metadata><manifest><item id='a' "
                             "href='one%201.xhtml'/><item id='b' href='two.xhtml'/>"
                             "<item id='n' href='nav.xhtml' properties='nav'/></manifest><spine><itemref idref='n'/><itemref idref='b'/><itemref "
                             "idref='a'/><itemref idref='z'/></spine></package>"},
                            {"OPS/one 1.xhtml", "<html><head><title>t</title></head><body><h1>One</h1><p>text</p></body></html>"},
                            {"OPS/two.xhtml", "<html><body><p>before</p></body></html>"},
                            {"OPS/nav.xhtml", "<html><body>contents</body></html>"}});
  EXPECT_EQ(reading.text, "before\n\n# One\n\ntext\n");
  EXPECT_EQ(reading.title, "The Book");
}

}  // namespace
}  // namespace jangin::collect
