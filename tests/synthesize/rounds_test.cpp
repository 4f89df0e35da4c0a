// The later rounds of a loop: more for what was missed, nothing of the examination, the same each time.
#include "synthesize/rounds.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <map>

#include "base/strings.h"
#include "record/shard.h"
#include "support.h"
#include "synthesize/examination.h"
#include "synthesize/teaching.h"

namespace jangin::synthesize {
namespace {

namespace fs = std::filesystem;

class Rounds : public ::testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("jangin_rounds_" + std::to_string(::getpid()));
    fs::remove_all(folder_);
    fs::create_directories(folder_ / "refine");
    const auto document =
        make_document("manual.md", "WidgetCAM Manual", "WidgetCAM runs. The WidgetCAM program and WidgetCAM files, by WidgetCAM, in WidgetCAM.");
    const std::vector<record::Passage> passages = {
        make_passage(
            document, {"Compensation Codes"},
            "- G40 - turn cutter compensation off\n- G41 - start cutter compensation on the left\n- G42 - start cutter compensation on the right\n"
            "- G43 - apply the tool length offset\n\nThe maximum pocket number is 1000. The values for offsets are stored in the VAR file.\n"),
        make_passage(document, {"Tool Table"},
                     "Lines beginning with a semicolon are ignored. The table is stored in the tool file. The default feed rate is 200 mm/min.\n"),
        make_passage(
            document, {"Offsets"},
            "If the VAR file is missing, the offsets are zero. The spindle stops when the door is opened. The pump starts after 5 seconds.\n")};
    ASSERT_TRUE(record::write_documents(folder_ / "refine" / "documents.parquet", {document}));
    ASSERT_TRUE(record::write_passages(folder_ / "refine" / "passages.parquet", passages));
    record::Manifest manifest;
    manifest.stage = "refine";
    ASSERT_TRUE(record::write_manifest(folder_ / "refine" / "manifest.json", manifest));
    request_.stage.workspace = folder_;
    request_.stage.token_budget = 6000;
    request_.stage.config.examination = 2;
    request_.stage.steering = 4;
    request_.stage.first_share = 0.5;
    request_.tokens = 2500;
    auto first = synthesize(request_.stage);
    ASSERT_TRUE(first) << first.error().text();
    request_.written = *record::read_samples(folder_ / "synthesize" / "samples.parquet");
    steering_ = *judge::read_questions(folder_ / "synthesize" / kSteeringFile);
    reported_ = *judge::read_questions(folder_ / "synthesize" / kExaminationFile);
    ASSERT_EQ(reported_.size(), 2U);
    ASSERT_EQ(steering_.size(), 4U);
    for (size_t i = 0; i < steering_.size(); ++i) request_.answers.push_back({steering_[i].id, i % 2 == 0});
  }
  void TearDown() override { fs::remove_all(folder_); }

  static std::map<std::string, size_t> questions_by_fact(const std::vector<record::Sample>& samples) {
    std::map<std::string, size_t> count;
    for (const auto& sample : samples) count[sample.fact_id] += sample.kind == "question" || sample.kind == "reverse_question";
    return count;
  }

  fs::path folder_;
  RoundRequest request_;
  std::vector<judge::Question> steering_, reported_;
};

TEST_F(Rounds, NoFactIsInBothExaminations) {
  std::set<std::string> asked;
  for (const auto& question : steering_) asked.insert(question.id);
  for (const auto& question : reported_) EXPECT_FALSE(asked.contains(question.id));
}
TEST_F(Rounds, AMissedFactIsAskedMoreOftenThanAKnownOne) {
  const auto round = write_round(request_);
  ASSERT_TRUE(round) << round.error().text();
  auto count = questions_by_fact(round->samples);
  for (const auto& missed : request_.answers)
    for (const auto& known : request_.answers) {
      if (!missed.right && known.right) {
        EXPECT_GT(count[missed.fact_id], count[known.fact_id]);
      }
    }
  EXPECT_GE(round->facts_raised, 2U);
  EXPECT_GE(round->facts_lowered, 2U);
  EXPECT_LE(round->tokens, static_cast<int64_t>(1.1 * static_cast<double>(request_.tokens)));
}
TEST_F(Rounds, AFactThatWasNotAskedFollowsThoseOfItsKind) {
  const auto of = [&](bool right) {
    for (auto& answer : request_.answers) answer.right = right;
    auto round = write_round(request_);
    EXPECT_TRUE(round);
    return questions_by_fact(round->samples);
  };
  // Every answer right, or every one wrong: all facts need the same, so all get an even share; with one kind known it gets less.
  auto all_right = of(true), all_wrong = of(false);
  EXPECT_EQ(all_right, all_wrong);
  const auto facts = *record::read_facts(folder_ / "synthesize" / "facts.parquet");
  std::map<std::string, std::string> miner;
  for (const auto& fact : facts) miner[fact.fact_id] = fact.miner;
  const auto asked = [&](const std::string& fact) {
    return std::ranges::any_of(request_.answers, [&](const auto& answer) { return answer.fact_id == fact; });
  };
  size_t compared = 0, less = 0;
  const auto even = std::ranges::max_element(all_right, {}, [](const auto& entry) { return entry.second; })->second;
  for (const auto& known : request_.answers) {
    const std::string kind = miner[known.fact_id];
    for (auto& answer : request_.answers) answer.right = miner[answer.fact_id] == kind;
    const auto round = write_round(request_);
    ASSERT_TRUE(round);
    double of_kind = 0, others = 0, kinds = 0, rest = 0;
    for (const auto& [fact, count] : questions_by_fact(round->samples)) {
      if (fact.empty() || asked(fact) || all_right[fact] < even) continue;  // a fact with few wordings cannot be asked more often
      (miner[fact] == kind ? of_kind : others) += static_cast<double>(count), (miner[fact] == kind ? kinds : rest) += 1;
    }
    if (kinds == 0 || rest == 0) continue;
    EXPECT_LE(of_kind / kinds, others / rest) << kind;  // whole questions: a small share less may come to the same number
    less += of_kind / kinds < others / rest;
    ++compared;
  }
  EXPECT_GT(compared, 0U);
  EXPECT_GT(less, 0U);
}
TEST_F(Rounds, NothingOfTheExaminationIsTaught) {
  for (auto& answer : request_.answers) answer.right = false;  // all the more of them
  request_.tokens = 20'000;                                    // every wording there is
  const auto teaching = chosen_teaching(request_.stage);
  ASSERT_TRUE(teaching) << teaching.error().text();
  ASSERT_EQ(teaching->held.size(), 6U);
  std::map<std::string, std::string> held;
  for (const auto& [fact, family] : teaching->held) held[fact->fact.fact_id] = family;
  std::set<std::string> asked;
  for (const auto* questions : {&steering_, &reported_})
    for (const auto& question : *questions) asked.insert(to_lower_ascii(question.question));
  auto samples = request_.written;
  for (request_.round = 2; request_.round < 5; ++request_.round) {
    const auto round = write_round(request_);
    ASSERT_TRUE(round);
    samples.insert(samples.end(), round->samples.begin(), round->samples.end());
    request_.written = samples;
  }
  size_t of_held_facts = 0;
  for (const auto& sample : samples) {
    EXPECT_FALSE(asked.contains(to_lower_ascii(sample.messages[0].text()))) << sample.messages[0].text();
    const auto fact = held.find(sample.fact_id);
    if (fact == held.end() || sample.kind == "statement" || sample.kind == "refusal") continue;
    ++of_held_facts;
    EXPECT_NE(wording_family(sample.wording), fact->second) << sample.messages[0].text();
  }
  EXPECT_GT(of_held_facts, 40U);
}
TEST_F(Rounds, NewWordingsFirstThenThoseOfBefore) {
  request_.tokens = 1500;
  const auto small = write_round(request_);
  ASSERT_TRUE(small);
  std::set<std::string> before;
  for (const auto& sample : request_.written) before.insert(sample.sample_id);
  size_t fresh = 0;
  for (const auto& sample : small->samples) fresh += !before.contains(sample.sample_id);
  EXPECT_EQ(fresh, small->new_samples);
  EXPECT_GT(fresh, 0U);
  request_.tokens = 30'000;
  const auto large = write_round(request_);
  ASSERT_TRUE(large);
  EXPECT_LT(large->new_samples, large->samples.size()) << "a fact has no wordings without end: those of before come again";
}
TEST_F(Rounds, TheSameAnswersGiveTheSameRound) {
  const auto a = write_round(request_), b = write_round(request_);
  ASSERT_TRUE(a && b);
  ASSERT_EQ(a->samples.size(), b->samples.size());
  for (size_t i = 0; i < a->samples.size(); ++i) EXPECT_EQ(a->samples[i].sample_id, b->samples[i].sample_id);
  request_.round = 3;
  const auto other = write_round(request_);
  ASSERT_TRUE(other);
  EXPECT_NE(a->samples[0].seed, other->samples[0].seed);
}

}  // namespace
}  // namespace jangin::synthesize
