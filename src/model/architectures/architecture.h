// What sets one architecture's files apart beyond its ModelConfig: the names of its norms. One file an architecture, one line in the
// registry; the decoder itself is one (network.h).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace jangin::model {

/// Names inside "model.layers.N.", without ".weight"; empty where the architecture has no such norm.
struct Architecture {
  std::string_view name;  // as in ModelConfig::architecture
  std::string_view input_norm;
  std::string_view attention_norm;     // on the output of attention
  std::string_view feed_forward_norm;  // on the input of the feed-forward
  std::string_view output_norm;        // on the output of the feed-forward
};

const Architecture& llama_architecture();

/// Errors: unsupported, naming the ones there are.
Result<const Architecture*> find_architecture(std::string_view name);

}  // namespace jangin::model
