// What training reads: tokenised sequences with a weight for each token's loss, in named sources that are mixed by weight.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace jangin::train {

/// One document or conversation. The token at i is predicted from those before it, with loss weight weights[i] (weights[0] is not used).
struct TrainSequence {
  std::vector<int32_t> tokens;
  std::vector<float> weights;  // as many as tokens, ≥ 0; empty: all 1
  uint64_t sample = 0;         // the caller's number of the sample that it was made from, for exposure records
};

/// Sequences that are drawn together. Sources are mixed so that each has its share of the trained tokens; a source that is used up
/// starts again in another order.
struct TrainSource {
  std::string name;    // "samples", "replay"
  double share = 1.0;  // relative to the other sources; 0: not used
  std::vector<TrainSequence> sequences;
  /// Weight of each token's divergence from what the base model predicts there, instead of the loss of the token itself; 0: off. Keeps what
  /// the base knows (learning without forgetting, arXiv 1606.09282) without teaching the text.
  double anchor = 0.0;
};

}  // namespace jangin::train
