// The engine's service as a served model.
#pragma once

#include <memory>

#include "serve/backend.h"

namespace jangin::serve {

/// Takes the model over and starts its thread. Errors: those of engine::Service::start.
Result<std::unique_ptr<Backend>> serve_model(std::unique_ptr<engine::LocalGenerator> model, const engine::ServiceOptions& options);

}  // namespace jangin::serve
