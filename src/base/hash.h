// SHA-256 (FIPS 180-4) of bytes, streams and files; the identity of everything that flows. Hex is lower case, 64 characters.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"

namespace jangin {

/// Incremental SHA-256. Not thread-safe; movable.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  Sha256& update(std::span<const std::byte> bytes);
  Sha256& update(std::string_view text);
  /// A length (8 bytes, little-endian) and the text: fields cannot run into one another.
  Sha256& field(std::string_view text);
  Sha256& field(uint64_t number);
  /// Ends the hash; the object may not be used again.
  std::string hex();
  std::array<uint8_t, 32> digest();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

std::string sha256_hex(std::string_view text);
std::string sha256_hex(std::span<const std::byte> bytes);
Result<std::string> sha256_file_hex(const std::filesystem::path& path);

/// Hash of several fields, each length-prefixed: the way every id of `record/` is made.
std::string hash_fields(std::initializer_list<std::string_view> fields);

}  // namespace jangin
