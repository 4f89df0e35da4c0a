// Networks for inference whose matrices are held in blocks of 8 or 4 bits: from a file's own blocks, or fitted to whatever it has.
#include <fmt/format.h>

#include <algorithm>
#include <new>

#include "model/formats/stored_rows.h"
#include "model/network.h"
#include "tensor/device.h"

namespace jangin::model {

using kernel::QuantizedFormat;
using kernel::QuantizedKind;

namespace {

constexpr int64_t kChunkBytes = 8 << 20;  // of rows on their way to blocks

/// The kind in which a file weight is held; formats that no kind holds exactly are fitted to the nearest.
QuantizedKind kind_of(const WeightInfo& info, WeightForm form) {
  if (form == WeightForm::file) return kernel::quantized_home(*block_format(info.type)).kind;
  return {form == WeightForm::q8 ? QuantizedFormat::q8 : QuantizedFormat::q4, kernel::DType::f16};
}

/// One part of a weight, chunk by chunk.
Result<tensor::QuantizedPart> read_part(const WeightSource& source, const WeightInfo& info, QuantizedKind kind, tensor::Device& device) {
  const int64_t rows = info.rows(), k = info.columns();
  const auto format = block_format(info.type);
  const tensor::QuantizedPart part = device.allocate_quantized(kind, rows, k);
  const int64_t chunk = std::max<int64_t>(1, kChunkBytes / (4 * k) / kernel::kQuantizedPanel) * kernel::kQuantizedPanel;
  std::vector<std::byte> stored;
  std::vector<float> values;
  for (int64_t row = 0; row < rows; row += chunk) {
    const int64_t count = std::min(chunk, rows - row);
    tensor::QuantizedSource from{.rows = nullptr, .blocks = format.has_value(), .type = kernel::DType::f32, .count = count};
    if (format) {
      from.block_format = *format;
      stored.resize(static_cast<size_t>(count * stored_row_bytes(info)));
      JANGIN_TRY(read_stored_rows(source, info, row, row + count, stored));
      from.rows = stored.data();
    } else {
      values.resize(static_cast<size_t>(count * k));
      JANGIN_TRY(source.read_rows_f32(info, row, row + count, values));
      from.rows = values.data();
    }
    device.quantize(from, row, k, part);
  }
  return part;
}

bool all_plain_is_bf16(const WeightSource& source) {
  return std::ranges::all_of(source.weights(), [](const WeightInfo& info) { return block_format(info.type) || info.type == StoredType::bf16; });
}

}  // namespace

Result<WeightForm> weight_form(std::string_view name) {
  if (name == "file") return WeightForm::file;
  if (name == "f32") return WeightForm::f32;
  if (name == "bf16") return WeightForm::bf16;
  if (name == "q8") return WeightForm::q8;
  if (name == "q4") return WeightForm::q4;
  return fail(ErrorCode::invalid_argument, fmt::format("weights are held as {}, not as {}", kWeightFormNames, name), "weights");
}

std::vector<bool> Network::held_in_blocks(const WeightSource& source, WeightForm form) const {
  std::vector<bool> held(weights_.size(), form == WeightForm::q8 || form == WeightForm::q4);
  if (form == WeightForm::file) {
    std::fill(held.begin(), held.end(), true);
    for (const FileWeight& file : file_weights_) {
      const WeightInfo* info = source.find(file.name);
      if (!info || !block_format(info->type)) held[file.weight] = false;  // a fused weight is in blocks only where all of it is
    }
  }
  for (size_t i = 0; i < held.size(); ++i) held[i] = held[i] && weights_.shape(i).rank() == 2;
  for (const Layer& layer : layers_) {
    if (layer.router) held[layer.router] = false;
  }
  return held;
}

Result<std::unique_ptr<Network>> Network::load_for_inference(const ModelConfig& config, const WeightSource& source, tensor::Device& device,
                                                             tensor::DType compute, WeightForm form) {
  JANGIN_TRY(check_buildable(config));
  const bool bf16 = form == WeightForm::bf16 || (form == WeightForm::file && all_plain_is_bf16(source));
  std::unique_ptr<Network> network(new Network(config, device, compute, bf16 ? tensor::DType::bf16 : tensor::DType::f32));
  network->declare_weights();
  const std::vector<bool> held = network->held_in_blocks(source, form);
  for (size_t i = 0; i < held.size(); ++i) {
    if (held[i]) network->weights_.hold_in_blocks(i);
  }
  JANGIN_TRY(network->allocate());
  try {
    JANGIN_TRY(network->read_for_inference(source, form));
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::limit_exceeded, "not enough memory for the weights", config.architecture);
  }
  network->inference_only_ = std::ranges::find(held, true) != held.end();
  return network;
}

Status Network::read_for_inference(const WeightSource& source, WeightForm form) {
  std::vector<float> values;
  for (size_t i = 0; i < file_weights_.size();) {
    const size_t index = file_weights_[i].weight;
    tensor::Weight& weight = weights_[index];
    tensor::QuantizedWeight blocks{.k = weight.columns(), .parts = {}};
    for (; i < file_weights_.size() && file_weights_[i].weight == index; ++i) {
      JANGIN_ASSIGN(const WeightInfo* info, find_weight(source, "", file_weights_[i]));
      if (weight.value().defined()) {
        JANGIN_TRY(read_plain(source, *info, weights_.flat(), file_weights_[i], values));
      } else {
        JANGIN_ASSIGN(tensor::QuantizedPart part, read_part(source, *info, kind_of(*info, form), device()));
        blocks.parts.push_back(std::move(part));
      }
    }
    if (!weight.value().defined()) weight.set_quantized(std::move(blocks));
  }
  source.let_go();
  weights_.changed();
  return {};
}

}  // namespace jangin::model
