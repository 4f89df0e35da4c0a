// Typed look-ups in GGUF metadata.
#include <fmt/format.h>

#include <cstring>

#include "model/formats/gguf.h"

namespace jangin::model {
namespace {

template <typename T>
T load(std::span<const std::byte> bytes, uint64_t i) {
  T value;
  std::memcpy(&value, bytes.data() + i * sizeof(T), sizeof(T));
  return value;
}

template <typename Out>
Out element(const GgufArray& array, uint64_t i) {
  switch (array.type) {
    case GgufType::u8:
    case GgufType::boolean: return static_cast<Out>(load<uint8_t>(array.bytes, i));
    case GgufType::i8: return static_cast<Out>(load<int8_t>(array.bytes, i));
    case GgufType::u16: return static_cast<Out>(load<uint16_t>(array.bytes, i));
    case GgufType::i16: return static_cast<Out>(load<int16_t>(array.bytes, i));
    case GgufType::u32: return static_cast<Out>(load<uint32_t>(array.bytes, i));
    case GgufType::i32: return static_cast<Out>(load<int32_t>(array.bytes, i));
    case GgufType::u64: return static_cast<Out>(load<uint64_t>(array.bytes, i));
    case GgufType::i64: return static_cast<Out>(load<int64_t>(array.bytes, i));
    case GgufType::f32: return static_cast<Out>(load<float>(array.bytes, i));
    case GgufType::f64: return static_cast<Out>(load<double>(array.bytes, i));
    case GgufType::string:
    case GgufType::array: break;
  }
  return {};
}

std::unexpected<Error> missing(std::string_view key, const std::string& place) {
  return fail(ErrorCode::not_found, fmt::format("metadata `{}` is missing", key), place);
}
std::unexpected<Error> wrong(std::string_view key, std::string_view expected, const std::string& place) {
  return fail(ErrorCode::invalid_format, fmt::format("metadata `{}` is not {}", key, expected), place);
}

}  // namespace

std::string_view gguf_type_name(GgufType type) {
  static constexpr std::string_view kNames[] = {"u8", "i8", "u16", "i16", "u32", "i32", "f32", "bool", "string", "array", "u64", "i64", "f64"};
  return kNames[static_cast<size_t>(type)];
}

double GgufArray::number(uint64_t i) const { return element<double>(*this, i); }
int64_t GgufArray::integer(uint64_t i) const {
  const bool real = type == GgufType::f32 || type == GgufType::f64;
  return real ? 0 : element<int64_t>(*this, i);
}

const GgufValue* GgufFile::find(std::string_view key) const {
  for (const auto& [name, value] : metadata_) {
    if (name == key) return &value;
  }
  return nullptr;
}

const GgufTensor* GgufFile::find_tensor(std::string_view name) const {
  for (const GgufTensor& tensor : tensors_) {
    if (tensor.name == name) return &tensor;
  }
  return nullptr;
}

Result<int64_t> GgufFile::integer(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return missing(key, place_);
  if (const auto* number = std::get_if<int64_t>(&value->value)) return *number;
  const auto* number = std::get_if<uint64_t>(&value->value);
  if (!number || *number > INT64_MAX) return wrong(key, "an integer", place_);
  return static_cast<int64_t>(*number);
}

Result<double> GgufFile::number(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return missing(key, place_);
  if (const auto* number = std::get_if<double>(&value->value)) return *number;
  if (const auto* number = std::get_if<int64_t>(&value->value)) return static_cast<double>(*number);
  if (const auto* number = std::get_if<uint64_t>(&value->value)) return static_cast<double>(*number);
  return wrong(key, "a number", place_);
}

Result<std::string_view> GgufFile::text(std::string_view key) const {
  const GgufValue* value = find(key);
  if (!value) return missing(key, place_);
  if (const auto* text = std::get_if<std::string_view>(&value->value)) return *text;
  return wrong(key, "a text", place_);
}

Result<const GgufArray*> GgufFile::array(std::string_view key, GgufType type) const {
  const GgufValue* value = find(key);
  if (!value) return missing(key, place_);
  const auto* array = std::get_if<GgufArray>(&value->value);
  if (!array || array->type != type) return wrong(key, fmt::format("an array of {}", gguf_type_name(type)), place_);
  return array;
}

int64_t GgufFile::integer_or(std::string_view key, int64_t otherwise) const { return integer(key).value_or(otherwise); }
double GgufFile::number_or(std::string_view key, double otherwise) const { return number(key).value_or(otherwise); }
std::string_view GgufFile::text_or(std::string_view key, std::string_view otherwise) const { return text(key).value_or(otherwise); }
bool GgufFile::flag_or(std::string_view key, bool otherwise) const {
  const GgufValue* value = find(key);
  const bool* flag = value ? std::get_if<bool>(&value->value) : nullptr;
  return flag ? *flag : otherwise;
}

}  // namespace jangin::model
