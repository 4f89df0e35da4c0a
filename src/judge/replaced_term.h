// A word or name in the place of another that the evidence has there.
#pragma once

#include "judge/gaps.h"

namespace jangin::judge {

/// Whether word `i` of the gap, Korean or English, names another thing than what the evidence has in the gap; `context`: the headings.
bool is_replaced_term(const AlignedSample& sample, const Alignment& part, const Gap& gap, size_t i, const Reading& context);

}  // namespace jangin::judge
