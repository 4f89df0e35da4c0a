// Runs of unaligned words on both sides.
#include "judge/gaps.h"

#include <algorithm>

namespace jangin::judge {
namespace {

constexpr size_t kWidestGap = 16;  // words of the evidence

/// Where the unaligned words before `high` begin, and where those behind `low` end.
size_t open_before(const Alignment& part, size_t high) {
  while (high > part.unit.begin && part.claim_of(high - 1) == kUnaligned) --high;
  return high;
}
size_t open_behind(const Alignment& part, size_t low) {
  while (low < part.unit.end && part.claim_of(low) == kUnaligned) ++low;
  return low;
}

}  // namespace

std::vector<Gap> gaps_of(const AlignedSample& sample, const Alignment& part) {
  const Reading& evidence = sample.evidence.reading;
  std::vector<Gap> gaps;
  size_t i = part.claim_begin;
  while (i < part.claim_end) {
    if (part.evidence_of(i) != kUnaligned) {
      ++i;
      continue;
    }
    size_t end = i;
    while (end < part.claim_end && part.evidence_of(end) == kUnaligned) ++end;
    bool first = i == part.claim_begin, last = end == part.claim_end;
    size_t low = first ? part.unit.begin : part.evidence_of(i - 1) + 1;
    size_t high = last ? part.unit.end : part.evidence_of(end);
    if (first && !last) low = open_before(part, high);
    if (last && !first) high = open_behind(part, low);
    bool free = low < high && !(first && last) && high - low <= kWidestGap;
    for (size_t j = low; free && j < high; ++j)
      free = part.claim_of(j) == kUnaligned && evidence.words[j].aside == sample.claim.reading.words[i].aside;
    if (free) gaps.push_back({i, end, low, high, first, last});
    i = end;
  }
  return gaps;
}

bool asks(const AlignedSample& sample, const Gap& gap) {
  const std::vector<Word>& words = sample.claim.reading.words;
  return gap.begin < sample.claim.answer_begin && std::any_of(
                                                      words.begin() + static_cast<ptrdiff_t>(gap.begin),
                                                      words.begin() + static_cast<ptrdiff_t>(gap.end), [](const Word& w) { return !w.content; });
}

}  // namespace jangin::judge
