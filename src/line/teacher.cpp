// From the recipe's words to a generator.
#include "line/teacher.h"

#include "engine/local_generator.h"
#include "engine/remote_generator.h"
#include "line/shipped_data.h"
#include "model/formats/safetensors_folder.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
using Opened = Result<std::unique_ptr<engine::Generator>>;

Result<std::vector<fs::path>> prompt_folders(const Recipe& recipe) {
  const std::string& named = recipe.synthesize.teacher.prompts;
  const fs::path own = recipe.folder / (named.empty() ? "prompts" : named);
  std::error_code error;
  if (!named.empty() && !fs::is_directory(own, error))
    return fail(ErrorCode::not_found, "no such folder of prompts", own.string(), "synthesize.teacher.prompts starts at the recipe's folder");
  JANGIN_ASSIGN(const fs::path shipped, shipped_data_folder());
  return std::vector<fs::path>{own, shipped.parent_path() / "prompts"};
}

void behind_url(const synthesize::TeacherConfig& config, synthesize::TeacherAccess& access) {
  const size_t mark = config.model.find('#');
  engine::RemoteOptions options;
  options.url = config.model.substr(0, mark);
  if (mark != std::string::npos) options.model = config.model.substr(mark + 1);
  options.key_variable = config.key_variable;
  options.concurrency = static_cast<int>(config.concurrency);
  options.requests_per_minute = config.requests_per_minute;
  options.retries = 2;  // the session waits for what is out of reach longer than that
  access.name = !config.name.empty() ? config.name : !options.model.empty() ? options.model : options.url;
  access.hash = config.weights;
  access.open = [options]() -> Opened {
    JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::RemoteGenerator::open(options));
    return generator;
  };
}

}  // namespace

Result<synthesize::TeacherAccess> teacher_access(const Recipe& recipe, const ResolvedModel& base, tensor::Device* device) {
  const synthesize::TeacherConfig& config = recipe.synthesize.teacher;
  synthesize::TeacherAccess access;
  if (!config.is_set()) return access;
  JANGIN_ASSIGN(access.prompt_folders, prompt_folders(recipe));
  if (config.is_url()) {
    behind_url(config, access);
    return access;
  }
  ResolvedModel model = base;
  if (config.model != "base") {
    JANGIN_ASSIGN(model, resolve_base_model(config.model, recipe.folder));
  }
  access.name = config.name.empty() ? model.name : config.name;
  JANGIN_ASSIGN(access.hash, model::hash_weights(model.path));
  access.open = [path = model.path, device]() -> Opened {
    engine::LocalOptions options;
    options.device = device;
    JANGIN_ASSIGN(std::unique_ptr<engine::Generator> generator, engine::LocalGenerator::open(path, options));
    return generator;
  };
  return access;
}

}  // namespace jangin::line
