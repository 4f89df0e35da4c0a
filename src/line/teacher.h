// The teacher that a recipe names: a model of this machine, or one behind a URL.
#pragma once

#include "line/base_models.h"
#include "line/recipe.h"
#include "synthesize/teacher/teacher_access.h"
#include "tensor/device.h"

namespace jangin::line {

/// Name, hash, prompts and the way to open it; nothing is opened or connected to yet. `base`: the recipe's. `device` is borrowed by what is opened.
/// An empty access when the recipe names no teacher. Errors: not_found (no such model, no such folder of prompts), those of hashing the weights.
Result<synthesize::TeacherAccess> teacher_access(const Recipe& recipe, const ResolvedModel& base, tensor::Device* device);

}  // namespace jangin::line
