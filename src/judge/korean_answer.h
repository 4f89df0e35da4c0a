// Whether an answer is of the kind that a Korean question asks for, and stands where the question looks.
#pragma once

#include "judge/reading.h"

namespace jangin::judge {

/// "누가 …?" with a quantity, "몇 초 …?" without a number or with one of another unit, "얼마 …?" with neither number nor time.
bool is_other_kind(const Reading& question, const Reading& answer);

/// Whether the answer stands word for word in a sentence with none of the question's words, while another has at least two that no heading says.
bool stands_elsewhere(const Reading& question, const Reading& answer, const Reading& evidence, const Reading& context);

}  // namespace jangin::judge
