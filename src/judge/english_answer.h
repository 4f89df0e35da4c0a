// English answers of another kind than their question asks for.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// Whether the question asks how many, how long and the like, when, who, where, why or how, and the answer can be none of that: no amount, no time,
/// nothing but a quantity, a circumstance for a person.
bool is_other_kind_in_english(const Reading& question, const Reading& answer);

/// Whether the sentence in which the answer stands has none of the question's own words, and another one many of them. Words of the headings
/// (`context`) count for nothing.
bool stands_elsewhere_in_english(const Reading& question, const Reading& answer, const Reading& evidence, const Reading& context);

}  // namespace jangin::judge
