// A known name or a path → an opened generator on the device that the user chose.
#include "app/model_option.h"

#include "engine/local_generator.h"
#include "line/base_models.h"

namespace jangin::app {

Result<std::unique_ptr<engine::Generator>> open_generator(const std::string& model, const Common& common) {
  JANGIN_ASSIGN(line::ResolvedModel resolved, line::resolve_base_model(model, "."));
  engine::LocalOptions options;
  JANGIN_ASSIGN(options.device, tensor::find_device(common.device));
  JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::LocalGenerator::open(resolved.path, options));
  return generator;
}

}  // namespace jangin::app
