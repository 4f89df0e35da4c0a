// Parsing GGUF: nothing in the file is believed before it was compared with the bytes that are there.
#include "model/formats/gguf.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_set>

#include "model/formats/checked_size.h"
#include "model/formats/shown_name.h"

namespace jangin::model {
namespace {

constexpr uint64_t kMinMetadataBytes = 8 + 4 + 1;    // key length, type, the smallest value
constexpr uint64_t kMinTensorBytes = 8 + 4 + 4 + 8;  // name length, dimensions, type, offset
constexpr uint32_t kMaxDimensions = 4;               // GGML_MAX_DIMS
constexpr uint64_t kDefaultAlignment = 32;
constexpr uint64_t kMaxAlignment = 1 << 20;
constexpr uint64_t kReserved = 4096;  // entries; beyond it memory grows with what was read, not with what a count says

uint64_t bytes_of(GgufType type) {
  switch (type) {
    case GgufType::u8:
    case GgufType::i8:
    case GgufType::boolean: return 1;
    case GgufType::u16:
    case GgufType::i16: return 2;
    case GgufType::u32:
    case GgufType::i32:
    case GgufType::f32: return 4;
    case GgufType::u64:
    case GgufType::i64:
    case GgufType::f64: return 8;
    case GgufType::string: return 8;  // at least its length
    case GgufType::array: return 12;  // at least its type and count
  }
  return 0;
}

}  // namespace

/// Walks the header once. The first failure stops it; `what_` names the field being read.
class GgufParser {
 public:
  GgufParser(std::span<const std::byte> bytes, std::string place) : bytes_(bytes) { file_.place_ = std::move(place); }
  Result<GgufFile> parse();

 private:
  std::unexpected<Error> bad(std::string message) const {
    return fail(ErrorCode::invalid_format, fmt::format("{}: {}", what_, message), file_.place_, "the file may be cut or damaged: fetch it again");
  }
  uint64_t left() const { return bytes_.size() - at_; }
  template <typename T>
  Result<T> take();
  Result<std::string_view> take_text();
  Result<GgufValue> take_value(uint32_t type_number);
  Result<GgufArray> take_array();
  Status read_metadata(uint64_t count);
  Status read_tensors(uint64_t count);
  Result<GgufTensor> take_tensor();
  Status place_tensors();

  std::span<const std::byte> bytes_;
  uint64_t at_ = 0;
  std::string what_ = "header";
  GgufFile file_;
};

template <typename T>
Result<T> GgufParser::take() {
  if (left() < sizeof(T)) return bad(fmt::format("the file ends at byte {}", bytes_.size()));
  T value;
  std::memcpy(&value, bytes_.data() + at_, sizeof(T));
  at_ += sizeof(T);
  return value;
}

Result<std::string_view> GgufParser::take_text() {
  JANGIN_ASSIGN(const uint64_t length, take<uint64_t>());
  if (length > left()) return bad(fmt::format("a text of {} bytes is longer than the file", length));
  std::string_view text(reinterpret_cast<const char*>(bytes_.data()) + at_, length);
  at_ += length;
  return text;
}

Result<GgufArray> GgufParser::take_array() {
  GgufArray array;
  JANGIN_ASSIGN(const uint32_t type_number, take<uint32_t>());
  JANGIN_ASSIGN(array.count, take<uint64_t>());
  array.type = static_cast<GgufType>(type_number);
  if (type_number > static_cast<uint32_t>(GgufType::f64)) return bad(fmt::format("array element type {} is not known", type_number));
  if (array.type == GgufType::array) return bad("arrays of arrays are not supported");
  const uint64_t element = bytes_of(array.type);
  if (array.count > left() / element) return bad(fmt::format("an array of {} elements is longer than the file", array.count));
  if (array.type != GgufType::string) {
    array.bytes = bytes_.subspan(at_, array.count * element);
    at_ += array.count * element;
    return array;
  }
  array.strings.reserve(std::min(array.count, kReserved));
  for (uint64_t i = 0; i < array.count; ++i) {
    JANGIN_ASSIGN(const std::string_view text, take_text());
    array.strings.push_back(text);
  }
  return array;
}

Result<GgufValue> GgufParser::take_value(uint32_t type_number) {
  GgufValue out;
  out.type = static_cast<GgufType>(type_number);
  auto number = [&]<typename T, typename Wide>(T, Wide) -> Result<GgufValue> {
    JANGIN_ASSIGN(const T value, take<T>());
    out.value = static_cast<Wide>(value);
    return out;
  };
  switch (out.type) {
    case GgufType::u8: return number(uint8_t{}, uint64_t{});
    case GgufType::u16: return number(uint16_t{}, uint64_t{});
    case GgufType::u32: return number(uint32_t{}, uint64_t{});
    case GgufType::u64: return number(uint64_t{}, uint64_t{});
    case GgufType::i8: return number(int8_t{}, int64_t{});
    case GgufType::i16: return number(int16_t{}, int64_t{});
    case GgufType::i32: return number(int32_t{}, int64_t{});
    case GgufType::i64: return number(int64_t{}, int64_t{});
    case GgufType::f32: return number(float{}, double{});
    case GgufType::f64: return number(double{}, double{});
    case GgufType::boolean: {
      JANGIN_ASSIGN(const uint8_t value, take<uint8_t>());
      if (value > 1) return bad(fmt::format("a boolean is {}", value));
      out.value = value == 1;
      return out;
    }
    case GgufType::string: {
      JANGIN_ASSIGN(const std::string_view text, take_text());
      out.value = text;
      return out;
    }
    case GgufType::array: {
      JANGIN_ASSIGN(GgufArray array, take_array());
      out.value = std::move(array);
      return out;
    }
  }
  return bad(fmt::format("value type {} is not known", type_number));
}

Status GgufParser::read_metadata(uint64_t count) {
  if (count > left() / kMinMetadataBytes) return bad(fmt::format("{} metadata entries are more than the file can hold", count));
  std::unordered_set<std::string_view> seen;
  file_.metadata_.reserve(std::min(count, kReserved));
  for (uint64_t i = 0; i < count; ++i) {
    what_ = fmt::format("key of metadata entry {}", i);
    JANGIN_ASSIGN(const std::string_view key, take_text());
    if (key.empty() || key.size() > 65535) return bad(fmt::format("is {} bytes long", key.size()));
    what_ = fmt::format("metadata `{}`", shown_name(key));
    if (!is_clean_name(key)) return bad("its name is no clean UTF-8");
    if (!seen.insert(key).second) return bad("is there twice");
    JANGIN_ASSIGN(const uint32_t type, take<uint32_t>());
    JANGIN_ASSIGN(GgufValue value, take_value(type));
    file_.metadata_.emplace_back(std::string(key), std::move(value));
  }
  return {};
}

Result<GgufTensor> GgufParser::take_tensor() {
  GgufTensor tensor;
  JANGIN_ASSIGN(const std::string_view name, take_text());
  if (name.empty() || name.size() > 1024) return bad(fmt::format("its name is {} bytes long", name.size()));
  tensor.name = name;
  what_ = fmt::format("tensor `{}`", shown_name(name));
  if (!is_clean_name(name)) return bad("its name is no clean UTF-8");
  JANGIN_ASSIGN(const uint32_t dimensions, take<uint32_t>());
  if (dimensions > kMaxDimensions) return bad(fmt::format("has {} dimensions", dimensions));
  for (uint32_t d = 0; d < dimensions; ++d) {
    JANGIN_ASSIGN(const uint64_t size, take<uint64_t>());
    if (size > INT64_MAX) return bad(fmt::format("dimension {} is {}", d, size));
    tensor.shape.insert(tensor.shape.begin(), static_cast<int64_t>(size));
  }
  JANGIN_ASSIGN(const uint32_t type_number, take<uint32_t>());
  const auto type = stored_type_from_ggml(type_number);
  if (!type) return bad(fmt::format("number format {} is not known", type_number));
  tensor.type = *type;
  JANGIN_ASSIGN(tensor.offset, take<uint64_t>());
  const auto bytes = checked_bytes(tensor.shape, tensor.type);
  if (!bytes) return bad("its dimensions are too large or do not fill the blocks of its number format");
  tensor.bytes = *bytes;
  return tensor;
}

Status GgufParser::read_tensors(uint64_t count) {
  what_ = "header";
  if (count > left() / kMinTensorBytes) return bad(fmt::format("{} tensors are more than the file can hold", count));
  file_.tensors_.reserve(std::min(count, kReserved));
  for (uint64_t i = 0; i < count; ++i) {
    what_ = fmt::format("tensor {}", i);
    JANGIN_ASSIGN(GgufTensor tensor, take_tensor());
    file_.tensors_.push_back(std::move(tensor));
  }
  return {};
}

/// Offsets become absolute; range, alignment, overlap and equal names are checked.
Status GgufParser::place_tensors() {
  what_ = "metadata `general.alignment`";
  const GgufValue* given = file_.find("general.alignment");
  const uint64_t* number = given ? std::get_if<uint64_t>(&given->value) : nullptr;
  const uint64_t alignment = given ? (number ? *number : 0) : kDefaultAlignment;
  if (!std::has_single_bit(alignment) || alignment > kMaxAlignment) return bad("is not a power of two up to 1 MiB");
  if (file_.tensors_.empty()) return {};
  const uint64_t start = (at_ + alignment - 1) / alignment * alignment;
  std::unordered_set<std::string_view> names;
  std::vector<const GgufTensor*> order;
  for (GgufTensor& tensor : file_.tensors_) {
    what_ = fmt::format("tensor `{}`", shown_name(tensor.name));
    if (!names.insert(tensor.name).second) return bad("is there twice");
    if (tensor.offset % alignment != 0) return bad(fmt::format("offset {} is no multiple of {}", tensor.offset, alignment));
    if (start > bytes_.size() || tensor.offset > bytes_.size() - start || tensor.bytes > bytes_.size() - start - tensor.offset) {
      return bad(fmt::format("{} bytes at offset {} are beyond the end of the file", tensor.bytes, tensor.offset));
    }
    tensor.offset += start;
    order.push_back(&tensor);
  }
  std::sort(order.begin(), order.end(), [](const GgufTensor* a, const GgufTensor* b) { return a->offset < b->offset; });
  for (size_t i = 1; i < order.size(); ++i) {
    what_ = fmt::format("tensor `{}`", shown_name(order[i]->name));
    if (order[i - 1]->offset + order[i - 1]->bytes > order[i]->offset) return bad(fmt::format("overlaps `{}`", shown_name(order[i - 1]->name)));
  }
  return {};
}

Result<GgufFile> GgufParser::parse() {
  file_.bytes_ = bytes_;
  if (bytes_.size() < 4 || std::memcmp(bytes_.data(), "GGUF", 4) != 0) {
    return fail(ErrorCode::invalid_format, "is not a GGUF file (no `GGUF` at its start)", file_.place_);
  }
  at_ = 4;
  JANGIN_ASSIGN(file_.version_, take<uint32_t>());
  if (file_.version_ == 0x03000000u || file_.version_ == 0x02000000u)
    return fail(ErrorCode::unsupported, "big-endian GGUF is not supported", file_.place_);
  if (file_.version_ != 2 && file_.version_ != 3) {
    return fail(ErrorCode::unsupported, fmt::format("GGUF version {} is not supported; supported: 2, 3", file_.version_), file_.place_);
  }
  JANGIN_ASSIGN(const uint64_t tensors, take<uint64_t>());
  JANGIN_ASSIGN(const uint64_t metadata, take<uint64_t>());
  JANGIN_TRY(read_metadata(metadata));
  JANGIN_TRY(read_tensors(tensors));
  JANGIN_TRY(place_tensors());
  return std::move(file_);
}

Result<GgufFile> GgufFile::open(const std::filesystem::path& path) {
  JANGIN_ASSIGN(MappedFile map, MappedFile::open(path));
  auto owned = std::make_unique<MappedFile>(std::move(map));
  JANGIN_ASSIGN(GgufFile file, parse(owned->bytes(), path.string()));
  file.map_ = std::move(owned);
  return file;
}

Result<GgufFile> GgufFile::parse(std::span<const std::byte> bytes, std::string place) { return GgufParser(bytes, std::move(place)).parse(); }

}  // namespace jangin::model
