// Refining by several workers: the same manifest whatever their number, order, threads and batches; every document refined by one of them and by nobody else;
// workers that die, come twice or leave damaged parts cost work, not results.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdlib>
#include <numeric>
#include <thread>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "record/manifest.h"
#include "refine/documents_for_tests.h"
#include "refine/refine.h"
#include "refine/row_shares.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkspaceVariable = "JANGIN_TEST_SHARE_WORKSPACE";
constexpr const char* kShareVariable = "JANGIN_TEST_SHARE";
constexpr uint64_t kSmallBatch = 20'000;

/// Documents with twins, versions, shared sections, personal data, broken ones; one is far larger than the others.
std::vector<record::Document> mixed_documents(int count) {
  std::vector<record::Document> documents;
  for (int i = 0; i < count; ++i) {
    const int seed = i % 7 == 3 ? i / 2 : i;
    std::string text = "# Part " + std::to_string(seed) + "\n\n" + prose(i == count / 2 ? 20'000 : 150 + seed % 90, seed) + "\n\n## Shared\n\n" +
                       prose(90, seed % 5) + "\n\n## Call\n\nAsk ann" + std::to_string(seed) + "@mail.org  about the shared parts of the machine.\n";
    if (i % 11 == 5) text = std::string(static_cast<size_t>(i), '\1') + text;
    if (i % 13 == 6) text = i % 2 == 0 ? "" : "x\n";
    documents.push_back(make_document("m" + std::to_string(i), text));
    documents.back().metadata["number"] = std::to_string(i);
  }
  return documents;
}

TEST(RowShares, AllRowsOnceAndEvenlyByBytes) {
  std::vector<uint64_t> bytes(5000);
  Random random(3, 0);
  for (uint64_t& b : bytes) b = random.below(40'000);
  bytes[1234] = 60'000'000;  // more than half of all
  for (int count : {1, 2, 3, 5, 16}) {
    std::vector<int> taken(bytes.size());
    std::vector<uint64_t> loads;
    for (int index = 0; index < count; ++index) {
      uint64_t load = 0, end = 0;
      for (const RowRange& range : rows_of_share(bytes, {index, count})) {
        EXPECT_LT(range.begin, range.end);
        EXPECT_TRUE(range.begin > end || range.begin == 0) << "neighbours are one range";
        end = range.end;
        for (uint64_t row = range.begin; row < range.end; ++row) ++taken[row], load += bytes[row];
      }
      loads.push_back(load);
    }
    EXPECT_EQ(std::count(taken.begin(), taken.end(), 1), static_cast<ptrdiff_t>(bytes.size())) << count;
    std::sort(loads.begin(), loads.end());
    const uint64_t rest = std::accumulate(loads.begin(), loads.end() - 1, uint64_t{0});  // but for the one with the large document
    if (count > 2) {
      EXPECT_LT(loads[loads.size() - 2] - loads.front(), rest / static_cast<uint64_t>(count - 1) / 2) << count;
    }
  }
  EXPECT_TRUE(rows_of_share({}, {0, 2}).empty());
  EXPECT_EQ(rows_of_share(std::vector<uint64_t>{7}, {0, 2}).size() + rows_of_share(std::vector<uint64_t>{7}, {1, 2}).size(), 1U);
}

class RefineShares : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    set_progress_style(ProgressStyle::silent);
  }
  RefineRequest request(uint64_t batch_bytes = kSmallBatch) {
    RefineRequest request{workspace_, {}, batch_bytes};
    request.config.perplexity.documents = workspace_ / "collect" / "documents.parquet";  // learned from all documents by each worker
    return request;
  }
  fs::path parts() const { return workspace_ / "refine" / "parts"; }
  void forget() {
    fs::remove_all(workspace_ / "refine");
    fs::remove_all(workspace_ / "rejected");
  }
  std::string hash() { return record::read_manifest(workspace_ / "refine" / "manifest.json")->hash(); }
  std::string alone() {
    forget();
    auto report = refine(request(1U << 30));
    EXPECT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->documents_ready, 0U);
    documents_ = report->documents_in;
    return hash();
  }
  RefineShareReport work(const Share& share, uint64_t batch_bytes = kSmallBatch) {
    auto done = refine_share(request(batch_bytes), share);
    EXPECT_TRUE(done) << done.error().text();
    return done ? *done : RefineShareReport{};
  }
  /// The manifest's hash, and how many documents the workers had left undone.
  std::pair<std::string, uint64_t> finish() {
    auto report = refine(request());
    EXPECT_TRUE(report) << report.error().text();
    if (!report) return {};
    EXPECT_FALSE(fs::exists(parts()));
    return {hash(), report->documents_in - report->documents_ready};
  }

  /// This program again, as RefineShareHelper.Run.
  pid_t start(const Share& share) {
    const pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setenv(kWorkspaceVariable, workspace_.c_str(), 1);
    ::setenv(kShareVariable, share.text().c_str(), 1);
    ::execl("/proc/self/exe", "test_refine", "--gtest_filter=RefineShareHelper.Run", "--gtest_brief=1", nullptr);
    ::_exit(127);
  }
  static int end_of(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }
  void expect_equal_after_kills(int documents, int workers, int kills);

  uint64_t documents_ = 0;
};

/// Not a test by itself: what start() starts.
TEST(RefineShareHelper, Run) {
  const char* workspace = std::getenv(kWorkspaceVariable);
  if (!workspace) GTEST_SKIP() << "started by RefineShares only";
  set_progress_style(ProgressStyle::silent);
  RefineRequest request{workspace, {}, kSmallBatch};
  request.config.perplexity.documents = fs::path(workspace) / "collect" / "documents.parquet";
  auto done = refine_share(request, *parse_share(std::getenv(kShareVariable)));
  ASSERT_TRUE(done) << done.error().text();
}

TEST_F(RefineShares, TheNumberOfWorkersTheirOrderThreadsAndBatchesDoNotMatter) {
  collect(mixed_documents(150));
  const std::string whole = alone();
  for (int count : {1, 2, 3, 5}) {
    for (bool backwards : {false, true}) {
      ThreadPool::set_threads(backwards ? 3 : 1);
      forget();
      uint64_t documents = 0;
      for (int i = 0; i < count; ++i) {
        const RefineShareReport done = work({backwards ? count - 1 - i : i, count}, backwards ? uint64_t{1} << 30 : 3'000);
        EXPECT_EQ(done.documents_ready, 0U) << "a document was refined twice";
        documents += done.documents;
      }
      EXPECT_EQ(documents, documents_);
      EXPECT_EQ(finish(), std::pair(whole, uint64_t{0})) << count << " workers";
    }
  }
}

TEST_F(RefineShares, WorkersSideBySideAndTwoWithOneShare) {
  collect(mixed_documents(150));
  const std::string whole = alone();
  forget();
  std::vector<pid_t> workers;
  for (const Share& share : {Share{0, 3}, Share{1, 3}, Share{1, 3}, Share{2, 3}, Share{0, 3}}) workers.push_back(start(share));
  for (pid_t worker : workers) EXPECT_EQ(end_of(worker), 0);
  EXPECT_EQ(finish(), std::pair(whole, uint64_t{0}));
}

TEST_F(RefineShares, WhatWorkersLeftUndoneOrDamagedIsDoneAtTheEnd) {
  collect(mixed_documents(150));
  const std::string whole = alone();
  forget();
  const uint64_t second = work({1, 3}).documents;
  auto [without_two, undone] = finish();
  EXPECT_EQ(without_two, whole);
  EXPECT_EQ(undone, documents_ - second);

  forget();
  for (int i = 0; i < 3; ++i) work({i, 3});
  work({0, 2}, 7'000);  // parts of another division among them
  work({1, 2}, 7'000);
  std::vector<fs::path> files(fs::directory_iterator(parts()), fs::directory_iterator{});
  std::sort(files.begin(), files.end());
  ASSERT_GT(files.size(), 10U);
  std::string bytes = *read_file(files[3]);
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(files[3], bytes));
  ASSERT_TRUE(write_file(files[5], std::string_view(bytes).substr(0, 100)));
  fs::remove(files[7]);
  ASSERT_TRUE(write_file(parts() / "000000000001.part", "of no run"));
  ASSERT_TRUE(write_file(parts() / "000000000000.part.part-12-ab", "of a worker that was killed"));
  auto [repaired, redone] = finish();
  EXPECT_EQ(repaired, whole);
  EXPECT_GT(redone, 0U);
  EXPECT_LT(redone, documents_ / 2);
}

TEST_F(RefineShares, AWorkerThatComesAgainFindsItsShareDone) {
  collect(mixed_documents(60));
  const std::string whole = alone();
  EXPECT_TRUE(work({0, 2}).skipped) << "everything is done: nothing may be left in the workspace";
  EXPECT_FALSE(fs::exists(parts()));
  forget();
  const RefineShareReport first = work({0, 2}), again = work({0, 2});
  EXPECT_GT(first.documents, 0U);
  EXPECT_EQ(again.documents_ready, first.documents);
  RefineRequest other = request();
  other.config.passages.min_words = 40;  // another key: its parts are not those of this one
  ASSERT_TRUE(refine_share(other, {1, 2}));
  EXPECT_EQ(finish().first, whole);
}

TEST_F(RefineShares, BeforeCollectHasEndedAWorkerSaysSo) {
  auto done = refine_share(request(), {0, 2});
  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::not_found);
  EXPECT_THAT(done.error().text(), testing::HasSubstr("run `jangin collect` first"));
}

/// Workers side by side, one after another killed with -9 at a random moment and started again.
void RefineShares::expect_equal_after_kills(int documents, int workers, int kills) {
  collect(mixed_documents(documents));
  const std::string whole = alone();
  forget();
  Stopwatch watch;
  ASSERT_EQ(end_of(start({0, workers})), 0);
  const double took = watch.seconds() * workers;  // side by side they are slower
  forget();
  Random random(7);
  int killed = 0;
  for (int round = 0; killed < kills && round < 20 * kills; ++round) {
    std::vector<pid_t> running;
    for (int i = 0; i < workers; ++i) running.push_back(start({i, workers}));
    std::this_thread::sleep_for(std::chrono::duration<double>(took * random.below(1000) / 1000));
    const pid_t victim = running[random.below(static_cast<uint32_t>(workers))];
    ::kill(victim, SIGKILL);
    int now = 0;
    for (pid_t worker : running) {
      const int status = end_of(worker);
      now += WIFSIGNALED(status) ? 1 : 0;
      EXPECT_TRUE(WIFSIGNALED(status) || status == 0) << status;
    }
    if (now == 0) forget();  // all had ended: begin again
    killed += now;
  }
  EXPECT_GE(killed, kills);
  for (int i = 0; i < workers; ++i) ASSERT_EQ(end_of(start({i, workers})), 0);
  EXPECT_EQ(finish(), std::pair(whole, uint64_t{0}));
}

TEST_F(RefineShares, KilledAtRandomMoments) { expect_equal_after_kills(150, 2, 3); }

using RefineSharesLong = RefineShares;
TEST_F(RefineSharesLong, KilledAtTwentyRandomMoments) { expect_equal_after_kills(1500, 3, 20); }

}  // namespace
}  // namespace jangin::refine
