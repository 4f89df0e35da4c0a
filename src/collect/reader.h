// The base of all readers: bytes of one file → canonical Markdown with places. A reader runs inside the sandboxed child
// (sandbox.h): it opens nothing, knows no other document and may fail in any way without harm to the rest.
#pragma once

#include <cstddef>
#include <cstdint>
#include <expected>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "record/records.h"

namespace jangin::collect {

/// Why a document could not be read. `reason` is a stable name (README.md lists them); `detail` is one sentence for people.
struct ReadFailure {
  std::string reason;
  std::string detail;
};

/// What a reader makes of one file. `text` is canonical Markdown as record::Document::text asks.
struct Reading {
  std::string title;   // empty: the document says none, and is called by its file's name
  uint32_t pages = 0;  // 0: the format has none
  std::string text;
  std::vector<record::TextPlace> places;  // ascending, not overlapping
  std::map<std::string, std::string> metadata;
  std::vector<std::string> references;  // other documents that the text names and does not contain; sorted, unique
};

/// Bounds a reader keeps by itself; time and memory are kept by the sandbox.
struct ReadLimits {
  uint64_t max_text_bytes = 64'000'000;  // of canonical text
  uint32_t max_pages = 100'000;
};

struct ReadInput {
  std::span<const std::byte> bytes;
  std::string path;  // for the extension; never opened
  ReadLimits limits;
};

using ReadOutcome = std::expected<Reading, ReadFailure>;

inline std::unexpected<ReadFailure> read_failure(std::string reason, std::string detail) {
  return std::unexpected(ReadFailure{std::move(reason), std::move(detail)});
}

/// One member of the registry. `read` must not keep state between calls.
struct Reader {
  std::string_view name;                     // "pdf": part of doc_id
  uint32_t version;                          // raised whenever the text of any document may change
  std::vector<std::string_view> extensions;  // lower case, without the dot
  std::string_view magic;                    // bytes at the start; empty: none
  ReadOutcome (*read)(const ReadInput& input);
  void (*prepare)() = nullptr;  // once in the reader host, before any document: load libraries
  bool shares_process = false;  // one child may read several documents in turn (docs/security.md); for readers without parsers of others
};

/// The readers of this program, in order of preference.
const std::vector<Reader>& readers();
/// By extension first (the reader that it promises says what is wrong with another content), then by magic bytes; nullptr: none.
const Reader* find_reader(const std::vector<Reader>& all, std::string_view path, std::string_view first_bytes);

}  // namespace jangin::collect
