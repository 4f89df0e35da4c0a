// How much of a wording stands in a text, in its order: the heaviest common subsequence of tokens, where it lies close together.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "refine/contamination/wording.h"

namespace jangin::refine {

/// What was found: pairs ascending in both.
struct Alignment {
  struct Pair {
    uint32_t wording = 0, text = 0;  // indexes of tokens
  };
  std::vector<Pair> pairs;
  double weight = 0;  // of the matched tokens

  /// Tokens of the text from the first to the last that are matched.
  size_t span() const { return pairs.empty() ? 0 : pairs.back().text - pairs.front().text + 1; }
  double density() const { return pairs.empty() ? 0 : static_cast<double>(pairs.size()) / static_cast<double>(span()); }
};

/// Memory that is used again from call to call.
struct AlignmentScratch {
  std::vector<uint32_t> positions;
  std::vector<float> row, row_before;
  std::vector<uint8_t> ways;  // [positions, wording]
  std::vector<bool> seen;
};

constexpr float kGapCost = 0.12F, kHighGapCost = 0.4F;  // of a token of the text that is passed over, in the wording's mean weights

/// Aligns `wording` with text[begin, end). Empty when less than `least` of the wording's weight stands there.
Alignment align(const Wording& wording, std::span<const FoldedToken> text, size_t begin, size_t end, double least, AlignmentScratch& scratch,
                float gap_cost = kGapCost);

}  // namespace jangin::refine
