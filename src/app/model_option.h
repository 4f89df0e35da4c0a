// Opening the model that the user named: an expert package, a GGUF file, a Hugging Face folder, or a known base model.
#pragma once

#include <memory>
#include <string>

#include "app/command.h"
#include "engine/generator.h"

namespace jangin::app {

/// Errors: not_found (with the nearest known name), those of the formats.
Result<std::unique_ptr<engine::Generator>> open_generator(const std::string& model, const Common& common);

}  // namespace jangin::app
