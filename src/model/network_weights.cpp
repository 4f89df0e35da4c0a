// Weights of a network: from files, to files, and random.
#include "base/random.h"
#include "base/thread_pool.h"
#include "model/network.h"

namespace jangin::model {

using tensor::HostView;
using tensor::Tensor;
using tensor::Weight;

namespace {

/// The part of a buffer laid out as the weights that a file weight names.
Tensor file_slice(const tensor::WeightSpace& space, const Tensor& flat, const FileWeight& file) {
  const Weight& weight = space[file.weight];
  Tensor whole = space.slice(flat, weight);
  return weight.shape().rank() == 1 ? whole : whole.row_slice(file.row_begin, file.rows);
}

std::vector<int64_t> file_shape(const tensor::WeightSpace& space, const FileWeight& file) {
  const Weight& weight = space[file.weight];
  if (weight.shape().rank() == 1) return {weight.columns()};
  return {file.rows, weight.columns()};
}

std::string shape_text(const std::vector<int64_t>& shape) {
  std::string out = "[";
  for (size_t i = 0; i < shape.size(); ++i) out += (i ? ", " : "") + std::to_string(shape[i]);
  return out + "]";
}

}  // namespace

Result<const WeightInfo*> Network::find_weight(const WeightSource& source, const std::string& prefix, const FileWeight& file) const {
  const std::string name = prefix + file.name;
  const WeightInfo* info = source.find(name);
  if (!info) return fail(ErrorCode::not_found, "weight " + name + " is missing", source.place());
  const std::vector<int64_t> shape = file_shape(weights_, file);
  if (info->shape != shape) {
    return fail(ErrorCode::invalid_format,
                "weight " + name + " has shape " + shape_text(info->shape) + ", the configuration asks for " + shape_text(shape), source.place());
  }
  return info;
}

Status Network::check_plain() const {
  if (inference_only_)
    return fail(ErrorCode::unsupported, "the weights are held in blocks, for inference only", config_.architecture, "load them as f32 or bf16");
  return {};
}

Status Network::read_plain(const WeightSource& source, const WeightInfo& info, const Tensor& flat, const FileWeight& file,
                           std::vector<float>& values) const {
  values.resize(static_cast<size_t>(info.elements()));
  JANGIN_TRY(source.read_f32(info.name, values));
  file_slice(weights_, flat, file).copy_from_host(values);
  return {};
}

Status Network::read_weights(const WeightSource& source) {
  JANGIN_TRY(read_flat_weights(source, "", weights_.flat()));
  source.let_go();
  weights_.changed();
  return {};
}

Status Network::read_flat_weights(const WeightSource& source, const std::string& prefix, const Tensor& flat) const {
  JANGIN_TRY(check_plain());
  std::vector<float> values;
  for (const FileWeight& file : file_weights_) {
    JANGIN_ASSIGN(const WeightInfo* info, find_weight(source, prefix, file));
    JANGIN_TRY(read_plain(source, *info, flat, file, values));
  }
  return {};
}

Status Network::add_flat_weights(const Tensor& flat, const std::string& prefix, MemoryWeights& to) const {
  JANGIN_TRY(check_plain());
  for (const FileWeight& file : file_weights_) {
    const HostView values(file_slice(weights_, flat, file));
    const std::string name = prefix + file.name;
    const std::vector<int64_t> shape = file_shape(weights_, file);
    JANGIN_TRY(flat.dtype() == tensor::DType::bf16 ? to.add(name, shape, values.halves()) : to.add(name, shape, values.floats()));
  }
  return {};
}

Status Network::with_weights(const std::function<Status(const WeightSource&)>& use) const {
  MemoryWeights source("the weights of a network");
  JANGIN_TRY(add_flat_weights(weights_.flat(), "", source));
  return use(source);
}

void Network::initialize(uint64_t seed) {
  std::vector<float> values;
  for (size_t index = 0; index < weights_.size(); ++index) {
    const Tensor& value = weights_[index].value();
    const int64_t columns = value.columns();
    values.assign(static_cast<size_t>(value.elements()), config_.norm_weight_plus_one ? 0.0f : 1.0f);
    if (value.shape().rank() == 2) {
      ThreadPool::shared().parallel_for(static_cast<size_t>(value.rows()), 16, [&](size_t begin, size_t end, int) {
        for (size_t row = begin; row < end; ++row) {
          Random random(seed, (static_cast<uint64_t>(index) << 40) | row);
          for (int64_t j = 0; j < columns; ++j) {
            values[row * static_cast<size_t>(columns) + static_cast<size_t>(j)] = static_cast<float>(random.normal() * config_.initializer_range);
          }
        }
      });
    }
    value.copy_from_host(values);
  }
  for (const Layer& layer : layers_) {
    if (!layer.router) continue;
    values.assign(layer.experts.size(), 0.0f);
    weights_[layer.router_bias].value().copy_from_host(values);
  }
  weights_.changed();
}

}  // namespace jangin::model
