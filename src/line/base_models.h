// Base models by name: where they are looked for, what they are, under which terms. A base may also be any path.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"

namespace jangin::line {

struct BaseModel {
  std::string name;
  std::string file;     // name inside a models folder
  std::string licence;  // SPDX expression or name of the terms
  std::string description;
  std::string how_to_get;  // the command that fetches it
  std::string terms;       // terms that whoever uses it must have accepted; empty: none. Accepted: a file <file>.terms-accepted beside it
};

const std::vector<BaseModel>& known_base_models();

/// Folders searched, in order: $JANGIN_MODELS, `models` beside the program's folder (build/models), ~/.local/share/jangin/models.
std::vector<std::filesystem::path> model_folders();

struct ResolvedModel {
  std::filesystem::path path;
  std::string name;
  std::string licence;  // empty: a path whose licence is not declared
};
/// `base` is a known name or a path (relative to `folder`). Errors: not_found naming the command that fetches it, or the nearest known name;
/// invalid_argument where its terms have not been accepted on this machine.
Result<ResolvedModel> resolve_base_model(const std::string& base, const std::filesystem::path& folder);

}  // namespace jangin::line
