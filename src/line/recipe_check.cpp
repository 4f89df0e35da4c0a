// Each stage's own check of its part.
#include "line/recipe_check.h"

#include "evaluate/task.h"
#include "line/shipped_data.h"
#include "line/training_data.h"
#include "model/formats/gguf_config.h"
#include "model/formats/model_files.h"
#include "tokenizer/chat_template.h"
#include "train/train.h"

namespace jangin::line {
namespace {

Status check_base(const Recipe& recipe, const std::filesystem::path& base, const std::string& device) {
  JANGIN_ASSIGN(const model::ModelFiles files, model::open_model(base));
  JANGIN_ASSIGN(const tokenizer::Tokenizer tokenizer, files.load_tokenizer());
  JANGIN_TRY(tokenizer::ChatTemplate::create(tokenizer));
  JANGIN_TRY(train::check_names(files.config, recipe.train, device));
  if (recipe.publish.gguf.empty()) return {};
  model::GgufWriter writer;
  return model::config_to_gguf(files.config, writer);
}

Status check_tasks(const Recipe& recipe) {
  for (const evaluate::TaskSpec& task : evaluate::own_tasks(recipe.evaluate))
    JANGIN_TRY(evaluate::open_task(task.kind, task.name, recipe.folder / task.file));
  return {};
}

}  // namespace

Status check_recipe(const Recipe& recipe, const std::filesystem::path& base, const std::string& device) {
  JANGIN_TRY(shipped_data_folder());
  JANGIN_TRY(check_base(recipe, base, device));
  JANGIN_TRY(replay_files(recipe, {}));
  return check_tasks(recipe);
}

}  // namespace jangin::line
