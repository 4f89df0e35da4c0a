// Bounds of numbers: "at least 5", "5 이상", "below 3 %".
#pragma once

#include <map>
#include <set>
#include <string>

#include "judge/reading.h"

namespace jangin::judge {

enum class Bound : uint8_t { at_least, at_most, more, less };
using Bounds = std::map<std::string, std::set<Bound>>;  // number's key → its bounds; none where it stands bare

Bounds bounds_of(const Reading& reading);

/// Whether the number at word `i` of a question is a case that the evidence decides by a bound or a range of the same measure, and has no bound
/// itself: "at 4 %" for "above 3 %".
bool is_instance_of_bound(const Reading& question, size_t i, const Reading& evidence);

}  // namespace jangin::judge
