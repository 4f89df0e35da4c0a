// Which reader for which path, and the two writers.
#include "model/formats/model_files.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/gguf_config.h"
#include "model/formats/gguf_tokenizer.h"
#include "model/formats/gguf_weights.h"
#include "model/formats/safetensors.h"
#include "model/formats/safetensors_folder.h"
#include "model/formats/weight_names.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {
namespace {
namespace fs = std::filesystem;

constexpr uint64_t kMaxConfigBytes = 16 << 20;

bool is_there(const fs::path& path) {
  std::error_code error;
  return fs::exists(path, error);
}

/// generation_config.json says more about ends of turn than config.json; where it is there, it wins.
Status add_generation_config(const fs::path& path, ModelConfig& config) {
  if (!is_there(path)) return {};
  JANGIN_ASSIGN(const std::string text, read_file(path, kMaxConfigBytes));
  JANGIN_ASSIGN(const nlohmann::json root, tokenizer::parse_json(text, path.string()));
  if (!root.is_object() || !root.contains("eos_token_id")) return {};
  const nlohmann::json& eos = root["eos_token_id"];
  std::vector<int64_t> ids;
  for (const nlohmann::json& id : eos.is_array() ? eos : nlohmann::json::array({eos})) {
    if (!id.is_number_integer() || id.get<int64_t>() < 0 || id.get<int64_t>() >= config.vocab) {
      return fail(ErrorCode::invalid_format, "field `eos_token_id` is no id of the vocabulary", path.string());
    }
    ids.push_back(id.get<int64_t>());
  }
  config.eos_ids = std::move(ids);
  return {};
}

Result<ModelFiles> open_huggingface(const fs::path& folder, const fs::path& weights) {
  ModelFiles files;
  files.path = folder;
  files.format = FileFormat::huggingface;
  const fs::path config = folder / "config.json";
  JANGIN_ASSIGN(const std::string text, read_file(config, kMaxConfigBytes));
  JANGIN_ASSIGN(files.config, config_from_huggingface(text, config.string()));
  JANGIN_TRY(add_generation_config(folder / "generation_config.json", files.config));
  JANGIN_ASSIGN(files.weights, SafetensorsSource::open(weights));
  if (!files.weights->find("mtp.fc.weight")) files.config.mtp_layers.clear();  // transformers leaves the layer out when it saves, not its number
  JANGIN_TRY(check_weights(files.config, *files.weights));
  return files;
}

Result<ModelFiles> open_gguf(const fs::path& path) {
  ModelFiles files;
  files.path = path;
  files.format = FileFormat::gguf;
  JANGIN_ASSIGN(GgufFile file, GgufFile::open(path));
  JANGIN_ASSIGN(files.config, config_from_gguf(file));
  JANGIN_ASSIGN(files.weights, GgufSource::create(std::move(file), files.config));
  JANGIN_TRY(check_weights(files.config, *files.weights));
  return files;
}

/// The weights that a decoder of this description has, and no others (tied files may carry lm_head all the same).
WeightSelection decoder_only(const ModelConfig& config, const WeightSource& source) {
  std::vector<WeightInfo> infos;
  for (const DecoderWeight& weight : decoder_weights(config)) infos.push_back(*source.find(weight.name));
  return {source, std::move(infos)};
}

std::string_view torch_name(StoredType type) {
  if (type == StoredType::bf16) return "bfloat16";
  return type == StoredType::f16 ? "float16" : "float32";
}

std::string generation_config(const ModelConfig& c) {
  nlohmann::ordered_json root;
  if (c.bos_id >= 0) root["bos_token_id"] = c.bos_id;
  if (c.eos_ids.size() == 1) root["eos_token_id"] = c.eos_ids[0];
  if (c.eos_ids.size() > 1) root["eos_token_id"] = c.eos_ids;
  if (c.pad_id >= 0) root["pad_token_id"] = c.pad_id;
  root["do_sample"] = false;
  return root.dump(2) + "\n";
}

/// llama.cpp's llama_ftype numbers (include/llama.h). A file keeps the number of what was asked for where rows fall back, as llama.cpp's do.
uint32_t file_type(StoredType type) {
  switch (type) {
    case StoredType::f32: return 0;
    case StoredType::f16: return 1;
    case StoredType::q4_0: return 2;
    case StoredType::q8_0: return 7;
    case StoredType::q5_0: return 8;
    case StoredType::q4_k: return 14;  // "small": no layer is finer than the others
    case StoredType::q6_k: return 18;
    default: return 32;  // bf16
  }
}

}  // namespace

Result<ModelFiles> open_model(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) {
    JANGIN_ASSIGN(const fs::path weights, find_weights(path));
    return open_huggingface(path, weights);
  }
  if (!is_there(path))
    return fail(ErrorCode::not_found, "no such model", path.string(), "name a Hugging Face folder, a .safetensors or a .gguf file");
  if (path.extension() == ".gguf") return open_gguf(path);
  if (is_index(path) || path.extension() == ".safetensors")
    return open_huggingface(path.has_parent_path() ? path.parent_path() : fs::path("."), path);
  return fail(ErrorCode::unsupported, "is no model file", path.string(), "name a Hugging Face folder, a .safetensors or a .gguf file");
}

Result<tokenizer::Tokenizer> ModelFiles::load_tokenizer() const {
  if (format == FileFormat::huggingface) return tokenizer::Tokenizer::open(path);
  const auto* source = dynamic_cast<const GgufSource*>(weights.get());
  if (!source) return fail(ErrorCode::internal, "a GGUF model without its file", path.string());
  JANGIN_ASSIGN(tokenizer::TokenizerSpec spec, tokenizer_from_gguf(source->file()));
  spec.context = config.context;
  return tokenizer::Tokenizer::build(std::move(spec), path.string());
}

Status save_huggingface(const fs::path& folder, const ModelConfig& config, const WeightSource& weights, const tokenizer::Tokenizer* tokenizer,
                        StoredType type, uint64_t shard_bytes) {
  JANGIN_TRY(check_architecture(config.architecture, folder.string()));
  JANGIN_TRY(check_weights(config, weights));
  JANGIN_TRY(write_weights(folder, decoder_only(config, weights), type, shard_bytes));
  JANGIN_TRY(write_file(folder / "config.json", config_to_huggingface(config, torch_name(type))));
  JANGIN_TRY(write_file(folder / "generation_config.json", generation_config(config)));
  if (tokenizer) JANGIN_TRY(tokenizer->save(folder));
  return {};
}

Result<std::vector<WrittenWeight>> save_gguf(const fs::path& path, const ModelConfig& config, const WeightSource& weights,
                                             const tokenizer::Tokenizer* tokenizer, StoredType type, const std::string& name) {
  JANGIN_TRY(check_architecture(config.architecture, path.string()));
  if (!can_write(type))
    return fail(ErrorCode::unsupported, fmt::format("GGUF cannot be written as {}", traits(type).name), path.string(),
                "use f32, f16, bf16, q8_0, q6_k, q5_0, q4_k or q4_0");
  GgufWriter writer;
  writer.set_text("general.architecture", gguf_architecture(config));
  writer.set_text("general.type", "model");
  writer.set_text("general.name", name);
  writer.set_u32("general.file_type", file_type(type));
  writer.set_u32("general.quantization_version", 2);
  JANGIN_TRY(config_to_gguf(config, writer));
  if (tokenizer) JANGIN_TRY(tokenizer_to_gguf(tokenizer->spec(), config.vocab, writer));
  return write_gguf_weights(path, config, weights, type, writer);
}

}  // namespace jangin::model
