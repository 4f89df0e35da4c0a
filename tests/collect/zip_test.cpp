// The zip archive and XML behind the office formats: bounds and lies.
#include "collect/readers/zip.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "collect/readers/xml.h"
#include "collect/readers_for_tests.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

std::string reason_of_entry(const std::string& bytes, const std::string& name, const ZipLimits& limits = {}) {
  auto zip = ZipArchive::open(std::as_bytes(std::span(bytes.data(), bytes.size())), limits);
  if (!zip) return zip.error().reason;
  auto entry = zip->read(name);
  return entry ? "read " + *entry : entry.error().reason;
}

TEST(ZipParser, EntriesComeBackStoredAndPacked) {
  for (bool deflate : {false, true}) {
    std::string bytes = zip_of({{"a/b.xml", "first"}, {"./c.xml", "second"}, {"a/b.xml", "again"}}, deflate);
    auto zip = ZipArchive::open(std::as_bytes(std::span(bytes.data(), bytes.size())));
    ASSERT_TRUE(zip) << zip.error().detail;
    EXPECT_THAT(zip->names(), testing::ElementsAre("a/b.xml", "c.xml"));
    EXPECT_EQ(*zip->read("a/b.xml"), "first");
    EXPECT_EQ(*zip->read("c.xml"), "second");
    EXPECT_EQ(zip->read("none").error().reason, "damaged");
  }
}

TEST(ZipParser, WhatIsNoArchiveIsNamed) {
  EXPECT_EQ(reason_of_entry("no archive at all", "a"), "not_a_zip");
  std::string bytes = zip_of({{"a.xml", std::string(5000, 'x')}});
  EXPECT_EQ(reason_of_entry(bytes.substr(0, 3000), "a.xml"), "truncated");
  std::string damaged = bytes;
  damaged[100] = 'y';
  EXPECT_EQ(reason_of_entry(damaged, "a.xml"), "damaged") << "the check sum must not fit";
  std::string encrypted = bytes;
  size_t directory = encrypted.find("PK\x01\x02");
  encrypted[directory + 8] |= 1;
  EXPECT_EQ(reason_of_entry(encrypted, "a.xml"), "encrypted");
}

TEST(ZipParser, BombsAreBounded) {
  std::string bomb = zip_of({{"a", std::string(30'000'000, '\0')}, {"b", std::string(100, 'b')}}, true);
  EXPECT_LT(bomb.size(), 40'000U);
  EXPECT_EQ(reason_of_entry(bomb, "a"), "archive_bomb") << "by ratio";
  EXPECT_EQ(reason_of_entry(bomb, "b"), "read " + std::string(100, 'b'));
  EXPECT_EQ(reason_of_entry(bomb, "a", {.max_entry_bytes = 1'000'000}), "archive_bomb") << "by size";
  EXPECT_EQ(reason_of_entry(bomb, "b", {.max_total_bytes = 50}), "archive_bomb") << "by all together";
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 50; ++i) many.emplace_back("entry" + std::to_string(i), "x");
  EXPECT_EQ(reason_of_entry(zip_of(many), "entry1", {.max_entries = 49}), "archive_bomb");
  // What the directory says of the size is not believed.
  std::string lying = bomb;
  size_t directory = lying.find("PK\x01\x02");
  for (size_t i = 24; i < 28; ++i) lying[directory + i] = 0;
  EXPECT_NE(reason_of_entry(lying, "a").substr(0, 4), "read");
}

TEST(ZipParser, CutsAndFlippedBytesNeverHarm) {
  std::string bytes = zip_of({{"a.xml", "<a>text</a>"}, {"b.xml", std::string(300, 'b')}}, true);
  for (size_t i = 0; i < bytes.size(); ++i) {
    reason_of_entry(bytes.substr(0, i), "a.xml");
    std::string flipped = bytes;
    flipped[i] = static_cast<char>(flipped[i] ^ 0xff);
    reason_of_entry(flipped, "a.xml");
  }
}

TEST(ZipParser, PathsStayInsideTheArchive) {
  EXPECT_EQ(zip_path("word/document.xml", "media/a.png"), "word/media/a.png");
  EXPECT_EQ(zip_path("ppt/slides/slide1.xml", "../notes/n.xml"), "ppt/notes/n.xml");
  EXPECT_EQ(zip_path("a/b.xml", "/c.xml"), "c.xml");
  EXPECT_EQ(zip_path("a/b.xml", "../../../etc/passwd"), "etc/passwd");
}

TEST(XmlParser, ElementsAttributesAndTexts) {
  auto tree = parse_xml("<?xml version='1.0'?><w:a xmlns:w='u' w:id='1' id='2'>x &amp; <b/>y<![CDATA[<z>]]></w:a>");
  ASSERT_TRUE(tree) << tree.error().detail;
  const Node* a = tree->root()->child("a");
  ASSERT_TRUE(a);
  EXPECT_EQ(a->attribute("id"), "2");
  EXPECT_EQ(a->attribute("w:id"), "1");
  EXPECT_EQ(text_below(*a), "x & y<z>");
  EXPECT_EQ(text_below(*parse_xml("<?xml version='1.0' encoding='euc-kr'?><a>\xb0\xa1</a>")->root()), "가");
}

TEST(XmlParser, EntitiesAreBoundedAndNeverFetched) {
  std::string bomb = "<!DOCTYPE a [<!ENTITY x0 'ha'>";
  for (int i = 1; i < 40; ++i) bomb += "<!ENTITY x" + std::to_string(i) + " '&x" + std::to_string(i - 1) + ";&x" + std::to_string(i - 1) + ";'>";
  EXPECT_EQ(parse_xml(bomb + "]><a>&x39;</a>").error().reason, "damaged");
  auto outside = parse_xml("<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>in &x; out</a>");
  EXPECT_TRUE(!outside || text_below(*outside->root()) == "in  out");
  EXPECT_EQ(parse_xml("<a>" + std::string(1000, 'x') + "</a>", {.max_text_bytes = 500}).error().reason, "damaged");
  EXPECT_EQ(parse_xml("<a><b></a>").error().reason, "damaged");
  std::string deep;
  for (int i = 0; i < 50'000; ++i) deep += "<a>";
  EXPECT_FALSE(parse_xml(deep));
}

TEST(XmlParser, PiecesAreHandedOverOneByOne) {
  std::vector<std::string> rows;
  auto rest = parse_xml_in_pieces("<s><h>head</h><row><c>1</c></row><row>2<row>in</row></row><t>tail</t></s>", "row", [&](const Node& row) {
    rows.push_back(text_below(row));
    return true;
  });
  ASSERT_TRUE(rest);
  EXPECT_THAT(rows, testing::ElementsAre("1", "2in"));
  EXPECT_EQ(text_below(*rest->root()), "headtail");
}

}  // namespace
}  // namespace jangin::collect
