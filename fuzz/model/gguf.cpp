// GGUF files of any bytes: header, description, tokenizer and weights, as opening a model takes them; and the weights in other formats.
#include "model/formats/gguf.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "model/formats/checked_size.h"
#include "model/formats/gguf_config.h"
#include "model/formats/gguf_tokenizer.h"
#include "model/formats/gguf_weights.h"
#include "model/formats/weight_names.h"
#include "model/formats/weight_writer.h"
#include "tokenizer/tokenizer.h"

namespace {
using namespace jangin;

void look_at_values(const model::GgufFile& file) {
  double sum = 0;
  for (const auto& [key, value] : file.metadata()) {
    if (const auto* array = std::get_if<model::GgufArray>(&value.value)) {
      for (uint64_t i = 0; i < array->count && array->type != model::GgufType::string; ++i)
        sum += array->number(i) + static_cast<double>(array->integer(i));
      for (const std::string_view text : array->strings) sum += text.empty() ? 0 : text.back();
    }
    if (model::gguf_type_name(value.type).empty()) std::abort();
  }
  volatile double kept = sum;
  (void)kept;
}

/// In every format that is written: all of its bytes, or a refusal.
void write_weight(const model::WeightSource& source, const model::WeightInfo& weight) {
  for (const auto type : {model::StoredType::f16, model::StoredType::q8_0, model::StoredType::q5_0, model::StoredType::q4_0, model::StoredType::q6_k,
                          model::StoredType::q4_k}) {
    uint64_t written = 0;
    const auto count = [&](std::span<const std::byte> bytes) -> Status {
      written += bytes.size();
      return {};
    };
    const auto status = model::stream_weight(source, weight, type, model::RowOrder::halves, 0, count);
    if (status ? written != model::checked_bytes(weight.shape, type) : status.error().code != ErrorCode::unsupported) std::abort();
  }
}

void read_weights(model::GgufFile file) {
  auto config = model::config_from_gguf(file);
  if (!config) return;
  auto source = model::GgufSource::create(std::move(file), *config);
  if (!source || !model::check_weights(*config, **source)) return;
  std::vector<float> values;
  std::vector<kernel::Bf16> rounded;
  for (const model::WeightInfo& weight : (*source)->weights()) {
    values.assign(static_cast<size_t>(weight.elements()), 0.0f);
    rounded.assign(values.size(), {});
    if (!(*source)->read_f32(weight.name, values) || !(*source)->read_bf16(weight.name, rounded)) std::abort();  // check_weights let it pass
    write_weight(**source, weight);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  auto file = model::GgufFile::parse({reinterpret_cast<const std::byte*>(data), size}, "input.gguf");
  if (!file) {
    if (file.error().place != "input.gguf" || file.error().text().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  look_at_values(*file);
  if (auto spec = model::tokenizer_from_gguf(*file)) {
    if (auto tokenizer = tokenizer::Tokenizer::build(std::move(*spec), "input.gguf")) (void)tokenizer->decode(tokenizer->encode("ab <s>가 12"));
  }
  read_weights(std::move(*file));
  return 0;
}
