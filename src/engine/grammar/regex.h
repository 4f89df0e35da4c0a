// Regular expressions over characters, as JSON Schema and users of constrained decoding write them: the regular part of ECMA-262's
// syntax with the `u` flag. Without: back references, look-around, word boundaries, \p, anchors elsewhere than at the ends.
#pragma once

#include <functional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/grammar/expression.h"

namespace jangin::engine::grammar {

struct Regex {
  enum class Kind : uint8_t { characters, sequence, choice, repeat, begin, end };
  Kind kind = Kind::sequence;
  CodePoints set = {};            // characters
  std::vector<Regex> parts = {};  // sequence, choice; repeat: one
  uint32_t least = 0;
  uint32_t most = 0;
};

/// What a pattern says of a text: `whole`: it is the text; else it is found in it (JSON Schema's `pattern`). Anchors are resolved: the
/// result has neither begin nor end. \d and \w are ASCII's, \s is ECMA-262's. Errors name the character (from 1).
Result<Regex> parse_regex(std::string_view pattern, bool whole);

/// `characters` writes one character of a set.
NodeId write_regex(const Regex& regex, ExpressionWriter& writer, const std::function<NodeId(const CodePoints&)>& characters);

}  // namespace jangin::engine::grammar
