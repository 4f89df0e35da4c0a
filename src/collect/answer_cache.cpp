// A pack is records: 64 hex digits of the doc_id, the answer (wire.h), which says its own length. The record that a killed run left
// unfinished is the last; the next run writes over it. Whoever adds to a pack holds its lock; where there are no locks, workers still
// have packs of their own, and what two with one share spoil is read again.
#include "collect/answer_cache.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <utility>

#include <fmt/format.h>

#include "base/file.h"
#include "base/shared_files.h"
#include "base/system_error.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace fs = std::filesystem;
namespace {

constexpr size_t kIdDigits = 64;
constexpr size_t kHeadBytes = kIdDigits + 32;  // enough for answer_bytes()
constexpr std::string_view kEnding = ".pack";
constexpr size_t kPlainName = 6 + kEnding.size();  // bytes of a name without a writer: six digits
constexpr uint32_t kMostPacks = 1000;              // of one writer: as many runs side by side

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
    : folder_(std::move(other.folder_)),
      writer_(std::move(other.writer_)),
      places_(std::move(other.places_)),
      packs_(std::exchange(other.packs_, {})),
      written_(other.written_),
      end_(other.end_) {}

AnswerCache::~AnswerCache() {
  for (const Pack& pack : packs_) ::close(pack.file);
}

std::string AnswerCache::own_name(uint32_t number) const { return fmt::format("{}{}{:06}{}", writer_, writer_.empty() ? "" : ".", number, kEnding); }

Result<AnswerCache> AnswerCache::open(fs::path folder, std::string writer) {
  AnswerCache cache(std::move(folder), std::move(writer));
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(cache.folder_, error), end; !error && entry != end; entry.increment(error)) {
    std::string name = entry->path().filename().string();
    if (name.ends_with(kEnding)) names.push_back(std::move(name));
  }
  if (error && error.value() != ENOENT) return system_error(cache.folder_, error.value());
  // Workers' packs first: a run without shares reads again what they could not, and its answer is the later one.
  auto order = [](const std::string& name) { return std::pair(name.size() <= kPlainName, std::string_view(name)); };
  std::sort(names.begin(), names.end(), [&](const std::string& a, const std::string& b) { return order(a) < order(b); });
  for (const std::string& name : names) {
    JANGIN_ASSIGN(const uint32_t pack, cache.open_pack(name, 0));
    cache.scan(pack);
  }
  return cache;
}

Result<uint32_t> AnswerCache::open_pack(const std::string& name, int flags) {
  const int file = ::open((folder_ / name).c_str(), O_RDWR | O_CLOEXEC | flags, 0644);
  if (file < 0) return system_error(folder_ / name, errno);
  packs_.push_back({name, file});
  return static_cast<uint32_t>(packs_.size() - 1);
}

/// Takes up the records of a pack, up to the first that is not whole: where that begins. A later answer to the same document stands for an
/// earlier one.
uint64_t AnswerCache::scan(uint32_t pack) {
  const int file = packs_[pack].file;
  struct stat info{};
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
  if (!read_at(packs_[place.pack].file, bytes.data(), bytes.size(), place.begin)) return std::nullopt;
  auto outcome = decode_outcome(bytes);
  if (!outcome) return std::nullopt;
  return std::move(*outcome);
}

/// The writer's last pack, unless a process beside this one adds to it; else a new one.
Result<uint32_t> AnswerCache::lock_own_pack() {
  auto find = [&](uint32_t number) {
    return std::find_if(packs_.begin(), packs_.end(), [name = own_name(number)](const Pack& pack) { return pack.name == name; });
  };
  uint32_t number = 0;
  while (find(number + 1) != packs_.end()) ++number;
  for (; number < kMostPacks; ++number) {
    const auto at = find(number);
    auto pack = static_cast<uint32_t>(at - packs_.begin());
    if (at == packs_.end()) {
      JANGIN_ASSIGN(pack, open_pack(own_name(number), O_CREAT));
    }
    JANGIN_ASSIGN(const bool locked, try_lock(packs_[pack].file, false, folder_ / packs_[pack].name));
    if (locked) return pack;
  }
  return fail(ErrorCode::limit_exceeded, "too many runs side by side", folder_.string());
}

Status AnswerCache::begin_writing() {
  JANGIN_TRY(make_folders(folder_));
  JANGIN_ASSIGN(const uint32_t pack, lock_own_pack());
  end_ = scan(pack);
  if (::ftruncate(packs_[pack].file, static_cast<off_t>(end_)) != 0) return system_error(folder_ / packs_[pack].name, errno);
  written_ = pack;
  return {};
}

Status AnswerCache::write(const std::string& doc_id, std::string_view answer) {
  auto key = parse_id(doc_id);
  if (!key) return fail(ErrorCode::internal, "not the id of a document", doc_id);
  if (!written_) JANGIN_TRY(begin_writing());
  const int file = packs_[*written_].file;
  const std::string record = doc_id + std::string(answer);
  for (size_t done = 0; done < record.size();) {
    ssize_t n = ::pwrite(file, record.data() + done, record.size() - done, static_cast<off_t>(end_ + done));
    if (n < 0 && errno == EINTR) continue;
    if (n >= 0) {
      done += static_cast<size_t>(n);
      continue;
    }
    const int number = errno;
    auto failed = system_error(folder_ / packs_[*written_].name, number);
    if (::ftruncate(file, static_cast<off_t>(end_)) != 0) written_.reset();  // half a record would hide those behind it
    return failed;
  }
  places_[*key] = {*written_, end_ + kIdDigits, answer.size()};
  end_ += record.size();
  return {};
}

}  // namespace jangin::collect
