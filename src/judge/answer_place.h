// In which sentence of the evidence an answer stands, against those that its question speaks of.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// Whether the answer stands whole in one sentence of prose, and the question's own words in another: in one behind it, or in one before it that it
/// does not go on from ("it …", "다만, …"). Words of the headings (`context`) tell no sentence from another.
bool stands_elsewhere(const Reading& question, const Reading& answer, const Reading& evidence, const Reading& context);

}  // namespace jangin::judge
