// Counted pieces as a learner's words, each encoded by the merges that there are: where superword training starts. It counts nothing.
#pragma once

#include "base/result.h"
#include "tokenizer/spec.h"
#include "tokenizer/training/merge_learner.h"
#include "tokenizer/training/piece_counter.h"

namespace jangin::tokenizer {

/// Adds every piece of `counts` to `learner` as `spec` encodes it (merges alone: pieces are split and normalised already), on all threads
/// of ThreadPool::shared(); empties `counts`. Errors: those of Tokenizer::build and MergeLearner::add, interrupted.
Status add_encoded(PieceCounts& counts, TokenizerSpec spec, MergeLearner& learner);

}  // namespace jangin::tokenizer
