// The base of all sources: where documents come from. A source lists the files that it holds, a folder's or a single one (sources/folder.h);
// files that hold many documents are opened (opener.h); collect.cpp reads them.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"
#include "base/result.h"

namespace jangin::collect {

/// One [[collect.sources]] table. Rights fields go to record::Rights as they stand.
struct SourceConfig {
  std::string path;                    // folder or file; relative to the recipe's folder
  std::vector<std::string> include;    // globs on the path below the folder; empty: everything
  std::vector<std::string> exclude;    // globs; win over include
  bool follow_symlinks = false;        // false: links are listed with reason `symlink` and not read
  bool hidden = false;                 // true: also names that begin with "."
  bool open_archives = true;           // false: archives are listed with reason `no_reader`; exclude and hidden hold for what is in them, too
  std::string kind;                    // empty: documents; "dataset": JSON Lines and Parquet, a document a row; "sqlite": a document a row of `query`
  std::string text = "text";           // of the last two kinds: the column with the document's text
  std::string id, title, language_column, licence_column;  // further columns; empty: none (of a query: those of these names, licence for the last)
  std::string where;                   // dataset: a condition in SQL on its columns; rows outside it are passed over
  std::string query;                   // sqlite: one SELECT
  std::string format = "text";         // what the text is: "text", "markdown"
  std::string licence;                 // SPDX expression or a sentence; empty: undeclared, publish will ask
  std::string attribution;
  std::string classification;          // "public", "internal", "confidential"; empty: unknown
  std::string may_train, may_redistribute, may_use_commercially;  // "yes", "no"; empty: not declared
  bool share_alike = false;
  std::string readers_allowed, retention, personal_data_basis, reviewer;
};

/// One thing that a source holds; `problem` names why it cannot be read (a reason, see README.md).
struct SourceItem {
  std::string source_id;               // path as the recipe writes it, "/" between parts: stable over machines
  std::filesystem::path path;
  size_t config = 0;                   // index of its SourceConfig
  uint64_t bytes = 0;
  std::string problem, detail;
};

struct SourceListing {
  std::vector<SourceItem> items;       // sorted by source_id
  uint64_t hidden = 0;                 // names that begin with "." and were passed over
  uint64_t filtered = 0;               // taken out by include and exclude
};

/// What all sources hold. Errors: not_found (a path does not exist, or nothing is there at all), invalid_argument (a bad path).
Result<SourceListing> list_sources(const std::filesystem::path& base, const std::vector<SourceConfig>& sources);

/// A path as it stands in records and messages: bytes that are no UTF-8 and control characters as "%E9", all else as it is.
std::string readable_id(std::string_view path);

}  // namespace jangin::collect
