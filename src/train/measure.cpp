// What a run will take: measured speed, estimated memory.
#include <algorithm>
#include <new>

#include "base/random.h"
#include "model/adapters/lora.h"
#include "train/train.h"
#include "train/trainer.h"

namespace jangin::train {
namespace {

constexpr int64_t kMeasuredTokens = 1024;
constexpr int kMeasuredSteps = 3;  // the first one only warms up

MicroBatch random_batch(const model::ModelConfig& model, int64_t length) {
  Random random(1);
  MicroBatch batch;
  std::vector<int32_t> tokens;
  for (int64_t i = 0; i < length; ++i) {
    tokens.push_back(static_cast<int32_t>(random.below(static_cast<uint32_t>(model.vocab))));
    batch.targets.push_back(static_cast<int32_t>(random.below(static_cast<uint32_t>(model.vocab))));
  }
  batch.weights.assign(tokens.size(), 1.0f);
  batch.tokens.append(tokens);
  return batch;
}

Result<TrainingSpeed> measure(const model::ModelConfig& model, TrainConfig config, tensor::Device& device) {
  const tensor::DType compute = config.precision == "bf16" ? tensor::DType::bf16 : tensor::DType::f32;
  JANGIN_ASSIGN(auto network, model::Network::create(model, device, compute, config.weights == "bf16" ? tensor::DType::bf16 : tensor::DType::f32));
  network->initialize(1);
  std::unique_ptr<model::LoraAdapter> adapter;
  if (config.lora.rank > 0) {
    JANGIN_ASSIGN(adapter, model::LoraAdapter::create(*network, config.lora));
    adapter->initialize(1);
    network->attach(adapter.get());
  }
  const int64_t batch_tokens = config.batch_rows * config.sequence_length;
  TrainingSpeed speed;
  speed.memory_bytes = estimate_memory(model, config);
  Trainer trainer(*network, config);
  const MicroBatch batch = random_batch(model, std::min({kMeasuredTokens, config.sequence_length, batch_tokens}));
  double pass_seconds = 1e30;
  double update_seconds = 1e30;
  for (int i = 0; i < kMeasuredSteps; ++i) {
    JANGIN_ASSIGN(const StepResult result, trainer.step(i + 1, 0.0, {&batch, 1}));
    if (i == 0) continue;
    pass_seconds = std::min(pass_seconds, result.pass_seconds);
    update_seconds = std::min(update_seconds, result.update_seconds);
  }
  speed.seconds_per_token = pass_seconds / static_cast<double>(batch.targets.size());
  speed.seconds_per_step = update_seconds;
  speed.tokens_per_second =
      static_cast<double>(batch_tokens) / (speed.seconds_per_token * static_cast<double>(batch_tokens) + speed.seconds_per_step);
  return speed;
}

}  // namespace

Result<TrainingSpeed> measure_training_speed(const model::ModelConfig& model, const TrainConfig& config, const std::string& device) {
  JANGIN_TRY(check_config(config));
  JANGIN_ASSIGN(tensor::Device * found, tensor::find_device(device));
  try {
    return measure(model, config, *found);
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory to train this model", "train", "lower train.micro_batch_rows or train.sequence_length");
  }
}

uint64_t estimate_memory(const model::ModelConfig& model, const TrainConfig& config) {
  const uint64_t parameters = static_cast<uint64_t>(model::count_parameters(model));
  const uint64_t number = config.precision == "bf16" ? 2 : 4;
  const uint64_t rows = static_cast<uint64_t>(config.micro_batch_rows * config.sequence_length);
  uint64_t leaves = static_cast<uint64_t>(config.batch_rows / std::max<int64_t>(1, resolved_leaf_rows(config)));
  uint64_t gradient_buffers = 1;
  for (; leaves > 1; leaves = (leaves + 1) / 2) ++gradient_buffers;
  const uint64_t layers = static_cast<uint64_t>(model.layer_count());
  const uint64_t d = static_cast<uint64_t>(model.d_model), ffn = static_cast<uint64_t>(model.ffn);
  const uint64_t q = static_cast<uint64_t>(model.heads * model.head_dim);
  const uint64_t kv = static_cast<uint64_t>(2 * model.kv_heads * model.head_dim);
  // What the backward pass keeps of a layer: two residual sums, q, k, v, the output of attention, gate and up.
  const uint64_t layer = rows * number * (2 * d + 2 * q + kv + 2 * ffn);
  const uint64_t logits = std::min<uint64_t>(rows, tensor::kProjectionRows) * static_cast<uint64_t>(model.vocab) * (4 + number);
  const uint64_t rank = static_cast<uint64_t>(config.lora.rank);
  const uint64_t views = parameters * number * (rank > 0 || config.batch_rows > 4 * config.micro_batch_rows ? 2 : 0);
  uint64_t pairs = layers * rank * (7 * d + 2 * q + kv + 3 * ffn);  // inputs and outputs of the seven linear layers
  for (const model::LayerConfig& layer : model.layers) {
    if (layer.feed_forward == model::FeedForwardKind::experts)
      pairs += rank * static_cast<uint64_t>(model.experts.count * 3 * (model.d_model + model.experts.ffn));
  }
  const uint64_t between = layers * rows * number * 7 * rank;  // x · Aᵀ of each
  const uint64_t trained = rank > 0 ? pairs : parameters;
  const uint64_t frozen = rank > 0 ? parameters : 0;
  const uint64_t weight = config.weights == "bf16" ? 2 : 4;
  uint64_t kept = layers * layer + between;
  if (resolved_leaf_rows(config) ==
      config.micro_batch_rows) {  // the last buffer's gradients take the place of what is kept, but the first one to come
    --gradient_buffers;
    kept = std::max(kept + (rank > 0 ? 0 : 4 * static_cast<uint64_t>(model.vocab) * d), 4 * trained);
  }
  return frozen * 4 + trained * (weight + 4 * (2 + gradient_buffers)) + views + kept + logits + (uint64_t{64} << 20);
}

}  // namespace jangin::train
