// See compound_file.h. Numbers of sections are those of [MS-CFB].
#include "collect/readers/office/compound_file.h"

#include <algorithm>

#include <fmt/format.h>

#include "text/unicode.h"

namespace jangin::collect::office {
namespace {

constexpr std::string_view kSignature("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 8);
constexpr uint32_t kLastSector = 0xfffffffa;  // larger numbers end a chain or mark no sector (2.1)
constexpr size_t kHeaderBytes = 512, kEntryBytes = 128, kFatInHeader = 109;
constexpr size_t kMaxEntries = 100'000;
constexpr int kMaxFolders = 16;     // folders in folders
constexpr uint64_t kMaxRatio = 20;  // bytes read of all streams to bytes of the file

uint64_t little(std::string_view bytes, size_t at, size_t width) {
  uint64_t value = 0;
  for (size_t i = 0; i < width && at + i < bytes.size(); ++i) value |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  return value;
}
uint32_t u32(std::string_view bytes, size_t at) { return static_cast<uint32_t>(little(bytes, at, 4)); }

std::string entry_name(std::string_view entry) {
  size_t units = std::min<size_t>(little(entry, 64, 2), 64) / 2;
  std::string out;
  for (size_t i = 0; i + 1 < units; ++i) {
    auto unit = static_cast<char32_t>(little(entry, 2 * i, 2));
    text::append_utf8(out, unit >= 0xd800 && unit < 0xe000 ? 0xfffd : unit);
  }
  return out;
}

}  // namespace

std::string_view CompoundFile::sector(uint32_t number) const {
  uint64_t begin = (uint64_t{number} + 1) * sector_bytes_;
  return begin < bytes_.size() ? bytes_.substr(begin, sector_bytes_) : std::string_view();
}

/// Sectors of a chain; empty when it leaves the file or never ends.
std::vector<uint32_t> CompoundFile::chain(uint32_t first) const {
  std::vector<uint32_t> out;
  for (uint32_t at = first; at < kLastSector; at = next_[at]) {
    if (at >= next_.size() || out.size() >= next_.size()) return {};
    out.push_back(at);
  }
  return out;
}

/// The table of sectors (2.3), from the list in the header and the sectors that continue it (2.5).
bool CompoundFile::read_tables() {
  std::vector<uint32_t> tables;
  size_t most = bytes_.size() / sector_bytes_ + 1;
  for (size_t i = 0; i < kFatInHeader; ++i) tables.push_back(u32(bytes_, 76 + 4 * i));
  uint32_t more = u32(bytes_, 68);
  for (size_t steps = 0; more < kLastSector && steps < most; ++steps) {
    std::string_view list = sector(more);
    if (list.size() < sector_bytes_) return false;
    for (size_t i = 0; i + 1 < sector_bytes_ / 4; ++i) tables.push_back(u32(list, 4 * i));
    more = u32(list, sector_bytes_ - 4);
  }
  for (uint32_t number : tables) {
    if (number >= kLastSector) continue;
    std::string_view table = sector(number);
    if (table.empty() || next_.size() > most + sector_bytes_) return false;
    for (size_t i = 0; i < table.size() / 4; ++i) next_.push_back(u32(table, 4 * i));
  }
  for (uint32_t number : chain(u32(bytes_, 60))) {
    std::string_view table = sector(number);
    for (size_t i = 0; i < table.size() / 4; ++i) short_next_.push_back(u32(table, 4 * i));
  }
  return !next_.empty();
}

void CompoundFile::read_directory(uint32_t first) {
  std::vector<std::string_view> entries;
  for (uint32_t number : chain(first)) {
    std::string_view part = sector(number);
    for (size_t at = 0; at + kEntryBytes <= part.size() && entries.size() < kMaxEntries; at += kEntryBytes)
      entries.push_back(part.substr(at, kEntryBytes));
  }
  if (entries.empty()) return;
  for (uint32_t number : chain(u32(entries[0], 116))) short_stream_ += sector(number);
  struct Step {
    uint32_t entry;
    std::string folder;
    int depth;
  };
  std::vector<bool> seen(entries.size());
  std::vector<Step> stack{{u32(entries[0], 76), "", 0}};
  while (!stack.empty()) {
    Step step = std::move(stack.back());
    stack.pop_back();
    if (step.entry >= entries.size() || seen[step.entry] || step.depth > kMaxFolders) continue;
    seen[step.entry] = true;
    std::string_view entry = entries[step.entry];
    std::string name = step.folder + entry_name(entry);
    stack.push_back({u32(entry, 68), step.folder, step.depth});
    stack.push_back({u32(entry, 72), step.folder, step.depth});
    if (entry[66] == 1) stack.push_back({u32(entry, 76), name + "/", step.depth + 1});
    if (entry[66] == 2) streams_.try_emplace(name, Stream{u32(entry, 116), little(entry, 120, sector_bytes_ == 512 ? 4 : 8)});
  }
}

std::expected<CompoundFile, ReadFailure> CompoundFile::open(std::span<const std::byte> bytes) {
  CompoundFile file;
  file.bytes_ = {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  if (!file.bytes_.starts_with(kSignature)) return read_failure("not_a_compound_file", "the file has no OLE signature");
  uint64_t shift = little(file.bytes_, 30, 2);
  if (file.bytes_.size() < kHeaderBytes || (shift != 9 && shift != 12)) return read_failure("damaged", "the OLE header is damaged");
  file.sector_bytes_ = 1U << shift;
  if (!file.read_tables()) return read_failure("damaged", "the OLE sector table is damaged");
  file.read_directory(u32(file.bytes_, 48));
  if (file.streams_.empty()) return read_failure("damaged", "the OLE directory is damaged");
  return file;
}

std::vector<std::string> CompoundFile::names() const {
  std::vector<std::string> out;
  for (const auto& [name, stream] : streams_) out.push_back(name);
  return out;
}

std::expected<std::string, ReadFailure> CompoundFile::read(std::string_view name) {
  auto at = streams_.find(name);
  if (at == streams_.end()) return read_failure("damaged", fmt::format("{} is missing", name));
  const Stream& stream = at->second;
  if (stream.size > bytes_.size()) return read_failure("damaged", fmt::format("{} is longer than the file", name));
  read_bytes_ += stream.size;
  if (read_bytes_ > kMaxRatio * bytes_.size()) return read_failure("archive_bomb", "the streams hold many times what the file holds");
  std::string out;
  if (stream.size >= cutoff_) {
    for (uint32_t number : chain(stream.first)) {
      if (out.size() >= stream.size) break;
      out += sector(number);
    }
  } else {
    size_t steps = 0;
    for (uint32_t number = stream.first; number < short_next_.size() && out.size() < stream.size && steps <= short_next_.size();
         number = short_next_[number], ++steps) {
      uint64_t begin = uint64_t{number} * short_bytes_;
      if (begin >= short_stream_.size()) break;
      out += short_stream_.substr(begin, short_bytes_);
    }
  }
  if (out.size() < stream.size) return read_failure("damaged", fmt::format("{} is cut", name));
  out.resize(stream.size);
  return out;
}

}  // namespace jangin::collect::office
