// Under which circumstances a question asks, in words of its own.
#pragma once

#include "judge/alignment.h"

namespace jangin::judge {

/// Whether the question has a clause before or behind what is asked, or a phrase behind "if", "with", "during"… (Korean: before 때, 뒤, -면…),
/// with a content word that stands for none of words [begin, end) of the evidence, nor for a heading's: it may say a condition otherwise.
bool tells_circumstance(const AlignedSample& sample, const Reading& context, size_t begin, size_t end);

}  // namespace jangin::judge
