// Denials that a sample has and the words of its evidence beside which it stands have not, and the other way round.
#pragma once

#include <string_view>

#include "judge/alignment.h"

namespace jangin::judge {

/// A denial of the sample between aligned words that the evidence has not; kUnaligned for none.
size_t denial_put_in(const AlignedSample& sample, const Alignment& part);

/// A denial of the evidence whose neighbours on both sides stand beside each other in the sample, or that ends its sentence; kUnaligned for none.
size_t denial_left_out(const AlignedSample& sample, const Alignment& part);

/// An English answer that runs word for word as the evidence does but for one denial inside: "negation_omitted" or "negation_inserted"; empty for
/// every other.
std::string_view denial_changed_inside(const AlignedSample& sample);

}  // namespace jangin::judge
