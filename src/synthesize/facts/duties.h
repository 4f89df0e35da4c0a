// Orders to the reader as what is to be done: "thaw the syringe for 60 minutes" → "the syringe should be thawed for 60 minutes". Not for other folders.
#pragma once

#include <optional>
#include <string>

#include "synthesize/english/clause.h"

namespace jangin::synthesize {

/// The object of an active clause becomes the subject of a passive one with this auxiliary ("is", "should be"); false, and nothing changes, where
/// the object is no single thing.
bool turn_passive(english::Clause& clause, const std::string& auxiliary);
/// What an order says is to be done; empty: it is none, or it asks something of a learner.
std::optional<english::Clause> duty_of(const english::Clause& order);

}  // namespace jangin::synthesize
