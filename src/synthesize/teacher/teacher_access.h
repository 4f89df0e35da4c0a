// The teacher as the line hands it over: who it is, how it is opened, where its prompts lie.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "engine/generator.h"

namespace jangin::synthesize {

/// What the line knows of the teacher before it is opened.
struct TeacherAccess {
  std::string name;  // Sample::generator
  std::string hash;  // Sample::derived_from_model; SHA-256 of the weights, empty: not known
  /// Opened at the first request that the store does not answer, and again after it was out of reach. Errors: io_error (out of reach; waited for),
  /// others end the stage.
  std::function<Result<std::unique_ptr<engine::Generator>>()> open;
  /// Where prompt files are looked for, the user's folder first.
  std::vector<std::filesystem::path> prompt_folders;
};

}  // namespace jangin::synthesize
