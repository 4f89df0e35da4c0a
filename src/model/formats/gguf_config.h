// ModelConfig ↔ GGUF metadata (keys of llama.cpp's gguf-py/gguf/constants.py), rotary factors included.
#pragma once

#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/gguf.h"
#include "model/formats/gguf_writer.h"

namespace jangin::model {

/// Errors: invalid_format naming the key; unsupported (architecture, rotary kind, factors that are no llama3 scaling).
Result<ModelConfig> config_from_gguf(const GgufFile& file);

/// Adds the architecture's keys and the general ones.
void config_to_gguf(const ModelConfig& config, GgufWriter& writer);

/// The divisors of the head_dim / 2 rotary frequencies, as `rope_freqs.weight` holds them; empty when nothing is scaled.
std::vector<float> rope_factors(const ModelConfig& config);

}  // namespace jangin::model
