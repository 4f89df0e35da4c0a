// The YAML header of a Markdown file as flat metadata. Reads the plain subset that such headers use: keys with scalars, lists of
// scalars (joined by ", ") and nested maps (keys joined by "."); quotes taken off. Anything else is kept as the text it is.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collect/readers/plain.h"

namespace jangin::collect {

/// Number of lines that the header takes (0: none); fills `metadata`. At most 1,000 keys.
size_t read_front_matter(const std::vector<SourceLine>& lines, std::map<std::string, std::string>& metadata);

}  // namespace jangin::collect
