// What has to hold before expressions are walked: every rule is defined, something can be said to the end, and no rule begins with
// itself. Not a parser and not an automaton.
#pragma once

#include "base/result.h"
#include "engine/grammar/expression.h"

namespace jangin::engine::grammar {

/// Makes parts that can never come to an end match nothing, and repetitions of what may be empty optional, so that every state of the
/// automaton leads to an end; measures how short the texts of every node can be. Time n log n. Errors name the rule: not_found (not defined), invalid_argument (the root never ends),
/// unsupported (left recursion).
Status prepare(Expressions& expressions);

/// For each byte the number of its class; bytes of one class are never told apart. `representatives`: one byte a class.
struct ByteClasses {
  std::array<uint8_t, 256> of = {};
  std::vector<uint8_t> representatives;
  std::vector<uint16_t> sizes;
};
ByteClasses byte_classes(const Expressions& expressions);

}  // namespace jangin::engine::grammar
