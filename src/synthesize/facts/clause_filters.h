// Which parsed clauses are facts. Not for other folders.
#pragma once

#include <string>

#include "synthesize/english/clause.h"

namespace jangin::synthesize {

bool is_bare_pronoun(const std::string& text);
/// What is asked of a learner: "calculate the mass", "see the table".
bool is_exercise(const english::Clause& clause);
/// Subject and value are named and read rightly, and it is no order to the reader.
bool usable(const english::Clause& clause);
/// "Thomson's tube showed that atoms | contain | small particles" → "Thomson's tube | showed | that atoms contain small particles".
void split_report(english::Clause& clause);
/// "exports a parameter to inform the user of this condition" → "exports a parameter": what it is for points elsewhere.
void drop_pointing_purpose(english::Clause& clause);
/// Within a worked example: its result, not a fact of the field.
bool is_made_up(const english::Clause& clause);

}  // namespace jangin::synthesize
