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

/// Where a text comes from and under which licence; both "not declared" for a text that was not shipped.
struct TextOrigin {
  std::string name, from, licence;
};
/// By `<shipped data>/origins.tsv`. Errors: those of shipped_data_folder and of reading.
Result<TextOrigin> origin_of(const std::filesystem::path& file);

}  // namespace jangin::line
