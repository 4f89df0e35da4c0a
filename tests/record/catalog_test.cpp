// The catalog: sources and their tombstones, lineage of samples, what a withdrawal changes, which models saw it; kill -9 at any moment.
#include "record/catalog.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <map>
#include <thread>

#include "base/file.h"
#include "record/samples_for_tests.h"

namespace jangin::record {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

class CatalogTest : public ::testing::Test {
 protected:
  void SetUp() override { fs::create_directories(folder_); }
  void TearDown() override { fs::remove_all(folder_); }
  Catalog open() {
    auto catalog = Catalog::open(path_);
    EXPECT_TRUE(catalog) << catalog.error().text();
    return std::move(*catalog);
  }
  std::map<std::string, std::string> states(Catalog& catalog) {
    std::map<std::string, std::string> states;
    auto rows = catalog.sources();
    EXPECT_TRUE(rows);
    for (const SourceVersion& row : *rows) states[row.source_id + "@" + row.blob_id] = source_state_name(row.state);
    return states;
  }
  fs::path folder_ = fs::temp_directory_path() / ("jangin_catalog_" + std::to_string(::getpid()));
  fs::path path_ = folder_ / "catalog.sqlite";
};

SourceVersion source(const std::string& id, const std::string& blob, SourceState state = SourceState::present) {
  return {id, blob, 1, "2026-11-22T00:00:00Z", "", "", state, "", ""};
}

TEST_F(CatalogTest, SourcesLeaveTombstones) {
  Catalog catalog = open();
  ASSERT_TRUE(catalog.put_sources({source("a", "1"), source("b", "1"), source("c", "1"), source("d", "1")}));
  ASSERT_TRUE(catalog.put_sources({source("a", "1"), source("b", "2"), source("d", "1", SourceState::withdrawn)}));
  EXPECT_EQ(states(catalog), (std::map<std::string, std::string>{
                                 {"a@1", "present"}, {"b@1", "changed"}, {"b@2", "present"}, {"c@1", "vanished"}, {"d@1", "withdrawn"}}));
  ASSERT_TRUE(catalog.put_sources({source("a", "1"), source("c", "1")}));
  EXPECT_EQ(states(catalog), (std::map<std::string, std::string>{
                                 {"a@1", "present"}, {"b@1", "vanished"}, {"b@2", "vanished"}, {"c@1", "present"}, {"d@1", "withdrawn"}}))
      << "a withdrawn source stays withdrawn; one that came back is present";
}

TEST_F(CatalogTest, RowsComeBackAfterReopening) {
  {
    Catalog catalog = open();
    ASSERT_TRUE(catalog.put_run({"r1", "h", "2026-01-01", "", "running", "0.1", "cpu"}));
    ASSERT_TRUE(catalog.put_run({"r1", "h", "2026-01-01", "2026-01-02", "done", "0.1", "cpu"}));
    Rights rights;
    rights.rights_id = "x";
    rights.may_train = true;
    rights.may_redistribute = false;
    rights.share_alike = true;
    ASSERT_TRUE(catalog.put_rights({rights}));
    ASSERT_TRUE(catalog.put_model({"m1", "p", "llama", "base", "r1", "Apache-2.0"}));
    ASSERT_TRUE(catalog.put_evaluation({"m1", "questions", "multiple_choice", 0.45, 100}));
    ASSERT_TRUE(catalog.put_evaluation({"m1", "questions", "multiple_choice", 0.5, 100}));
    Manifest manifest;
    manifest.stage = "refine";
    ASSERT_TRUE(catalog.put_manifest("r1", manifest));
  }
  Catalog catalog = open();
  EXPECT_EQ(catalog.runs()->at(0).state, "done");
  EXPECT_EQ(catalog.models()->at(0).licence, "Apache-2.0");
  auto evaluations = catalog.evaluations("m1");
  ASSERT_EQ(evaluations->size(), 1U);
  EXPECT_EQ(evaluations->at(0).value, 0.5);
  EXPECT_EQ(catalog.rights()->at(0).may_redistribute, false);
  EXPECT_EQ(catalog.rights()->at(0).may_use_commercially, std::nullopt);
  EXPECT_TRUE(catalog.evaluations("m2")->empty());
}

/// A big manual and a small one that is mostly inside it: passage S in both, B in the big one, G in the small one only.
struct TwoManuals {
  Document big = make_document("big.pdf", "shared big"), small = make_document("small.pdf", "shared small");
  Passage shared{hex('S'), {"Homing"}, "shared", "en", {{hex('S'), big.doc_id, {0, 6}, 1, 1, 0}, {hex('S'), small.doc_id, {0, 6}, 1, 1, 0}}};
  Passage big_only{hex('B'), {"Axes"}, "big", "en", {{hex('B'), big.doc_id, {7, 10}, 1, 1, 1}}};
  Passage small_only{hex('G'), {"Start"}, "small", "en", {{hex('G'), small.doc_id, {7, 12}, 1, 1, 1}}};
  Sample about_shared = make_sample('s', shared.passage_id), about_big = make_sample('b', big_only.passage_id),
         about_small = make_sample('g', small_only.passage_id);
  Sample about_both = make_sample('2', shared.passage_id), replay = make_sample('r', "");

  TwoManuals() {
    about_both.evidence.push_back({about_both.sample_id, "distractor", small_only.passage_id, {0, 5}});
    replay.evidence.clear();
  }
  std::vector<Sample> samples() const { return {about_shared, about_big, about_small, about_both, replay}; }
};

TEST_F(CatalogTest, WithdrawingAManualKeepsWhatAnotherHolds) {
  TwoManuals m;
  Catalog catalog = open();
  ASSERT_TRUE(catalog.put_sources({source("big.pdf", "1"), source("small.pdf", "1")}));
  ASSERT_TRUE(catalog.put_sample_lineage(m.samples(), {m.shared, m.big_only, m.small_only}, {m.big, m.small}));

  EXPECT_THAT(*catalog.samples_of_source("small.pdf", false),
              UnorderedElementsAre(m.about_shared.sample_id, m.about_small.sample_id, m.about_both.sample_id));
  EXPECT_THAT(*catalog.samples_of_source("small.pdf", true), UnorderedElementsAre(m.about_small.sample_id, m.about_both.sample_id))
      << "what only this manual says, as evidence of any role";
  EXPECT_THAT(*catalog.samples_of_source("big.pdf", true), ElementsAre(m.about_big.sample_id));
  EXPECT_THAT(*catalog.sources_of_sample(m.about_shared.sample_id), ElementsAre("big.pdf", "small.pdf"));
  EXPECT_EQ(catalog.last_sample_change()->added.size(), 5U);

  // The rebuild without the small manual: the shared passage is still there, under the same id; the mixed sample was written anew.
  m.shared.occurrences.pop_back();
  Sample rewritten = make_sample('3', m.shared.passage_id);
  ASSERT_TRUE(catalog.put_sources({source("big.pdf", "1"), source("small.pdf", "1", SourceState::withdrawn)}));
  ASSERT_TRUE(catalog.put_sample_lineage({m.about_shared, m.about_big, rewritten, m.replay}, {m.shared, m.big_only}, {m.big}));
  auto change = catalog.last_sample_change();
  ASSERT_TRUE(change) << change.error().text();
  EXPECT_THAT(change->added, ElementsAre(rewritten.sample_id));
  EXPECT_THAT(change->removed, UnorderedElementsAre(m.about_small.sample_id, m.about_both.sample_id));
  EXPECT_THAT(change->kept, UnorderedElementsAre(m.about_shared.sample_id, m.about_big.sample_id, m.replay.sample_id));
  EXPECT_THAT(*catalog.samples_of_source("small.pdf", false), IsEmpty());
  EXPECT_THAT(*catalog.samples_of_source("big.pdf", true), UnorderedElementsAre(m.about_shared.sample_id, m.about_big.sample_id, rewritten.sample_id))
      << "the shared passage now stands in one manual only";

  // The same build run again does not hide what the last one changed.
  ASSERT_TRUE(catalog.put_sample_lineage({m.about_shared, m.about_big, rewritten, m.replay}, {m.shared, m.big_only}, {m.big}));
  EXPECT_EQ(catalog.last_sample_change()->removed.size(), 2U);
}

TEST_F(CatalogTest, AVanishedManualNoLongerBacksASample) {
  TwoManuals m;
  Catalog catalog = open();
  ASSERT_TRUE(catalog.put_sources({source("big.pdf", "1"), source("small.pdf", "1")}));
  ASSERT_TRUE(catalog.put_sample_lineage(m.samples(), {m.shared, m.big_only, m.small_only}, {m.big, m.small}));
  ASSERT_TRUE(catalog.put_sources({source("small.pdf", "1")}));
  EXPECT_THAT(*catalog.samples_of_source("small.pdf", true),
              UnorderedElementsAre(m.about_shared.sample_id, m.about_small.sample_id, m.about_both.sample_id));
}

TEST_F(CatalogTest, ModelsThatSawASample) {
  Catalog catalog = open();
  ASSERT_TRUE(catalog.put_model({"m1", "", "llama", "", "r1", ""}));
  ASSERT_TRUE(catalog.put_model({"m2", "", "llama", "", "r2", ""}));
  ASSERT_TRUE(catalog.put_exposures("r1", {{"r1", 1, "s1", 5, 9}, {"r1", 2, "s2", 5, 9}, {"r1", 3, "s1", 5, 9}}));
  ASSERT_TRUE(catalog.put_exposures("r2", {{"r2", 1, "s2", 5, 9}}));
  auto saw = [&](std::vector<std::string> samples) {
    std::vector<std::string> ids;
    auto rows = catalog.models_that_saw(samples);
    EXPECT_TRUE(rows);
    for (const ModelRow& row : *rows) ids.push_back(row.model_id);
    return ids;
  };
  EXPECT_THAT(saw({"s1"}), ElementsAre("m1"));
  EXPECT_THAT(saw({"s1", "s2"}), ElementsAre("m1", "m2"));
  EXPECT_THAT(saw({"s3"}), IsEmpty());
}

TEST_F(CatalogTest, RefusesWhatIsNoCatalogOfOurs) {
  ASSERT_TRUE(write_file(path_, std::string(4096, 'x')));
  auto refused = Catalog::open(path_);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::invalid_format);
  auto nowhere = Catalog::open("/proc/none/catalog.sqlite");
  EXPECT_FALSE(nowhere);
}

TEST_F(CatalogTest, KilledAtAnyMomentItIsWhole) {
  TwoManuals m;
  {
    Catalog catalog = open();
    ASSERT_TRUE(catalog.put_sources({source("big.pdf", "1"), source("small.pdf", "1")}));
  }
  for (int round = 0; round < 12; ++round) {
    pid_t child = ::fork();
    if (child == 0) {
      auto catalog = Catalog::open(path_);
      for (int i = 0; catalog && i < 100000; ++i) {
        std::vector<Sample> samples;
        for (char c = 'a'; c < 'a' + 20; ++c) samples.push_back(make_sample(static_cast<char>(c + i % 3), m.shared.passage_id));
        if (!catalog->put_sample_lineage(samples, {m.shared}, {m.big, m.small})) ::_exit(1);
      }
      ::_exit(2);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(7 + 13 * round));
    ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    ASSERT_TRUE(WIFSIGNALED(status)) << "the child must be killed at work";
    Catalog catalog = open();
    auto samples = catalog.samples_of_source("big.pdf", false);
    ASSERT_TRUE(samples) << samples.error().text();
    EXPECT_TRUE(samples->empty() || samples->size() == 20U) << samples->size();
  }
}

}  // namespace
}  // namespace jangin::record
