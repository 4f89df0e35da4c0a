// The sentences of one block as they are parsed: behind its term, with their subject, without what only labels them. Not for other folders.
#pragma once

#include <string>
#include <vector>

#include "synthesize/facts/fact_miner.h"
#include "synthesize/facts/pronouns.h"

namespace jangin::synthesize {

/// What the sentences of one block are read with.
struct BlockReading {
  const Block& block;
  TermItem term;
  bool has_term = false, caption = false, described = false;
  std::string item_term;  // with its class: "the H word"
  Antecedent antecedent;
  std::vector<Introduced> known;
};

/// The block's sentence `k` is the first under its heading: what it calls "this" or "it" is what the heading names.
bool opens_section(const MinerInput& input, const Block& block, size_t k);

BlockReading open_block(const MinerInput& input, const Block& block);

/// The sentence as it is parsed: the description behind a term for an item's first, with its subject where it lacks one; empty: says nothing alone.
std::string readable_sentence(const MinerInput& input, const BlockReading& reading, size_t k);

}  // namespace jangin::synthesize
