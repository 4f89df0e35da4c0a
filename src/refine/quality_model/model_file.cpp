// The manifest as JSON, and the hash that ties the two files together.
#include "refine/quality_model/model_file.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "base/hash.h"

namespace jangin::refine {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kKind = "jangin quality model";
constexpr int kFormat = 1;  // raised when excerpts or the file are made differently: an older model is then refused
constexpr const char* kTrainAgain = "train it again with `jangin refine train-quality`";

Json to_json(const ClassifierSettings& s) {
  return {{"dimension", s.dimension},
          {"epochs", s.epochs},
          {"learning_rate", s.learning_rate},
          {"word_pairs", s.word_pairs},
          {"least_characters", s.least_characters},
          {"most_characters", s.most_characters},
          {"least_count", s.least_count},
          {"buckets", s.buckets},
          {"seed", s.seed}};
}

Json to_json(const QualitySource& s) {
  return {{"path", s.path},     {"class", s.good ? "good" : "bad"}, {"files", s.files},
          {"failed", s.failed}, {"documents", s.documents},         {"bytes", s.bytes},
          {"sha256", s.hash}};
}

Json to_json(const QualityFigures& f) {
  auto both = [](const std::array<uint64_t, 2>& count) { return Json{{"good", count[1]}, {"bad", count[0]}}; };
  Json json = {{"given", both(f.given)},
               {"trained", both(f.trained)},
               {"held_back", both(f.held_back)},
               {"other_language", f.other_language},
               {"repeated", f.repeated},
               {"in_both", f.in_both},
               {"without_text", f.without_text},
               {"excerpts", f.excerpts},
               {"precision", f.precision()},
               {"recall", f.recall()},
               {"auc", f.auc}};
  for (const QualityThreshold& row : f.thresholds)
    json["thresholds"].push_back({{"min_score", row.threshold}, {"good_kept", row.good_kept}, {"bad_kept", row.bad_kept}});
  return json;
}

}  // namespace

std::filesystem::path quality_manifest_path(const std::filesystem::path& model) { return model.string() + ".json"; }

Status write_quality_model(const std::filesystem::path& model, const TrainedQuality& trained, const std::vector<QualitySource>& sources,
                           const QualityTrainingConfig& config) {
  JANGIN_ASSIGN(const std::string bytes, trained.classifier.bytes());
  Json manifest = {{"kind", kKind},
                   {"format", kFormat},
                   {"model_sha256", sha256_hex(bytes)},
                   {"language", config.language},
                   {"held_back", config.held_back},
                   {"settings", to_json(config.classifier)},
                   {"sources", Json::array()},
                   {"figures", to_json(trained.figures)}};
  for (const QualitySource& source : sources) manifest["sources"].push_back(to_json(source));
  JANGIN_TRY(write_file(model, bytes));
  return write_file(quality_manifest_path(model), manifest.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
}

Result<QualityModel> read_quality_model(const std::filesystem::path& model) {
  std::error_code ignored;
  if (!std::filesystem::exists(model, ignored))
    return fail(ErrorCode::not_found, "no such quality model", model.string(),
                "`jangin refine train-quality` makes one; paths start at the recipe's folder");
  const std::filesystem::path beside = quality_manifest_path(model);
  JANGIN_ASSIGN(const std::string bytes, read_file(model));
  auto text = read_file(beside);
  if (!text) return fail(text.error().code, "the quality model's manifest is not there", beside.string(), kTrainAgain);
  const Json manifest = Json::parse(*text, nullptr, false);
  if (!manifest.is_object() || manifest.value("kind", Json()) != kKind)
    return fail(ErrorCode::invalid_format, "is no manifest of a quality model", beside.string(), kTrainAgain);
  if (manifest.value("format", Json()) != kFormat)
    return fail(ErrorCode::invalid_format, "is of another version of the program", beside.string(), kTrainAgain);
  if (manifest.value("model_sha256", Json()) != sha256_hex(bytes)) {
    return fail(ErrorCode::invalid_format, fmt::format("is cut or changed: its {} bytes are not those that its manifest names", bytes.size()),
                model.string(), kTrainAgain);
  }
  const Json language = manifest.value("language", Json(""));
  auto classifier = Classifier::load(bytes);
  if (!classifier) return fail(classifier.error().code, classifier.error().message, model.string(), kTrainAgain);
  return QualityModel{std::move(*classifier), language.is_string() ? language.get<std::string>() : "", model.filename().string()};
}

}  // namespace jangin::refine
