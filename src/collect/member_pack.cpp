// "JPACK1\n", records (length in 8 bytes, fields), SHA-256 of all before it.
#include "collect/member_pack.h"

#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>

#include <fmt/format.h>

#include "base/shared_files.h"
#include "base/system_error.h"
#include "collect/wire_fields.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kMagic = "JPACK1\n";
constexpr size_t kHashBytes = 32;
constexpr uint64_t kMaxRecord = uint64_t{20} << 30;  // of a pack whose hash was right: only a file that changed meanwhile says more

std::string encode(const PackRecord& record) {
  FieldWriter out;
  out.u32(static_cast<uint32_t>(record.kind));
  for (const std::string* text : {&record.name, &record.blob_id, &record.reader, &record.failure.reason, &record.failure.detail}) out.text(*text);
  out.u64(record.bytes);
  out.u64(record.metadata.size());
  for (const auto& [key, value] : record.metadata) out.text(key), out.text(value);
  return out.take() + record.outcome;
}

std::optional<PackRecord> decode(std::string_view bytes) {
  FieldReader in(bytes);
  PackRecord record;
  const uint32_t kind = in.u32();
  record.kind = static_cast<PackRecord::Kind>(kind);
  for (std::string* text : {&record.name, &record.blob_id, &record.reader, &record.failure.reason, &record.failure.detail}) *text = in.text();
  record.bytes = in.u64();
  for (uint64_t n = in.count(16); n > 0 && in.ok(); --n) {
    std::string key = in.text();
    record.metadata[std::move(key)] = in.text();
  }
  record.outcome = in.rest();
  if (!in.ok() || kind < 1 || kind > static_cast<uint32_t>(PackRecord::Kind::end)) return std::nullopt;
  return record;
}

/// The hash at the file's end is that of what stands before it.
bool is_whole(std::ifstream& file) {
  file.seekg(0, std::ios::end);
  const auto size = static_cast<int64_t>(file.tellg());
  if (size < static_cast<int64_t>(kMagic.size() + kHashBytes)) return false;
  file.seekg(0);
  Sha256 hash;
  std::string buffer(1 << 20, '\0');
  for (auto left = static_cast<uint64_t>(size) - kHashBytes; left > 0;) {
    const auto n = std::min<uint64_t>(left, buffer.size());
    if (!file.read(buffer.data(), static_cast<std::streamsize>(n))) return false;
    if (left == static_cast<uint64_t>(size) - kHashBytes && !std::string_view(buffer).starts_with(kMagic)) return false;
    hash.update(std::string_view(buffer).substr(0, n));
    left -= n;
  }
  std::array<char, kHashBytes> said{};
  file.read(said.data(), said.size());
  const auto digest = hash.digest();
  return file && std::memcmp(said.data(), digest.data(), said.size()) == 0;
}

}  // namespace

PackWriter::PackWriter(std::filesystem::path path) : path_(std::move(path)) {
  static std::atomic<int> count = 0;
  temporary_ = path_.parent_path() / fmt::format(".part-{}-{}", process_token(), ++count);
  errno = 0;
  file_.open(temporary_, std::ios::binary | std::ios::trunc);
  file_ << kMagic;
  hash_.update(kMagic);
}

PackWriter::~PackWriter() {
  file_.close();
  ::unlink(temporary_.c_str());
}

Status PackWriter::failed() { return system_error(path_, errno == 0 ? EIO : errno); }

Status PackWriter::append(const PackRecord& record) {
  const std::string bytes = encode(record);
  const uint64_t size = bytes.size();
  const std::string_view head(reinterpret_cast<const char*>(&size), sizeof size);
  hash_.update(head).update(std::string_view(bytes));
  errno = 0;
  file_ << head << bytes;
  return file_ ? Status() : failed();
}

Status PackWriter::finish() {
  const auto digest = hash_.digest();
  errno = 0;
  file_.write(reinterpret_cast<const char*>(digest.data()), kHashBytes);
  file_.close();
  if (!file_ || ::rename(temporary_.c_str(), path_.c_str()) != 0) return failed();
  return {};
}

std::optional<PackReader> PackReader::open(const std::filesystem::path& path) {
  PackReader reader;
  reader.file_.open(path, std::ios::binary);
  if (!reader.file_ || !is_whole(reader.file_)) return std::nullopt;
  reader.file_.clear();
  reader.file_.seekg(kMagic.size());
  return reader;
}

std::optional<PackRecord> PackReader::next() {
  uint64_t size = 0;
  if (!file_.read(reinterpret_cast<char*>(&size), sizeof size) || size > kMaxRecord) return std::nullopt;
  std::string bytes(size, '\0');
  if (!file_.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  return decode(bytes);
}

}  // namespace jangin::collect
