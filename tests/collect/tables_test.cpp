// The readers of separated values, JSON, XML and RTF.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/readers/csv.h"
#include "collect/readers/json.h"
#include "collect/readers/rtf.h"
#include "collect/readers/xml_text.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

std::string text_of(ReadOutcome (*read)(const ReadInput&), const std::string& bytes, const std::string& name = "a.x") {
  auto reading = read(input_of(bytes, name));
  EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
  return reading ? reading->text : "failed: " + reading.error().reason;
}

TEST(CsvParser, QuotesSeparatorsAndShortRows) {
  EXPECT_EQ(text_of(read_csv, "a,b\r\n\"x, y\",\"say \"\"hi\"\"\nnow\"\r\n1\r\n"), "| a | b |\n|---|---|\n| x, y | say \"hi\" now |\n| 1 | |\n");
  EXPECT_EQ(text_of(read_csv, "a;b,c\n1;2,5\n3;4,5\n"), "| a | b,c |\n|---|---|\n| 1 | 2,5 |\n| 3 | 4,5 |\n");
  EXPECT_EQ(text_of(read_csv, "a\tb\n1\t2\n", "a.tsv"), "| a | b |\n|---|---|\n| 1 | 2 |\n");
  EXPECT_EQ(text_of(read_csv, "\xb0\xa1,\xb3\xaa\n1,2\n"), "| 가 | 나 |\n|---|---|\n| 1 | 2 |\n");
  EXPECT_EQ(text_of(read_csv, "a,\"never closed\n1,2\n"), "| a | never closed 1,2 |\n|---|---|\n");
  EXPECT_EQ(text_of(read_csv, std::string("a,b\0\n", 5)), "failed: binary");
  EXPECT_EQ(text_of(read_csv, "\n\n"), "failed: no_text");
}

/// Forms of statistical offices, banks and spreadsheets where the comma is the decimal sign.
TEST(CsvParser, SeparatorsOfEurope) {
  EXPECT_EQ(text_of(read_csv,
                    "GENESIS-Tabelle: Temporär\nGebietsfläche: Bundesländer, "
                    "Stichtag;;\n;31.12.1995;31.12.1996\nBayern;70550,87;70549,32\nBerlin;890,82;890,85\n"),
            "GENESIS-Tabelle: Temporär\n\nGebietsfläche: Bundesländer, Stichtag\n\n| | 31.12.1995 | 31.12.1996 |\n|---|---|---|\n| Bayern | 70550,87 "
            "| 70549,32 |\n| "
            "Berlin | 890,82 | 890,85 |\n");
  EXPECT_EQ(text_of(read_csv, "Buchungstag;Verwendungszweck;Betrag\n01.03.2024;REWE MARKT, Köln;-15,67\n02.03.2024;Gehalt;3.200,00\nSumme\n"),
            "| Buchungstag | Verwendungszweck | Betrag |\n|---|---|---|\n| 01.03.2024 | REWE MARKT, Köln | -15,67 |\n| 02.03.2024 | Gehalt | "
            "3.200,00 |\n| Summe | | |\n");
  EXPECT_EQ(text_of(read_csv,
                    "Umsatzanzeige;Datei erstellt am: 01.01.2026\n\nKunde;Max Muster\n\nBuchung;Valuta;Text;Betrag;Währung\n1.1.;2.1.;\"Miete; "
                    "Januar\";-1,50;EUR\n"),
            "Umsatzanzeige: Datei erstellt am: 01.01.2026\n\nKunde: Max Muster\n\n| Buchung | Valuta | Text | Betrag | Währung "
            "|\n|---|---|---|---|---|\n| 1.1. | 2.1. | Miete; "
            "Januar | -1,50 | EUR |\n");
  EXPECT_EQ(text_of(read_csv, "\"Nom\";\"Prix\"\n\"Vis, 5 mm\";\"1,20\"\n\"Écrou; laiton\";\"0,80\"\n"),
            "| Nom | Prix |\n|---|---|\n| Vis, 5 mm | 1,20 |\n| Écrou; laiton | 0,80 |\n");
  EXPECT_EQ(text_of(read_csv, "Wert\n3,14\n-2,71\n"), "| Wert |\n|---|\n| 3,14 |\n| -2,71 |\n");
  EXPECT_EQ(text_of(read_csv, "Artikel\tMenge\tPreis\nVis, 5;2\t1,5\t2,25\nMutter\t7,5\t1,10\n", "a.csv"),
            "| Artikel | Menge | Preis |\n|---|---|---|\n| Vis, 5;2 | 1,5 | 2,25 |\n| Mutter | 7,5 | 1,10 |\n");
}

TEST(CsvParser, CommasWhereOtherSeparatorsStandInCells) {
  EXPECT_EQ(text_of(read_csv, "id,tags,note\n1,red;blue,a | b\n2,green;grey,c\n"),
            "| id | tags | note |\n|---|---|---|\n| 1 | red;blue | a \\| b |\n| 2 | green;grey | c |\n");
  EXPECT_EQ(text_of(read_csv, "2020,1,14,15,10\n2020,15,19,105,50\n"),
            "| 2020 | 1 | 14 | 15 | 10 |\n|---|---|---|---|---|\n| 2020 | 15 | 19 | 105 | 50 |\n");
  EXPECT_EQ(text_of(read_csv, "name | bar\nseal, front | 2,5\npump | 3,0\n"), "| name | bar |\n|---|---|\n| seal, front | 2,5 |\n| pump | 3,0 |\n");
  EXPECT_EQ(text_of(read_csv, "name,\nseal,5\npump,6\n"), "| name | |\n|---|---|\n| seal | 5 |\n| pump | 6 |\n")
      << "a heading of a column without one";
  EXPECT_EQ(text_of(read_csv, "a;b;c\n1;2;3;\n4;5;6;\n"), "| a | b | c |\n|---|---|---|\n| 1 | 2 | 3 |\n| 4 | 5 | 6 |\n")
      << "a separator at the end of rows";
}

TEST(JsonParser, RecordsAreTablesOrLists) {
  EXPECT_EQ(text_of(read_json, R"([{"part":"seal","bar":5},{"part":"pump","rpm":3000}])"),
            "| part | bar | rpm |\n|---|---|---|\n| seal | 5 | |\n| pump | | 3000 |\n");
  EXPECT_EQ(text_of(read_json, R"({"name":"pump","limits":{"bar":5},"tags":["a","b"],"none":null})"),
            "- **name**: pump\n- **limits**:\n  - **bar**: 5\n- **tags**: a, b\n- **none**\n");
  EXPECT_EQ(text_of(read_json, "{\"a\":1,\"b\":[[1],[2]]}\n{\"a\":2}\n"), "- **a**: 1\n- **b**:\n    - 1\n    - 2\n\n- **a**: 2\n");
}

TEST(JsonParser, BadJsonIsNamed) {
  EXPECT_EQ(text_of(read_json, "{\"a\":"), "failed: damaged");
  EXPECT_EQ(text_of(read_json, "{}"), "failed: no_text");
  EXPECT_EQ(text_of(read_json, "{\"a\":1}\nnothing\n"), "failed: damaged");
  std::string deep(200'000, '[');
  EXPECT_EQ(text_of(read_json, deep), "failed: damaged");
  std::string whole = deep + std::string(200'000, ']');
  EXPECT_EQ(text_of(read_json, whole), "failed: damaged");
  EXPECT_EQ(text_of(read_json, "[1," + std::string(300, '[') + "\"[[\"" + std::string(300, ']') + "]").substr(0, 4), "- 1\n");
}

TEST(XmlTextParser, TitlesParagraphsAndValues) {
  EXPECT_EQ(text_of(read_xml,
                    "<book><title>Pumps</title><chapter id='c1'><title>Seals</title><para>A <b>seal</b> holds.</para><limit "
                    "unit='bar'>5</limit></chapter></book>"),
            "# Pumps\n\n**chapter** (id: c1)\n\n## Seals\n\nA seal holds.\n\n- **limit** (unit: bar): 5\n");
  EXPECT_EQ(text_of(read_xml, "<a><b></a>"), "failed: damaged");
  EXPECT_EQ(text_of(read_xml, "<a/>"), "failed: no_text");
}

TEST(RtfParser, ParagraphsHeadingsTablesAndCharacters) {
  EXPECT_EQ(text_of(read_rtf,
                    "{\\rtf1\\ansi\\ansicpg949{\\fonttbl{\\f0\\fcharset129 Batang;}}{\\stylesheet{\\s1 heading 1;}}{\\info{\\title T}}"
                    "\\pard\\s1 Part\\par\\pard \\'b0\\'a1{\\b bold} x{\\super 2} \\u44032?\\u-10179?\\u-8704?\\line next{\\footnote note}\\par"
                    "{\\listtext 1.\\tab}one\\par{\\header gone}{\\*\\unknown gone}"
                    "\\trowd\\intbl a\\cell b\\cell\\row\\trowd\\intbl 1\\cell 2\\cell\\row\\pard end\\par}"),
            "# Part\n\n가**bold** x² 가😀\nnext[^1]\n\n1. one\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nend\n\n[^1]: note\n");
  EXPECT_EQ(read_rtf(input_of("{\\rtf1{\\info{\\author A}{\\title The {\\b one}}}text}", "x.rtf"))->title, "The one");
  EXPECT_EQ(text_of(read_rtf, "words"), "failed: not_rtf");
  EXPECT_EQ(text_of(read_rtf, "{\\rtf1}"), "failed: no_text");
}

TEST(RtfParser, HostileGroupsEnd) {
  EXPECT_EQ(text_of(read_rtf, "{\\rtf1 " + std::string(300'000, '{') + "x"), "x\n");
  EXPECT_EQ(text_of(read_rtf, "{\\rtf1 a}}}}}}b\\bin99999999 c"), "ab\n");
  EXPECT_EQ(text_of(read_rtf, "{\\rtf1 a\\u99999999999999 \\'zz\\"), "az\n") << "what follows \\u stands for it";
}

}  // namespace
}  // namespace jangin::collect
