// The readers of HWPX and HWP 5, on documents built here from the published formats.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/file.h"
#include "collect/readers/hwp.h"
#include "collect/readers/hwpx.h"
#include "collect/readers/office/compound_file.h"
#include "collect/readers/office/hangul.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

TEST(HwpxParser, HeadingsTablesNotesAndEquations) {
  std::string header =
      "<hh:head xmlns:hh='h'><hh:refList><hh:charPr id='1'><hh:bold/></hh:charPr><hh:paraPr id='2'><hh:heading type='OUTLINE' idRef='0' "
      "level='1'/></hh:paraPr>"
      "<hh:paraPr id='3'><hh:heading type='NUMBER' idRef='5' level='0'/></hh:paraPr></hh:refList></hh:head>";
  auto p = [](const std::string& text, const std::string& shape = "0") {
    return "<hp:p paraPrIDRef='" + shape + "'><hp:run charPrIDRef='0'><hp:t>" + text + "</hp:t></hp:run></hp:p>";
  };
  auto tc = [&](int row, int column, int rows, int columns, const std::string& text) {
    return "<hp:tc><hp:subList>" + p(text) + "</hp:subList><hp:cellAddr colAddr='" + std::to_string(column) + "' rowAddr='" + std::to_string(row) +
           "'/><hp:cellSpan colSpan='" + std::to_string(columns) + "' rowSpan='" + std::to_string(rows) + "'/></hp:tc>";
  };
  std::string section = "<hs:sec xmlns:hs='s' xmlns:hp='p'>" + p("제1장 총칙", "2") + p("하나", "3") + p("둘", "3") +
                        "<hp:p paraPrIDRef='0'><hp:run charPrIDRef='1'><hp:t>굵게</hp:t></hp:run><hp:run><hp:t> 글<hp:lineBreak/>다음</hp:t>"
                        "<hp:ctrl><hp:footNote><hp:subList>" +
                        p("각주") +
                        "</hp:subList></hp:footNote></hp:ctrl><hp:equation><hp:script>x over y</hp:script></hp:equation>"
                        "<hp:tbl><hp:tr>" +
                        tc(0, 0, 1, 2, "넓은") + "</hp:tr><hp:tr>" + tc(1, 0, 1, 1, "1") + tc(1, 1, 1, 1, "2") +
                        "</hp:tr></hp:tbl></hp:run></hp:p></hs:sec>";
  std::string bytes = zip_of({{"mimetype", "application/hwp+zip"}, {"Contents/header.xml", header}, {"Contents/section0.xml", section}}, true);
  auto reading = read_hwpx(input_of(bytes, "x.hwpx"));
  ASSERT_TRUE(reading) << reading.error().detail;
  EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
  EXPECT_EQ(reading->text,
            "## 제1장 총칙\n\n1. 하나\n2. 둘\n\n**굵게** 글\n다음[^1]$x over y$\n\n| 넓은 | 넓은 |\n|---|---|\n| 1 | 2 |\n\n[^1]: 각주\n");
  EXPECT_EQ(read_hwpx(input_of(zip_of({{"mimetype", "x"}}), "x.hwpx")).error().reason, "damaged");
}

void put_utf16(std::string& out, const std::u16string& text) {
  for (char16_t unit : text) put(out, unit, 2);
}

std::string record(uint32_t tag, uint32_t level, const std::string& data) {
  std::string out;
  put(out, tag | level << 10 | std::min<size_t>(data.size(), 0xfff) << 20, 4);
  if (data.size() >= 0xfff) put(out, data.size(), 4);
  return out + data;
}

/// A compound file (512-byte sectors) with FileHeader, DocInfo and BodyText/Section0; small streams in the short stream.
std::string compound(const std::vector<std::pair<std::string, std::string>>& streams) {
  constexpr uint32_t kEnd = 0xfffffffe, kFree = 0xffffffff;
  std::vector<uint32_t> table{0xfffffffd}, short_table;
  std::vector<std::string> sectors{""};
  std::string shorts;
  auto store = [&](const std::string& bytes) {
    auto first = static_cast<uint32_t>(sectors.size());
    for (size_t at = 0; at < bytes.size(); at += 512) {
      sectors.push_back(bytes.substr(at, 512));
      sectors.back().resize(512);
      table.push_back(at + 512 < bytes.size() ? static_cast<uint32_t>(sectors.size()) : kEnd);
    }
    return bytes.empty() ? kEnd : first;
  };
  std::vector<std::pair<uint32_t, uint64_t>> places;
  for (const auto& [name, bytes] : streams) {
    if (bytes.size() >= 4096) {
      places.emplace_back(store(bytes), bytes.size());
      continue;
    }
    places.emplace_back(static_cast<uint32_t>(short_table.size()), bytes.size());
    for (size_t at = 0; at < bytes.size(); at += 64) {
      shorts += bytes.substr(at, 64);
      shorts.resize((shorts.size() + 63) / 64 * 64);
      short_table.push_back(at + 64 < bytes.size() ? static_cast<uint32_t>(short_table.size() + 1) : kEnd);
    }
  }
  auto entry = [&](const std::string& name, int type, uint32_t right, uint32_t child, uint32_t first, uint64_t size) {
    std::string out;
    for (char c : name) put(out, static_cast<unsigned char>(c), 2);
    out.resize(64);
    put(out, 2 * (name.size() + 1), 2), put(out, static_cast<uint64_t>(type), 1), put(out, 1, 1), put(out, kFree, 4), put(out, right, 4),
        put(out, child, 4);
    out.resize(116);
    put(out, first, 4), put(out, size, 8);
    return out;
  };
  uint32_t short_first = store(shorts);
  std::string directory = entry("Root Entry", 5, kFree, 1, short_first, shorts.size()) +
                          entry("FileHeader", 2, 2, kFree, places[0].first, places[0].second) +
                          entry("DocInfo", 2, 3, kFree, places[1].first, places[1].second) + entry("BodyText", 1, kFree, 4, 0, 0) +
                          entry("Section0", 2, kFree, kFree, places[2].first, places[2].second);
  uint32_t directory_first = store(directory), short_table_first;
  std::string short_table_bytes;
  for (uint32_t next : short_table) put(short_table_bytes, next, 4);
  while (short_table_bytes.size() % 512 != 0) put(short_table_bytes, kFree, 4);
  short_table_first = store(short_table_bytes);
  for (uint32_t next : table) put(sectors[0], next, 4);
  while (sectors[0].size() < 512) put(sectors[0], kFree, 4);
  std::string out = std::string("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8) + std::string(16, '\0');
  put(out, 0x3e, 2), put(out, 3, 2), put(out, 0xfffe, 2), put(out, 9, 2), put(out, 6, 2), put(out, 0, 6), put(out, 0, 4), put(out, 1, 4),
      put(out, directory_first, 4), put(out, 0, 4);
  put(out, 4096, 4), put(out, short_table_first, 4), put(out, 1, 4), put(out, kEnd, 4), put(out, 0, 4), put(out, 0, 4);
  while (out.size() < 512) put(out, kFree, 4);
  for (const std::string& sector : sectors) out += sector;
  return out;
}

std::string para_header(uint32_t level, uint16_t shape) {
  std::string data;
  put(data, 0, 4), put(data, 0, 4), put(data, shape, 2), data.append(12, char{0});
  return record(0x42, level, data);
}
std::string para(uint32_t level, const std::u16string& text, uint16_t shape = 0) {
  std::string units;
  put_utf16(units, text + u"\r");
  return para_header(level, shape) + record(0x43, level + 1, units);
}
std::string control(uint32_t level, const char* id) { return record(0x47, level, {id[3], id[2], id[1], id[0]}); }
std::string cell(uint32_t level, int column, int row, int columns, int rows, const std::u16string& text) {
  std::string data;
  put(data, 1, 2), put(data, 0, 6);
  for (int value : {column, row, columns, rows}) put(data, static_cast<uint64_t>(value), 2);
  return record(0x48, level, data) + para(level, text);
}
std::string control_char(int code) {
  std::string out;
  put(out, static_cast<uint64_t>(code), 2);
  out += std::string(12, '\0');
  put(out, static_cast<uint64_t>(code), 2);
  return out;
}

std::string file_header(uint32_t flags) {
  std::string out = "HWP Document File";
  out.resize(32);
  put(out, 0x05000300, 4), put(out, flags, 4);
  out.resize(256);
  return out;
}

std::string doc_info() {
  std::string plain(50, '\0'), bold = plain, none(40, '\0'), outline = none;
  bold[46] = 2;
  uint32_t flags = 1U << 23 | 1U << 25;
  for (int i = 0; i < 4; ++i) outline[static_cast<size_t>(i)] = static_cast<char>(flags >> (8 * i));
  return record(0x15, 0, plain) + record(0x15, 0, bold) + record(0x19, 0, none) + record(0x19, 0, outline);
}

std::string section() {
  std::string units, looks;
  put_utf16(units, u"굵게 글");
  units += control_char(17) + control_char(11);
  put_utf16(units, u"\n다음\r");
  put(looks, 0, 4), put(looks, 1, 4), put(looks, 2, 4), put(looks, 0, 4);
  return para(0, u"제1장 총칙", 1) + para_header(0, 0) + record(0x43, 1, units) + record(0x44, 1, looks) + control(1, "fn  ") +
         record(0x48, 2, std::string(8, '\0')) + para(2, u"각주") + control(1, "tbl ") + record(0x4d, 2, std::string(22, '\0')) +
         cell(2, 0, 0, 2, 1, u"넓은") + cell(2, 0, 1, 1, 1, u"1") + cell(2, 1, 1, 1, 1, u"2") + para(0, std::u16string(3000, u'끝'));
}

std::string reason(const std::string& bytes) {
  auto reading = read_hwp(input_of(bytes, "x.hwp"));
  return reading ? "read" : reading.error().reason;
}

TEST(HwpParser, HeadingsStylesNotesAndTables) {
  for (bool packed : {false, true}) {
    std::string bytes = compound({{"FileHeader", file_header(packed)},
                                  {"DocInfo", packed ? deflated(doc_info()) : doc_info()},
                                  {"Section0", packed ? deflated(section()) : section()}});
    auto reading = read_hwp(input_of(bytes, "x.hwp"));
    ASSERT_TRUE(reading) << reading.error().reason << ": " << reading.error().detail;
    EXPECT_TRUE(decode_outcome(encode_outcome(reading)));
    EXPECT_THAT(reading->text, testing::StartsWith("## 제1장 총칙\n\n**굵게** 글[^1]\n다음\n\n| 넓은 | 넓은 |\n|---|---|\n| 1 | 2 |\n\n끝끝"));
    EXPECT_THAT(reading->text, testing::EndsWith("끝\n\n[^1]: 각주\n"));
  }
}

TEST(HwpParser, BadFilesAreNamed) {
  EXPECT_EQ(reason("words"), "not_a_compound_file");
  EXPECT_EQ(reason(compound({{"FileHeader", file_header(2)}, {"DocInfo", doc_info()}, {"Section0", section()}})), "encrypted");
  EXPECT_EQ(reason(compound({{"FileHeader", file_header(4)}, {"DocInfo", doc_info()}, {"Section0", section()}})), "encrypted");
  EXPECT_EQ(reason(compound({{"FileHeader", std::string(256, 'x')}, {"DocInfo", doc_info()}, {"Section0", section()}})), "damaged");
  EXPECT_EQ(
      reason(compound({{"FileHeader", file_header(1)}, {"DocInfo", deflated(doc_info())}, {"Section0", deflated(std::string(30'000'000, '\0'))}})),
      "archive_bomb");
  EXPECT_EQ(reason(compound({{"FileHeader", file_header(1)}, {"DocInfo", deflated(doc_info())}, {"Section0", "no deflate"}})), "damaged");
}

TEST(HwpParser,
     CellsFarApartTakeNoMoreMemoryThanATableMay) {  // a fuzzer's finding, and its like: places between them were made without being counted
  const auto bytes = read_file(std::filesystem::path(JANGIN_SOURCE_DIR) / "fuzz/corpus/hwp/far_cells.hwp");
  ASSERT_TRUE(bytes);
  const auto reading = read_hwp(input_of(*bytes, "far.hwp"));
  EXPECT_TRUE(reading ? reading->text.size() < 8'000'000 : !reading.error().reason.empty());
  office::HangulTable table;
  table.put(0, 0, 1, 1, "first");
  for (int64_t row = 1; row < 65'535; ++row) table.put(row, 999, 1, 1, "x");
  EXPECT_LT(table.bytes(), 64'000'000u);
}

TEST(HwpParser, CutsAndFlippedBytesNeverHarm) {
  std::string bytes = compound({{"FileHeader", file_header(0)}, {"DocInfo", doc_info()}, {"Section0", section()}});
  for (size_t i = 0; i < bytes.size(); i += 7) {
    reason(bytes.substr(0, i));
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0xff);
    reason(flipped);
  }
}

}  // namespace
}  // namespace jangin::collect
