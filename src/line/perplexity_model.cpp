// The model scores each piece as one window, or several where it is longer than the context.
#include "line/perplexity_model.h"

#include "model/formats/safetensors_folder.h"

namespace jangin::line {

Status prepare_perplexity(const Context& context, refine::PerplexityConfig& config) {
  config.documents = context.workspace.stage("collect") / "documents.parquet";
  if (config.model == "corpus" || config.model == "none") return {};
  ResolvedModel model = context.base;
  if (config.model != "base") {
    JANGIN_ASSIGN(model, resolve_base_model(config.model, context.recipe.folder));
  }
  JANGIN_ASSIGN(config.model_hash, model::hash_weights(model.path));
  config.open_model = [open = model_opener(context, model.path)]() -> Result<refine::MeasureText> {
    JANGIN_ASSIGN(std::unique_ptr<engine::Generator> opened, open());
    std::shared_ptr<engine::Generator> generator = std::move(opened);
    return [generator](std::string_view text) -> Result<refine::TextBits> {
      JANGIN_ASSIGN(const engine::TextScore score, generator->score_text(text, generator->context_tokens()));
      return refine::TextBits{score.bits_per_byte() * static_cast<double>(score.bytes), score.bytes};
    };
  };
  return {};
}

}  // namespace jangin::line
