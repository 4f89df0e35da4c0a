// GGUF tensors by their Hugging Face names.
#include "model/formats/gguf_weights.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <map>

#include "model/formats/gguf_config.h"
#include "model/formats/shown_name.h"
#include "model/formats/weight_names.h"
#include "model/formats/weight_writer.h"

namespace jangin::model {
namespace {
constexpr std::string_view kRopeFactors = "rope_freqs.weight";
}

Result<std::unique_ptr<GgufSource>> GgufSource::create(GgufFile file, const ModelConfig& config) {
  std::multimap<std::string, DecoderWeight> known;
  for (DecoderWeight& weight : decoder_weights(config)) known.emplace(weight.gguf_name, std::move(weight));
  std::unique_ptr<GgufSource> source(new GgufSource(std::move(file)));
  std::vector<std::pair<WeightInfo, std::span<const std::byte>>> all;
  for (const GgufTensor& tensor : source->file_.tensors()) {
    if (tensor.name == kRopeFactors) continue;  // part of the description (gguf_config.cpp)
    const auto [begin, end] = known.equal_range(tensor.name);
    if (begin == end) {
      return fail(ErrorCode::unsupported,
                  fmt::format("tensor `{}` is not part of a {} decoder as known here", shown_name(tensor.name), config.architecture),
                  source->place());
    }
    for (auto found = begin; found != end; ++found) {
      JANGIN_ASSIGN(auto part, source->part_of(tensor, found->second));
      all.push_back(std::move(part));
      if (found->second.gguf_offset != 0.0f) JANGIN_TRY(source->take_offset(found->second.gguf_offset, all.back().first, all.back().second));
    }
  }
  std::sort(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.first.name < b.first.name; });
  for (auto& [info, bytes] : all) {
    source->infos_.push_back(std::move(info));
    source->bytes_.push_back(bytes);
  }
  return source;
}

Result<std::pair<WeightInfo, std::span<const std::byte>>> GgufSource::part_of(const GgufTensor& tensor, const DecoderWeight& weight) const {
  WeightInfo info{weight.name, tensor.shape, tensor.type, tensor.bytes, weight.interleaved_heads};
  const std::span<const std::byte> bytes = file_.data(tensor);
  if (weight.gguf_parts == 1) return std::pair{std::move(info), bytes};
  if (tensor.shape.size() != weight.shape.size() + 1 || tensor.shape.front() != weight.gguf_parts) {
    return fail(ErrorCode::invalid_format, fmt::format("tensor `{}` does not hold {} experts", tensor.name, weight.gguf_parts), place());
  }
  info.shape.erase(info.shape.begin());
  info.bytes = tensor.bytes / static_cast<uint64_t>(weight.gguf_parts);
  return std::pair{std::move(info), bytes.subspan(static_cast<size_t>(weight.gguf_part) * info.bytes, info.bytes)};
}

Status GgufSource::take_offset(float offset, const WeightInfo& weight, std::span<const std::byte>& bytes) {
  if (weight.type != StoredType::f32)
    return fail(ErrorCode::unsupported, fmt::format("norm `{}` is stored as {}, not as F32", weight.name, traits(weight.type).name), place());
  std::vector<float>& values = shifted_.emplace_back(bytes.size() / sizeof(float));
  std::memcpy(values.data(), bytes.data(), bytes.size());
  for (float& value : values) value -= offset;
  bytes = std::as_bytes(std::span(values));
  return {};
}

std::span<const std::byte> GgufSource::raw(const WeightInfo& weight) const { return bytes_[static_cast<size_t>(&weight - infos_.data())]; }

namespace {

/// The values of a vector with the offset that GGUF stores it with.
Status write_shifted(const WeightSource& source, const DecoderWeight& weight, const GgufWriter::Sink& sink) {
  std::vector<float> values(static_cast<size_t>(weight.shape.front()));
  JANGIN_TRY(source.read_f32(weight.name, values));
  for (float& value : values) value += weight.gguf_offset;
  return sink(std::as_bytes(std::span(values)));
}

}  // namespace

StoredType gguf_weight_type(const std::vector<int64_t>& shape, StoredType wanted) {
  if (shape.size() < 2) return StoredType::f32;
  const auto fills = [&](StoredType type) { return shape.back() % traits(type).block_values == 0; };
  if (fills(wanted)) return wanted;
  const StoredType smaller = wanted == StoredType::q4_k ? StoredType::q5_0 : wanted == StoredType::q6_k ? StoredType::q8_0 : StoredType::f16;
  return fills(smaller) ? smaller : StoredType::f16;
}

Result<std::vector<WrittenWeight>> write_gguf_weights(const std::filesystem::path& path, const ModelConfig& config, const WeightSource& source,
                                                      StoredType type, GgufWriter& writer) {
  JANGIN_TRY(check_weights(config, source));
  const std::vector<DecoderWeight> weights = decoder_weights(config);
  const std::vector<float> factors = rope_factors(config);
  const std::string_view output = config.tied_embeddings ? "model.embed_tokens.weight" : "lm_head.weight";
  std::vector<WrittenWeight> written;  // beside `weights`
  for (const DecoderWeight& weight : weights) {
    const bool finer = type == StoredType::q4_k && weight.name == output;
    const StoredType wanted = weight.shape.size() < 2 || weight.gguf_f32 ? StoredType::f32 : finer ? StoredType::q6_k : type;
    written.push_back({weight.name, wanted, gguf_weight_type(weight.shape, wanted)});
  }
  std::vector<size_t> firsts;  // the first weight of each tensor
  for (size_t i = 0; i < weights.size(); i += static_cast<size_t>(weights[i].gguf_parts)) {
    std::vector<int64_t> shape = weights[i].shape;
    if (weights[i].gguf_parts > 1) shape.insert(shape.begin(), weights[i].gguf_parts);
    writer.add_tensor(weights[i].gguf_name, shape, written[i].written);
    firsts.push_back(i);
  }
  if (!factors.empty()) writer.add_tensor(kRopeFactors, {static_cast<int64_t>(factors.size())}, StoredType::f32);
  JANGIN_TRY(writer.write(path, [&](size_t tensor, const GgufWriter::Sink& sink) -> Status {
    if (tensor == firsts.size()) return sink(std::as_bytes(std::span(factors)));
    const DecoderWeight& first = weights[firsts[tensor]];
    if (first.gguf_offset != 0.0f) return write_shifted(source, first, sink);
    const RowOrder order = first.interleaved_heads > 0 ? RowOrder::interleaved : RowOrder::halves;
    for (size_t i = firsts[tensor]; i < firsts[tensor] + static_cast<size_t>(first.gguf_parts); ++i) {
      JANGIN_TRY(stream_weight(source, *source.find(weights[i].name), written[i].written, order, weights[i].interleaved_heads, sink));
    }
    return {};
  }));
  return written;
}

}  // namespace jangin::model
