// Input moments of both models, then one symmetric system a linear weight.
#include "train/merge.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <atomic>
#include <set>

#include "base/interrupt.h"
#include "base/progress.h"
#include "base/thread_pool.h"
#include "model/network.h"
#include "tensor/tape.h"

namespace jangin::train {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using ConstMap = Eigen::Map<const Matrix>;
constexpr int64_t kPassTokens = 512;
constexpr float kOffDiagonal = 0.95f;    // what is kept of C beside its diagonal
constexpr float kLeastDiagonal = 1e-6f;  // of the mean of C's diagonal: an input that is never there

/// Passes of up to kPassTokens tokens, `wanted` in all, from sequences evenly spaced over all of them.
std::vector<model::PackedTokens> make_passes(std::span<const TrainSequence> sequences, int64_t wanted) {
  int64_t all = 0;
  for (const TrainSequence& sequence : sequences) all += std::min<int64_t>(kPassTokens, static_cast<int64_t>(sequence.tokens.size()));
  std::vector<model::PackedTokens> passes(1);
  int64_t seen = 0, taken = 0;
  for (const TrainSequence& sequence : sequences) {
    const auto length = std::min<size_t>(static_cast<size_t>(kPassTokens), sequence.tokens.size());
    seen += static_cast<int64_t>(length);
    if (length == 0 || static_cast<double>(taken) >= static_cast<double>(wanted) * static_cast<double>(seen) / static_cast<double>(all)) continue;
    if (passes.back().ids.size() + length > static_cast<size_t>(kPassTokens)) passes.emplace_back();
    passes.back().append(std::span(sequence.tokens).first(length));
    taken += static_cast<int64_t>(length);
  }
  if (passes.back().ids.empty()) passes.pop_back();
  return passes;
}

/// Mean of x·xᵀ over the inputs of the weights named in `wanted`.
Result<std::map<std::string, std::vector<float>>> measure_moments(model::Network& network, const std::set<std::string>& wanted,
                                                                  std::span<const model::PackedTokens> passes, Progress& progress) {
  tensor::Device& device = network.device();
  std::map<std::string, tensor::Tensor> sums;
  int64_t tokens = 0;
  for (const model::PackedTokens& pass : passes) tokens += static_cast<int64_t>(pass.ids.size());
  const float scale = 1.0f / static_cast<float>(tokens);
  network.observe_inputs([&](const tensor::Weight& weight, const tensor::Tensor& x) {
    if (!wanted.contains(weight.name())) return;
    tensor::Tensor& sum = sums[weight.name()];
    const bool first = !sum.defined();
    if (first) sum = tensor::Tensor::empty(device, {x.shape()[1], x.shape()[1]}, tensor::DType::f32, tensor::Lifetime::persistent);
    const tensor::Packed a = device.pack(tensor::Side::a, x, true, network.compute(), tensor::Lifetime::step);
    const tensor::Packed b = device.pack(tensor::Side::b, x, true, network.compute(), tensor::Lifetime::step);
    device.product(a, b, sum, !first, scale);
  });
  for (const model::PackedTokens& pass : passes) {
    if (interrupted()) return std::unexpected(interrupted_error());
    JANGIN_TRY(network.check_ids(pass.ids));
    device.arena().begin_step();
    {
      tensor::Tape tape = tensor::Tape::inference(device, network.compute());
      tape.keep_views(true);
      network.forward(tape, pass);
    }
    device.arena().end_step();
    progress.add(pass.ids.size());
  }
  std::map<std::string, std::vector<float>> moments;
  for (const auto& [name, sum] : sums) {
    std::vector<float>& out = moments[name];
    out.resize(static_cast<size_t>(sum.shape()[0] * sum.shape()[1]));
    device.copy_out(out.data(), sum, out.size() * sizeof(float));
  }
  return moments;
}

/// C with its off-diagonal shrunk and no input quite absent, so that it can be factorised.
void shrink(std::vector<float>& moments) {
  const auto k = static_cast<size_t>(std::llround(std::sqrt(static_cast<double>(moments.size()))));
  double trace = 0;
  for (size_t i = 0; i < k; ++i) trace += moments[i * k + i];
  const float least = kLeastDiagonal * static_cast<float>(trace / static_cast<double>(k));
  for (size_t i = 0; i < k; ++i) {
    for (size_t j = 0; j < k; ++j) {
      if (i != j) moments[i * k + j] *= kOffDiagonal;
    }
    moments[i * k + i] += least;
  }
}

/// delta − (1−s) · general_part · (s·own + (1−s)·general)⁻¹, into `delta`. False: the matrix is not positive definite.
/// Rows and columns are scaled to a unit diagonal first: inputs differ in size by orders of magnitude.
bool pull_to_base(double share, std::span<const float> own, std::span<const float> general, std::span<const float> general_part, int64_t rows,
                  int64_t columns, std::span<float> delta) {
  const auto s = static_cast<float>(share);
  Matrix system = s * ConstMap(own.data(), columns, columns) + (1 - s) * ConstMap(general.data(), columns, columns);
  const Eigen::VectorXf scale = system.diagonal().cwiseMax(1e-30f).cwiseSqrt().cwiseInverse();
  system = scale.asDiagonal() * system * scale.asDiagonal();
  Eigen::LLT<Eigen::Ref<Matrix>> factor(system);
  if (factor.info() != Eigen::Success) return false;
  Eigen::MatrixXf right = scale.asDiagonal() * ConstMap(general_part.data(), rows, columns).transpose();
  factor.solveInPlace(right);
  Eigen::Map<Matrix>(delta.data(), rows, columns) -= (1 - s) * (scale.asDiagonal() * right).transpose();
  return true;
}

}  // namespace

Result<Merge> Merge::measure(const model::ModelFiles& base, const std::filesystem::path& trained, const MergeInputs& inputs, tensor::Device& device) {
  Merge merge;
  merge.base_ = &base;
  JANGIN_ASSIGN(merge.trained_, model::open_model(trained));
  const auto own = make_passes(inputs.own, inputs.tokens), general = make_passes(inputs.general, inputs.tokens);
  if (own.empty() || general.empty())
    return fail(ErrorCode::invalid_argument, "merging needs texts that were trained on and general texts", trained.string());
  JANGIN_ASSIGN(auto network, model::Network::load(base.config, *base.weights, device, tensor::DType::f32));

  std::set<std::string> changed;
  std::vector<float> start;
  for (const model::FileWeight& part : network->file_weights()) {
    const model::WeightInfo *info = merge.trained_.weights->find(part.name), *other = base.weights->find(part.name);
    if (!info || !other || info->shape != other->shape)
      return fail(ErrorCode::conflict, "the base and the trained model differ in " + part.name, base.weights->place());
    if (info->shape.size() != 2 || part.name.find(".layers.") == std::string::npos) continue;
    Linear linear{
        .delta = {}, .general_part = {}, .moments = network->weights()[part.weight].name(), .rows = info->shape[0], .columns = info->shape[1]};
    linear.delta.resize(static_cast<size_t>(info->elements()));
    start.resize(linear.delta.size());
    JANGIN_TRY(merge.trained_.weights->read_f32(part.name, linear.delta));
    JANGIN_TRY(base.weights->read_f32(part.name, start));
    for (size_t i = 0; i < start.size(); ++i) linear.delta[i] -= start[i];
    if (std::all_of(linear.delta.begin(), linear.delta.end(), [](float x) { return x == 0; })) continue;
    changed.insert(linear.moments);
    merge.linears_.emplace(part.name, std::move(linear));
  }

  uint64_t tokens = 0;
  for (const auto* passes : {&own, &general}) {
    for (const model::PackedTokens& pass : *passes) tokens += pass.ids.size();
  }
  Progress progress("measuring what the layers see", tokens, "tokens");
  JANGIN_ASSIGN(merge.general_, measure_moments(*network, changed, general, progress));
  JANGIN_TRY(network->read_weights(*merge.trained_.weights));
  JANGIN_ASSIGN(merge.own_, measure_moments(*network, changed, own, progress));
  for (auto* moments : {&merge.own_, &merge.general_}) {
    for (auto& [name, values] : *moments) shrink(values);
  }
  for (auto& [name, linear] : merge.linears_) {
    device.arena().begin_step();
    {
      const std::vector<float>& moments = merge.general_.at(linear.moments);
      auto matrix = [&](std::span<const float> values, int64_t rows) { return tensor::Tensor::from_host(device, {rows, linear.columns}, values); };
      tensor::Tensor product = tensor::Tensor::empty(device, {linear.rows, linear.columns}, tensor::DType::f32);
      const tensor::Packed delta = device.pack(tensor::Side::a, matrix(linear.delta, linear.rows), false, tensor::DType::f32, tensor::Lifetime::step);
      const tensor::Packed symmetric =
          device.pack(tensor::Side::b, matrix(moments, linear.columns), false, tensor::DType::f32, tensor::Lifetime::step);
      device.product(delta, symmetric, product, false, 1.0f);
      linear.general_part.resize(linear.delta.size());
      device.copy_out(linear.general_part.data(), product, linear.general_part.size() * sizeof(float));
    }
    device.arena().end_step();
  }
  return merge;
}

Status Merge::write(double share, const std::filesystem::path& output) const {
  if (!(share >= 0.0 && share <= 1.0)) return fail(ErrorCode::invalid_argument, "the share of the trained weights lies between 0 and 1", "merge");
  std::vector<std::pair<const Linear*, std::vector<float>>> moved;
  std::map<std::string, size_t> place;
  for (const auto& [name, linear] : linears_) {
    place[name] = moved.size();
    moved.emplace_back(&linear, linear.delta);
  }
  std::atomic<bool> solved = true;
  ThreadPool::shared().parallel_for(moved.size(), 1, [&](size_t begin, size_t end, int) {
    for (size_t i = begin; i < end; ++i) {
      auto& [linear, delta] = moved[i];
      if (share == 0) std::fill(delta.begin(), delta.end(), 0.0f);
      if (share == 0 || share == 1) continue;
      if (!pull_to_base(share, own_.at(linear->moments), general_.at(linear->moments), linear->general_part, linear->rows, linear->columns, delta))
        solved = false;
    }
  });
  if (!solved)
    return fail(ErrorCode::internal, "the inputs of a layer are too alike to merge the models", "merge", "use more or other general texts");

  std::vector<std::vector<float>> storage;
  model::MemoryWeights merged(trained_.weights->place());
  std::vector<float> start;
  for (const model::WeightInfo& info : trained_.weights->weights()) {
    std::vector<float>& values = storage.emplace_back(static_cast<size_t>(info.elements()));
    start.resize(values.size());
    JANGIN_TRY(base_->weights->read_f32(info.name, start));
    JANGIN_TRY(trained_.weights->read_f32(info.name, values));
    const auto found = place.find(info.name);
    for (size_t i = 0; share < 1 && i < values.size(); ++i) {
      values[i] = start[i] + (found == place.end() ? static_cast<float>(share) * (values[i] - start[i]) : moved[found->second].second[i]);
    }
    JANGIN_TRY(merged.add(info.name, info.shape, std::span<const float>(values)));
  }
  auto tokenizer = base_->load_tokenizer();
  if (!tokenizer && tokenizer.error().code != ErrorCode::not_found) return pass(tokenizer);
  return model::save_huggingface(output, trained_.config, merged, tokenizer ? &*tokenizer : nullptr, model::StoredType::f32);
}

}  // namespace jangin::train
