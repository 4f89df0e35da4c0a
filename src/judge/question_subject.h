// Whether a question says what it is about.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// Whether the question has no word of its evidence or headings (`context`) and hardly one of its own: "What must happen?", "그러면 어떻게 됩니까?".
bool names_no_subject(const Reading& question, const Reading& evidence, const Reading& context);

}  // namespace jangin::judge
