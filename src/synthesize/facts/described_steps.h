// Lists of orders under a code that say what the code does: "Retract the Z-axis at the feed rate." Not for use outside this folder.
#pragma once

#include <set>
#include <string>
#include <vector>

#include "synthesize/english/clause.h"
#include "synthesize/facts/blocks.h"

namespace jangin::synthesize {

/// Lists (Block::list) most of whose items are orders to a machine.
std::set<size_t> described_procedures(const std::vector<Block>& blocks);

/// An order as what is done: "retract the Z-axis at the feed rate" → "with G89 the Z-axis is retracted at the feed rate", "dwell for P seconds" → "G89 dwells for P
/// seconds". A statement, "the Z-axis does a rapid move", is said to be so with the code. An order that says neither stays as it is.
void state_step(english::Clause& clause, const std::string& code);

}  // namespace jangin::synthesize
