// The doors of this folder: open a model in whatever format it lies, write it as a Hugging Face folder or a GGUF, describe a file.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "base/result.h"
#include "model/config.h"
#include "model/formats/safetensors_folder.h"
#include "model/formats/weight_source.h"
#include "model/formats/weight_writer.h"
#include "tokenizer/tokenizer.h"

namespace jangin::model {

enum class FileFormat : uint8_t { huggingface, gguf };

/// An opened model: its description, its weights (memory-mapped), and where its tokenizer is. Movable; reading is thread-safe.
struct ModelFiles {
  std::filesystem::path path;
  FileFormat format = FileFormat::huggingface;
  ModelConfig config;
  std::unique_ptr<WeightSource> weights;

  /// Reads the tokenizer and its chat template (seconds for large vocabularies: keep it). Errors: not_found, invalid_format, unsupported.
  Result<tokenizer::Tokenizer> load_tokenizer() const;
};

/// `path`: a Hugging Face folder (config.json, model.safetensors or model.safetensors.index.json), a .safetensors file with
/// config.json beside it, or a .gguf file. Every header field is checked against the file before memory is taken; errors name file and field.
Result<ModelFiles> open_model(const std::filesystem::path& path);

/// Writes config.json, generation_config.json, the weights (one model.safetensors up to `shard_bytes`, else shards and their index:
/// safetensors_folder.h) and, when `tokenizer` is given, tokenizer.json and tokenizer_config.json. `type`: f32, bf16 or f16. Each file is
/// replaced atomically. The folder opens in transformers.
Status save_huggingface(const std::filesystem::path& folder, const ModelConfig& config, const WeightSource& weights,
                        const tokenizer::Tokenizer* tokenizer, StoredType type, uint64_t shard_bytes = kShardBytes);

/// Writes one GGUF (version 3) that llama.cpp opens. `type` of matrices: f32, f16, bf16, q8_0, q4_0, q5_0, q4_k or q6_k; vectors stay f32,
/// q4_k has its output projection in q6_k, and rows that do not fill blocks fall back (gguf_weights.h): the result says for each weight what
/// was wanted and what was written. `name` becomes general.name. Atomic. Errors: unsupported (type; values that it cannot hold), missing
/// weight, io_error.
Result<std::vector<WrittenWeight>> save_gguf(const std::filesystem::path& path, const ModelConfig& config, const WeightSource& weights,
                                             const tokenizer::Tokenizer* tokenizer, StoredType type, const std::string& name);

/// For `jangin inspect`: {"format", "path", "bytes", "metadata": {...}, "tensors": [{"name", "shape", "type", "bytes"}], "parameters"} of
/// a GGUF, safetensors or Hugging Face folder, also of architectures that cannot be run. Long arrays are given as counts.
Result<nlohmann::json> describe_file(const std::filesystem::path& path);

}  // namespace jangin::model
