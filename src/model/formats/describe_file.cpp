// What is in a model file, for people and machines: headers only, no weight is read.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "model/formats/gguf.h"
#include "model/formats/model_files.h"
#include "model/formats/safetensors.h"
#include "text/unicode.h"
#include "tokenizer/json_fields.h"

namespace jangin::model {
namespace {
using nlohmann::json;
namespace fs = std::filesystem;

constexpr uint64_t kShownElements = 16;
constexpr uint64_t kMaxConfigBytes = 16 << 20;

json tensor_to_json(const std::string& name, const std::vector<int64_t>& shape, StoredType type, uint64_t bytes) {
  return {{"name", text::repair_utf8(name)}, {"shape", shape}, {"type", traits(type).name}, {"bytes", bytes}};
}

json number_to_json(const GgufArray& array, uint64_t i) {
  if (array.type == GgufType::f32 || array.type == GgufType::f64) return array.number(i);
  if (array.type == GgufType::boolean) return array.integer(i) != 0;
  return array.integer(i);
}

json value_to_json(const GgufValue& value) {
  if (const auto* array = std::get_if<GgufArray>(&value.value)) {
    if (array->count > kShownElements) return {{"array_of", gguf_type_name(array->type)}, {"count", array->count}};
    json list = json::array();
    for (uint64_t i = 0; i < array->count; ++i)
      list.push_back(array->type == GgufType::string ? json(text::repair_utf8(array->strings[i])) : number_to_json(*array, i));
    return list;
  }
  if (const auto* text_value = std::get_if<std::string_view>(&value.value)) return text::repair_utf8(*text_value);
  if (const auto* flag = std::get_if<bool>(&value.value)) return *flag;
  if (const auto* number = std::get_if<double>(&value.value)) return *number;
  if (const auto* number = std::get_if<int64_t>(&value.value)) return *number;
  return std::get<uint64_t>(value.value);
}

int64_t elements(const std::vector<int64_t>& shape) {
  int64_t product = 1;
  for (int64_t size : shape) product *= size;
  return product;
}

Result<json> describe_gguf(const fs::path& path) {
  JANGIN_ASSIGN(const GgufFile file, GgufFile::open(path));
  json out = {{"format", fmt::format("GGUF {}", file.version())},
              {"path", path.string()},
              {"bytes", file.file_bytes()},
              {"metadata", json::object()},
              {"tensors", json::array()}};
  for (const auto& [key, value] : file.metadata()) out["metadata"][text::repair_utf8(key)] = value_to_json(value);
  int64_t parameters = 0;
  for (const GgufTensor& tensor : file.tensors()) {
    out["tensors"].push_back(tensor_to_json(tensor.name, tensor.shape, tensor.type, tensor.bytes));
    parameters += elements(tensor.shape);
  }
  out["parameters"] = parameters;
  return out;
}

Result<json> describe_safetensors(const fs::path& path) {
  JANGIN_ASSIGN(const auto source, SafetensorsSource::open(path));
  json out = {{"format", "safetensors"}, {"path", path.string()}, {"metadata", source->metadata()}, {"tensors", json::array()}};
  int64_t parameters = 0;
  uint64_t bytes = 0;
  for (const WeightInfo& weight : source->weights()) {
    out["tensors"].push_back(tensor_to_json(weight.name, weight.shape, weight.type, weight.bytes));
    parameters += weight.elements();
    bytes += weight.bytes;
  }
  out["bytes"] = bytes;
  out["parameters"] = parameters;
  return out;
}

Result<json> describe_folder(const fs::path& folder) {
  std::error_code error;
  JANGIN_ASSIGN(const fs::path weights, find_weights(folder));
  JANGIN_ASSIGN(json out, describe_safetensors(weights));
  out["format"] = "Hugging Face folder";
  out["path"] = folder.string();
  if (fs::exists(folder / "config.json", error)) {
    JANGIN_ASSIGN(const std::string text, read_file(folder / "config.json", kMaxConfigBytes));
    JANGIN_ASSIGN(out["config"], tokenizer::parse_json(text, (folder / "config.json").string()));
  }
  return out;
}

}  // namespace

Result<json> describe_file(const fs::path& path) {
  std::error_code error;
  if (fs::is_directory(path, error)) return describe_folder(path);
  if (path.extension() == ".gguf") return describe_gguf(path);
  if (path.extension() == ".safetensors" || path.extension() == ".json") return describe_safetensors(path);
  return fail(ErrorCode::unsupported, "is no model file", path.string(), "name a Hugging Face folder, a .safetensors or a .gguf file");
}

}  // namespace jangin::model
