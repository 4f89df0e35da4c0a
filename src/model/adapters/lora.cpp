// Which pairs there are, their start, their names in files, and merging.
#include "model/adapters/lora.h"

#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <new>

#include "base/random.h"
#include "base/strings.h"
#include "model/network.h"

namespace jangin::model {

using tensor::Tensor;

namespace {

constexpr std::string_view kWeightSuffix = ".weight";
constexpr uint64_t kStream = uint64_t{1} << 63;  // apart from the streams of Network::initialize()
constexpr int64_t kMostRank = 65'536;

/// The module of a linear layer that goes through Network::linear(), or nothing.
std::string module_of(const Network& network, const FileWeight& file) {
  const bool linear = network.weights()[file.weight].shape().rank() == 2 && file.name.ends_with("_proj.weight");
  if (!linear || file.name.find(".layers.") == std::string::npos) return {};
  return file.name.substr(0, file.name.size() - kWeightSuffix.size());
}

std::vector<std::string> linear_modules(const Network& network) {
  std::vector<std::string> modules;
  for (const FileWeight& file : network.file_weights()) {
    if (std::string module = module_of(network, file); !module.empty()) modules.push_back(std::move(module));
  }
  return modules;
}

bool is_named(std::string_view module, std::string_view target) {
  return module == target || (module.ends_with(target) && module[module.size() - target.size() - 1] == '.');
}

std::string last_part(const std::string& module) { return module.substr(module.rfind('.') + 1); }

/// Names as short as they can be without naming a module that is not in `chosen`.
std::vector<std::string> shortest_targets(const std::vector<std::string>& all, const std::vector<std::string>& chosen) {
  const auto count = [](const std::vector<std::string>& modules, const std::string& last) {
    return std::count_if(modules.begin(), modules.end(), [&](const std::string& module) { return last_part(module) == last; });
  };
  std::vector<std::string> targets;
  for (const std::string& module : chosen) {
    const std::string last = last_part(module);
    const std::string& name = count(all, last) == count(chosen, last) ? last : module;
    if (std::find(targets.begin(), targets.end(), name) == targets.end()) targets.push_back(name);
  }
  return targets;
}

Status check(const LoraConfig& config) {
  if (config.rank < 1 || config.rank > kMostRank)
    return fail(ErrorCode::invalid_argument, fmt::format("the rank is {}, must lie between 1 and {}", config.rank, kMostRank), "lora.rank");
  if (!std::isfinite(config.alpha)) return fail(ErrorCode::invalid_argument, "alpha is not a number", "lora.alpha");
  return {};
}

std::string weight_name(const std::string& module, char which) { return fmt::format("base_model.model.{}.lora_{}.weight", module, which); }

}  // namespace

double lora_scale(const LoraConfig& config) {
  const double rank = static_cast<double>(config.rank);
  return config.alpha / (config.rank_stabilized ? std::sqrt(rank) : rank);
}

LoraAdapter::LoraAdapter(const Network& network, LoraConfig config) : config_(std::move(config)), weights_(network.device()) {}

Result<std::unique_ptr<LoraAdapter>> LoraAdapter::create(const Network& network, const LoraConfig& config) {
  const std::vector<std::string> all = linear_modules(network);
  std::vector<std::string> chosen;
  for (const std::string& module : all) {
    const bool named = std::any_of(config.targets.begin(), config.targets.end(), [&](const std::string& target) { return is_named(module, target); });
    if (named || config.targets.empty()) chosen.push_back(module);
  }
  for (const std::string& target : config.targets) {
    if (std::any_of(chosen.begin(), chosen.end(), [&](const std::string& module) { return is_named(module, target); })) continue;
    return fail(ErrorCode::not_found, fmt::format("no linear layer's name ends with `{}`", target), "lora.targets",
                "there are " + join(shortest_targets(all, all), ", "));
  }
  return create_on(network, config, chosen);
}

Result<std::unique_ptr<LoraAdapter>> LoraAdapter::create_on(const Network& network, const LoraConfig& config,
                                                            const std::vector<std::string>& modules) {
  JANGIN_TRY(check(config));
  const std::vector<std::string> all = linear_modules(network);
  for (const std::string& module : modules) {
    if (std::find(all.begin(), all.end(), module) == all.end())
      return fail(ErrorCode::unsupported, fmt::format("{} is no linear layer of this model that can be adapted", module), "lora");
  }
  std::unique_ptr<LoraAdapter> adapter(new LoraAdapter(network, config));
  adapter->target_modules_ = shortest_targets(all, modules);
  adapter->declare_pairs(network, modules);
  JANGIN_TRY(adapter->allocate(network));
  return adapter;
}

void LoraAdapter::declare_pairs(const Network& network, const std::vector<std::string>& modules) {
  const int64_t rank = config_.rank;
  for (const FileWeight& file : network.file_weights()) {
    const std::string module = module_of(network, file);
    if (module.empty() || std::find(modules.begin(), modules.end(), module) == modules.end()) continue;
    const bool fused = !pairs_.empty() && pairs_.back().of == file.weight;
    pairs_.push_back(
        {.module = module, .of = file.weight, .row_begin = file.row_begin, .rows = file.rows, .a_row = fused ? pairs_.back().a_row + rank : 0});
  }
  for (size_t begin = 0, end = 0; begin < pairs_.size(); begin = end) {
    while (end < pairs_.size() && pairs_[end].of == pairs_[begin].of) ++end;
    const tensor::Weight& weight = network.weights()[pairs_[begin].of];
    const size_t a = weights_.declare(weight.name() + ".lora_A", {static_cast<int64_t>(end - begin) * rank, weight.columns()}, true);
    for (size_t i = begin; i < end; ++i) {
      pairs_[i].a = a;
      pairs_[i].b = weights_.declare(pairs_[i].module + ".lora_B", {pairs_[i].rows, rank}, true);
    }
  }
}

Status LoraAdapter::allocate(const Network& network) {
  try {
    weights_.allocate();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory for the adapter", network.config().architecture,
                "lower the rank or name fewer targets");
  }
  for (const Pair& pair : pairs_) {
    tensor::LowRank& low_rank = low_ranks_[pair.of];
    low_rank.a = &weights_[pair.a];
    low_rank.parts.push_back({.b = &weights_[pair.b], .column_begin = pair.row_begin});
    low_rank.scale = static_cast<float>(lora_scale(config_));
  }
  return {};
}

void LoraAdapter::initialize(uint64_t seed) {
  for (const auto& [of, low_rank] : low_ranks_) {
    const Tensor& a = low_rank.a->value();
    const double bound = 1.0 / std::sqrt(static_cast<double>(a.columns()));
    std::vector<float> values;
    for (int64_t row = 0; row < a.rows(); ++row) {
      Random random(seed, kStream | static_cast<uint64_t>(of) << 32 | static_cast<uint64_t>(row));
      for (int64_t i = 0; i < a.columns(); ++i) values.push_back(static_cast<float>(bound * (2.0 * random.uniform_double() - 1.0)));
    }
    a.copy_from_host(values);
    for (const tensor::LowRank::Part& part : low_rank.parts) weights_.device().fill_zero(part.b->value());
  }
  weights_.changed();
}

const tensor::LowRank* LoraAdapter::find(size_t weight) const {
  const auto found = low_ranks_.find(weight);
  return found == low_ranks_.end() ? nullptr : &found->second;
}

Tensor LoraAdapter::slice_a(const Tensor& flat, const Pair& pair) const {
  return weights_.slice(flat, weights_[pair.a]).row_slice(pair.a_row, config_.rank);
}
Tensor LoraAdapter::slice_b(const Tensor& flat, const Pair& pair) const { return weights_.slice(flat, weights_[pair.b]); }

Status LoraAdapter::add_flat_weights(const Tensor& flat, const std::string& prefix, MemoryWeights& to) const {
  for (const Pair& pair : pairs_) {
    const Tensor a = slice_a(flat, pair), b = slice_b(flat, pair);
    JANGIN_TRY(to.add(prefix + weight_name(pair.module, 'A'), {a.rows(), a.columns()}, tensor::HostView(a).floats()));
    JANGIN_TRY(to.add(prefix + weight_name(pair.module, 'B'), {b.rows(), b.columns()}, tensor::HostView(b).floats()));
  }
  return {};
}

Status LoraAdapter::read_flat_weights(const WeightSource& source, const std::string& prefix, const Tensor& flat) const {
  std::vector<float> values;
  auto read = [&](const std::string& name, const Tensor& into) -> Status {
    const WeightInfo* info = source.find(name);
    if (!info) return fail(ErrorCode::not_found, "weight " + name + " is missing", source.place());
    if (info->shape != std::vector<int64_t>{into.rows(), into.columns()}) {
      return fail(ErrorCode::invalid_format,
                  fmt::format("weight {} has shape [{}], the adapter of this model asks for [{}, {}]", name, fmt::join(info->shape, ", "),
                              into.rows(), into.columns()),
                  source.place());
    }
    values.resize(static_cast<size_t>(info->elements()));
    JANGIN_TRY(source.read_f32(name, values));
    into.copy_from_host(values);
    return {};
  };
  for (const Pair& pair : pairs_) {
    JANGIN_TRY(read(prefix + weight_name(pair.module, 'A'), slice_a(flat, pair)));
    JANGIN_TRY(read(prefix + weight_name(pair.module, 'B'), slice_b(flat, pair)));
  }
  return {};
}

Status LoraAdapter::read_weights(const WeightSource& source) {
  JANGIN_TRY(read_flat_weights(source, "", weights_.flat()));
  weights_.changed();
  return {};
}

void LoraAdapter::merge_into(Network& network) const {
  tensor::Device& device = network.device();
  const auto pack = [&](tensor::Side side, const Tensor& x) {
    return device.pack(side, x, side == tensor::Side::b, tensor::DType::f32, tensor::Lifetime::step);
  };
  for (const Pair& pair : pairs_) {
    tensor::Weight& weight = network.weights()[pair.of];
    assert(!weight.quantized());
    const tensor::Packed b = pack(tensor::Side::a, slice_b(weights_.flat(), pair));
    device.product(b, pack(tensor::Side::b, slice_a(weights_.flat(), pair)), weight.value().row_slice(pair.row_begin, pair.rows), true,
                   static_cast<float>(lora_scale(config_)));
    weight.changed();
  }
  network.attach(nullptr);
}

}  // namespace jangin::model
