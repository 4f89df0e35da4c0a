// AdamW (arXiv 1711.05101): decay on matrices only, moments in f32.
#include "train/optimizers/optimizer.h"

namespace jangin::train {
namespace {

class AdamW final : public Optimizer {
 public:
  AdamW(const TrainConfig& config, tensor::WeightSpace& space) : config_(config), space_(space), m_(space.flat_like()), v_(space.flat_like()) {}

  void step(int64_t step, double rate, float gradient_scale, const tensor::Gradients& gradients) override {
    tensor::AdamWStep settings{.learning_rate = static_cast<float>(rate),
                               .beta1 = static_cast<float>(config_.beta1),
                               .beta2 = static_cast<float>(config_.beta2),
                               .eps = static_cast<float>(config_.epsilon),
                               .weight_decay = 0.0f,
                               .gradient_scale = gradient_scale,
                               .step = step};
    for (size_t i = 0; i < space_.size(); ++i) {
      tensor::Weight& weight = space_[i];
      if (!weight.trainable()) continue;
      settings.weight_decay = weight.decays() ? static_cast<float>(config_.weight_decay) : 0.0f;
      space_.device().adamw(settings, space_.slice(gradients.flat(), weight), weight.value(), space_.slice(m_, weight), space_.slice(v_, weight));
      weight.changed();
    }
  }

  std::vector<std::pair<std::string, tensor::Tensor>> state() const override { return {{"m", m_}, {"v", v_}}; }

 private:
  TrainConfig config_;
  tensor::WeightSpace& space_;
  tensor::Tensor m_;
  tensor::Tensor v_;
};

}  // namespace

std::unique_ptr<Optimizer> make_adamw(const TrainConfig& config, tensor::WeightSpace& space) { return std::make_unique<AdamW>(config, space); }

}  // namespace jangin::train
