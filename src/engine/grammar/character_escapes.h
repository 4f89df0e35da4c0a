// What a backslash means in regular expressions: one character, or a class of them.
#pragma once

#include <string_view>

#include "base/result.h"
#include "engine/grammar/code_points.h"

namespace jangin::engine::grammar {

/// `at` stands on the backslash and moves behind the escape. Errors have no place: invalid_format, unsupported.
Result<CodePoints> take_escape(std::string_view text, size_t& at);
/// `digits` hexadecimal digits at `at`, which moves behind them.
Result<char32_t> take_hex(std::string_view text, size_t& at, int digits);

}  // namespace jangin::engine::grammar
