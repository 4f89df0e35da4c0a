// On disk: "JFETCH1\n", records: length (8 bytes), fields (wire_fields.h), SHA-256 of the fields. What follows a damaged record is lost.
#include "collect/fetch_log.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <utility>

#include "base/file.h"
#include "base/hash.h"
#include "base/system_error.h"
#include "collect/wire_fields.h"

namespace jangin::collect {
namespace {

constexpr std::string_view kMagic = "JFETCH1\n";
constexpr size_t kHashBytes = 32;
constexpr uint64_t kMostRecord = 1 << 20;

std::string encode(const Fetched& record) {
  FieldWriter out;
  for (const std::string* text : {&record.id, &record.blob_id, &record.content_type, &record.etag, &record.last_modified, &record.location,
                                  &record.robots, &record.reason, &record.detail}) {
    out.text(text::repair_utf8(*text));
  }
  out.u64(record.bytes);
  out.u64(static_cast<uint64_t>(record.asked_at));
  out.u64(record.metadata.size());
  for (const auto& [key, value] : record.metadata) out.text(key), out.text(text::repair_utf8(value));
  const std::string fields = out.take();
  const uint64_t size = fields.size();
  const auto digest = Sha256().update(std::string_view(fields)).digest();
  return std::string(reinterpret_cast<const char*>(&size), sizeof size) + fields +
         std::string(reinterpret_cast<const char*>(digest.data()), kHashBytes);
}

/// The record at the start of `bytes`, which loses it; false: there is no whole one.
bool take_record(std::string_view& bytes, Fetched& record) {
  uint64_t size = 0;
  if (bytes.size() < sizeof size) return false;
  std::memcpy(&size, bytes.data(), sizeof size);
  if (size > kMostRecord || bytes.size() < sizeof size + size + kHashBytes) return false;
  const std::string_view fields = bytes.substr(sizeof size, size);
  const auto digest = Sha256().update(fields).digest();
  if (std::memcmp(digest.data(), fields.data() + size, kHashBytes) != 0) return false;
  FieldReader in(fields);
  for (std::string* text : {&record.id, &record.blob_id, &record.content_type, &record.etag, &record.last_modified, &record.location, &record.robots,
                            &record.reason, &record.detail}) {
    *text = in.text();
  }
  record.bytes = in.u64();
  record.asked_at = static_cast<int64_t>(in.u64());
  for (uint64_t n = in.count(16); n > 0 && in.ok(); --n) {
    std::string key = in.text();
    record.metadata[std::move(key)] = in.text();
  }
  if (!in.ok() || !in.at_end()) return false;
  bytes.remove_prefix(sizeof size + size + kHashBytes);
  return true;
}

}  // namespace

FetchLog::FetchLog(FetchLog&& other) noexcept
    : path_(std::move(other.path_)),
      records_(std::move(other.records_)),
      written_(other.written_),
      whole_(other.whole_),
      file_(std::exchange(other.file_, -1)) {}

FetchLog::~FetchLog() {
  if (file_ >= 0) ::close(file_);
}

Result<FetchLog> FetchLog::open(std::filesystem::path path) {
  FetchLog log(std::move(path));
  auto bytes = read_file(log.path_);
  if (!bytes && bytes.error().code != ErrorCode::not_found) return pass(bytes);
  if (!bytes || !bytes->starts_with(kMagic)) return log;
  std::string_view rest = std::string_view(*bytes).substr(kMagic.size());
  for (Fetched record; take_record(rest, record); record = {}) {
    ++log.written_;
    std::string id = record.id;
    log.records_.insert_or_assign(std::move(id), std::move(record));
  }
  log.whole_ = bytes->size() - rest.size();
  return log;
}

const Fetched* FetchLog::find(const std::string& id) const {
  auto at = records_.find(id);
  return at == records_.end() ? nullptr : &at->second;
}

Status FetchLog::begin_writing() {
  JANGIN_TRY(make_folders(path_.parent_path()));
  file_ = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0644);
  if (file_ < 0) return system_error(path_, errno);
  if (whole_ == 0 && ::pwrite(file_, kMagic.data(), kMagic.size(), 0) == static_cast<ssize_t>(kMagic.size())) whole_ = kMagic.size();
  // What a killed process left of a record goes.
  if (whole_ == 0 || ::ftruncate(file_, static_cast<off_t>(whole_)) != 0) return system_error(path_, errno);
  return {};
}

Status FetchLog::put(Fetched record) {
  if (file_ < 0) JANGIN_TRY(begin_writing());
  const std::string bytes = encode(record);
  for (size_t at = 0; at < bytes.size();) {
    const ssize_t n = ::pwrite(file_, bytes.data() + at, bytes.size() - at, static_cast<off_t>(whole_ + at));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return system_error(path_, n < 0 ? errno : EIO);
    at += static_cast<size_t>(n);
  }
  whole_ += bytes.size();
  ++written_;
  std::string id = record.id;
  records_.insert_or_assign(std::move(id), std::move(record));
  return {};
}

Status FetchLog::compact(int64_t oldest) {
  std::erase_if(records_, [&](const auto& entry) { return entry.second.asked_at < oldest; });
  if (written_ <= 2 * records_.size() + 100) return {};
  std::vector<Fetched> kept;
  for (const auto& [id, record] : records_) kept.push_back(record);
  JANGIN_TRY(replace(path_, kept));
  if (file_ >= 0) ::close(std::exchange(file_, -1));
  written_ = kept.size();
  whole_ = kMagic.size();
  for (const Fetched& record : kept) whole_ += encode(record).size();
  return {};
}

Status FetchLog::replace(const std::filesystem::path& path, const std::vector<Fetched>& records) {
  std::string bytes(kMagic);
  for (const Fetched& record : records) bytes += encode(record);
  return write_file(path, bytes);
}

int64_t seconds_since_1970() { return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count(); }

}  // namespace jangin::collect
