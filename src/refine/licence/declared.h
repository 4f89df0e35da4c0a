// What is known of a document's licence before it is read: the recipe's declaration, and a file LICENSE or COPYING in its folder or above.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"
#include "refine/refine.h"

namespace jangin::refine {

/// Fills in what LicenceConfig says the stage fills in, from `<workspace>/collect/{sources,rights}.parquet` and the originals of the licence files; nothing when these
/// tables are not there. A licence file counts whether or not a reader could read it. Errors: those of the shards.
Status read_declared_licences(const std::filesystem::path& workspace, LicenceConfig& config);

/// Is this the name of a file that governs its folder: LICENSE, LICENCE, COPYING, with or without .txt, .md, .rst?
bool is_licence_file(std::string_view source_id);

/// What the nearest licence file in the folder of `source_id` or above says; empty: none. The file itself is not governed by itself.
std::string folder_licence(const LicenceConfig& config, std::string_view source_id);

}  // namespace jangin::refine
