// Which weights a decoder of a description has: Hugging Face's name, GGUF's name, shape. One list serves reading, checking and writing.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/weight_source.h"

namespace jangin::model {

struct DecoderWeight {
  std::string name;  // Hugging Face
  std::string gguf_name;
  std::vector<int64_t> shape;     // outermost first
  int64_t interleaved_heads = 0;  // > 0: GGUF stores the rows of each of these heads interleaved
  int64_t gguf_part = 0;          // GGUF stacks the weights of one gguf_name, which follow one another here: [parts, shape…]
  int64_t gguf_parts = 1;
  bool gguf_f32 = false;     // stored as F32 in files of any type, as llama.cpp does
  float gguf_offset = 0.0f;  // GGUF stores weight + offset: 1 for norms that multiply by 1 + weight (vectors only)
};

/// All weights of a described decoder, in GGUF's order. Only architectures that pass check_architecture.
std::vector<DecoderWeight> decoder_weights(const ModelConfig& config);

/// Every weight is there with its shape. Errors name the first that is not.
Status check_weights(const ModelConfig& config, const WeightSource& source);

}  // namespace jangin::model
