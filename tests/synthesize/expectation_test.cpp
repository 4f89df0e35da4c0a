// The accuracy to expect: what was measured comes back, more exposures promise no less, and nothing leaves 0 to 1.
#include "synthesize/expectation.h"

#include <gtest/gtest.h>

namespace jangin::synthesize {
namespace {

void expect_ordered(const Expected& e) {
  EXPECT_GE(e.low, 0);
  EXPECT_LE(e.low, e.share);
  EXPECT_LE(e.share, e.high);
  EXPECT_LE(e.high, 1);
}

TEST(Expectation, TheMeasuredPointsComeBackWithTheirSpread) {
  const auto base = expect_examination(0), trained = expect_examination(5.7);
  EXPECT_NEAR(base.choice.share, 14.0 / 37, 1e-9);
  EXPECT_NEAR(base.short_answer.share, 0, 1e-9);
  EXPECT_NEAR(trained.choice.share, 24.0 / 37, 1e-9);
  EXPECT_NEAR(trained.short_answer.share, 24.0 / 83, 1e-9);
  // Wilson's intervals of 24 of 37 and 24 of 83.
  EXPECT_NEAR(trained.choice.low, 0.488, 1e-3);
  EXPECT_NEAR(trained.choice.high, 0.782, 1e-3);
  EXPECT_NEAR(trained.short_answer.low, 0.203, 1e-3);
  EXPECT_NEAR(trained.short_answer.high, 0.394, 1e-3);
}
TEST(Expectation, MoreExposuresPromiseNoLess) {
  ExpectedAnswers before = expect_examination(0);
  for (double exposures = 0.25; exposures < 40; exposures += 0.25) {
    const auto now = expect_examination(exposures);
    for (const Expected* e : {&now.choice, &now.short_answer}) expect_ordered(*e);
    EXPECT_GE(now.choice.share, before.choice.share) << exposures;
    EXPECT_GE(now.short_answer.share, before.short_answer.share) << exposures;
    before = now;
  }
  EXPECT_LE(before.choice.share, 121.0 / 140) << "never more than trained wordings gave";
  EXPECT_LE(before.short_answer.share, 63.0 / 101);
}
TEST(Expectation, QuestionsOfPeopleFollowTheShareOfFactsThatAreTaught) {
  const auto none = expect_questions(0, 300), half = expect_questions(0.5, 300), all = expect_questions(1, 300), more = expect_questions(1, 1320);
  EXPECT_NEAR(none.choice.share, 0.29, 1e-9);
  EXPECT_NEAR(half.choice.share - none.choice.share, (all.choice.share - none.choice.share) / 2, 1e-9);
  EXPECT_GT(more.short_answer.share, all.short_answer.share);
  for (const auto& answers : {none, half, all, more}) expect_ordered(answers.choice), expect_ordered(answers.short_answer);
  // Ten runs of 143 facts and 250 tokens each, all mined: 33.4 of 72 from a base of 16.
  const auto runs = expect_questions(1 / 0.8, 250);
  EXPECT_NEAR(runs.choice.share - 0.29, (33.4 - 16) / 72, 0.01);
  EXPECT_NEAR(runs.short_answer.share - 0.01, (8.3 - 2) / 75, 0.01);
}

}  // namespace
}  // namespace jangin::synthesize
