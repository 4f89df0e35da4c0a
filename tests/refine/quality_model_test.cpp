// The quality model: what it sees, that it learns the same bytes from the same documents, its figures, the files that it refuses, the step. The bad
// texts here are made by code (tables of names and numbers); figures on real text: docs/refine-quality.md.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "base/file.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "refine/documents_for_tests.h"
#include "refine/quality_model/excerpts.h"
#include "refine/quality_model/model_file.h"
#include "refine/run.h"

namespace jangin::refine {
namespace {

std::string korean_prose(uint64_t seed) {
  static constexpr const char* kWords[] = {"사업주는",   "근로자가", "기계를", "정비할", "때에는", "해당",     "설비의", "운전을",
                                           "정지하여야", "한다.",    "위험이", "있으면", "덮개를", "설치하고", "표지를", "붙인다."};
  Random random(seed, 7);
  std::string text;
  for (int i = 0; i < 120; ++i) text += std::string(kWords[random.below(16)]) + (i % 15 == 14 ? "\n" : " ");
  return text;
}

std::string table(uint64_t seed) {
  Random random(seed, 8);
  std::string text;
  for (int i = 0; i < 40; ++i)
    text += "| R" + std::to_string(random.below(1000)) + " | 0x" + std::to_string(random.below(100000)) + " | NULL | 예 |\n";
  return text;
}

std::vector<QualityExample> examples(int of_each) {
  std::vector<QualityExample> all;
  for (int i = 0; i < of_each; ++i) {
    all.push_back({prose(150, i), "en", true});
    all.push_back({korean_prose(static_cast<uint64_t>(i)), "ko", true});
    all.push_back({table(static_cast<uint64_t>(i)), "ko", false});
    all.push_back({table(static_cast<uint64_t>(i) + 1000), "en", false});
  }
  return all;
}

QualityTrainingConfig small() {
  QualityTrainingConfig config;
  config.classifier.buckets = 1 << 12;
  return config;
}

TEST(QualityExcerpts, SpellTokensAlike) {
  EXPECT_THAT(cut_excerpts("The (G43) cycle\n\n정비를 2024년\n"), testing::ElementsAre("the ( g00 ) cycle ¶ ¶ 정비를 0000년"));
  EXPECT_TRUE(cut_excerpts(" \n ").empty());
}

TEST(QualityExcerpts, LieFromBeginningToEnd) {
  std::string text;
  for (int i = 0; i < 10000; ++i) text += std::string(i == 0 ? "first" : i == 9999 ? "last" : "word") + " ";
  const auto excerpts = cut_excerpts(text);
  ASSERT_EQ(excerpts.size(), kMostExcerpts);
  EXPECT_TRUE(excerpts.front().starts_with("first "));
  EXPECT_TRUE(excerpts.back().ends_with(" last"));
}

TEST(QualityExcerpts, HoldNoControlCharactersAndNoLongTokens) {
  const std::string text = std::string("\001good ") + std::string(300, 'x') + " 가나다라마바사아자차카타파하가나다라마바사아자차카타파하";
  const auto excerpts = cut_excerpts(text);
  ASSERT_EQ(excerpts.size(), 1);
  EXPECT_EQ(excerpts[0].find('\001'), std::string::npos);
  EXPECT_LT(excerpts[0].size(), 160);
}

TEST(QualityTraining, TellsProseFromTablesInBothLanguages) {
  auto trained = train_quality(examples(60), small());
  ASSERT_TRUE(trained) << trained.error().text();
  const QualityFigures& f = trained->figures;
  EXPECT_EQ(f.trained[0] + f.held_back[0], 120);
  EXPECT_EQ(f.trained[1] + f.held_back[1], 120);
  EXPECT_GT(f.auc, 0.99);
  EXPECT_GT(*judge_quality(trained->classifier, korean_prose(777)), 0.8);
  EXPECT_GT(*judge_quality(trained->classifier, prose(150, 777)), 0.8);
  EXPECT_LT(*judge_quality(trained->classifier, table(777)), 0.2);
}

/// Words of random letters: each document can be learned by heart, but nothing of it helps with another, and what is held back must say so.
TEST(QualityTraining, FiguresAreThoseOfTheHeldBack) {
  std::vector<QualityExample> same;
  Random random(11);
  for (int i = 0; i < 200; ++i) {
    std::string text;
    for (int letter = 0; letter < 600; ++letter) text += letter % 7 == 6 ? ' ' : static_cast<char>('a' + random.below(26));
    same.push_back({text, "en", i % 2 == 0});
  }
  QualityTrainingConfig config;
  config.classifier.epochs = 50;
  config.classifier.least_count = 1;
  auto trained = train_quality(std::move(same), config);
  ASSERT_TRUE(trained) << trained.error().text();
  EXPECT_LT(trained->figures.auc, 0.8);
}

TEST(QualityTraining, SameDocumentsSameBytesOnAnyThreadsInAnyOrder) {
  auto all = examples(30);
  auto one = train_quality(all, small());
  Random(3).shuffle(all);
  ThreadPool::set_threads(3);
  auto other = train_quality(all, small());
  ThreadPool::set_threads(1);
  ASSERT_TRUE(one && other);
  EXPECT_EQ(*one->classifier.bytes(), *other->classifier.bytes());
  EXPECT_EQ(one->figures.auc, other->figures.auc);
  QualityTrainingConfig seeded = small();
  seeded.classifier.seed = 2;
  auto third = train_quality(all, seeded);
  ASSERT_TRUE(third);
  EXPECT_NE(*one->classifier.bytes(), *third->classifier.bytes());
}

TEST(QualityTraining, LeavesOutWhatIsGivenTwiceOrInBothOrInAnotherLanguage) {
  auto all = examples(30);
  all.push_back({prose(150, 0), "en", true});   // a good one again
  all.push_back({prose(150, 1), "en", false});  // a good one as bad
  all.push_back({"  ", "en", false});
  QualityTrainingConfig config = small();
  config.language = "en";
  auto trained = train_quality(all, config);
  ASSERT_TRUE(trained) << trained.error().text();
  EXPECT_EQ(trained->figures.repeated, 2);
  EXPECT_EQ(trained->figures.in_both, 1);
  EXPECT_EQ(trained->figures.without_text, 1);
  EXPECT_EQ(trained->figures.other_language, 60);
  EXPECT_EQ(trained->figures.trained[1] + trained->figures.held_back[1], 29);
}

TEST(QualityTraining, SaysWhichClassIsTooSmall) {
  auto all = examples(30);
  std::erase_if(all, [](const QualityExample& example) { return !example.good; });
  auto none = train_quality(all, small());
  ASSERT_FALSE(none);
  EXPECT_THAT(none.error().text(), testing::HasSubstr("0 bad documents, of 0 given, are too few"));
  for (int i = 0; i < 5; ++i) all.push_back({table(static_cast<uint64_t>(i)), "en", false});
  auto few = train_quality(all, small());
  ASSERT_FALSE(few);
  EXPECT_THAT(few.error().text(), testing::HasSubstr("5 bad documents, of 5 given, are too few"));
}

class QualityModelFile : public WorkspaceTest {
 protected:
  void SetUp() override {
    WorkspaceTest::SetUp();
    auto trained = train_quality(examples(30), small());
    ASSERT_TRUE(trained);
    ASSERT_TRUE(write_quality_model(model_, *trained, {}, small()));
  }
  std::string error() {
    auto model = read_quality_model(model_);
    return model ? "none" : model.error().text();
  }
  std::filesystem::path model_ = workspace_ / "quality.bin";
};

TEST_F(QualityModelFile, IsReadAsItWasWritten) {
  auto model = read_quality_model(model_);
  ASSERT_TRUE(model) << model.error().text();
  auto trained = train_quality(examples(30), small());
  EXPECT_EQ(*judge_quality(model->classifier, korean_prose(5)), *judge_quality(trained->classifier, korean_prose(5)));
}

TEST_F(QualityModelFile, IsRefusedWhenMissingCutOrAnother) {
  const std::string bytes = *read_file(model_);
  for (size_t size : {bytes.size() - 1, bytes.size() / 2, size_t{8}, size_t{0}}) {
    ASSERT_TRUE(write_file(model_, bytes.substr(0, size)));
    EXPECT_THAT(error(), testing::HasSubstr("is cut or changed"));
  }
  std::string changed = bytes;
  changed[changed.size() / 2] ^= 1;
  ASSERT_TRUE(write_file(model_, changed));
  EXPECT_THAT(error(), testing::HasSubstr("is cut or changed"));
  ASSERT_TRUE(write_file(model_, bytes));
  EXPECT_EQ(error(), "none");
  ASSERT_TRUE(write_file(quality_manifest_path(model_), "[1, 2"));
  EXPECT_THAT(error(), testing::HasSubstr("is no manifest of a quality model"));
  std::filesystem::remove(quality_manifest_path(model_));
  EXPECT_THAT(error(), testing::HasSubstr("manifest is not there"));
  std::filesystem::remove(model_);
  EXPECT_THAT(error(), testing::HasSubstr("no such quality model"));
}

TEST_F(QualityModelFile, IsPartOfTheConfigurationsHash) {
  RefineConfig config;
  const std::string without = config_hash(config);
  config.quality_model.files = {model_};
  const std::string with = config_hash(config);
  EXPECT_NE(without, with);
  ASSERT_TRUE(write_file(model_, *read_file(model_) + "x"));
  EXPECT_NE(with, config_hash(config));
}

TEST_F(QualityModelFile, StepNotesAndRejectsOnlyBelowTheRecipesScore) {
  RefineConfig config;
  config.steps = {"language", "quality_model"};
  config.quality_model.files = {model_};
  collect({make_document("a.md", prose(150, 900)), make_document("b.md", table(900)), make_document("c.md", korean_prose(900))});
  auto noted = refine({workspace_, config});
  ASSERT_TRUE(noted) << noted.error().text();
  EXPECT_EQ(noted->documents_kept, 3);
  config.quality_model.min_score = 0.5;
  auto report = refine({workspace_, config});
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->documents_kept, 2);
  EXPECT_EQ(report->documents_rejected, 1);
  ASSERT_FALSE(report->reasons.empty());
  EXPECT_EQ(report->reasons[0].reason, "low_quality");
  auto verdicts = record::read_verdicts(workspace_ / "refine" / "verdicts.parquet");
  ASSERT_TRUE(verdicts);
  int scored = 0;
  for (const record::Verdict& verdict : *verdicts) {
    if (verdict.step != "quality_model") continue;
    ++scored;
    EXPECT_EQ(verdict.pass, verdict.score >= 0.5);
  }
  EXPECT_EQ(scored, 3);
}

TEST_F(QualityModelFile, StepTakesTheModelOfTheLanguage) {
  QualityTrainingConfig korean = small();
  korean.language = "ko";
  std::vector<QualityExample> turned = examples(30);  // "good" and "bad" the other way round: who answers can be told
  for (QualityExample& example : turned) example.good = !example.good;
  auto trained = train_quality(turned, korean);
  ASSERT_TRUE(trained) << trained.error().text();
  const std::filesystem::path other = workspace_ / "ko.bin";
  ASSERT_TRUE(write_quality_model(other, *trained, {}, korean));
  RefineConfig config;
  config.steps = {"quality_model"};
  config.quality_model.files = {model_, other};
  auto steps = make_steps(config);
  ASSERT_TRUE(steps) << steps.error().text();
  record::Document document = make_document("a.md", korean_prose(4));
  document.language = "ko";
  EXPECT_LT((*steps)[0].step->refine_document(document)->judgement.score, 0.2);
  document.language = "en";
  EXPECT_GT((*steps)[0].step->refine_document(document)->judgement.score, 0.8);
  config.quality_model.files = {other};
  steps = make_steps(config);
  EXPECT_FALSE((*steps)[0].step->refine_document(document));  // no model for English: nothing is said
}

TEST(QualityModelConfigTest, KeysAreRead) {
  RefineConfig config;
  auto table = ConfigTable::parse("[quality_model]\nmodels = [\"q.bin\"]\nmin_score = 0.3\n", "recipe");
  ASSERT_TRUE(table);
  ASSERT_TRUE(read_config(*table, config));
  EXPECT_EQ(config.quality_model.models, std::vector<std::string>{"q.bin"});
  EXPECT_EQ(config.quality_model.min_score, 0.3);
}

}  // namespace
}  // namespace jangin::refine
