// Whether an answer is of the kind that a Korean question asks for.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// "누가 …?" with a quantity, "몇 초 …?" without a number or with one of another unit, "얼마 …?" with neither number nor time.
bool is_other_kind(const Reading& question, const Reading& answer);

}  // namespace jangin::judge
