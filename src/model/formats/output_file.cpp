// stdio behind Result.
#include "model/formats/output_file.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include "base/system_error.h"

namespace jangin::model {

std::unexpected<Error> OutputFile::refuse() const { return system_error(path_, errno); }

Result<OutputFile> OutputFile::create(const std::filesystem::path& path) {
  OutputFile output(std::fopen(path.c_str(), "wbe"), path);
  if (!output.file_) return output.refuse();
  return output;
}

Status OutputFile::write(std::span<const std::byte> bytes) {
  if (!bytes.empty() && std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) return refuse();
  position_ += bytes.size();
  return {};
}

Status OutputFile::pad(uint64_t alignment) {
  static constexpr std::array<std::byte, 64> kZeros{};
  while (position_ % alignment != 0) {
    JANGIN_TRY(write(std::span(kZeros).first(std::min<uint64_t>(kZeros.size(), alignment - position_ % alignment))));
  }
  return {};
}

Status OutputFile::close() {
  std::FILE* file = file_.release();
  if (std::fclose(file) != 0) return refuse();
  return {};
}

}  // namespace jangin::model
