// The models that refine's steps measure with, as the line makes and hands them over: a quality model trained on folders, a language model behind the step
// perplexity; and what refine found, as the catalog has it.
#include <gmock/gmock.h>

#include "base/random.h"
#include "engine/local_generator.h"
#include "line/quality_training.h"
#include "record/catalog.h"
#include "record/shard.h"
#include "tiny_line.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string prose_page(uint64_t seed) {
  static constexpr const char* kWords[] = {"the",     "operator", "closes", "valve", "before",   "pump", "is",
                                           "stopped", "and",      "waits",  "until", "pressure", "falls"};
  Random random(seed, 3);
  std::string text;
  for (int i = 0; i < 120; ++i) text += std::string(kWords[random.below(13)]) + (i % 12 == 11 ? ".\n" : " ");
  return text;
}
std::string rows_page(uint64_t seed) {
  Random random(seed, 4);
  std::string text;
  for (int i = 0; i < 40; ++i) text += "R" + std::to_string(random.below(1000)) + " 0x" + std::to_string(random.below(100000)) + " NULL\n";
  return text;
}

class QualityTrainingLine : public TinyLine {
 protected:
  void SetUp() override {
    TinyLine::SetUp();
    for (uint64_t i = 0; i < 24; ++i) {
      ASSERT_TRUE(write_file(folder_ / "good" / (std::to_string(i) + ".txt"), prose_page(i)));
      ASSERT_TRUE(write_file(folder_ / "bad" / (std::to_string(i) + ".txt"), rows_page(i)));
    }
    request_.good = {(folder_ / "good").string()}, request_.bad = {(folder_ / "bad").string()};
    request_.output = folder_ / "model.bin";
    request_.config.classifier.buckets = 1 << 12;
  }
  /// Nothing of what was read in between.
  std::vector<std::string> left_over() const {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder_)) {
      if (entry.path().filename().string().find(".reading-") != std::string::npos) names.push_back(entry.path().filename().string());
    }
    return names;
  }
  QualityTrainingRequest request_;
};

TEST_F(QualityTrainingLine, EachFolderIsASourceWithItsOwnFigures) {
  ASSERT_TRUE(write_file(folder_ / "more/a.txt", prose_page(100)));
  ASSERT_TRUE(write_file(folder_ / "more/cut.pdf", "%PDF-1.4 and no more"));
  request_.good.push_back((folder_ / "more").string());
  const auto report = train_quality(request_);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->sources.size(), 3U);
  EXPECT_EQ(report->sources[0].documents, 24U);
  EXPECT_EQ(report->sources[1].path, (folder_ / "more").string());
  EXPECT_EQ(report->sources[1].files, 2U);
  EXPECT_EQ(report->sources[1].failed, 1U);
  EXPECT_EQ(report->sources[1].documents, 1U);
  EXPECT_TRUE(report->sources[1].good);
  EXPECT_FALSE(report->sources[2].good);
  EXPECT_EQ(report->figures.given[1], 25U);
  EXPECT_EQ(report->figures.given[0], 24U);
  EXPECT_EQ(report->figures.auc, 1);
  const auto manifest = json("model.bin.json");
  EXPECT_THAT(manifest.dump(), HasSubstr(report->sources[1].hash)) << "the model says what it was made of";
  EXPECT_THAT(left_over(), IsEmpty());
}

TEST_F(QualityTrainingLine, AFolderThatIsReadInAnotherOrderGivesTheSameModel) {
  ASSERT_TRUE(train_quality(request_));
  const std::string first = *read_file(request_.output), manifest = *read_file(folder_ / "model.bin.json");
  for (uint64_t i = 0; i < 24; ++i)
    fs::rename(folder_ / "good" / (std::to_string(i) + ".txt"), folder_ / "good" / ("n" + std::to_string(23 - i) + ".txt"));
  ASSERT_TRUE(train_quality(request_));
  EXPECT_TRUE(*read_file(request_.output) == first);
  EXPECT_EQ(*read_file(folder_ / "model.bin.json"), manifest);
  ASSERT_TRUE(write_file(folder_ / "good/n0.txt", prose_page(500)));
  ASSERT_TRUE(train_quality(request_));
  EXPECT_FALSE(*read_file(request_.output) == first) << "another text is another model";
}

TEST_F(QualityTrainingLine, WhatCannotBeTrainedLeavesNothing) {
  request_.bad.clear();
  auto report = train_quality(request_);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().text(), HasSubstr("--bad"));
  request_.bad = {(folder_ / "none").string()};
  EXPECT_FALSE(train_quality(request_));
  request_.bad = {(folder_ / "bad/1.txt").string()};
  report = train_quality(request_);
  ASSERT_FALSE(report);
  EXPECT_THAT(report.error().text(), HasSubstr("too few"));
  EXPECT_FALSE(fs::exists(request_.output));
  EXPECT_THAT(left_over(), IsEmpty());
}

TEST_F(QualityTrainingLine, ARecipesModelJudgesItsDocuments) {
  ASSERT_TRUE(train_quality(request_));
  ASSERT_TRUE(write_file(folder_ / "documents/rows.txt", rows_page(900)));
  ASSERT_TRUE(write_file(folder_ / "documents/prose.txt", prose_page(900)));
  write_recipe("[refine.quality_model]\nmodels = [\"model.bin\"]\nmin_score = 0.5\n");
  const auto report = run("out", Stage::refine);
  ASSERT_TRUE(report) << report.error().text();
  std::map<std::string, bool> passed;
  const auto documents = record::read_documents(folder_ / "out/collect/documents.parquet");
  const auto verdicts = record::read_verdicts(folder_ / "out/refine/verdicts.parquet");
  ASSERT_TRUE(documents && verdicts);
  for (const record::Verdict& verdict : *verdicts) {
    if (verdict.step != "quality_model") continue;
    for (const record::Document& document : *documents) {
      if (document.doc_id == verdict.subject_id) passed[fs::path(document.source_id).filename()] = verdict.pass;
    }
  }
  EXPECT_TRUE(passed.at("prose.txt"));
  EXPECT_FALSE(passed.at("rows.txt"));
  ASSERT_TRUE(write_file(folder_ / "model.bin", *read_file(folder_ / "model.bin") + "x"));
  EXPECT_FALSE(run("out", Stage::refine)) << "a model that is not its manifest's";
}

class PerplexityModelLine : public TinyLine {
 protected:
  void measure_with(const std::string& model) { write_recipe("[refine.perplexity]\nmodel = \"" + model + "\"\n"); }
  /// Bits per byte by document, 0 where the step says none.
  std::map<std::string, double> measured() {
    std::map<std::string, double> bits;
    const auto verdicts = record::read_verdicts(folder_ / "out/refine/verdicts.parquet");
    EXPECT_TRUE(verdicts);
    for (const record::Verdict& verdict : verdicts.value()) {
      if (verdict.step == "perplexity") bits[verdict.subject_id] = verdict.score;
    }
    return bits;
  }
  bool refined() {
    const auto report = run("out", Stage::refine);
    EXPECT_TRUE(report) << report.error().text();
    return report && !report->stages.back().skipped;
  }
};

TEST_F(PerplexityModelLine, TheBaseMeasuresEachDocumentAsItScoresIt) {
  measure_with("base");
  ASSERT_TRUE(refined());
  auto base = engine::LocalGenerator::open(folder_ / "base");
  ASSERT_TRUE(base) << base.error().text();
  const auto bits = measured();
  const auto documents = record::read_documents(folder_ / "out/refine/documents.parquet");
  ASSERT_TRUE(documents);
  ASSERT_EQ(documents->size(), 2U);
  for (const record::Document& document : *documents) {
    const auto score = (*base)->score_text(document.text, (*base)->context_tokens());
    ASSERT_TRUE(score) << score.error().text();
    EXPECT_NEAR(bits.at(document.doc_id), score->bits_per_byte(), 1e-6);
    EXPECT_NEAR(bits.at(document.doc_id), 8, 0.5) << "weights that know nothing of 258 tokens";
  }
}

TEST_F(PerplexityModelLine, OtherWeightsMeasureAgainAndTheSameDoNot) {
  measure_with("base");
  ASSERT_TRUE(refined());
  const auto before = measured();
  EXPECT_FALSE(refined());
  write_tiny_model(folder_ / "other", 8);
  measure_with((folder_ / "other").string());
  EXPECT_TRUE(refined());
  EXPECT_NE(measured(), before);
  measure_with("no-such-model");
  EXPECT_FALSE(run("out", Stage::refine));
}

TEST_F(PerplexityModelLine, TheCorpusMeasuresWithoutAModel) {
  measure_with("corpus");
  ASSERT_TRUE(refined());
  for (const auto& [document, bits] : measured()) EXPECT_GT(bits, 0);
  measure_with("none");
  ASSERT_TRUE(refined());
  for (const auto& [document, bits] : measured()) EXPECT_EQ(bits, 0);
}

TEST_F(TinyLine, TheCatalogKnowsWhatRefineDetected) {
  ASSERT_TRUE(write_file(folder_ / "documents/pump.md", std::string(kPumpManual) + "\nThis manual is licensed under CC BY 4.0.\n"));
  ASSERT_TRUE(run("out", Stage::refine));
  for (int times = 0; times < 2; ++times) {
    auto catalog = record::Catalog::open(folder_ / "out/catalog.sqlite");
    ASSERT_TRUE(catalog);
    const auto rights = catalog->rights();
    ASSERT_TRUE(rights);
    ASSERT_EQ(rights->size(), 1U);
    EXPECT_EQ(rights->at(0).licence_declared, "CC0-1.0");
    EXPECT_EQ(rights->at(0).licence_detected, "CC-BY-4.0");
    ASSERT_TRUE(run("out", Stage::refine)) << "current, and on record again";
  }
}

}  // namespace
}  // namespace jangin::line
