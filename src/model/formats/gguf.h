// GGUF files (ggml-org/ggml docs/gguf.md, versions 2 and 3, little-endian): metadata and tensors as they lie, nothing interpreted.
// What the names mean for a decoder: gguf_weights.h, gguf_config.h, gguf_tokenizer.h.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/file.h"
#include "base/result.h"
#include "model/formats/stored_type.h"

namespace jangin::model {

/// Type numbers of the format.
enum class GgufType : uint32_t { u8, i8, u16, i16, u32, i32, f32, boolean, string, array, u64, i64, f64 };
std::string_view gguf_type_name(GgufType type);

/// An array of one element type. Strings point into the file; numbers lie there unaligned.
struct GgufArray {
  GgufType type = GgufType::u8;
  uint64_t count = 0;
  std::span<const std::byte> bytes;       // numbers
  std::vector<std::string_view> strings;  // strings

  /// Element i < count of an array of numbers.
  double number(uint64_t i) const;
  int64_t integer(uint64_t i) const;
};

/// A value; integers are widened, `type` keeps what the file said.
struct GgufValue {
  GgufType type = GgufType::u8;
  std::variant<uint64_t, int64_t, double, bool, std::string_view, GgufArray> value;
};

struct GgufTensor {
  std::string name;
  std::vector<int64_t> shape;  // outermost first (the file has it innermost first)
  StoredType type = StoredType::f32;
  uint64_t offset = 0;  // from the start of the file
  uint64_t bytes = 0;
};

/// A checked GGUF: every count, length, offset and overlap was compared with the file. Views point into the memory map.
class GgufFile {
 public:
  static Result<GgufFile> open(const std::filesystem::path& path);
  /// Bytes of the caller, which must outlive the object. `place` names them in errors.
  static Result<GgufFile> parse(std::span<const std::byte> bytes, std::string place);

  const std::string& place() const { return place_; }
  uint32_t version() const { return version_; }
  uint64_t file_bytes() const { return bytes_.size(); }
  const std::vector<std::pair<std::string, GgufValue>>& metadata() const { return metadata_; }
  const std::vector<GgufTensor>& tensors() const { return tensors_; }
  std::span<const std::byte> data(const GgufTensor& tensor) const { return bytes_.subspan(tensor.offset, tensor.bytes); }
  /// MappedFile::let_go(), where there is one.
  void let_go() const {
    if (map_) map_->let_go();
  }

  const GgufValue* find(std::string_view key) const;  // null: absent
  const GgufTensor* find_tensor(std::string_view name) const;
  /// Typed look-ups. Absent: not_found; another type or range: invalid_format; both name the key.
  Result<int64_t> integer(std::string_view key) const;
  Result<double> number(std::string_view key) const;
  Result<std::string_view> text(std::string_view key) const;
  Result<const GgufArray*> array(std::string_view key, GgufType type) const;
  int64_t integer_or(std::string_view key, int64_t otherwise) const;
  double number_or(std::string_view key, double otherwise) const;
  bool flag_or(std::string_view key, bool otherwise) const;
  std::string_view text_or(std::string_view key, std::string_view otherwise) const;

 private:
  friend class GgufParser;
  GgufFile() = default;
  std::unique_ptr<MappedFile> map_;  // null when parsed from the caller's bytes
  std::span<const std::byte> bytes_;
  std::string place_;
  uint32_t version_ = 0;
  std::vector<std::pair<std::string, GgufValue>> metadata_;
  std::vector<GgufTensor> tensors_;
};

}  // namespace jangin::model
