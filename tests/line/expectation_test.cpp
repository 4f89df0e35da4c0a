// What was expected beside what was found.
#include "line/expectation.h"

#include <gtest/gtest.h>

namespace jangin::line {
namespace {

const std::map<std::string, double> kFigures = {{"expected choice", 0.6}, {"expected choice low", 0.5}, {"expected choice high", 0.7},
                                                {"expected short", 0.3},  {"expected short low", 0.2},  {"expected short high", 0.4}};

TEST(ExpectedBesideFound, SaysWhetherItWasRight) {
  const std::vector<evaluate::Comparison> table = {{"my test", "multiple choice right", 5, 9, 10},
                                                   {kOwnExamination, "multiple choice right", 14, 24, 40},
                                                   {kOwnExamination, "short answers right", 0, 8, 80},
                                                   {kOwnExamination, "false refusals", 0, 0, 80}};
  const auto rows = compare_expectation(kFigures, table);
  ASSERT_EQ(rows.size(), 2U);
  EXPECT_EQ(rows[0].right, 24U);
  EXPECT_TRUE(rows[0].within());
  EXPECT_FALSE(rows[1].within());
  const auto shown = expectation_rows(rows);
  EXPECT_EQ(shown[1].back(), "as expected");
  EXPECT_EQ(shown[2].back(), "below");
}
TEST(ExpectedBesideFound, IsSilentWithoutAnExaminationOrAnExpectation) {
  EXPECT_TRUE(compare_expectation(kFigures, {{"my test", "multiple choice right", 5, 9, 10}}).empty());
  EXPECT_TRUE(compare_expectation({}, {{kOwnExamination, "multiple choice right", 14, 24, 40}}).empty());
}

}  // namespace
}  // namespace jangin::line
