// What sets one architecture apart: its names in files, and what its description says there beyond what all say alike. One file an
// architecture, one line in the registry; the decoder itself is one (network.h).
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "base/result.h"
#include "model/config.h"

namespace jangin::model {

struct HuggingfaceConfig;  // config_huggingface.h
class GgufKeys;            // formats/gguf_config.h
class GgufWriter;          // formats/gguf_writer.h

/// Names of a layer's norm, without ".weight"; empty where the architecture has no such norm.
struct NormNames {
  std::string_view huggingface;  // inside "model.layers.N."
  std::string_view gguf;         // inside "blk.N."
};

struct Architecture {
  std::string_view name;                // ModelConfig::architecture
  std::string_view model_type;          // in config.json
  std::string_view class_name;          // in config.json, `architectures`
  std::string_view gguf_name;           // general.architecture, and the prefix of its metadata keys
  bool gguf_interleaves_heads = false;  // GGUF stores the rows of q and k for interleaved rotary
  NormNames input_norm;
  NormNames attention_norm;     // on the output of attention
  NormNames feed_forward_norm;  // on the input of the feed-forward
  NormNames output_norm;        // on the output of the feed-forward

  /// The fixed part of its shape, and transformers' defaults of what config.json may leave out (kv_heads 0: as many as heads;
  /// head_dim 0: d_model / heads).
  ModelConfig (*defaults)();
  /// Called when sizes, ids and the number of layers are read: sets the layers and whatever else it has of its own.
  Status (*read_huggingface)(HuggingfaceConfig& in, ModelConfig& c);
  /// Adds to the fields that all have alike, or overwrites them.
  void (*write_huggingface)(const ModelConfig& c, nlohmann::json& root);
  /// Called when sizes and the rotary base are read into every layer.
  Status (*read_gguf)(GgufKeys& keys, ModelConfig& c);
  /// Fails with `unsupported` where llama.cpp would compute something else from the file.
  Status (*check_gguf)(const ModelConfig& c);
  /// Adds keys of its own, under the prefix; null: none.
  void (*write_gguf)(const ModelConfig& c, const std::string& prefix, GgufWriter& writer) = nullptr;
};

const Architecture& llama_architecture();
const Architecture& qwen3_architecture();
const Architecture& gemma3_architecture();
const Architecture& exaone4_architecture();
const Architecture& exaone_moe_architecture();

/// By a name that an architecture has: find_architecture("gemma3", &Architecture::name, place). Case does not count.
/// Errors: unsupported, one line that lists what there is.
Result<const Architecture*> find_architecture(std::string_view name, std::string_view Architecture::* field, const std::string& place);
/// That of a description which passed check_architecture.
const Architecture& architecture_of(const ModelConfig& config);

}  // namespace jangin::model
