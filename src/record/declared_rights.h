// The table of rights as collect writes it: what is declared, before anybody has looked for licences in the documents. With what was found: shard.h.
#pragma once

#include "record/shard.h"

namespace jangin::record {

/// As write_rights, without the column licence_detected. Errors: those of the writers.
Result<ShardInfo> write_declared_rights(const std::filesystem::path& path, const std::vector<Rights>& rows);
/// Reads either table. Errors: those of the readers.
Result<std::vector<Rights>> read_declared_rights(const std::filesystem::path& path);

}  // namespace jangin::record
