// Adapters in the files of peft (huggingface/peft, docs "PEFT checkpoint format"): adapter_config.json beside adapter_model.safetensors.
#pragma once

#include <filesystem>
#include <memory>

#include "model/adapters/lora.h"

namespace jangin::model {

/// Writes both files (f32), each replaced atomically. peft opens the folder on the same base.
Status save_adapter(const std::filesystem::path& folder, const LoraAdapter& adapter);

/// An adapter for `network` from such a folder. Every size is checked before memory is taken. Errors name file and field: those of reading files;
/// invalid_format; unsupported: weights that the network cannot adapt, or what changes the arithmetic (ranks by module, biases, DoRA, whole
/// modules saved beside the pairs).
Result<std::unique_ptr<LoraAdapter>> load_adapter(const std::filesystem::path& folder, const Network& network);

}  // namespace jangin::model
