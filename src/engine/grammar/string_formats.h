// JSON Schema's formats of strings, as expressions. What they match is valid; rare valid forms (quoted local parts of addresses, leap
// seconds, IPv6 with an IPv4 tail) are left out.
#pragma once

#include <string>
#include <string_view>

namespace jangin::engine::grammar {

/// Anchored at both ends; empty when the format is not known.
std::string_view format_pattern(std::string_view format);
/// All names, with commas.
std::string format_names();

}  // namespace jangin::engine::grammar
