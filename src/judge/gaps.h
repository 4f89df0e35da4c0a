// Places where a sample leaves its evidence's words: between the runs that both have.
#pragma once

#include <vector>

#include "judge/alignment.h"

namespace jangin::judge {

/// Words [begin, end) of the sample in the place of words [evidence_begin, evidence_end) of the evidence.
struct Gap {
  size_t begin = 0, end = 0, evidence_begin = 0, evidence_end = 0;
  bool first = false, last = false;  // at the sentence's beginning or end, where only the other side is held
  bool open() const { return first || last; }
};

/// Gaps between neighbouring runs that follow each other in sample and evidence alike.
std::vector<Gap> gaps_of(const AlignedSample& sample, const Alignment& part);

/// Whether the gap holds the question's own words: what it asks for stands there.
bool asks(const AlignedSample& sample, const Gap& gap);

}  // namespace jangin::judge
