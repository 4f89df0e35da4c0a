// Refining as a stream: what comes out depends neither on batches nor on threads nor on where a run was killed.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <thread>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "record/manifest.h"
#include "refine/documents_for_tests.h"
#include "refine/parts.h"
#include "refine/refine.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr const char* kWorkspaceVariable = "JANGIN_TEST_REFINE_WORKSPACE";
constexpr uint64_t kSmallBatch = 20'000;

/// Documents with twins before and behind, shared sections, places, personal data, broken ones.
std::vector<record::Document> mixed_documents(int count) {
  std::vector<record::Document> documents;
  for (int i = 0; i < count; ++i) {
    int seed = i % 7 == 3 ? i / 2 : i;  // some are the twin of another
    std::string text = "# Part " + std::to_string(seed) + "\n\n" + prose(150 + seed % 90, seed) + "\n\n## Shared\n\n" + prose(90, seed % 5) +
                       "\n\n## Call\n\nAsk ann" + std::to_string(seed) + "@mail.org  about the shared parts of the machine.\n";
    if (i % 11 == 5) text = std::string(static_cast<size_t>(i), '\1') + text;
    if (i % 13 == 6) text = i % 2 == 0 ? "" : "x\n";
    documents.push_back(make_document("m" + std::to_string(i), text));
    if (text.size() > 400) documents.back().places = {{{0, 200}, 1, 0, 0, 0, 0, {}}, {{200, text.size()}, 2, 1, 2, 3, 4, {}}};
    documents.back().pages = 2;
    documents.back().metadata["number"] = std::to_string(i);
  }
  return documents;
}

class RefineStream : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    set_progress_style(ProgressStyle::silent);
  }
  void forget() {
    fs::remove_all(workspace_ / "refine");
    fs::remove_all(workspace_ / "rejected");
  }
  std::string hash() { return record::read_manifest(workspace_ / "refine" / "manifest.json")->hash(); }
  std::string refined_hash(uint64_t batch_bytes) {
    auto report = refine({workspace_, {}, batch_bytes});
    EXPECT_TRUE(report) << report.error().text();
    return report ? hash() : "";
  }
  fs::path parts() const { return workspace_ / "refine" / "parts"; }

  /// This program again, as RefineHelper.Run on the workspace.
  pid_t start() {
    pid_t pid = ::fork();
    if (pid != 0) return pid;
    ::setenv(kWorkspaceVariable, workspace_.c_str(), 1);
    ::execl("/proc/self/exe", "test_refine", "--gtest_filter=RefineHelper.Run", "--gtest_brief=1", nullptr);
    ::_exit(127);
  }
  static int end_of(pid_t pid) {
    int status = 0;
    ::waitpid(pid, &status, 0);
    return status;
  }

  /// Kills with -9 at random moments, starting again each time, until so many have hit; where a run had ended before, moments come sooner.
  void expect_equal_after_kills(int documents, int kills) {
    collect(mixed_documents(documents));
    std::string undisturbed = refined_hash(kSmallBatch);
    forget();
    Stopwatch watch;
    ASSERT_EQ(end_of(start()), 0);
    double took = watch.seconds();
    ASSERT_EQ(hash(), undisturbed);
    forget();
    Random random(11);
    int killed = 0, with_parts = 0;
    for (int tries = 0; killed < kills && tries < 10 * kills; ++tries) {
      pid_t pid = start();
      std::this_thread::sleep_for(std::chrono::duration<double>(took * random.below(1000) / 1000));
      ::kill(pid, SIGKILL);
      const bool hit = WIFSIGNALED(end_of(pid));
      hit ? ++killed : took *= 0.9;
      with_parts += fs::exists(parts()) ? 1 : 0;
      fs::remove(workspace_ / "refine" / "manifest.json");  // one that had ended begins again
    }
    ASSERT_EQ(end_of(start()), 0);
    EXPECT_EQ(hash(), undisturbed);
    EXPECT_FALSE(fs::exists(parts()));
    EXPECT_EQ(refined_hash(kSmallBatch), undisturbed) << "current";
    std::printf("%d of %d killed, %d left parts\n", killed, kills, with_parts);
    EXPECT_EQ(killed, kills);
  }
};

/// Not a test by itself: what run_and_kill() starts.
TEST(RefineHelper, Run) {
  const char* workspace = std::getenv(kWorkspaceVariable);
  if (!workspace) GTEST_SKIP() << "started by RefineStream only";
  set_progress_style(ProgressStyle::silent);
  auto report = refine({workspace, {}, kSmallBatch});
  ASSERT_TRUE(report) << report.error().text();
}

TEST_F(RefineStream, BatchesAndThreadsDoNotMatter) {
  collect(mixed_documents(150));
  std::string whole = refined_hash(1U << 30);
  for (uint64_t batch_bytes : {uint64_t{1}, uint64_t{5'000}, uint64_t{50'000}}) {
    for (int threads : {1, 3}) {
      ThreadPool::set_threads(threads);
      forget();
      EXPECT_EQ(refined_hash(batch_bytes), whole) << batch_bytes << " bytes, " << threads << " threads";
    }
  }
}

TEST_F(RefineStream, ATwinThatComesFirstAddsItsPlacesBehindThoseOfKeptDocuments) {
  std::string text = "# Good\n\n" + prose(120) + "\n";
  collect({make_document("dirty.md", std::string(30, '\1') + text), make_document("kept.md", text), make_document("twin.md", text)});
  for (uint64_t batch_bytes : {uint64_t{1}, uint64_t{1} << 30}) {
    forget();
    refined_hash(batch_bytes);
    auto passages = *record::read_passages(workspace_ / "refine" / "passages.parquet");
    ASSERT_EQ(passages.size(), 1U);
    std::vector<std::string> found, expected;
    for (const record::Occurrence& occurrence : passages[0].occurrences) found.push_back(occurrence.doc_id);
    for (const char* name : {"kept.md", "dirty.md", "twin.md"}) expected.push_back(make_document(name, "").doc_id);
    EXPECT_EQ(found, expected) << "the first was rejected as binary, and says the same once it is cleaned";
  }
}

TEST_F(RefineStream, GoesOnBehindFinishedPartsAndRefusesDamagedOnes) {
  collect(mixed_documents(60));
  std::string whole = refined_hash(kSmallBatch);
  pid_t pid = 0;
  int count = 0;
  for (int i = 0; i < 50 && count < 2; ++i) {  // until it is caught with two parts at least
    forget();
    pid = start();
    for (int j = 0; j < 5'000 && count < 2; ++j) {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
      std::error_code ignored;
      count = static_cast<int>(std::distance(fs::directory_iterator(parts(), ignored), fs::directory_iterator()));
    }
    ::kill(pid, SIGKILL);
    end_of(pid);
    if (fs::exists(workspace_ / "refine" / "manifest.json")) count = 0;
  }
  ASSERT_GE(count, 2);
  std::vector<fs::path> files(fs::directory_iterator(parts()), fs::directory_iterator{});
  std::sort(files.begin(), files.end());
  std::string bytes = *read_file(files[0]);  // the last one may be half written
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(files[0], bytes));
  ASSERT_TRUE(write_file(parts() / "000000000001.part", "of no run"));
  EXPECT_EQ(refined_hash(kSmallBatch), whole);
}

TEST_F(RefineStream, PartsComeBackAsTheyWere) {
  StepSeconds seconds(1);
  auto batch = refine_batch(mixed_documents(30), {}, {}, seconds);
  ASSERT_TRUE(batch);
  (*batch)[3].verdicts.push_back({"a", "b", 2, false, "c", 0.5, "d"});
  (*batch)[3].counts["masked.email"] = 3;
  (*batch)[3].sketches.push_back({{1, 2, ~uint64_t{0}}, "note"});
  (*batch)[3].edits.push_back({"a", "b", 3, "c", "d", {}});
  (*batch)[3].edits[0].map.replace({1, 2}, {1, 5});
  PartStore store(workspace_ / "parts", "key");
  ASSERT_TRUE(store.write(7, *batch, {1.5}));
  auto info = store.find(7);
  ASSERT_TRUE(info);
  EXPECT_EQ(info->kept.size(), batch->size());
  EXPECT_EQ(info->seconds, StepSeconds{1.5});
  EXPECT_FALSE(store.find(0));
  EXPECT_FALSE(PartStore(workspace_ / "parts", "other").find(7));
  size_t at = 0;
  ASSERT_TRUE(store.read(7, [&](RefinedDocument& document) -> Status {
    const RefinedDocument& was = (*batch)[at++];
    EXPECT_EQ(document.document.text, was.document.text);
    EXPECT_EQ(document.document.metadata, was.document.metadata);
    EXPECT_EQ(document.document.places.size(), was.document.places.size());
    EXPECT_EQ(document.counts, was.counts);
    EXPECT_EQ(document.sketches.size(), was.sketches.size());
    if (!was.sketches.empty()) {
      EXPECT_EQ(document.sketches[0].values, was.sketches[0].values);
    }
    if (!was.edits.empty()) {
      EXPECT_EQ(document.edits[0].map.edits(), was.edits[0].map.edits());
    }
    if (!was.verdicts.empty()) {
      EXPECT_EQ(document.verdicts[0].detail, was.verdicts[0].detail);
    }
    EXPECT_EQ(document.passages.size(), was.passages.size());
    for (size_t i = 0; i < was.passages.size(); ++i) EXPECT_EQ(document.passages[i].passage.text, was.passages[i].passage.text);
    return {};
  }));
  EXPECT_EQ(at, batch->size());
}

TEST_F(RefineStream, FiguresOfStepsAddUp) {
  collect(mixed_documents(150));
  auto report = refine({workspace_, {}, kSmallBatch});
  ASSERT_TRUE(report);
  ASSERT_FALSE(report->steps.empty());
  EXPECT_EQ(report->steps.front().documents, report->documents_in);
  EXPECT_EQ(report->steps.front().bytes, report->bytes_in);
  uint64_t rejected = 0, bytes = 0, passages = 0, left = report->documents_in;
  double seconds = 0;
  for (const StepFigures& step : report->steps) {
    if (step.documents != 0) {
      EXPECT_EQ(step.documents, left) << step.step;
    }
    left -= step.rejected;
    rejected += step.rejected;
    bytes += step.bytes_rejected;
    passages += step.passages_rejected;
    seconds += step.seconds;
  }
  EXPECT_EQ(left, report->documents_kept);
  EXPECT_EQ(rejected, report->documents_rejected);
  EXPECT_EQ(bytes, report->bytes_rejected);
  EXPECT_EQ(passages, report->passages_rejected);
  EXPECT_GT(seconds, 0);
  EXPECT_GT(report->peak_memory_bytes, 0U);
  auto again = refine({workspace_, {}, kSmallBatch});
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->skipped);
  for (size_t i = 0; i < report->steps.size(); ++i) {
    EXPECT_EQ(again->steps[i].bytes, report->steps[i].bytes);
    EXPECT_DOUBLE_EQ(again->steps[i].seconds, report->steps[i].seconds);
  }
}

TEST_F(RefineStream, KilledAtRandomMoments) { expect_equal_after_kills(200, 4); }

using RefineStreamLong = RefineStream;
TEST_F(RefineStreamLong, KilledAtTwentyRandomMoments) { expect_equal_after_kills(1500, 20); }

}  // namespace
}  // namespace jangin::refine
