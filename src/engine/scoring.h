// The likelihood of given texts: continuations of a shared prompt, and long texts in windows. No sampling.
#pragma once

#include <span>
#include <vector>

#include "engine/generator.h"
#include "model/inference.h"

namespace jangin::engine {

/// One prompt and what may follow it, as tokens.
struct ScoreItem {
  std::vector<int32_t> prompt;                      // at least one token
  std::vector<std::vector<int32_t>> continuations;  // each at least one token
};

/// log p(continuation | prompt) of each, natural. A prompt is computed once; its cache is shared by its continuations, of which
/// `lanes` (at most the cache's sequences) are computed in one pass. Errors: those of the cache (capacity included); interrupted.
Result<std::vector<std::vector<double>>> score_items(model::DecoderState& cache, std::span<const ScoreItem> items, size_t lanes);

/// log p of every token of `tokens` but the first.
Result<double> score_window(model::DecoderState& cache, std::span<const int32_t> tokens);

}  // namespace jangin::engine
