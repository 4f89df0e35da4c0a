// English answers of another kind than their question asks for.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// Whether the question asks how many, how long and the like, when, who, where, why or how, and the answer can be none of that: no amount, no time,
/// nothing but a quantity, a circumstance for a person; or what happens, why or what is done, and the answer is
/// nothing but a quantity.
bool is_other_kind_in_english(const Reading& question, const Reading& answer);

/// Whether an answer's form is hardly that of what the question asks for, though it may be: a bare quantity where nothing is said of measure, a clause
/// for an amount, a time, a person or a place, a circumstance for a thing.
bool is_unlikely_in_english(const Reading& question, const Reading& answer);

}  // namespace jangin::judge
