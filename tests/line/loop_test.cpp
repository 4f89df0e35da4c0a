// The closed loop on a tiny model, every stage real: rounds, ends, resumption, and the accounts it keeps.
#include "line/loop.h"

#include <sys/wait.h>

#include <csignal>
#include <thread>

#include "base/hash.h"
#include "line/loop_json.h"
#include "record/shard.h"
#include "synthesize/examination.h"
#include "tiny_line.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr const char* kThreeRounds = "[loop]\nrounds = 3\nquestions = 6\nfirst_share = 0.4\n";

using Loops = TinyLine;

/// The rows by value: a range over a Result that dies before the loop is none.
template <typename Rows>
Rows whole(Result<Rows> rows) {
  EXPECT_TRUE(rows);
  return rows ? std::move(*rows) : Rows{};
}

/// Of all that a loop leaves and that may not depend on how it was run.
std::string result_of(const fs::path& workspace) {
  const auto manifest = record::read_manifest(workspace / "train/manifest.json");
  const auto weights = sha256_file_hex(workspace / "train/expert/model.safetensors");
  const auto training = nlohmann::json::parse(*read_file(workspace / "train/training.json"));
  return (manifest ? manifest->hash() : "no manifest") + " " + weights.value_or("no weights") + " " + training.value("loop", nlohmann::json()).dump();
}

TEST_F(Loops, RoundsDivideTheTokensAreExaminedAndTheBestIsKept) {
  write_recipe(kThreeRounds);
  const auto report = run("out", Stage::report);
  ASSERT_TRUE(report) << report.error().text();
  ASSERT_TRUE(report->loop);
  const LoopTable& table = *report->loop;
  ASSERT_EQ(table.rounds.size(), 4U);
  EXPECT_EQ(table.ended, "tokens");
  EXPECT_EQ(table.kept, best_round(table.rounds));
  int64_t tokens = 0;
  for (const LoopRound& round : table.rounds) {
    tokens += round.tokens;
    EXPECT_EQ(round.steering.of(), 6U);
    EXPECT_EQ(round.reported.of(), 3U);
    EXPECT_EQ(round.samples > 0, round.round > 0);
  }
  EXPECT_LE(tokens, 12000);
  EXPECT_GT(tokens, 11000);
  const auto kept = folder_ / "out/train/rounds" / std::to_string(table.kept) / "expert/model.safetensors";
  EXPECT_EQ(sha256_file_hex(folder_ / "out/train/expert/model.safetensors").value_or("none"), sha256_file_hex(kept).value_or("no round"));
  EXPECT_TRUE(fs::exists(folder_ / "out/expert/model.safetensors"));
  const std::string page = *read_file(folder_ / "out/report/index.html");
  EXPECT_NE(page.find("The loop, round by round"), std::string::npos);
  EXPECT_NE(page.find(", kept</td>"), std::string::npos);

  const auto again = run("out", Stage::report);
  ASSERT_TRUE(again);
  for (const auto& stage : again->stages) EXPECT_EQ(stage.skipped, stage.stage != Stage::report) << stage_name(stage.stage);
  EXPECT_EQ(again->loop ? table_to_json(*again->loop) : nlohmann::json(), table_to_json(table));
}
TEST_F(Loops, WhatTheKeptWeightsSawIsRecordedAndNothingOfTheExamination) {
  write_recipe(kThreeRounds);
  const auto report = run("out");
  ASSERT_TRUE(report) << report.error().text();
  const auto samples = read_trained_samples(Workspace{folder_ / "out"});
  ASSERT_TRUE(samples);
  std::set<std::string> questions, ids;
  for (const char* file : {synthesize::kExaminationFile, synthesize::kSteeringFile})
    for (const auto& question : whole(judge::read_questions(folder_ / "out/synthesize" / file))) questions.insert(question.question);
  ASSERT_EQ(questions.size(), 9U);
  for (const auto& sample : *samples) {
    ids.insert(sample.sample_id);
    EXPECT_FALSE(questions.contains(sample.messages[0].text())) << sample.messages[0].text();
  }
  const auto exposures = record::read_exposures(folder_ / "out/train/exposures.parquet");
  ASSERT_TRUE(exposures);
  std::set<std::string> trainings;
  for (const auto& exposure : *exposures) {
    trainings.insert(exposure.run_id);
    EXPECT_TRUE(ids.contains(exposure.sample_id));
  }
  EXPECT_EQ(static_cast<int64_t>(trainings.size()), report->loop->kept);
}
TEST_F(Loops, ATargetThatIsMetEndsIt) {
  write_recipe(std::string(kThreeRounds) + "target = 0.0\n");
  const auto report = run("out");
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->loop->ended, "target");
  EXPECT_EQ(report->loop->rounds.size(), 2U);
  EXPECT_FALSE(fs::exists(folder_ / "out/train/rounds/2"));
}
TEST_F(Loops, ARoundThatForgetsEndsIt) {
  // A base that knows letters, so that there is something to forget; and little text of the field, which would teach general text as well.
  ASSERT_TRUE(write_file(folder_ / "documents/pump.md",
                         "# Pump P-200 manual\n\n## Parameters\n\n- F1 - flow rate in litres per minute\n- F2 - start delay in seconds\n- E4 - error "
                         "code of an empty tank\n"));
  ASSERT_TRUE(write_file(folder_ / "documents/filter.md",
                         "# Filter X-9 manual\n\n## Limits\n\nThe filter mesh is 50 micrometres wide. The filter is cleaned every 200 hours. The "
                         "filter housing is stored in the tool room.\n"));
  write_recipe("[replay]\nshare = 0.8\nanchor = 0.0\n");
  ASSERT_TRUE(run("taught"));
  write_recipe(std::string(kThreeRounds) + "[replay]\nshare = 0.0\n", "max_rise = 0.01\nsteps = 2\nmerge_tokens = 512", "1e-1",
               "taught/train/expert");
  const auto report = run("out");
  ASSERT_TRUE(report) << report.error().text();
  const LoopTable& table = *report->loop;
  EXPECT_EQ(table.ended, "forgetting");
  const LoopRound& last = table.rounds.back();
  EXPECT_TRUE(last.guarded);
  EXPECT_GT(last.rise, 0.01);
  EXPECT_LT(last.share, 1);
  for (size_t i = 1; i + 1 < table.rounds.size(); ++i) EXPECT_LE(table.rounds[i].rise, 0.01) << "a round beyond the bound was not the last";
  if (!last.within_bound) {
    EXPECT_LE(table.kept, std::max<int64_t>(1, last.round - 1));
  }
}
TEST_F(Loops, KilledAgainAndAgainItEndsTheSame) {
  write_recipe(kThreeRounds);
  ASSERT_TRUE(run("whole"));
  int kills = 0;
  for (int wait_ms = 150;; wait_ms += 150) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
      ::execl("/proc/self/exe", "test_line", "--train-line", (folder_ / "recipe.toml").c_str(), (folder_ / "killed").c_str(), nullptr);
      ::_exit(127);
    }
    if (kills < 6) std::this_thread::sleep_for(std::chrono::milliseconds(wait_ms));
    if (kills < 6) ::kill(child, SIGKILL);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) {
      ++kills;
      continue;
    }
    ASSERT_EQ(WEXITSTATUS(status), 0);
    break;
  }
  EXPECT_GE(kills, 1);
  EXPECT_EQ(result_of(folder_ / "killed"), result_of(folder_ / "whole"));
}
TEST_F(Loops, ARecipeWithoutOneTrainsOnce) {
  const auto report = run("out");
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_FALSE(report->loop);
  EXPECT_FALSE(fs::exists(folder_ / "out/train/rounds"));
  EXPECT_TRUE(judge::read_questions(folder_ / "out/synthesize" / synthesize::kExaminationFile));
  EXPECT_EQ(fs::file_size(folder_ / "out/synthesize" / synthesize::kSteeringFile), 0U);
}
TEST_F(Loops, AChangedDocumentIsCarriedThroughTheLine) {
  const auto figure = [](const BuildReport& report, const std::string& name) {
    for (const auto& stage : report.stages)
      for (const auto& [key, value] : stage.figures)
        if (key == name) return value;
    return std::string();
  };
  const auto first = run("out", Stage::synthesize);
  ASSERT_TRUE(first) << first.error().text();
  EXPECT_EQ(figure(*first, "documents mined"), "2 of 2");
  std::string changed = kFilterManual;
  changed.replace(changed.find("50 micrometres"), 14, "60 micrometres");
  ASSERT_TRUE(write_file(folder_ / "documents/filter.md", changed));
  const auto second = run("out", Stage::synthesize);
  ASSERT_TRUE(second) << second.error().text();
  EXPECT_EQ(figure(*second, "documents mined"), "1 of 2");
  EXPECT_NE(figure(*second, "of them carried over"), "");
}

}  // namespace
}  // namespace jangin::line
