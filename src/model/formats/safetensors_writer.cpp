// Writing safetensors: header with all offsets first, then the tensors one after another.
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "model/formats/checked_size.h"
#include "model/formats/output_file.h"
#include "model/formats/safetensors.h"
#include "model/formats/weight_writer.h"

namespace jangin::model {
namespace {

constexpr uint64_t kAlignment = 64;  // of the data's start; the format asks for 8

Result<std::string> make_header(const WeightSource& source, StoredType type, const std::map<std::string, std::string>& metadata) {
  nlohmann::ordered_json root = nlohmann::ordered_json::object();
  if (!metadata.empty()) root["__metadata__"] = metadata;
  uint64_t at = 0;
  for (const WeightInfo& weight : source.weights()) {
    const auto bytes = checked_bytes(weight.shape, type);
    if (!bytes) return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` is too large", weight.name), source.place());
    root[weight.name] = {{"dtype", traits(type).name}, {"shape", weight.shape}, {"data_offsets", {at, at + *bytes}}};
    at += *bytes;
  }
  std::string text = root.dump();
  text.append((kAlignment - (8 + text.size()) % kAlignment) % kAlignment, ' ');
  return text;
}

}  // namespace

Status write_safetensors(const std::filesystem::path& path, const WeightSource& source, StoredType type,
                         const std::map<std::string, std::string>& metadata) {
  if (!traits(type).in_safetensors || !can_write(type)) {
    return fail(ErrorCode::unsupported, fmt::format("safetensors cannot be written as {}", traits(type).name), path.string(), "use f32, bf16 or f16");
  }
  JANGIN_ASSIGN(const std::string header, make_header(source, type, metadata));
  return write_through_temporary(path, [&](const std::filesystem::path& temporary) -> Status {
    JANGIN_ASSIGN(OutputFile file, OutputFile::create(temporary));
    std::string length(8, '\0');
    for (size_t i = 0; i < 8; ++i) length[i] = static_cast<char>(header.size() >> (8 * i) & 0xff);
    JANGIN_TRY(file.write(length));
    JANGIN_TRY(file.write(header));
    for (const WeightInfo& weight : source.weights()) {
      JANGIN_TRY(stream_weight(source, weight, type, RowOrder::halves, 0, [&](std::span<const std::byte> bytes) { return file.write(bytes); }));
    }
    return file.close();
  });
}

}  // namespace jangin::model
