#include "train/hidden_matrices.h"

#include "model/adapters/lora.h"

namespace jangin::train {
namespace {

std::vector<HiddenMatrix> pairs_of(const model::LoraAdapter& adapter) {
  std::vector<HiddenMatrix> out;
  for (size_t i = 0; i < adapter.weights().size(); ++i) {
    const tensor::Weight& weight = adapter.weights()[i];
    const bool several = weight.name().ends_with(".lora_A");  // of the parts of a fused product
    const int64_t rows = several ? adapter.config().rank : weight.value().rows();
    for (int64_t row = 0; row < weight.value().rows(); row += rows) out.push_back({i, row, rows});
  }
  return out;
}

}  // namespace

std::vector<HiddenMatrix> hidden_matrices(const model::Network& network) {
  if (network.adapter()) return pairs_of(*network.adapter());
  std::vector<HiddenMatrix> out;
  for (const model::FileWeight& file : network.file_weights()) {
    if (file.name.find("layers.") != std::string::npos && file.name.ends_with("_proj.weight"))
      out.push_back({file.weight, file.row_begin, file.rows});
  }
  return out;
}

}  // namespace jangin::train
