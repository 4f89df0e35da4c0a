// The stage: every file ends as a document or as a verdict with its reason; nothing is read twice; bad input never stops the rest.
#include "collect/collect.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <map>
#include <thread>
#include <atomic>

#include "base/file.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "collect/originals.h"
#include "collect/readers_for_tests.h"
#include "record/shard.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

class CollectTest : public ::testing::Test {
 protected:
  void SetUp() override {
    set_progress_style(ProgressStyle::silent);
    request_.workspace = work_.path / "workspace";
    request_.base = work_.path;
    request_.registry = &readers_for_tests();
    request_.config.sources.emplace_back();
    request_.config.sources[0].path = "docs";
    request_.config.timeout_seconds = 20;
    request_.config.memory_mb = 500;
    fs::create_directories(work_.path / "docs");
  }
  void add(const std::string& name, const std::string& bytes) { work_.write("docs/" + name, bytes); }
  void add_fixture(const std::string& name) { add(name, bytes_of(fixture(name))); }
  CollectReport collected() {
    auto report = collect(request_);
    EXPECT_TRUE(report) << report.error().text();
    return report ? *report : CollectReport{};
  }
  std::vector<record::Document> documents() {
    auto rows = record::read_documents(request_.workspace / "collect/documents.parquet");
    EXPECT_TRUE(rows) << rows.error().text();
    return rows ? *rows : std::vector<record::Document>{};
  }
  std::map<std::string, std::string> reasons(const CollectReport& report) {
    std::map<std::string, std::string> out;
    for (const record::Verdict& verdict : report.failures) out[verdict.detail.substr(0, verdict.detail.find(':'))] = verdict.reason;
    return out;
  }

  TemporaryFolder work_;
  CollectRequest request_;
};

TEST_F(CollectTest, EveryBadInputIsListedAndTheRestIsRead) {
  std::string manual = bytes_of(fixture("manual.pdf"));
  add("good.pdf", manual);
  add("good.md", "# Title\n\nSee wiring.pdf and good.pdf.\n");
  add("empty.pdf", "");
  add("cut.pdf", manual.substr(0, manual.size() / 3));
  add("words.pdf", "these are words");
  add_fixture("encrypted.pdf");
  add_fixture("scan.pdf");
  add("binary.txt", std::string("MZ\x90\0\x03", 5));
  add("cp949.txt", "\xb0\xa1\xb3\xaa\xb4\xd9");
  add("unknown.xyz", "what is this");
  add("crash.crash", "x");
  add("locked.txt", "secret");
  fs::create_symlink(work_.path / "docs/good.md", work_.path / "docs/link.md");
  ASSERT_EQ(mkfifo((work_.path / "docs/pipe.txt").c_str(), 0600), 0);
  chmod((work_.path / "docs/locked.txt").c_str(), 0);
  CollectReport report = collected();
  auto why = reasons(report);
  EXPECT_EQ(why["docs/empty.pdf"], "zero_bytes");
  EXPECT_EQ(why["docs/cut.pdf"], "truncated");
  EXPECT_EQ(why["docs/words.pdf"], "not_a_pdf");
  EXPECT_EQ(why["docs/encrypted.pdf"], "encrypted");
  EXPECT_EQ(why["docs/scan.pdf"], "no_text_layer");
  EXPECT_EQ(why["docs/binary.txt"], "binary");
  EXPECT_FALSE(why.contains("docs/cp949.txt"));
  EXPECT_EQ(why["docs/unknown.xyz"], "no_reader");
  EXPECT_EQ(why["docs/crash.crash"], "reader_crashed");
  EXPECT_EQ(why["docs/link.md"], "symlink");
  EXPECT_EQ(why["docs/pipe.txt"], "not_a_file");
  if (geteuid() != 0) {
    EXPECT_EQ(why["docs/locked.txt"], "unreadable");
  }
  EXPECT_EQ(report.found, report.read + report.from_cache + report.failed);
  auto verdicts = record::read_verdicts(request_.workspace / "collect/verdicts.parquet");
  ASSERT_TRUE(verdicts);
  EXPECT_EQ(verdicts->size(), report.found);
  const auto rows = documents();
  const auto text_of = [](const record::Document& document) { return document.text; };
  EXPECT_THAT(rows, testing::Contains(testing::ResultOf(text_of, testing::HasSubstr("# Title"))));
  EXPECT_THAT(rows, testing::Contains(testing::ResultOf(text_of, "가나다\n")));  // CP949
}

TEST_F(CollectTest, DocumentsCarryTheirIdsPagesAndMissingReferences) {
  add_fixture("manual.pdf");
  add("note.md", "See [x](manual.pdf), other.pdf.\n");
  CollectReport report = collected();
  auto rows = documents();
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].source_id, "docs/manual.pdf");
  EXPECT_EQ(rows[0].pages, 3U);
  EXPECT_EQ(rows[0].language, "en");
  EXPECT_EQ(rows[0].places.back().page, 3U);
  EXPECT_THAT(rows[1].missing_references, testing::ElementsAre("other.pdf"));
  EXPECT_TRUE(fs::exists(request_.workspace / "sources" / rows[0].blob_id));
  EXPECT_EQ(bytes_of(request_.workspace / "sources" / rows[0].blob_id), bytes_of(fixture("manual.pdf")));
  EXPECT_EQ(report.pages, 3U);
  ASSERT_EQ(report.sources.size(), 2U);
  EXPECT_FALSE(report.sources[0].fetched_at.empty());
}

TEST_F(CollectTest, OnlyWhatIsNewOrChangedIsReadAgain) {
  add_fixture("manual.pdf");
  add("a.md", "first\n");
  CollectReport first = collected();
  EXPECT_EQ(first.read, 2U);
  CollectReport again = collected();
  EXPECT_TRUE(again.current);
  EXPECT_EQ(again.manifest.hash(), first.manifest.hash());
  add("a.md", "second\n");
  add("b.txt", "third\n");
  add("copy.md", "second\n");
  CollectReport third = collected();
  EXPECT_FALSE(third.current);
  EXPECT_EQ(third.read, 2U);        // a.md and b.txt
  EXPECT_EQ(third.from_cache, 2U);  // the manual, and the copy of a.md
  fs::remove(work_.path / "docs/b.txt");
  EXPECT_EQ(collected().found, 3U);
}

TEST_F(CollectTest, EqualSourcesGiveEqualManifestsInAnyWorkspaceAndOrder) {
  add_fixture("manual.pdf");
  add_fixture("korean.pdf");
  add("a.md", "text\n");
  CollectReport one = collected();
  request_.workspace = work_.path / "other";
  request_.config.parallel = 1;
  EXPECT_EQ(collected().manifest.hash(), one.manifest.hash());
}

/// Of equal bytes one file is read, whichever came first; what it is called is no part of that.
TEST_F(CollectTest, EqualFilesAreCalledByTheirOwnNames) {
  add("second.txt", "words without a heading\n");
  collected();
  add("first.txt", "words without a heading\n");
  const CollectReport later = collected();
  EXPECT_EQ(later.read, 0U);
  std::map<std::string, std::string> titles;
  for (const record::Document& document : documents()) titles[document.source_id] = document.title;
  EXPECT_THAT(titles, testing::ElementsAre(testing::Pair("docs/first.txt", "first"), testing::Pair("docs/second.txt", "second")));
  request_.workspace = work_.path / "other";
  EXPECT_EQ(collected().manifest.hash(), later.manifest.hash()) << "what was read before leaves no trace";
}

TEST_F(CollectTest, NothingToReadIsOneClearError) {
  auto empty = collect(request_);
  ASSERT_FALSE(empty);
  EXPECT_EQ(empty.error().code, ErrorCode::not_found);
  EXPECT_THAT(empty.error().text(), testing::HasSubstr("no documents"));
  request_.config.sources[0].path = "nowhere";
  EXPECT_EQ(collect(request_).error().code, ErrorCode::not_found);
  request_.config.sources[0].path = "docs";
  add("only.pdf", "not one");
  auto none = collect(request_);
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), testing::HasSubstr("not_a_pdf"));
}

TEST_F(CollectTest, AStopKeepsWhatWasReadAndTheNextRunGoesOn) {
  add("slow.loop", "x");
  add("a.md", "text\n");
  std::thread stop([cache = request_.workspace / "collect/cache"] {
    std::error_code ignored;
    while (!fs::exists(cache, ignored) || fs::is_empty(cache, ignored)) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    set_interrupted(true);
  });
  auto stopped = collect(request_);
  stop.join();
  set_interrupted(false);
  request_.config.timeout_seconds = 3;
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
  EXPECT_FALSE(fs::exists(request_.workspace / "collect/manifest.json"));
  CollectReport report = collected();
  EXPECT_EQ(report.from_cache, 1U);
  EXPECT_EQ(reasons(report)["docs/slow.loop"], "reader_timeout");
}

TEST_F(CollectTest, AFileThatKeepsChangingIsNotRead) {
  add("log.txt", std::string(30'000'000, 'x'));
  std::atomic<bool> done = false;
  std::thread writer([&] {
    while (!done) {
      if (FILE* file = std::fopen((work_.path / "docs/log.txt").c_str(), "a")) {
        std::fputs("more\n", file);
        std::fclose(file);
      }
    }
  });
  SourceItem item{"log.txt", work_.path / "docs/log.txt", 0, 0, {}, {}};
  auto kept = keep_original(item, work_.path / "sources", 2'000'000'000);
  done = true;
  writer.join();
  ASSERT_TRUE(kept);
  ASSERT_FALSE(*kept);
  EXPECT_EQ(kept->error().reason, "changed_while_reading");
  kept = keep_original(item, work_.path / "sources", 1000);
  EXPECT_EQ(kept->error().reason, "too_large");
}

TEST_F(CollectTest, ATextOf200MegabytesIsRefusedByAClearLimit) {
  fs::resize_file(work_.write("docs/huge.txt", "start"), 0);
  {
    FILE* file = std::fopen((work_.path / "docs/huge.txt").c_str(), "w");
    std::string block(1'000'000, 'a');
    block.back() = '\n';
    for (int i = 0; i < 200; ++i) std::fwrite(block.data(), 1, block.size(), file);
    std::fclose(file);
  }
  add("a.md", "text\n");
  CollectReport report = collected();
  ASSERT_EQ(report.failures.size(), 1U);
  EXPECT_EQ(report.failures[0].reason, "too_large");
  EXPECT_THAT(report.failures[0].detail, testing::HasSubstr("200 MB of text, the limit is 64 MB"));
}

TEST(CollectConfig, UnknownKeysNameTheNearestAndSourcesAreRead) {
  auto table = ConfigTable::parse("timeout = '2m'\n[[sources]]\npath = 'docs'\nlicence = 'GPL-2.0'\nmay_redistribute = 'yes'\n", "recipe.toml");
  ASSERT_TRUE(table);
  CollectConfig config;
  auto status = read_config(*table, config);
  ASSERT_TRUE(status) << status.error().text();
  EXPECT_EQ(config.timeout_seconds, 120);
  EXPECT_EQ(config.sources[0].licence, "GPL-2.0");
  auto wrong = ConfigTable::parse("memory_nb = 5\n", "recipe.toml");
  ASSERT_TRUE(wrong);
  auto refused = read_config(*wrong, config);
  ASSERT_FALSE(refused);
  EXPECT_THAT(refused.error().text(), testing::HasSubstr("memory_mb"));
}

TEST(Sources, Globs) {
  EXPECT_TRUE(matches_glob("*.pdf", "a/b/c.pdf"));
  EXPECT_TRUE(matches_glob("**/*.pdf", "c.pdf"));
  EXPECT_TRUE(matches_glob("a/**", "a/b/c.pdf"));
  EXPECT_TRUE(matches_glob("a/?.md", "a/x.md"));
  EXPECT_FALSE(matches_glob("a/*.pdf", "a/b/c.pdf"));
  EXPECT_FALSE(matches_glob("*.pdf", "c.pdfx"));
}

TEST(Sources, FiltersHiddenFilesAndLinksInCircles) {
  TemporaryFolder folder;
  for (const char* name : {"d/a.md", "d/b.txt", "d/draft/c.md", "d/.git/x.md"}) folder.write(name, "x");
  fs::create_directory_symlink(folder.path / "d", folder.path / "d/circle");
  SourceConfig config;
  config.path = "d";
  config.include = {"*.md", "circle"};
  config.exclude = {"draft/**"};
  config.follow_symlinks = true;
  auto listing = list_sources(folder.path, {config});
  ASSERT_TRUE(listing);
  ASSERT_EQ(listing->items.size(), 1U);
  EXPECT_EQ(listing->items[0].source_id, "d/a.md");
  EXPECT_EQ(listing->hidden, 1U);
}

}  // namespace
}  // namespace jangin::collect
