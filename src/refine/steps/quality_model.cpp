// Step `quality_model`: how likely a document is of the good kind, by models that `jangin refine train-quality` made (quality_model/). Score: 0..1,
// the mean over the document's excerpts. Notes, and rejects (low_quality) only below the recipe's min_score. Without models, and for documents whose
// language no model is for, it says nothing.
#include <fmt/format.h>

#include "refine/quality_model/model_file.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

class QualityModelStep : public RefineStep {
 public:
  QualityModelStep(std::vector<QualityModel> models, double min_score) : models_(std::move(models)), min_score_(min_score) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    const QualityModel* model = find(document.language);
    if (model == nullptr) return std::nullopt;
    const std::optional<double> score = judge_quality(model->classifier, document.text);
    if (!score) return std::nullopt;
    DocumentOutcome outcome;
    outcome.judgement.score = *score;
    if (*score < min_score_)
      outcome.judgement = reject("low_quality", *score, fmt::format("{:.3f} by {}; wanted: at least {:g}", *score, model->name, min_score_));
    return outcome;
  }

 private:
  /// The model for this language, or else one for all; the first that the recipe names.
  const QualityModel* find(const std::string& language) const {
    const QualityModel* general = nullptr;
    for (const QualityModel& model : models_) {
      if (!model.language.empty() && model.language == language) return &model;
      if (model.language.empty() && general == nullptr) general = &model;
    }
    return general;
  }

  std::vector<QualityModel> models_;
  double min_score_;
};

class NoQualityModel : public RefineStep {};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_quality_model(const RefineConfig& config) {
  std::vector<QualityModel> models;
  for (const std::filesystem::path& file : config.quality_model.files) {
    JANGIN_ASSIGN(QualityModel model, read_quality_model(file));
    models.push_back(std::move(model));
  }
  if (models.empty()) return std::make_unique<NoQualityModel>();
  return std::make_unique<QualityModelStep>(std::move(models), config.quality_model.min_score);
}

}  // namespace jangin::refine
