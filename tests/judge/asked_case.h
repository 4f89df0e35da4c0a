// Questions in people's own words with answers, and what a gate is to say of each. Test support only.
#pragma once

#include <gtest/gtest.h>

#include <vector>

#include "judge/gates.h"

namespace jangin::judge {

struct Case {
  const char* question;
  const char* answer;
  const char* evidence;
  const char* reason;  // "": passes
};

inline void expect_reasons(Gate& gate, const std::vector<Case>& cases, const char* context, const char* language) {
  for (const Case& c : cases) {
    const GateInput sample{
        .subject_id = "s", .question = c.question, .answer = c.answer, .evidence = c.evidence, .context = context, .language = language};
    EXPECT_EQ(gate.check(sample).reason, c.reason) << c.question << " | " << c.answer << " <- " << c.evidence;
  }
}

}  // namespace jangin::judge
