// Archives: every file inside is a document or a verdict of its own; bombs, lies and tricks cost only what they must.
#include <gmock/gmock.h>
#include <sys/wait.h>

#include <csignal>
#include <set>

#include "base/hash.h"
#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/members_for_tests.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::Key;
using testing::Pair;
using testing::UnorderedElementsAre;

std::string golden(const std::string& name) { return bytes_of(fixture("archives/" + name)); }
const std::string kManual = "설명서 본문입니다.\n";

TEST(ArchiveParser, GoldensOfOtherProgramsOpen) {
  for (const char* name : {"utf8.zip", "cp949.zip", "lzma.zip", "bzip2.zip", "pax.tar.xz", "gnu.tar.bz2", "cp949.tar.gz", "plain.7z"}) {
    KeptMembers members;
    EXPECT_EQ(open_bytes("archive", golden(name), name, members), "") << name;
    EXPECT_EQ(members.bytes["가/설명서.txt"], kManual) << name;
    EXPECT_EQ(members.bytes["notes.md"], "# Notes\n\nTwo lines\nof text.\n") << name;
    EXPECT_EQ(members.bytes["empty.txt"], "") << name;
  }
}

TEST(ArchiveParser, LinksAndDevicesAreListed) {
  KeptMembers members;
  EXPECT_EQ(open_bytes("archive", golden("pax.tar.xz"), "pax.tar.xz", members), "");
  EXPECT_THAT(members.refused, UnorderedElementsAre(Pair("link.txt", "symlink"), Pair("hard.txt", "hard_link"), Pair("pipe", "not_a_file"),
                                                    Pair("disk", "not_a_file")));
}

TEST(ArchiveParser, EncryptedFilesAndDirectoriesAreNamed) {
  KeptMembers files, directory;
  EXPECT_EQ(open_bytes("archive", golden("encrypted.zip"), "encrypted.zip", files), "");
  EXPECT_THAT(files.refused, ElementsAre(Pair("가/설명서.txt", "encrypted")));
  EXPECT_THAT(files.bytes, testing::Contains(Key("notes.md")));
  EXPECT_EQ(open_bytes("archive", golden("headers.7z"), "headers.7z", directory), "encrypted");
}

TEST(ArchiveParser, SingleFilesAndAllCompressions) {
  const std::vector<std::pair<std::string, std::string>> files{{"a.txt", "alpha\n"}, {"b/c.txt", std::string(300'000, 'c')}};
  for (const char* filter : {"none", "gzip", "xz", "zstd", "bzip2", "lz4"}) {
    KeptMembers members;
    EXPECT_EQ(open_bytes("archive", archive_of(files, "pax", filter), "x.tar", members), "") << filter;
    EXPECT_EQ(members.bytes["b/c.txt"], files[1].second) << filter;
  }
  KeptMembers seven, single;
  EXPECT_EQ(open_bytes("archive", archive_of(files, "7zip"), "x.7z", seven), "");
  EXPECT_EQ(seven.bytes["a.txt"], "alpha\n");
  EXPECT_EQ(open_bytes("archive", archive_of({{"x", "packed\n"}}, "raw", "gzip"), "docs/notes.txt.gz", single), "");
  EXPECT_THAT(single.bytes, ElementsAre(Pair("notes.txt", "packed\n")));
  KeptMembers large;
  EXPECT_EQ(open_bytes("archive", archive_of({{"x", std::string(10'000'001, 'x')}}, "raw", "gzip"), "x.txt.gz", large), "")
      << "of a size that nothing says beforehand";
  EXPECT_THAT(large.refused, ElementsAre(Pair("x.txt", "too_large")));
  EXPECT_THAT(large.bytes, testing::IsEmpty());
}

/// Whatever is cut off: what stood before it is whole, and the cut is told.
TEST(ArchiveParser, CutArchivesGiveWhatIsWhole) {
  std::string noise;
  Random random(3);
  for (int i = 0; i < 40'000; ++i) noise += static_cast<char>(random.below(256));
  for (const auto& [format, filter] :
       std::vector<std::pair<std::string, std::string>>{{"pax", "none"}, {"pax", "gzip"}, {"pax", "zstd"}, {"zip", "none"}, {"7zip", "none"}}) {
    const std::string whole = archive_of({{"first.txt", "first\n"}, {"noise.txt", noise}, {"last.txt", "last\n"}}, format, filter);
    for (size_t keep : {whole.size() / 2, whole.size() * 3 / 4}) {
      KeptMembers members;
      const std::string reason = open_bytes("archive", whole.substr(0, keep), "x." + format, members);
      EXPECT_THAT(reason, testing::AnyOf("truncated", "damaged")) << format << filter << keep;
      for (const auto& [name, bytes] : members.bytes) EXPECT_TRUE(name == "first.txt" && bytes == "first\n") << format << filter << name;
    }
  }
}

TEST(ArchiveParser, ChangedBytesNeverCrashAndNeverPassForWhole) {
  Random random(11);
  const std::string text(5000, 't');
  for (const char* format : {"zip", "7zip", "pax"}) {
    const std::string whole = archive_of({{"a.txt", text}, {"b.txt", "second\n"}}, format, "none");
    for (int i = 0; i < 60; ++i) {
      std::string bytes = whole;
      for (uint32_t n = 1 + random.below(4); n > 0; --n)
        bytes[random.below(static_cast<uint32_t>(bytes.size()))] = static_cast<char>(random.below(256));
      KeptMembers members;
      (void)open_bytes("archive", bytes, "x", members);
    }
  }
  std::string zip = zip_of({{"a.txt", text}});
  zip[200] = 'X';  // stored: only the check sum can tell
  KeptMembers members;
  (void)open_bytes("archive", zip, "x.zip", members);
  EXPECT_THAT(members.refused, ElementsAre(Pair("a.txt", "damaged")));
}

TEST_F(SourcesTest, MembersAreDocumentsWithTheirPathInside) {
  const std::string inner = zip_of({{"a/b.md", "# Inner\n\nText within.\n"}, {"manual.pdf", bytes_of(fixture("manual.pdf"))}}, true);
  add("outer.tar",
      archive_of({{"x/inner.zip", inner}, {"top.txt", "on top\n"}, {"sheet.xyz", "?"}, {".hidden.txt", "h\n"}, {"same.txt", "plain file\n"}}));
  add("plain.txt", "plain file\n");
  add("cp949.zip", golden("cp949.zip"));
  CollectReport report = collected();
  auto rows = documents();
  std::vector<std::string> names;
  for (const auto& [name, row] : rows) names.push_back(name);
  EXPECT_THAT(names, UnorderedElementsAre("docs/cp949.zip / notes.md", "docs/cp949.zip / 가/설명서.txt", "docs/outer.tar / same.txt",
                                          "docs/outer.tar / top.txt", "docs/outer.tar / x/inner.zip/a/b.md",
                                          "docs/outer.tar / x/inner.zip/manual.pdf", "docs/plain.txt"));
  const record::Document& inside = rows["docs/outer.tar / x/inner.zip/a/b.md"];
  EXPECT_EQ(inside.blob_id, report.sources[1].blob_id);
  EXPECT_EQ(inside.source_id, "docs/outer.tar");
  EXPECT_EQ(bytes_of(request_.workspace / "sources" / inside.metadata.at("blob_id")), "# Inner\n\nText within.\n");
  EXPECT_NE(rows["docs/plain.txt"].doc_id, rows["docs/outer.tar / same.txt"].doc_id);
  EXPECT_EQ(rows["docs/plain.txt"].doc_id,
            hash_fields({rows["docs/plain.txt"].blob_id, "", "text", std::to_string(rows["docs/plain.txt"].reader_version)}));
  EXPECT_THAT(reasons(report),
              UnorderedElementsAre(Pair("docs/cp949.zip / empty.txt", "zero_bytes"), Pair("docs/outer.tar / sheet.xyz", "no_reader")));
  EXPECT_EQ(report.found, 9U);
  EXPECT_EQ(report.passed_over["hidden"], 1U);
  EXPECT_EQ(report.sources.size(), 3U) << "an archive is one source";
  auto items = record::read_items(request_.workspace / "collect/items.parquet");
  ASSERT_TRUE(items);
  EXPECT_EQ(items->size(), 9U);
}

TEST_F(SourcesTest, OfficeFilesStayWithTheirReadersAndArchivesCanStayShut) {
  add("a.docx", zip_of({{"word/document.xml", "<w:document><w:body><w:p><w:r><w:t>Office text</w:t></w:r></w:p></w:body></w:document>"}}));
  add("b.zip", zip_of({{"in.txt", "inside\n"}}));
  request_.config.sources[0].open_archives = false;
  CollectReport shut = collected();
  EXPECT_THAT(reasons(shut), ElementsAre(Pair("docs/b.zip", "no_reader")));
  request_.config.sources[0].open_archives = true;
  CollectReport open = collected();
  EXPECT_FALSE(open.current);
  EXPECT_THAT(documents(), UnorderedElementsAre(Key("docs/a.docx"), Key("docs/b.zip / in.txt")));
  request_.config.sources[0].exclude = {"in.*"};
  EXPECT_EQ(collected().passed_over["excluded"], 1U);
}

TEST_F(SourcesTest, NamesAreOnlyNames) {
  add("slip.zip", golden("slip.zip"));
  collected();
  EXPECT_THAT(documents(), UnorderedElementsAre(Key("docs/slip.zip / ../../escape.txt"), Key("docs/slip.zip / /etc/absolute.txt"),
                                                Key("docs/slip.zip / a/b.txt")));
  EXPECT_FALSE(fs::exists("/etc/absolute.txt"));
  for (const auto& entry : fs::recursive_directory_iterator(work_.path)) EXPECT_NE(entry.path().filename(), "escape.txt");
}

TEST_F(SourcesTest, UnchangedArchivesAreNeitherUnpackedNorReadAgain) {
  add("a.zip", zip_of({{"1.txt", "one\n"}, {"2.txt", "two\n"}}));
  add("note.md", "x\n");
  CollectReport first = collected();
  EXPECT_EQ(first.read, 3U);
  EXPECT_TRUE(collected().current);
  add("b.zip", zip_of({{"2.txt", "two\n"}, {"3.txt", "three\n"}}));
  CollectReport second = collected();
  EXPECT_EQ(second.from_cache, 4U) << "the first archive, the note, and the file that both hold";
  EXPECT_EQ(second.read, 1U);
  fs::remove(work_.path / "docs/a.zip");
  CollectReport third = collected();
  EXPECT_EQ(third.found, 3U);
  const std::string hash = third.manifest.hash();
  fs::remove_all(request_.workspace);
  EXPECT_EQ(collected().manifest.hash(), hash);
}

/// What an archive held is no longer among the originals, or not whole: it is opened again.
TEST_F(SourcesTest, AMemberThatVanishedIsUnpackedAgain) {
  add("a.zip", zip_of({{"1.txt", "one\n"}, {"2.txt", "two\n"}}));
  collected();
  const fs::path copy = request_.workspace / "sources" / documents()["docs/a.zip / 2.txt"].metadata.at("blob_id");
  for (bool gone : {true, false}) {
    gone ? (void)fs::remove(copy) : fs::resize_file(copy, 1);
    add(gone ? "more.md" : "still_more.md", "x\n");
    EXPECT_EQ(collected().failed, 0U);
    EXPECT_EQ(bytes_of(copy), "two\n") << gone;
  }
}

/// A file that an archive no longer holds is no document any more, and the source has another blob.
TEST_F(SourcesTest, AFileThatLeftItsArchiveIsNoDocument) {
  add("a.zip", zip_of({{"1.txt", "one\n"}, {"2.txt", "two\n"}}));
  const std::string before = collected().sources[0].blob_id;
  add("a.zip", zip_of({{"1.txt", "one\n"}}));
  CollectReport report = collected();
  EXPECT_THAT(documents(), ElementsAre(Key("docs/a.zip / 1.txt")));
  EXPECT_NE(report.sources[0].blob_id, before);
}

/// Like 42.zip: sixteen archives in each, many levels deep; all of it a few kilobytes.
TEST_F(SourcesTest, ANestedBombIsBoundedAndNamed) {
  std::string level = zip_of({{"zeros.txt", std::string(9'000'000, '0')}}, true);
  for (int i = 0; i < 6; ++i) {
    std::vector<std::pair<std::string, std::string>> entries;
    for (int k = 0; k < 16; ++k) entries.emplace_back("lib" + std::to_string(k) + ".zip", level);
    level = zip_of(entries, true);
  }
  add("42.zip", level);
  add("good.txt", "good\n");
  request_.config.max_members = 2000;
  CollectReport report = collected();
  EXPECT_THAT(reasons(report), ElementsAre(Pair("docs/42.zip", "archive_bomb")));
  EXPECT_THAT(documents(), ElementsAre(Key("docs/good.txt")));
  EXPECT_LT(stored_bytes(), 30'000'000U);
}

TEST_F(SourcesTest, DepthAndSizeBoundsCostTheMember) {
  std::string inner = zip_of({{"deep.txt", "deep\n"}});
  for (int i = 0; i < 4; ++i)
    inner = zip_of({{std::to_string(i) + ".zip", inner}, {"at" + std::to_string(i) + ".txt", "here " + std::to_string(i) + "\n"}});
  add("nest.zip", inner);
  add("large.tar", archive_of({{"big.txt", std::string(2'000'000, 'b')}, {"small.txt", "small\n"}}));
  request_.config.max_file_mb = 3;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/nest.zip / 3.zip/2.zip/1.zip/0.zip", "too_deep")));
  EXPECT_TRUE(documents().contains("docs/nest.zip / 3.zip/2.zip/1.zip/at0.txt"));
  request_.config.max_depth = 5;
  EXPECT_TRUE(reasons(collected()).empty());
  EXPECT_TRUE(documents().contains("docs/nest.zip / 3.zip/2.zip/1.zip/0.zip/deep.txt"));
  fs::remove(work_.path / "docs/large.tar");
  add("large.tar.gz", archive_of({{"big.txt", std::string(2'000'000, 'b')}, {"small.txt", "small\n"}}, "pax", "gzip"));
  request_.config.max_file_mb = 1;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/large.tar.gz / big.txt", "too_large")));
  EXPECT_TRUE(documents().contains("docs/large.tar.gz / small.txt"));
}

TEST_F(SourcesTest, RatioAndTotalAndNumberCostTheArchiveAndNothingStays) {
  std::vector<std::pair<std::string, std::string>> zeros;
  for (int i = 0; i < 6; ++i) zeros.emplace_back(std::to_string(i) + ".txt", std::string(5'000'000, static_cast<char>('0' + i)));
  add("ratio.zip", zip_of(zeros, true));
  add("good.txt", "good\n");
  CollectReport report = collected();
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_EQ(report.failures[0].reason, "archive_bomb");
  EXPECT_THAT(report.failures[0].detail, testing::HasSubstr("400 times"));
  EXPECT_LT(stored_bytes(), 200'000U);
  fs::rename(work_.path / "docs/ratio.zip", work_.path / "ratio.zip");
  std::string total = archive_of({{"a.txt", std::string(700'000, 'a')}, {"b.txt", std::string(700'000, 'b')}});
  add("total.tar", total);
  request_.config.max_unpacked_mb = 1;
  CollectReport over = collected();
  ASSERT_EQ(over.failures.size(), 1U);
  EXPECT_THAT(over.failures[0].detail, testing::HasSubstr("max_unpacked_mb"));
  request_.config.max_unpacked_mb = 2;
  EXPECT_EQ(collected().failed, 0U) << "a bound that was raised counts at once";
}

/// Sizes that lie: a zip directory of 2 GB, a tar header of more than any disk.
TEST_F(SourcesTest, LyingSizesAreBounded) {
  std::string zip = zip_of({{"a.txt", std::string(1000, 'a')}}), tar = archive_of({{"a.txt", "abc"}});
  zip.replace(zip.find("PK\1\2") + 24, 4, "\xff\xff\xff\x7f");  // the directory says 2 GB
  tar.replace(124, 12, std::string("\x80\0\0\0\0\0\x10\0\0\0\0\0", 12));
  uint32_t sum = 0;
  tar.replace(148, 8, "        ");
  for (size_t i = 0; i < 512; ++i) sum += static_cast<unsigned char>(tar[i]);
  char text[9];
  std::snprintf(text, sizeof text, "%06o", sum);
  tar.replace(148, 7, std::string(text) + '\0');
  add("lie.zip", zip);
  add("lie.tar", tar);
  add("good.txt", "good\n");
  CollectReport report = collected();
  auto why = reasons(report);
  EXPECT_EQ(why["docs/lie.tar / a.txt"], "too_large");
  auto rows = documents();
  EXPECT_THAT(rows, UnorderedElementsAre(Key("docs/good.txt"), Key("docs/lie.zip / a.txt")));
  EXPECT_EQ(rows["docs/lie.zip / a.txt"].text.size(), 1001U) << "the file's own header and check sum are right";
}

TEST_F(SourcesTest, ACutArchiveGivesWhatIsWholeAndIsListed) {
  const std::string tar = archive_of({{"a.txt", "alpha\n"}, {"b.txt", std::string(5000, 'b')}});
  add("cut.tar", tar.substr(0, 3000));
  CollectReport report = collected();
  EXPECT_THAT(documents(), ElementsAre(Key("docs/cut.tar / a.txt")));
  EXPECT_THAT(reasons(report), UnorderedElementsAre(Pair("docs/cut.tar", "truncated"), Pair("docs/cut.tar / b.txt", "truncated")));
  EXPECT_EQ(report.found, 3U);
}

TEST_F(SourcesTest, AnEmptyArchiveAndABrokenOneAreListed) {
  add("empty.zip", zip_of({}));
  add("words.zip", "these are words");
  add("good.txt", "good\n");
  EXPECT_THAT(reasons(collected()), UnorderedElementsAre(Pair("docs/empty.zip", "no_documents"), Pair("docs/words.zip", "not_an_archive")));
}

/// A file of the archive is called as a file of the archive in it; and two of one name.
TEST_F(SourcesTest, NoTwoDocumentsOfAFileHaveOneName) {
  const std::string inner = zip_of({{"a.txt", "within\n"}, {"b.txt", "b\n"}});
  add("x.tar",
      archive_of({{"in.zip", inner}, {"in.zip/a.txt", "beside\n"}, {"c.md", "# One\n"}, {"c.md", "# Two\n"}, {"README", "r\n"}, {"README", "s\n"}}));
  CollectReport report = collected();
  EXPECT_THAT(documents(), UnorderedElementsAre(Key("docs/x.tar / in.zip/a.txt"), Key("docs/x.tar / in.zip/a~2.txt"),
                                                Key("docs/x.tar / in.zip/b.txt"), Key("docs/x.tar / c.md"), Key("docs/x.tar / c~2.md")));
  EXPECT_THAT(reasons(report), UnorderedElementsAre(Pair("docs/x.tar / README", "no_reader"), Pair("docs/x.tar / README~2", "no_reader")));
  auto items = record::read_items(request_.workspace / "collect/items.parquet");
  ASSERT_TRUE(items);
  std::set<std::string> subjects;
  for (const record::CollectedItem& item : *items) subjects.insert(item.subject_id);
  EXPECT_EQ(subjects.size(), 7U);
}

/// What a bomb brought goes, but not what a good archive holds, too; opened side by side, in either order.
TEST_F(SourcesTest, ABombTakesNothingFromAGoodArchive) {
  std::vector<std::pair<std::string, std::string>> zeros{{"shared.txt", "shared\n"}};
  for (int i = 0; i < 6; ++i) zeros.emplace_back(std::to_string(i) + ".txt", std::string(5'000'000, static_cast<char>('0' + i)));
  add("b.zip", zip_of(zeros, true));
  for (const char* name : {"a.zip", "c.zip"}) add(name, zip_of({{"shared.txt", "shared\n"}, {name, "x"}}));
  for (int64_t parallel : {1, 3}) {
    request_.config.parallel = parallel;
    fs::remove_all(request_.workspace);
    EXPECT_EQ(reasons(collected())["docs/b.zip"], "archive_bomb");
    EXPECT_THAT(documents(), UnorderedElementsAre(Key("docs/a.zip / shared.txt"), Key("docs/c.zip / shared.txt"))) << parallel;
  }
}

/// The bounds are each file's: one that has used its own up says nothing about another that holds the same archive.
TEST_F(SourcesTest, BoundsOfOneFileAreNotAnothers) {
  const std::string inner = zip_of({{"1.txt", "1\n"}, {"2.txt", "2\n"}, {"3.txt", "3\n"}});
  std::vector<std::pair<std::string, std::string>> many{{"in.zip", inner}};
  for (int i = 0; i < 8; ++i) many.emplace_back("f" + std::to_string(i) + ".txt", "f\n");
  add("a.tar", archive_of(many));
  add("b.tar", archive_of({{"in.zip", inner}}));
  request_.config.max_members = 10;  // a.tar: 9 and 3
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/a.tar", "archive_bomb")));
  EXPECT_EQ(documents().size(), 3U);
  request_.config.max_members = 12;
  EXPECT_EQ(collected().failed, 0U);
}

/// Two archives in one: the first breaks the bound of the whole, the second would not have.
TEST_F(SourcesTest, ABoundOfTheWholeCostsTheWholeWhateverComesAfter) {
  std::vector<std::pair<std::string, std::string>> many;
  for (int i = 0; i < 8; ++i) many.emplace_back(std::to_string(i) + ".txt", std::string(200'000, static_cast<char>('a' + i)));
  add("x.tar", archive_of({{"1.zip", zip_of(many, true)}, {"2.zip", zip_of({{"small.txt", "s\n"}})}}));
  add("good.txt", "good\n");
  request_.config.max_unpacked_mb = 1;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/x.tar", "archive_bomb")));
  EXPECT_THAT(documents(), ElementsAre(Key("docs/good.txt")));
}

/// A bound that was lowered counts for what is remembered as it does for what is opened.
TEST_F(SourcesTest, BoundsHoldForRememberedArchivesToo) {
  add("a.tar", archive_of({{"1.txt", std::string(700'000, '1')}, {"2.txt", std::string(700'000, '2')}, {"3.txt", "3\n"}}));
  add("good.txt", "good\n");
  EXPECT_EQ(collected().failed, 0U);
  request_.config.max_unpacked_mb = 1;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/a.tar", "archive_bomb")));
  request_.config.max_unpacked_mb = 2;
  request_.config.max_members = 2;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/a.tar", "archive_bomb")));
  request_.config.max_members = 3;
  EXPECT_EQ(collected().failed, 0U);
}

TEST_F(SourcesTest, ABoundOfTheMemberThatWasRaisedCountsAtOnce) {
  add("a.tar.gz", archive_of({{"big.txt", std::string(1'500'000, 'b')}, {"small.txt", "small\n"}}, "pax", "gzip"));
  request_.config.max_file_mb = 1;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/a.tar.gz / big.txt", "too_large")));
  request_.config.max_file_mb = 2;
  EXPECT_EQ(collected().failed, 0U);
}

TEST_F(SourcesTest, ManyTinyMembersOfATar) {
  std::string tar;
  const std::string one = archive_of({{"000000.txt", "tiny\n"}}).substr(0, 1024);
  for (int i = 0; i < 1500; ++i) tar += one;  // the same name again and again
  add("many.tar", tar + std::string(1024, '\0'));
  add("good.txt", "good\n");
  request_.config.max_members = 1000;
  EXPECT_THAT(reasons(collected()), ElementsAre(Pair("docs/many.tar", "archive_bomb")));
  request_.config.max_members = 2000;
  CollectReport all = collected();
  EXPECT_EQ(all.found, 1501U);
  EXPECT_TRUE(documents().contains("docs/many.tar / 000000~1500.txt"));
}

}  // namespace
}  // namespace jangin::collect
