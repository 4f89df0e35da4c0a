// What the operating system refused, as an error that says what the user can do about it.
#pragma once

#include <filesystem>

#include "base/result.h"

namespace jangin {

/// The error of a system call that failed with `number` (errno) on `path`: not_found, or io_error with the system's words.
std::unexpected<Error> system_error(const std::filesystem::path& path, int number);

}  // namespace jangin
