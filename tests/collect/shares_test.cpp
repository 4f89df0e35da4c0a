// Collecting by several workers: the same manifest whatever their number and order; every document read by one of them and by nobody else; an archive that is
// more than a fair part divided among all; workers that die or come twice cost work, not results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/random.h"
#include "collect/archive_of.h"
#include "collect/collect.h"
#include "collect/readers_for_tests.h"
#include "collect/zip_of.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

constexpr const char* kFolderVariable = "JANGIN_TEST_COLLECT_SHARE_FOLDER";
constexpr const char* kShareVariable = "JANGIN_TEST_COLLECT_SHARE";

std::string noise(uint64_t seed, size_t words) {
  Random random(seed, 4);
  std::string text;
  for (size_t i = 0; i < words; ++i) {
    for (int j = 0; j < 6; ++j) text += static_cast<char>('a' + random.below(26));
    text += i % 12 == 11 ? '\n' : ' ';
  }
  return text;
}

CollectRequest request_for(const fs::path& folder) {
  set_progress_style(ProgressStyle::silent);
  CollectRequest request;
  request.base = folder;
  request.workspace = folder / "workspace";
  request.registry = &readers_for_tests();
  request.config.sources.resize(2);
  request.config.sources[0].path = "docs";
  request.config.sources[1].path = "rows.jsonl";
  request.config.sources[1].kind = "dataset";
  request.config.timeout_seconds = 20;
  request.config.memory_mb = 500;
  return request;
}

constexpr uint64_t kTwins = 3;  // documents whose bytes another has, too

/// Texts, small ones, PDFs, files that fail, rows, small archives, and one archive that is more than half of all, with an archive in it.
void fill(const TemporaryFolder& folder) {
  for (uint64_t i = 0; i < 8; ++i) folder.write("docs/" + std::to_string(i) + ".txt", noise(i, 3000));
  for (uint64_t i = 0; i < 60; ++i) folder.write("docs/small/" + std::to_string(i) + ".md", noise(100 + i, 40));
  for (const char* name : {"manual.pdf", "korean.pdf", "columns.pdf", "scan.pdf", "encrypted.pdf"})
    folder.write(std::string("docs/") + name, bytes_of(fixture(name)));
  folder.write("docs/empty.txt", "");
  folder.write("docs/what.is", noise(7000, 10));
  folder.write("docs/twin.txt", noise(3, 3000));  // of 3.txt
  for (uint64_t i = 0; i < 3; ++i) {
    folder.write("docs/a" + std::to_string(i) + ".tar",
                 archive_of({{"x.txt", noise(200 + i, 2000)}, {"y.txt", noise(300 + i, 50)}, {"3.txt", noise(i == 0 ? 3 : 400 + i, 3000)}}));
  }
  std::vector<std::pair<std::string, std::string>> members;
  for (uint64_t i = 0; i < 40; ++i) members.emplace_back(std::to_string(i) + ".txt", noise(500 + i, i == 11 ? 40'000 : 1500));
  members.emplace_back("in.zip", zip_of({{"deep.txt", noise(600, 3000)}, {"twin.txt", noise(501, 1500)}}));
  folder.write("docs/large.zip", zip_of(members));
  std::string rows;
  for (uint64_t i = 0; i < 30; ++i) rows += "{\"text\": \"" + noise(800 + i, 11) + "\"}\n";
  folder.write("rows.jsonl", rows);
}

class CollectShares : public ::testing::Test {
 protected:
  void SetUp() override { fill(folder_); }
  void forget() { fs::remove_all(folder_.path / "workspace"); }
  CollectReport collected() {
    auto report = collect(request_for(folder_.path));
    EXPECT_TRUE(report) << report.error().text();
    return report ? std::move(*report) : CollectReport{};
  }
  CollectShareReport work(const Share& share) {
    auto done = collect_share(request_for(folder_.path), share);
    EXPECT_TRUE(done) << done.error().text();
    return done ? *done : CollectShareReport{};
  }
  /// This program again, as CollectShareHelper.
  pid_t start(const Share& share) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setenv(kFolderVariable, folder_.path.c_str(), 1);
    ::setenv(kShareVariable, share.text().c_str(), 1);
    ::execl("/proc/self/exe", "test_collect", "--gtest_filter=CollectShareHelper.*", "--gtest_also_run_disabled_tests", "--gtest_brief=1", nullptr);
    ::_exit(127);
  }
  static int end_of(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }
  /// Names of the packs of answers.
  std::vector<std::string> packs() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_.path / "workspace/collect/cache")) {
      if (entry.path().extension() == ".pack") names.push_back(entry.path().filename());
    }
    std::sort(names.begin(), names.end());
    return names;
  }
  void expect_equal_after_kills(int workers, int kills);

  TemporaryFolder folder_;
};

TEST(CollectShareHelper, DISABLED_Run) {
  auto done = collect_share(request_for(std::getenv(kFolderVariable)), *parse_share(std::getenv(kShareVariable)));
  ASSERT_TRUE(done) << done.error().text();
}

TEST_F(CollectShares, TheNumberOfWorkersAndTheirOrderDoNotMatter) {
  const CollectReport whole = collected();
  ASSERT_GT(whole.found, 150U);
  const uint64_t large = fs::file_size(folder_.path / "docs/large.zip");
  for (int count : {1, 2, 3, 5}) {
    forget();
    uint64_t documents = 0, from_cache = 0, most = 0, total = 0;
    for (int i = 0; i < count; ++i) {
      const CollectShareReport done = work({count % 2 == 0 ? count - 1 - i : i, count});
      documents += done.documents;
      from_cache += done.from_cache;
      const uint64_t own = done.bytes - (count > 1 ? large : 0);  // it is opened by each
      most = std::max(most, own);
      total += own;
    }
    EXPECT_EQ(documents, whole.found) << count << " workers";
    EXPECT_EQ(from_cache, kTwins) << "a document was read twice";
    EXPECT_LE(most, total / static_cast<uint64_t>(count) + 60'000);
    const CollectReport report = collected();
    EXPECT_EQ(report.manifest.hash(), whole.manifest.hash()) << count << " workers";
    EXPECT_EQ(report.read, 0U) << "workers left something out";
    EXPECT_EQ(report.from_cache + report.failed, whole.found);
    EXPECT_EQ(packs().size(), static_cast<size_t>(count)) << "each has a pack of its own, and the end needs none";
    EXPECT_EQ(packs().front(), "1-of-" + std::to_string(count) + ".000000.pack");
  }
}

/// Of an archive that is more than a fair part each worker reads some members, by bytes.
TEST(CollectShare, ALargeArchiveIsDivided) {
  TemporaryFolder folder;
  std::vector<std::pair<std::string, std::string>> members;
  for (uint64_t i = 0; i < 40; ++i) members.emplace_back(std::to_string(i) + ".txt", noise(i, i == 5 ? 60'000 : 500));
  folder.write("docs/all.tar", archive_of(members, "pax", "zstd"));
  folder.write("rows.jsonl", "{\"text\": \"one row\"}\n");
  std::vector<uint64_t> documents;
  for (int i = 0; i < 3; ++i) documents.push_back(collect_share(request_for(folder.path), {i, 3})->documents);
  std::sort(documents.begin(), documents.end());
  EXPECT_THAT(documents, testing::ElementsAre(1, 20, 20)) << "one has the large text, the others share the rest and the row";
  auto report = collect(request_for(folder.path));
  ASSERT_TRUE(report);
  EXPECT_EQ(report->found, 41U);
  EXPECT_EQ(report->read, 0U);
}

TEST_F(CollectShares, WorkersSideBySideAndTwoWithOneShare) {
  const CollectReport whole = collected();
  forget();
  std::vector<pid_t> workers;
  for (const Share& share : {Share{0, 3}, Share{1, 3}, Share{1, 3}, Share{2, 3}, Share{0, 3}}) workers.push_back(start(share));
  for (pid_t worker : workers) EXPECT_EQ(end_of(worker), 0);
  const CollectReport report = collected();
  EXPECT_EQ(report.manifest.hash(), whole.manifest.hash());
  EXPECT_EQ(report.read, 0U);
  for (const auto& entry : fs::recursive_directory_iterator(folder_.path / "workspace"))
    EXPECT_EQ(entry.path().string().find(".part-"), std::string::npos) << entry.path();
}

TEST_F(CollectShares, WhatWorkersLeftUndoneOrDamagedIsDoneAtTheEnd) {
  const CollectReport whole = collected();
  forget();
  for (int i = 0; i < 3; ++i) work({i, 3});
  const fs::path pack = folder_.path / "workspace/collect/cache/2-of-3.000000.pack";
  std::string bytes = bytes_of(pack);
  bytes[bytes.size() / 3] ^= 1;
  ASSERT_TRUE(write_file(pack, bytes.substr(0, bytes.size() * 2 / 3)));
  ASSERT_TRUE(write_file(folder_.path / "workspace/collect/file_stamps.1-of-3", "no stamps"));
  const CollectReport report = collected();
  EXPECT_EQ(report.manifest.hash(), whole.manifest.hash());
  EXPECT_GT(report.read, 0U);
  EXPECT_LT(report.read, whole.found / 2);
  EXPECT_FALSE(fs::exists(folder_.path / "workspace/collect/file_stamps.1-of-3"));
  constexpr uint64_t kWithoutAnswer = 2;  // the empty file and the one of no known kind
  EXPECT_EQ(work({0, 3}).from_cache + work({1, 3}).from_cache + work({2, 3}).from_cache, whole.found - kWithoutAnswer)
      << "what the end read, workers find";
}

/// Workers side by side; one at a time is killed with -9 at a random moment, and all start again.
void CollectShares::expect_equal_after_kills(int workers, int kills) {
  const CollectReport whole = collected();
  forget();
  Stopwatch watch;
  ASSERT_EQ(end_of(start({0, workers})), 0);
  const double took = watch.seconds() * workers;
  forget();
  Random random(7, 5);
  int killed = 0;
  for (int round = 0; killed < kills && round < 20 * kills; ++round) {
    std::vector<pid_t> running;
    for (int i = 0; i < workers; ++i) running.push_back(start({i, workers}));
    ::usleep(random.below(static_cast<uint32_t>(took * 1e6)));
    ::kill(running[random.below(static_cast<uint32_t>(workers))], SIGKILL);
    int now = 0;
    for (pid_t worker : running) {
      const int status = end_of(worker);
      now += WIFSIGNALED(status) ? 1 : 0;
      EXPECT_TRUE(WIFSIGNALED(status) || status == 0) << status;
    }
    if (now == 0 || killed % 5 == 4) forget();  // else little would be left to do
    killed += now;
  }
  EXPECT_GE(killed, kills);
  for (int i = 0; i < workers; ++i) ASSERT_EQ(end_of(start({i, workers})), 0);
  const CollectReport report = collected();
  EXPECT_EQ(report.manifest.hash(), whole.manifest.hash());
  EXPECT_EQ(report.read, 0U);
}

TEST_F(CollectShares, KilledAtRandomMoments) { expect_equal_after_kills(2, 3); }

using CollectSharesLong = CollectShares;
TEST_F(CollectSharesLong, KilledAtTwentyRandomMoments) { expect_equal_after_kills(3, 20); }

}  // namespace
}  // namespace jangin::collect
