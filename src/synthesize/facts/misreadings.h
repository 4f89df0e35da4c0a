// Clauses whose subject or verb the parser misread. Not for other folders.
#pragma once

#include "synthesize/english/clause.h"

namespace jangin::synthesize {

/// Something else was taken for subject or verb: a clause's end before a semicolon, a sum, a relative clause, a participle before its noun.
bool is_misread(const english::Clause& clause);

}  // namespace jangin::synthesize
