// Base and expert over the same tasks: the table, the cache, forgetting.
#include "evaluate/evaluate.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "fake_generator.h"

namespace jangin::evaluate {
namespace {

class Evaluate : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / ("evaluate-" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    std::filesystem::remove_all(folder_);
    ASSERT_TRUE(write_file(folder_ / "q.jsonl", R"({"id":"1","question":"How many axes?","answers":["9"]})"));
    ASSERT_TRUE(write_file(folder_ / "general.txt", "general text"));
    request_.tasks = {{"questions", "domain", folder_ / "q.jsonl", false}, {"text", "general", folder_ / "general.txt", true}};
    request_.folder = folder_ / "evaluate";
    request_.base_hash = "base";
    request_.expert_hash = "expert";
    request_.open_base = [this] { return open(false); };
    request_.open_expert = [this] { return open(true); };
  }

  Result<std::unique_ptr<engine::Generator>> open(bool expert) {
    ++(expert ? experts_ : bases_);
    auto generator = std::make_unique<FakeGenerator>();
    if (expert) generator->replies = {{"How many axes?", "9"}};
    generator->bits_per_byte = expert ? expert_bits_ : 1.0;
    generator->before_each = before_each_;
    return std::unique_ptr<engine::Generator>(std::move(generator));
  }

  std::filesystem::path folder_;
  EvaluateRequest request_;
  int bases_ = 0, experts_ = 0;
  double expert_bits_ = 1.03;
  std::function<void()> before_each_;
};

TEST_F(Evaluate, ComparesBothModels) {
  auto report = evaluate(request_);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_EQ(report->table.size(), 3U);  // short answers, false refusals, bits per byte
  EXPECT_EQ(report->table[0].before, 0);
  EXPECT_EQ(report->table[0].after, 1);
  EXPECT_EQ(report->table[0].of, 1U);
  EXPECT_NEAR(report->table[2].after, 1.03, 1e-9);
  EXPECT_TRUE(report->table[2].general);
  EXPECT_FALSE(report->forgotten);
  EXPECT_NE(report->remark.find("+3.0 %"), std::string::npos);
  auto json = nlohmann::json::parse(*read_file(request_.folder / "evaluation.json"));
  EXPECT_EQ(json["table"].size(), 3U);
  EXPECT_EQ(json["expert"]["domain"]["questions"][0]["reply"], "9");
  EXPECT_EQ(json["forgotten"], false);
}

TEST_F(Evaluate, SaysForgottenBeyondTheBound) {
  expert_bits_ = 1.06;
  auto report = evaluate(request_);
  ASSERT_TRUE(report);
  EXPECT_TRUE(report->forgotten);
  request_.config.max_forgetting = 0.07;
  report = evaluate(request_);
  ASSERT_TRUE(report);
  EXPECT_FALSE(report->forgotten);
}

TEST_F(Evaluate, MeasuresAModelOncePerTask) {
  ASSERT_TRUE(evaluate(request_));
  EXPECT_EQ(bases_, 1);
  request_.expert_hash = "another";
  ASSERT_TRUE(evaluate(request_));
  EXPECT_EQ(bases_, 1);  // cached: the base is not even loaded
  EXPECT_EQ(experts_, 2);
  ASSERT_TRUE(write_file(folder_ / "q.jsonl", R"({"id":"1","question":"How many tools?","answers":["9"]})"));
  ASSERT_TRUE(evaluate(request_));
  EXPECT_EQ(bases_, 2);  // other questions are another task
}

TEST_F(Evaluate, CtrlCKeepsWhatIsDone) {
  int calls = 0;
  before_each_ = [&] {
    if (++calls == 2) set_interrupted(true);
  };
  auto stopped = evaluate(request_);
  set_interrupted(false);
  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::interrupted);
  before_each_ = {};
  ASSERT_TRUE(evaluate(request_));
  EXPECT_EQ(bases_, 1);  // both tasks of the base were kept
}

TEST_F(Evaluate, ABrokenCacheFileIsMeasuredAgain) {
  ASSERT_TRUE(evaluate(request_));
  for (const auto& entry : std::filesystem::directory_iterator(request_.folder / "cache")) ASSERT_TRUE(write_file(entry.path(), "{"));
  ASSERT_TRUE(evaluate(request_));
  EXPECT_EQ(bases_, 2);
}

TEST(EvaluateConfigTest, ReadsItsTable) {
  EvaluateConfig config;
  auto table = ConfigTable::parse("questions = [\"a.jsonl\"]\nmax_forgetting = 0.02\ngeneral = false", "recipe");
  ASSERT_TRUE(table);
  ASSERT_TRUE(read_config(*table, config));
  EXPECT_EQ(config.questions, std::vector<std::string>{"a.jsonl"});
  EXPECT_EQ(config.max_forgetting, 0.02);
  auto wrong = ConfigTable::parse("max_forgeting = 0.02", "recipe");
  auto status = read_config(*wrong, config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("max_forgetting"), std::string::npos);
}

TEST(EvaluateConfigTest, TasksOfAnyKindStandBesideTheUsersFiles) {
  EvaluateConfig config;
  auto table = ConfigTable::parse(
      "questions = [\"a.jsonl\"]\ntexts = [\"b.txt\"]\n[[tasks]]\nkind = \"text\"\nfile = \"sub/notes.txt\"\ngeneral = true", "recipe");
  ASSERT_TRUE(table);
  ASSERT_TRUE(read_config(*table, config));
  const std::vector<TaskSpec> tasks = own_tasks(config);
  ASSERT_EQ(tasks.size(), 3U);
  EXPECT_EQ(tasks[0].kind, "questions");
  EXPECT_EQ(tasks[1].name, "b");
  EXPECT_EQ(tasks[2].kind, "text");
  EXPECT_EQ(tasks[2].name, "notes");
  EXPECT_EQ(tasks[2].file, "sub/notes.txt");
  EXPECT_TRUE(tasks[2].general);
  for (const char* wrong :
       {"[[tasks]]\nkind = \"texts\"\nfile = \"a\"", "[[tasks]]\nkind = \"text\"", "[[tasks]]\nkind = \"text\"\nfile = \"a\"\nnme = \"b\""}) {
    EXPECT_FALSE(read_config(*ConfigTable::parse(wrong, "recipe"), config)) << wrong;
  }
}

}  // namespace
}  // namespace jangin::evaluate
