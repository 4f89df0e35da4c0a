// Pre-tokenizers that GGUF names instead of describing (`tokenizer.ggml.pre`; llama.cpp src/llama-vocab.cpp). One row each; a new
// name is a new row in presets.cpp.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "tokenizer/spec.h"

namespace jangin::tokenizer {

struct Preset {
  std::vector<std::string_view> names;  // the first is the one we write
  std::vector<Normalization> normalizers;
  std::vector<PreTokenStep> steps;
  bool ignore_merges = false;
  bool add_bos = false;  // when the file does not say
};

/// Null when the name is not known.
const Preset* find_preset(std::string_view name);
/// The preset that splits as `spec` does; null when there is none.
const Preset* find_preset(const TokenizerSpec& spec);
/// All first names, for messages.
std::string preset_names();

}  // namespace jangin::tokenizer
