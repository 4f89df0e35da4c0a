// How the loop divides its tokens, when it ends, which round it keeps.
#include "line/loop_rule.h"

#include <gtest/gtest.h>

#include "line/loop_json.h"
#include "line/loop_table.h"

namespace jangin::line {
namespace {

LoopRound round_with(int64_t number, uint64_t right, double share = 1, bool within_bound = true) {
  LoopRound round;
  round.round = number, round.share = share, round.within_bound = within_bound, round.guarded = true;
  round.steering = {{right / 2, 50}, {right - right / 2, 50}};
  return round;
}

TEST(LoopRule, TheRoundsShareTheTokensAndNoMore) {
  LoopConfig config;
  config.rounds = 4, config.first_share = 0.4;
  EXPECT_EQ(round_tokens(config, 1000, 1), 400);
  int64_t all = 0;
  for (int64_t round = 1; round <= config.rounds; ++round) all += round_tokens(config, 1001, round);
  EXPECT_EQ(all, 1001);
  EXPECT_EQ(round_tokens(config, 1000, 2), round_tokens(config, 1000, 4));
  EXPECT_EQ(round_tokens(LoopConfig{}, 1000, 1), 1000) << "without a loop one training has them all";
}
TEST(LoopRule, ItEndsAtTheTargetWhenItForgetsOrWhenTheTokensAreUsed) {
  LoopConfig config;
  config.rounds = 3, config.target = 0.8;
  EXPECT_EQ(why_ended(config, {LoopRound{}}), std::nullopt);
  EXPECT_EQ(why_ended(config, {LoopRound{}, round_with(1, 79)}), std::nullopt);
  EXPECT_EQ(why_ended(config, {LoopRound{}, round_with(1, 80)}), "target");
  EXPECT_EQ(why_ended(config, {LoopRound{}, round_with(1, 40, 0.7)}), "forgetting");
  EXPECT_EQ(why_ended(config, {LoopRound{}, round_with(1, 40, 1, false)}), "forgetting");
  EXPECT_EQ(why_ended(config, {LoopRound{}, round_with(1, 40), round_with(2, 40), round_with(3, 41)}), "tokens");
  LoopRound unasked;
  unasked.round = 1;
  config.target = 0;
  EXPECT_EQ(why_ended(config, {LoopRound{}, unasked}), std::nullopt) << "nothing was asked, so no target was met";
}
TEST(LoopRule, TheBestRoundIsTheFirstWithMostRightWithinTheBound) {
  EXPECT_EQ(best_round({LoopRound{}, round_with(1, 40), round_with(2, 60), round_with(3, 60)}), 2);
  EXPECT_EQ(best_round({LoopRound{}, round_with(1, 40), round_with(2, 60, 0.5), round_with(3, 99, 0.05, false)}), 2)
      << "beyond the bound, however good";
  LoopRound bad = round_with(1, 50, 0.05, false), worse = round_with(2, 70, 0.05, false);
  bad.kept_rise = 0.1, worse.kept_rise = 0.2;
  EXPECT_EQ(best_round({LoopRound{}, bad, worse}), 1) << "all beyond the bound: what forgot least";
}
TEST(LoopRule, TheReportedQuestionsDecideNothing) {
  LoopConfig config;
  config.rounds = 2;
  std::vector<LoopRound> rounds = {LoopRound{}, round_with(1, 50), round_with(2, 50)};
  const auto kept = best_round(rounds);
  rounds[2].reported = {{90, 90}, {90, 90}};
  EXPECT_EQ(best_round(rounds), kept);
  rounds.pop_back(), rounds[1].reported = {{90, 90}, {90, 90}};
  EXPECT_EQ(why_ended(config, rounds), std::nullopt);
}
TEST(LoopRule, RoundsComeBackFromJsonAndMakeRowsOfOneWidth) {
  LoopTable table{{LoopRound{}, round_with(1, 40), round_with(2, 60, 0.5)}, 2, "forgetting"};
  table.rounds[2].tokens = 500, table.rounds[2].learned = 25, table.rounds[2].lost = 5, table.rounds[2].rise = 0.07, table.rounds[2].kept_rise = 0.03;
  const LoopTable back = table_from_json(nlohmann::json::parse(table_to_json(table).dump()));
  EXPECT_EQ(table_to_json(back), table_to_json(table));
  EXPECT_EQ(back.rounds[2].learned, 25U);
  EXPECT_EQ(back.rounds[2].steering.right(), 60U);
  const auto rows = loop_rows(back);
  ASSERT_EQ(rows.size(), 4U);
  for (const auto& row : rows) EXPECT_EQ(row.size(), rows[0].size());
  EXPECT_NE(rows[3][0].find("kept"), std::string::npos);
  EXPECT_NE(rows[3].back().find("+7.0 %"), std::string::npos);
}

}  // namespace
}  // namespace jangin::line
