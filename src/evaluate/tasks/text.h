// Bits per byte of a text: how well a model still knows what it was not retrained on. Windows of 1,024 tokens, each seen by itself.
#pragma once

#include "evaluate/task.h"

namespace jangin::evaluate {

constexpr size_t kTextWindow = 1024;  // tokens

/// Errors: not_found, invalid_format (not UTF-8), invalid_argument (empty).
Result<std::unique_ptr<Task>> open_text_task(std::string name, const std::filesystem::path& file);

}  // namespace jangin::evaluate
