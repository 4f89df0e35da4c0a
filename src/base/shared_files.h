// Files that several processes write beside one another, on one machine or on many with one file system.
#pragma once

#include <filesystem>
#include <string>

#include "base/result.h"

namespace jangin {

/// Names this process among all that write to one file system, from any machine: for temporary names.
std::string process_token();

/// Locks an open file (flock) until the descriptor is closed, without waiting. False: another process holds it. True also where the file system has no locks (some of
/// clusters are mounted so): whoever relies on it must do without. `path`: for messages. Errors: io_error.
Result<bool> try_lock(int descriptor, bool shared, const std::filesystem::path& path);

}  // namespace jangin
