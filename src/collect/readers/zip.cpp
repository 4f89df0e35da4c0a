// See zip.h. minizip reads from the mapped file through functions of ours; nothing is opened.
#include "collect/readers/zip.h"

#include <unzip.h>

#include <algorithm>
#include <cstring>

#include <fmt/format.h>

#include "base/progress.h"
#include "base/strings.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxName = 4096;
constexpr size_t kPiece = 1 << 16;
constexpr uLong kEncrypted = 1;  // general purpose flag, bit 0

struct Memory {
  std::span<const std::byte> bytes;
  uint64_t at = 0;
};

voidpf open_memory(voidpf memory, const void*, int) { return memory; }
uLong read_memory(voidpf, voidpf stream, void* buffer, uLong size) {
  auto* memory = static_cast<Memory*>(stream);
  uint64_t left = memory->bytes.size() - memory->at, take = std::min<uint64_t>(size, left);
  if (take > 0) std::memcpy(buffer, memory->bytes.data() + memory->at, take);
  memory->at += take;
  return static_cast<uLong>(take);
}
uLong write_memory(voidpf, voidpf, const void*, uLong) { return 0; }
ZPOS64_T tell_memory(voidpf, voidpf stream) { return static_cast<Memory*>(stream)->at; }
long seek_memory(voidpf, voidpf stream, ZPOS64_T offset, int origin) {
  auto* memory = static_cast<Memory*>(stream);
  uint64_t size = memory->bytes.size();
  uint64_t base = origin == ZLIB_FILEFUNC_SEEK_SET ? 0 : origin == ZLIB_FILEFUNC_SEEK_CUR ? memory->at : size;
  if (offset > size || base > size - offset) return -1;
  memory->at = base + offset;
  return 0;
}
int close_memory(voidpf, voidpf) { return 0; }
int error_memory(voidpf, voidpf) { return 0; }

std::string clean_name(std::string_view name) {
  std::string out = replace_all(std::string(name), "\\", "/");
  while (out.starts_with("./") || out.starts_with("/")) out.erase(0, out.find('/') + 1);
  return out;
}

}  // namespace

struct ZipArchive::State {
  struct Entry {
    unz64_file_pos position;
    bool encrypted = false;
    uint64_t packed = 0;
  };
  Memory memory;
  unzFile file = nullptr;
  ZipLimits limits;
  uint64_t unpacked = 0;
  std::vector<std::string> names;
  std::map<std::string, Entry, std::less<>> entries;

  ~State() {
    if (file) unzClose(file);
  }

  std::expected<void, ReadFailure> list() {
    unz_global_info64 info{};
    if (unzGetGlobalInfo64(file, &info) != UNZ_OK) return read_failure("damaged", "the zip directory cannot be read");
    if (info.number_entry > limits.max_entries) {
      return read_failure("archive_bomb", fmt::format("{} entries, the limit is {}", static_cast<uint64_t>(info.number_entry), limits.max_entries));
    }
    std::vector<char> name(kMaxName + 1);
    for (int status = unzGoToFirstFile(file); status == UNZ_OK; status = unzGoToNextFile(file)) {
      unz_file_info64 entry{};
      if (unzGetCurrentFileInfo64(file, &entry, name.data(), kMaxName, nullptr, 0, nullptr, 0) != UNZ_OK || entry.size_filename >= kMaxName) {
        return read_failure("damaged", fmt::format("the zip directory is damaged after {} entries", names.size()));
      }
      if (names.size() >= limits.max_entries) return read_failure("archive_bomb", "more entries than the archive says");
      Entry known{{}, (entry.flag & kEncrypted) != 0, entry.compressed_size};
      unzGetFilePos64(file, &known.position);
      std::string clean = clean_name(std::string_view(name.data(), entry.size_filename));
      if (entries.try_emplace(clean, known).second) names.push_back(clean);
    }
    return {};
  }

  std::expected<std::string, ReadFailure> read(std::string_view name, const Entry& entry) {
    if (entry.encrypted) return read_failure("encrypted", fmt::format("{} is encrypted", name));
    unz64_file_pos position = entry.position;
    if (unzGoToFilePos64(file, &position) != UNZ_OK || unzOpenCurrentFile(file) != UNZ_OK) {
      return read_failure("damaged", fmt::format("{} cannot be unpacked", name));
    }
    std::string out;
    std::vector<char> piece(kPiece);
    int got = 0;
    std::string bomb;
    while (bomb.empty() && (got = unzReadCurrentFile(file, piece.data(), static_cast<unsigned>(piece.size()))) > 0) {
      out.append(piece.data(), static_cast<size_t>(got));
      unpacked += static_cast<uint64_t>(got);
      if (out.size() > limits.max_entry_bytes) bomb = fmt::format("{} holds more than {}", name, format_bytes(limits.max_entry_bytes));
      if (unpacked > limits.max_total_bytes) bomb = fmt::format("the archive holds more than {}", format_bytes(limits.max_total_bytes));
      uint64_t packed = std::max<uint64_t>(1, std::min<uint64_t>(entry.packed, memory.bytes.size()));
      if (out.size() > limits.free_bytes && out.size() / packed > limits.max_ratio)
        bomb = fmt::format("{} unpacks to more than {} times its size", name, limits.max_ratio);
    }
    bool whole = unzCloseCurrentFile(file) == UNZ_OK;
    if (!bomb.empty()) return read_failure("archive_bomb", bomb);
    if (got < 0 || !whole) return read_failure("damaged", fmt::format("{} is damaged", name));
    return out;
  }
};

ZipArchive::ZipArchive(std::unique_ptr<State> state) : state_(std::move(state)) {}
ZipArchive::ZipArchive(ZipArchive&&) noexcept = default;
ZipArchive::~ZipArchive() = default;

std::expected<ZipArchive, ReadFailure> ZipArchive::open(std::span<const std::byte> bytes, const ZipLimits& limits) {
  auto state = std::make_unique<State>();
  state->memory.bytes = bytes;
  state->limits = limits;
  zlib_filefunc64_def functions{open_memory, read_memory, write_memory, tell_memory, seek_memory, close_memory, error_memory, &state->memory};
  state->file = unzOpen2_64("", &functions);
  if (!state->file) {
    bool begins = bytes.size() >= 4 && std::memcmp(bytes.data(), "PK\x03\x04", 4) == 0;
    return begins ? read_failure("truncated", "the zip archive ends before its directory") : read_failure("not_a_zip", "this is no zip archive");
  }
  if (auto listed = state->list(); !listed) return std::unexpected(listed.error());
  return ZipArchive(std::move(state));
}

const std::vector<std::string>& ZipArchive::names() const { return state_->names; }
bool ZipArchive::has(std::string_view name) const { return state_->entries.contains(name); }

std::expected<std::string, ReadFailure> ZipArchive::read(std::string_view name) {
  auto at = state_->entries.find(name);
  if (at == state_->entries.end()) return read_failure("damaged", fmt::format("{} is missing", name));
  return state_->read(name, at->second);
}

std::string zip_path(std::string_view base, std::string_view target) {
  std::vector<std::string> parts;
  size_t slash = base.rfind('/');
  std::string whole =
      target.starts_with('/') || slash == std::string_view::npos ? std::string(target) : std::string(base.substr(0, slash + 1)) + std::string(target);
  for (std::string_view part : split(whole, '/')) {
    if (part.empty() || part == ".") continue;
    if (part != "..") {
      parts.emplace_back(part);
    } else if (!parts.empty()) {
      parts.pop_back();
    }
  }
  return join(parts, "/");
}

}  // namespace jangin::collect
