// A file written front to back, large pieces at a time, with the operating system's words when it refuses. Not atomic by itself:
// use it inside write_through_temporary.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string_view>

#include "base/result.h"

namespace jangin::model {

class OutputFile {
 public:
  static Result<OutputFile> create(const std::filesystem::path& path);
  Status write(std::span<const std::byte> bytes);
  Status write(std::string_view text) { return write(std::as_bytes(std::span(text.data(), text.size()))); }
  /// Zeros until the position is a multiple of `alignment`.
  Status pad(uint64_t alignment);
  uint64_t position() const { return position_; }
  /// Flushes; the file must not be written afterwards.
  Status close();

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  OutputFile(std::FILE* file, std::filesystem::path path) : file_(file), path_(std::move(path)) {}
  std::unexpected<Error> refuse() const;
  std::unique_ptr<std::FILE, Close> file_;
  std::filesystem::path path_;
  uint64_t position_ = 0;
};

}  // namespace jangin::model
