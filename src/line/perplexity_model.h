// What refine's step perplexity measures with: the recipe's words to documents, or to a language model of ours behind a function.
#pragma once

#include "line/context.h"
#include "refine/refine.h"

namespace jangin::line {

/// Fills in what no key says: where the documents are, the model's hash and how it is opened. Errors: those of resolve_base_model and of the weights'
/// hash.
Status prepare_perplexity(const Context& context, refine::PerplexityConfig& config);

}  // namespace jangin::line
