// The table of known base models, and the search for them.
#include "line/base_models.h"

#include <cstdlib>

#include "base/strings.h"

namespace jangin::line {
namespace fs = std::filesystem;

const std::vector<BaseModel>& known_base_models() {
  static const std::vector<BaseModel> models = {
      {"smollm2-135m-instruct", "smollm2-135m-instruct-q4_1.gguf", "Apache-2.0",
       "SmolLM2 135M Instruct (English; 4.1-bit blocks, 98 MB), the default", "setup/model", ""},
      {"gemma3-270m", "gemma3-270m-q4_k_m.gguf", "Gemma Terms of Use", "Gemma 3 270M (knows Korean; 4-bit blocks, 253 MB)",
       "setup/model gemma3-270m --accept-gemma-terms", "the Gemma Terms of Use and Prohibited Use Policy"},
  };
  return models;
}

std::vector<fs::path> model_folders() {
  std::vector<fs::path> folders;
  if (const char* named = std::getenv("JANGIN_MODELS")) folders.emplace_back(named);
  std::error_code error;
  fs::path program = fs::read_symlink("/proc/self/exe", error);
  if (!error) {
    folders.push_back(program.parent_path().parent_path() / "models");
    folders.push_back(program.parent_path() / "models");
  }
  if (const char* home = std::getenv("HOME")) folders.push_back(fs::path(home) / ".local/share/jangin/models");
  return folders;
}

Result<ResolvedModel> resolve_base_model(const std::string& base, const fs::path& folder) {
  std::vector<std::string> names;
  for (const BaseModel& model : known_base_models()) {
    names.push_back(model.name);
    if (model.name != base) continue;
    std::vector<std::string> searched;
    for (const fs::path& place : model_folders()) {
      if (fs::exists(place / model.file)) {
        const bool accepted = model.terms.empty() || fs::exists(place / (model.file + ".terms-accepted"));
        if (!accepted)
          return fail(ErrorCode::invalid_argument,
                      "it is provided under " + model.terms + ", which bind whoever uses it or a model made from it and have not been accepted here",
                      base, "read them, then run " + model.how_to_get);
        return ResolvedModel{place / model.file, model.name, model.licence};
      }
      searched.push_back(place.string());
    }
    return fail(ErrorCode::not_found, "the base model is not on this machine (looked in " + join(searched, ", ") + ")", base,
                "run " + model.how_to_get + ", or give a path to a GGUF file or a Hugging Face folder");
  }
  fs::path path = fs::path(base).is_absolute() ? fs::path(base) : folder / base;
  if (!fs::exists(path)) path = base;
  if (fs::exists(path)) return ResolvedModel{path, path.filename().string(), ""};
  std::string near = nearest_word(base, names);
  return fail(ErrorCode::not_found, "no base model of this name or path", base,
              near.empty() ? "known names: " + join(names, ", ") : "did you mean `" + near + "`?");
}

}  // namespace jangin::line
