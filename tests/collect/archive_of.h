// Archives made in memory by libarchive's writer, for tests and fuzz targets. Not for reading.
#pragma once

#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>
#include <vector>

namespace jangin::collect {

/// `format`: what archive_write_set_format_by_name takes ("zip", "7zip", "pax"); `filter`: "none", "gzip", "xz", "zstd", "bzip2".
inline std::string archive_of(const std::vector<std::pair<std::string, std::string>>& entries, const std::string& format = "pax",
                              const std::string& filter = "none") {
  std::string out(2'000'000, '\0');
  for (const auto& [name, bytes] : entries) out.resize(out.size() + bytes.size() * 2 + 4096);
  size_t used = 0;
  archive* a = archive_write_new();
  archive_write_set_format_by_name(a, format.c_str());
  if (filter != "none") archive_write_add_filter_by_name(a, filter.c_str());
  archive_write_set_bytes_in_last_block(a, 1);
  archive_write_open_memory(a, out.data(), out.size(), &used);
  for (const auto& [name, bytes] : entries) {
    archive_entry* entry = archive_entry_new();
    archive_entry_set_pathname(entry, name.c_str());
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, static_cast<la_int64_t>(bytes.size()));
    archive_write_header(a, entry);
    archive_write_data(a, bytes.data(), bytes.size());
    archive_entry_free(entry);
  }
  archive_write_close(a);
  archive_write_free(a);
  out.resize(used);
  return out;
}

}  // namespace jangin::collect
