// What the targets of readers share: the bytes as a file, and for formats that are archives of XML the bytes as their main part, so that the fuzzer
// need not find check sums.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <vector>

#include "collect/reader.h"
#include "collect/wire.h"
#include "collect/zip_of.h"

namespace jangin::collect {

/// What a reader says must pass the check that the sandbox makes on it.
inline int try_reader(ReadOutcome (*read)(const ReadInput&), const void* data, size_t size, const char* name) {
  ReadInput input{{static_cast<const std::byte*>(data), size}, name, {.max_text_bytes = 4'000'000, .max_pages = 200}};
  auto outcome = read(input);
  if (!decode_outcome(encode_outcome(outcome)) || (outcome ? outcome->text.empty() : outcome.error().reason.empty())) std::abort();
  return 0;
}

/// `entries` around one whose bytes are the input's, when those are no archive.
inline int try_archive_reader(ReadOutcome (*read)(const ReadInput&), const uint8_t* data, size_t size, const char* name, const std::string& part,
                              std::vector<std::pair<std::string, std::string>> entries = {}) {
  std::string bytes(reinterpret_cast<const char*>(data), size);
  if (!bytes.starts_with("PK")) {
    entries.emplace_back(part, bytes);
    bytes = zip_of(entries);
  }
  return try_reader(read, bytes.data(), bytes.size(), name);
}

}  // namespace jangin::collect
