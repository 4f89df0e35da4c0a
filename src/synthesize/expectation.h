// The accuracy to expect of a budget, from what was measured before (expectation.cpp lists the runs), with the spread of those figures. Pure functions.
#pragma once

#include <string>

namespace jangin::synthesize {

/// A share of right answers: what to expect, and between what the measurements leave it.
struct Expected {
  double share = 0, low = 0, high = 0;
};
struct ExpectedAnswers {
  Expected choice, short_answer;
};

/// The line's own examination (taught facts in held-back wordings), after `exposures` trained questions on each fact.
ExpectedAnswers expect_examination(double exposures);
/// Questions that people ask about what is in focus. `taught`: share of the mined facts in focus that are taught, with `tokens_per_fact` trained tokens each.
ExpectedAnswers expect_questions(double taught, double tokens_per_fact);
/// Where the figures are from, in a sentence.
std::string expectation_source();

}  // namespace jangin::synthesize
