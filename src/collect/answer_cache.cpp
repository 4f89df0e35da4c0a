// A pack is records: 64 hex digits of the doc_id, the answer (wire.h), which says its own length. The record that a killed run left
// unfinished is the last; the next run writes over it. Whoever adds to a pack holds its lock.
#include "collect/answer_cache.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/system_error.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr size_t kIdDigits = 64;
constexpr size_t kHeadBytes = kIdDigits + 32;  // enough for answer_bytes()
constexpr std::string_view kEnding = ".pack";
constexpr uint32_t kMostPacks = 1000;         // as many runs side by side

/// Nothing when these are not 64 hex digits.
std::optional<std::array<uint64_t, 4>> parse_id(std::string_view id) {
  std::array<uint64_t, 4> key{};
  if (id.size() != kIdDigits) return std::nullopt;
  for (size_t i = 0; i < key.size(); ++i) {
    const char* begin = id.data() + 16 * i;
    auto [end, error] = std::from_chars(begin, begin + 16, key[i], 16);
    if (error != std::errc() || end != begin + 16) return std::nullopt;
  }
  return key;
}

/// False at the end of the file or an error.
bool read_at(int file, char* to, size_t bytes, uint64_t begin) {
  while (bytes > 0) {
    ssize_t n = ::pread(file, to, bytes, static_cast<off_t>(begin));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    to += n;
    begin += static_cast<uint64_t>(n);
    bytes -= static_cast<size_t>(n);
  }
  return true;
}

}  // namespace

AnswerCache::AnswerCache(AnswerCache&& other) noexcept
    : folder_(std::move(other.folder_)), places_(std::move(other.places_)), packs_(std::exchange(other.packs_, {})), written_(other.written_), end_(other.end_) {}

AnswerCache::~AnswerCache() {
  for (int pack : packs_) {
    if (pack >= 0) ::close(pack);
  }
}

fs::path AnswerCache::pack_path(uint32_t pack) const { return folder_ / fmt::format("{:06}{}", pack, kEnding); }

Result<AnswerCache> AnswerCache::open(fs::path folder) {
  AnswerCache cache(std::move(folder));
  std::vector<uint32_t> numbers;
  std::error_code error;
  for (fs::directory_iterator entry(cache.folder_, error), end; !error && entry != end; entry.increment(error)) {
    uint32_t number = 0;
    const std::string name = entry->path().filename().string();
    std::from_chars(name.data(), name.data() + name.size(), number);
    if (number < kMostPacks && entry->path() == cache.pack_path(number)) numbers.push_back(number);
  }
  if (error && error.value() != ENOENT) return system_error(cache.folder_, error.value());
  std::sort(numbers.begin(), numbers.end());
  for (uint32_t number : numbers) {
    JANGIN_TRY(cache.open_pack(number, 0));
    cache.scan(number);
  }
  return cache;
}

Status AnswerCache::open_pack(uint32_t pack, int flags) {
  const int file = ::open(pack_path(pack).c_str(), O_RDWR | O_CLOEXEC | flags, 0644);
  if (file < 0) return system_error(pack_path(pack), errno);
  packs_.resize(std::max<size_t>(packs_.size(), pack + size_t{1}), -1);
  packs_[pack] = file;
  return {};
}

/// Takes up the records of a pack, up to the first that is not whole: where that begins. A later answer to the same document stands for an
/// earlier one.
uint64_t AnswerCache::scan(uint32_t pack) {
  const int file = packs_[pack];
  struct stat info {};
  const uint64_t size = ::fstat(file, &info) == 0 ? static_cast<uint64_t>(info.st_size) : 0;
  char head[kHeadBytes];
  uint64_t at = 0;
  while (at + kHeadBytes <= size && read_at(file, head, kHeadBytes, at)) {
    auto key = parse_id({head, kIdDigits});
    auto bytes = answer_bytes({head + kIdDigits, kHeadBytes - kIdDigits});
    if (!key || !bytes || *bytes == 0 || *bytes > size - at - kIdDigits) break;
    places_[*key] = {pack, at + kIdDigits, *bytes};
    at += kIdDigits + *bytes;
  }
  return at;
}

bool is_passing(std::string_view reason) {
  for (std::string_view passing : {"reader_timeout", "reader_memory", "reader_crashed", "reader_answer", "unreadable", "changed_while_reading"}) {
    if (reason == passing) return true;
  }
  return false;
}

std::optional<ReadOutcome> AnswerCache::read(const std::string& doc_id) const {
  auto key = parse_id(doc_id);
  auto at = key ? places_.find(*key) : places_.end();
  if (at == places_.end()) return std::nullopt;
  const Place& place = at->second;
  std::string bytes(place.bytes, '\0');
  if (!read_at(packs_[place.pack], bytes.data(), bytes.size(), place.begin)) return std::nullopt;
  auto outcome = decode_outcome(bytes);
  if (!outcome) return std::nullopt;
  return std::move(*outcome);
}

/// The last pack, unless a run beside this one adds to it; else a new one.
Status AnswerCache::begin_writing() {
  JANGIN_TRY(make_folders(folder_));
  auto pack = static_cast<uint32_t>(packs_.empty() ? 0 : packs_.size() - 1);
  if (packs_.empty()) JANGIN_TRY(open_pack(pack, O_CREAT));
  while (::flock(packs_[pack], LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK) return system_error(pack_path(pack), errno);
    JANGIN_TRY(open_pack(++pack, O_CREAT));
  }
  end_ = scan(pack);
  if (::ftruncate(packs_[pack], static_cast<off_t>(end_)) != 0) return system_error(pack_path(pack), errno);
  written_ = pack;
  return {};
}

Status AnswerCache::write(const std::string& doc_id, std::string_view answer) {
  auto key = parse_id(doc_id);
  if (!key) return fail(ErrorCode::internal, "not the id of a document", doc_id);
  if (!written_) JANGIN_TRY(begin_writing());
  const int file = packs_[*written_];
  const std::string record = doc_id + std::string(answer);
  for (size_t done = 0; done < record.size();) {
    ssize_t n = ::pwrite(file, record.data() + done, record.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n >= 0) {
      done += static_cast<size_t>(n);
      continue;
    }
    const int number = errno;
    auto failed = system_error(pack_path(*written_), number);
    if (::ftruncate(file, static_cast<off_t>(end_)) != 0) written_.reset();  // half a record would hide those behind it
    return failed;
  }
  places_[*key] = {*written_, end_ + kIdDigits, answer.size()};
  end_ += record.size();
  return {};
}

}  // namespace jangin::collect
