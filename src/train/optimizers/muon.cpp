// Muon (K. Jordan et al. 2024): hidden matrices go along their momentum made orthogonal, scaled to the size of an AdamW step (arXiv 2502.16982,
// §2.2: 0.2 · √max(rows, columns)), so that one learning rate fits both; everything else is AdamW's.
#include <algorithm>
#include <cmath>

#include "tensor/operations/orthogonalize.h"
#include "train/optimizers/optimizer.h"

namespace jangin::train {
namespace {

using tensor::Tensor;

constexpr double kSizeOfAdamW = 0.2;

class Muon final : public Optimizer {
 public:
  Muon(const TrainConfig& config, const OptimizerScope& scope)
      : config_(config),
        compute_(config.precision == "bf16" ? tensor::DType::bf16 : tensor::DType::f32),
        space_(scope.space),
        range_(scope.range),
        whole_(space_.size(), false) {
    for (const HiddenMatrix& matrix : scope.matrices) {
      whole_[matrix.weight] = true;
      const FlatRange place = matrix.place(space_);
      if (place.begin >= range_.begin && place.end <= range_.end) matrices_.push_back(matrix);
    }
    if (range_.size() == 0) return;
    for (Tensor* moment : {&m_, &v_}) *moment = Tensor::zeros(space_.device(), {range_.size()}, tensor::DType::f32, tensor::Lifetime::persistent);
  }

  void step(const OptimizerStep& step, const GradientParts& gradients) override {
    for (size_t i = 0; i < space_.size(); ++i) {
      const FlatRange part = range_.common_with(space_[i].flat_begin(), space_[i].value().elements());
      if (whole_[i] || !space_[i].trainable() || part.size() <= 0) continue;
      adamw_step(config_, space_, i, part.begin, step, gradients(i, part), own(m_, part), own(v_, part));
    }
    for (const HiddenMatrix& matrix : matrices_) {
      if (space_[matrix.weight].trainable()) matrix_step(step, matrix, gradients);
    }
  }

  /// v of hidden matrices stays zero; its pages are never touched.
  std::vector<std::pair<std::string, Tensor>> state() const override { return {{"m", m_}, {"v", v_}}; }

 private:
  Tensor own(const Tensor& buffer, FlatRange part) const { return buffer.flat_slice(part.begin - range_.begin, {part.size()}); }

  void matrix_step(const OptimizerStep& step, const HiddenMatrix& matrix, const GradientParts& gradients) {
    tensor::Device& device = space_.device();
    tensor::Weight& weight = space_[matrix.weight];
    const FlatRange place = matrix.place(space_);
    const int64_t columns = weight.value().columns();
    Tensor update = Tensor::empty(device, {matrix.rows, columns}, tensor::DType::f32);
    device.muon_momentum(static_cast<float>(config_.muon_momentum), step.gradient_scale, gradients(matrix.weight, place), own(m_, place), update);
    update = tensor::orthogonalize(update, compute_, config_.muon_steps);
    const double rate = step.rate * (config_.muon_peak_rate > 0 && config_.peak_rate > 0 ? config_.muon_peak_rate / config_.peak_rate : 1.0);
    const double decay = weight.decays() ? config_.weight_decay : 0.0;
    device.decayed_step({.keep = static_cast<float>(1.0 - rate * decay),
                         .rate = static_cast<float>(rate * kSizeOfAdamW * std::sqrt(static_cast<double>(std::max(matrix.rows, columns)))),
                         .rounding = rounding_of(config_, step.number, space_, matrix.weight, place.begin)},
                        update, space_.flat().flat_slice(place.begin, update.shape()));
    weight.changed();
  }

  TrainConfig config_;
  tensor::DType compute_;
  tensor::WeightSpace& space_;
  FlatRange range_;
  std::vector<bool> whole_;             // by weight: consists of hidden matrices
  std::vector<HiddenMatrix> matrices_;  // those in the range
  Tensor m_;
  Tensor v_;
};

}  // namespace

std::unique_ptr<Optimizer> make_muon(const TrainConfig& config, const OptimizerScope& scope) { return std::make_unique<Muon>(config, scope); }

}  // namespace jangin::train
