// The stage on disk: tables, manifest, skipping, the ledger that accounts for every passage.
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "record/shard.h"
#include "support.h"

namespace jangin::synthesize {
namespace {

namespace fs = std::filesystem;

class Stage : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("jangin_synthesize_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "refine");
    auto document = make_document("manual.md", "WidgetCAM Manual", "text");
    std::vector<record::Passage> passages = {
        make_passage(document, {"Tool Table"},
                     "The maximum pocket number is 1000. Lines beginning with a semicolon are ignored. The table is stored in the tool file.\n"),
        make_passage(document, {"Offsets"}, "The values for offsets are stored in the VAR file. If the file is missing, the offsets are zero.\n"),
        make_passage(document, {"Pictures"}, "Figure 3\n")};
    ASSERT_TRUE(record::write_documents(folder_ / "refine" / "documents.parquet", {document}));
    ASSERT_TRUE(record::write_passages(folder_ / "refine" / "passages.parquet", passages));
    record::Manifest manifest;
    manifest.stage = "refine";
    ASSERT_TRUE(record::write_manifest(folder_ / "refine" / "manifest.json", manifest));
    request_.workspace = folder_;
    request_.token_budget = 4000;
  }
  void TearDown() override { fs::remove_all(folder_); }

  fs::path folder_;
  SynthesizeRequest request_;
};

TEST_F(Stage, WritesItsTablesAndIsSkippedWhenCurrent) {
  auto first = synthesize(request_);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_FALSE(first->skipped);
  EXPECT_GT(first->facts, 4U);
  EXPECT_GT(first->samples, 20U);
  auto again = synthesize(request_);
  ASSERT_TRUE(again);
  EXPECT_TRUE(again->skipped);
  EXPECT_EQ(again->samples, first->samples);
  EXPECT_EQ(again->manifest.hash(), first->manifest.hash());
  request_.config.seed = 2;
  auto other = synthesize(request_);
  ASSERT_TRUE(other);
  EXPECT_FALSE(other->skipped);
}
TEST_F(Stage, TheLedgerAccountsForEveryPassageAndFact) {
  ASSERT_TRUE(synthesize(request_));
  auto rows = record::read_verdicts(folder_ / "synthesize" / "coverage.parquet");
  auto facts = record::read_facts(folder_ / "synthesize" / "facts.parquet");
  ASSERT_TRUE(rows && facts);
  size_t passages = 0, of_facts = 0;
  for (const auto& row : *rows) {
    passages += row.step == "passage";
    of_facts += row.step == "fact";
    if (!row.pass) {
      EXPECT_FALSE(row.reason.empty());
    }
  }
  EXPECT_EQ(passages, 3U);
  EXPECT_EQ(of_facts, facts->size());
}
TEST_F(Stage, ASmallBudgetLeavesFactsBeyondIt) {
  request_.token_budget = 500;
  auto report = synthesize(request_);
  ASSERT_TRUE(report);
  EXPECT_GT(report->facts_beyond_budget, 0U);
  EXPECT_GT(report->facts_taught, 0U);
  auto plan = plan_synthesis(request_);
  ASSERT_TRUE(plan);
  EXPECT_LT(plan->budget.facts_taught, plan->facts);
  EXPECT_GT(plan->twice.facts_taught, plan->budget.facts_taught);
  EXPECT_GE(plan->twice.questions.choice.share, plan->budget.questions.choice.share);
  EXPECT_FALSE(plan->headings_beyond.empty());
  EXPECT_LT(plan->headings_beyond[0].taught, plan->headings_beyond[0].facts);
  EXPECT_GT(plan->budget.questions.choice.share, 0.29);
}
TEST_F(Stage, WithoutRefineItSaysSo) {
  fs::remove_all(folder_ / "refine");
  auto report = synthesize(request_);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace jangin::synthesize
