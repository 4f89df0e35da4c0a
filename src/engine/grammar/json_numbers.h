// Numbers within bounds, as decimal text: exact for integers and for decimal fractions.
#pragma once

#include <string>

#include "engine/grammar/json_text.h"

namespace jangin::engine::grammar {

/// What a schema asks of a number.
struct NumberBounds {
  std::optional<Json> minimum, maximum, exclusive_minimum, exclusive_maximum, multiple_of;
  bool integer = false;
};

/// With bounds or multiples, no exponents are written. Errors (without a place): unsupported for a multipleOf that is neither a whole
/// number up to 1,000 nor 0.1, 0.01, …; invalid_format for bounds that are no numbers.
Result<NodeId> write_number(const NumberBounds& bounds, JsonText& text);

}  // namespace jangin::engine::grammar
