// A folder as a source: every file below it that include and exclude let through.
#pragma once

#include "collect/source.h"

namespace jangin::collect {

/// Adds the folder's files; ids are `prefix` + path below the folder.
void list_folder(const std::filesystem::path& folder, const std::string& prefix, const SourceConfig& config, size_t index, SourceListing& out);
/// Adds one file.
void list_file(const std::filesystem::path& file, const std::string& id, size_t index, SourceListing& out);

}  // namespace jangin::collect
