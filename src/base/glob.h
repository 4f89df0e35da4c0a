// Glob patterns on "/"-separated paths.
#pragma once

#include <string_view>

namespace jangin {

/// "*" within a name, "**" over folders, "?" one character; a pattern without "/" is matched against the name alone.
bool matches_glob(std::string_view pattern, std::string_view path);

}  // namespace jangin
