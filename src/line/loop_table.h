// The loop's rounds as a table for people.
#pragma once

#include <string>
#include <vector>

#include "line/loop_rule.h"

namespace jangin::line {

/// First row: header. One row a round, the base first: tokens, samples (of them new), facts with more and fewer questions, right answers by kind of both
/// examinations, steering facts learned and lost, general text.
std::vector<std::vector<std::string>> loop_rows(const LoopTable& table);

}  // namespace jangin::line
