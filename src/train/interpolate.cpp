// Interpolation between the base and what training made of it.
#include "base/file.h"
#include "train/train.h"

namespace jangin::train {
namespace {

/// base + share · (trained − base), computed when read.
Status mix(const model::WeightSource& base, const model::WeightSource& trained, float share, std::vector<std::vector<float>>& storage, model::MemoryWeights& out) {
  std::vector<float> start;
  for (const model::WeightInfo& info : trained.weights()) {
    const model::WeightInfo* other = base.find(info.name);
    if (!other || other->shape != info.shape) return fail(ErrorCode::conflict, "the base and the trained model differ in " + info.name, base.place());
    std::vector<float>& values = storage.emplace_back(static_cast<size_t>(info.elements()));
    start.resize(values.size());
    JANGIN_TRY(trained.read_f32(info.name, values));
    JANGIN_TRY(base.read_f32(info.name, start));
    for (size_t i = 0; i < values.size(); ++i) values[i] = start[i] + share * (values[i] - start[i]);
    JANGIN_TRY(out.add(info.name, info.shape, std::span<const float>(values)));
  }
  return {};
}

}  // namespace

Status interpolate_with_base(const model::ModelFiles& base, const std::filesystem::path& trained, double share, const std::filesystem::path& output) {
  if (!(share >= 0.0 && share <= 1.0)) return fail(ErrorCode::invalid_argument, "the share of the trained weights lies between 0 and 1", "interpolate");
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(trained));
  std::vector<std::vector<float>> storage;
  model::MemoryWeights mixed(trained.string());
  JANGIN_TRY(mix(*base.weights, *files.weights, static_cast<float>(share), storage, mixed));
  auto tokenizer = base.load_tokenizer();
  if (!tokenizer && tokenizer.error().code != ErrorCode::not_found) return pass(tokenizer);
  return model::save_huggingface(output, files.config, mixed, tokenizer ? &*tokenizer : nullptr, model::StoredType::f32);
}

}  // namespace jangin::train
