// AdamW (arXiv 1711.05101): decay on matrices only, moments in f32.
#include <algorithm>

#include "train/optimizers/optimizer.h"

namespace jangin::train {
namespace {

class AdamW final : public Optimizer {
 public:
  AdamW(const TrainConfig& config, tensor::WeightSpace& space, FlatRange range) : config_(config), space_(space), range_(range) {
    if (range.size() == 0) return;
    for (tensor::Tensor* moment : {&m_, &v_}) *moment = tensor::Tensor::zeros(space.device(), {range.size()}, tensor::DType::f32, tensor::Lifetime::persistent);
  }

  void step(int64_t step, double rate, float gradient_scale, const tensor::Tensor& gradients) override {
    tensor::AdamWStep settings{.learning_rate = static_cast<float>(rate),
                               .beta1 = static_cast<float>(config_.beta1),
                               .beta2 = static_cast<float>(config_.beta2),
                               .eps = static_cast<float>(config_.epsilon),
                               .weight_decay = 0.0f,
                               .gradient_scale = gradient_scale,
                               .step = step};
    for (size_t i = 0; i < space_.size(); ++i) {
      tensor::Weight& weight = space_[i];
      const int64_t begin = std::max(range_.begin, weight.flat_begin());
      const int64_t count = std::min(range_.end, weight.flat_begin() + weight.value().elements()) - begin;
      if (!weight.trainable() || count <= 0) continue;
      settings.weight_decay = weight.decays() ? static_cast<float>(config_.weight_decay) : 0.0f;
      const auto own = [&](const tensor::Tensor& buffer) { return buffer.flat_slice(begin - range_.begin, {count}); };
      space_.device().adamw(settings, own(gradients), space_.flat().flat_slice(begin, {count}), own(m_), own(v_));
      weight.changed();
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

std::unique_ptr<Optimizer> make_adamw(const TrainConfig& config, tensor::WeightSpace& space, FlatRange range) { return std::make_unique<AdamW>(config, space, range); }

}  // namespace jangin::train
