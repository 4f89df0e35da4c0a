// Names of a configuration against the weights that a network has.
#include "train/chosen_weights.h"

#include <algorithm>
#include <new>

#include "base/strings.h"
#include "model/adapters/lora.h"
#include "model/network.h"
#include "train/train.h"

namespace jangin::train {

Status choose_trainable(const TrainConfig& config, tensor::WeightSpace& weights) {
  if (config.trainable.empty()) return {};
  size_t chosen = 0;
  for (size_t i = 0; i < weights.size(); ++i) {
    const bool named = std::any_of(config.trainable.begin(), config.trainable.end(),
                                   [&](const std::string& part) { return weights[i].name().find(part) != std::string::npos; });
    weights[i].set_trainable(named);
    chosen += named;
  }
  if (chosen > 0) return {};
  return fail(ErrorCode::not_found, "no weight's name holds one of " + join(config.trainable, ", "), "train.trainable",
              "for example \"mlp\"; the names are those of `jangin inspect`");
}

Status check_names(const model::ModelConfig& model, const TrainConfig& config, const std::string& device) {
  if (config.trainable.empty() && config.lora.rank == 0) return {};
  JANGIN_ASSIGN(tensor::Device * found, tensor::find_device(device));
  try {
    JANGIN_ASSIGN(const auto network, model::Network::create(model, *found, tensor::DType::f32));
    JANGIN_TRY(choose_trainable(config, network->weights()));
    if (config.lora.rank > 0) JANGIN_TRY(model::LoraAdapter::create(*network, config.lora));
    return {};
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory for this model", "train");
  }
}

}  // namespace jangin::train
