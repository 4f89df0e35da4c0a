// Counting abuse and adult words of a text. Words: words.inc.
#pragma once

#include <cstdint>

#include "refine/text_statistics.h"

namespace jangin::refine {

struct ToxicityCounts {
  uint64_t words = 0;
  uint64_t toxic = 0, adult = 0;  // words that count
};

ToxicityCounts count_toxicity(const TextStatistics& text);

}  // namespace jangin::refine
