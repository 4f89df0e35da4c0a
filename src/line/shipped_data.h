// The texts that come with the program (recipes/data): replay, guard, measurement. Found beside the source tree or the installed program.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace jangin::line {

/// The folder: $JANGIN_DATA, recipes/data of the checkout that the program was built in, share/jangin beside the program's folder.
/// Error: not_found naming the places.
Result<std::filesystem::path> shipped_data_folder();

}  // namespace jangin::line
