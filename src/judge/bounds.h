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

/// Whether the number at word `i` of a question is a value for which a bound of the evidence holds, and has no bound itself: "at 4 %" for "above 3 %".
bool is_instance_of_bound(const Reading& question, size_t i, const Reading& evidence);

}  // namespace jangin::judge
