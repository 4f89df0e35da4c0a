// AdamW (arXiv 1711.05101): decay on matrices only, moments in f32.
#include <algorithm>

#include "base/random.h"
#include "train/optimizers/optimizer.h"

namespace jangin::train {
namespace {

constexpr uint64_t kRoundingStream =
    uint64_t{3} << 62;  // apart from the streams of weights' and adapters' starts; then the step, 38 bits, and the weight

class AdamW final : public Optimizer {
 public:
  AdamW(const TrainConfig& config, const OptimizerScope& scope) : config_(config), space_(scope.space), range_(scope.range) {
    if (range_.size() == 0) return;
    for (tensor::Tensor* moment : {&m_, &v_})
      *moment = tensor::Tensor::zeros(space_.device(), {range_.size()}, tensor::DType::f32, tensor::Lifetime::persistent);
  }

  void step(const OptimizerStep& step, const GradientParts& gradients) override {
    for (size_t i = 0; i < space_.size(); ++i) {
      const FlatRange part = range_.common_with(space_[i].flat_begin(), space_[i].value().elements());
      if (!space_[i].trainable() || part.size() <= 0) continue;
      const auto own = [&](const tensor::Tensor& buffer) { return buffer.flat_slice(part.begin - range_.begin, {part.size()}); };
      adamw_step(config_, space_, i, part.begin, step, gradients(i, part), own(m_), own(v_));
    }
  }

  std::vector<std::pair<std::string, tensor::Tensor>> state() const override { return {{"m", m_}, {"v", v_}}; }

 private:
  TrainConfig config_;
  tensor::WeightSpace& space_;
  FlatRange range_;
  tensor::Tensor m_;
  tensor::Tensor v_;
};

}  // namespace

kernel::RandomRounding rounding_of(const TrainConfig& config, int64_t step, const tensor::WeightSpace& space, size_t weight, int64_t begin) {
  Random random(config.seed, kRoundingStream | static_cast<uint64_t>(step) << 24 | weight);
  const uint32_t first = random.next_u32();
  return {.key = {first, random.next_u32()}, .first = static_cast<uint32_t>(begin - space[weight].flat_begin())};
}

void adamw_step(const TrainConfig& config, tensor::WeightSpace& space, size_t weight, int64_t begin, const OptimizerStep& step,
                const tensor::Tensor& gradient, const tensor::Tensor& m, const tensor::Tensor& v) {
  const tensor::AdamWStep settings{.learning_rate = static_cast<float>(step.rate),
                                   .beta1 = static_cast<float>(config.beta1),
                                   .beta2 = static_cast<float>(config.beta2),
                                   .eps = static_cast<float>(config.epsilon),
                                   .weight_decay = space[weight].decays() ? static_cast<float>(config.weight_decay) : 0.0f,
                                   .gradient_scale = step.gradient_scale,
                                   .step = step.number,
                                   .rounding = rounding_of(config, step.number, space, weight, begin)};
  space.device().adamw(settings, gradient, space.flat().flat_slice(begin, {gradient.elements()}), m, v);
  space[weight].changed();
}

std::unique_ptr<Optimizer> make_adamw(const TrainConfig& config, const OptimizerScope& scope) { return std::make_unique<AdamW>(config, scope); }

}  // namespace jangin::train
