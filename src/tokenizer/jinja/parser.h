// Tokens → tree. It evaluates nothing.
#pragma once

#include <string_view>

#include "base/result.h"
#include "tokenizer/jinja/ast.h"

namespace jangin::tokenizer::jinja {

/// Errors: invalid_format with the template's line; unsupported tags named; limit_exceeded for nesting deeper than 200.
Result<Block> parse(std::string_view source);

}  // namespace jangin::tokenizer::jinja
