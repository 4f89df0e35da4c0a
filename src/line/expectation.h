// How right the quality plan was: what was expected of the own examination before training beside what the expert answered.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "evaluate/evaluate.h"
#include "line/line.h"

namespace jangin::line {

/// The name under which `evaluate` asks the own examination.
inline constexpr const char* kOwnExamination = "own examination (wordings held back)";

/// `figures`: of the manifest of synthesize, which was written before training. Empty where there is no own examination.
std::vector<ExpectedAndFound> compare_expectation(const std::map<std::string, double>& figures, const std::vector<evaluate::Comparison>& table);
/// A table for people, header first.
std::vector<std::vector<std::string>> expectation_rows(const std::vector<ExpectedAndFound>& rows);

}  // namespace jangin::line
