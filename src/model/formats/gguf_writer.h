// Writes GGUF version 3: metadata and tensor descriptions first, then the data, streamed in the order of the descriptions.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "model/formats/gguf.h"
#include "model/formats/stored_type.h"

namespace jangin::model {

/// Collects a header in memory; write() then makes the file. Not thread-safe. Setting a key twice is a programmer's mistake.
class GgufWriter {
 public:
  void set_text(std::string_view key, std::string_view value);
  void set_u32(std::string_view key, uint32_t value);
  void set_f32(std::string_view key, float value);
  void set_flag(std::string_view key, bool value);
  void set_texts(std::string_view key, const std::vector<std::string>& values);
  void set_f32s(std::string_view key, const std::vector<float>& values);
  void set_i32s(std::string_view key, const std::vector<int32_t>& values);

  /// `shape` outermost first; the last dimension must be a multiple of the type's block.
  void add_tensor(std::string_view name, const std::vector<int64_t>& shape, StoredType type);

  /// Takes the bytes of a tensor, in pieces.
  using Sink = std::function<Status(std::span<const std::byte>)>;
  /// Called once for each tensor, in the order of add_tensor; must give exactly its bytes.
  using Producer = std::function<Status(size_t tensor, const Sink& sink)>;
  /// Atomic. Errors: io_error, and those of the producer; internal when a tensor's bytes do not add up.
  Status write(const std::filesystem::path& path, const Producer& produce) const;

 private:
  struct Tensor {
    std::string name;
    std::vector<int64_t> shape;
    StoredType type;
    uint64_t offset;  // from the start of the data
    uint64_t bytes;
  };
  std::string header() const;
  void key(std::string_view name, GgufType type);

  std::string metadata_;
  uint64_t metadata_count_ = 0;
  std::vector<Tensor> tensors_;
  uint64_t data_bytes_ = 0;
};

}  // namespace jangin::model
