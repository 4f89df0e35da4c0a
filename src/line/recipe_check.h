// What a recipe names, looked up before the first stage runs: what only a late stage would miss is found at once, not after hours. Internal to line/.
#pragma once

#include <filesystem>

#include "base/result.h"
#include "line/recipe.h"

namespace jangin::line {

/// The base opens, its tokenizer too; weights that [train] names are the base's; texts that [replay] and [evaluate] name can be read, and so can the
/// texts that come with the program; the base can be written as GGUF where [publish] asks for that. `base`: the base's path; `device`: its name.
/// Errors: not_found, invalid_format, unsupported, invalid_argument, naming key or file.
Status check_recipe(const Recipe& recipe, const std::filesystem::path& base, const std::string& device);

}  // namespace jangin::line
