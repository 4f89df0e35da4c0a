// GGUF files of any bytes: header, description, tokenizer and weights, as opening a model takes them.
#include "model/formats/gguf.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "model/formats/gguf_config.h"
#include "model/formats/gguf_tokenizer.h"
#include "model/formats/gguf_weights.h"
#include "model/formats/weight_names.h"
#include "tokenizer/tokenizer.h"

namespace {
using namespace jangin;

void look_at_values(const model::GgufFile& file) {
  double sum = 0;
  for (const auto& [key, value] : file.metadata()) {
    if (const auto* array = std::get_if<model::GgufArray>(&value.value)) {
      for (uint64_t i = 0; i < array->count && array->type != model::GgufType::string; ++i) sum += array->number(i) + static_cast<double>(array->integer(i));
      for (const std::string_view text : array->strings) sum += text.empty() ? 0 : text.back();
    }
    if (model::gguf_type_name(value.type).empty()) std::abort();
  }
  volatile double kept = sum;
  (void)kept;
}

void read_weights(model::GgufFile file) {
  auto config = model::config_from_gguf(file);
  if (!config) return;
  auto source = model::GgufSource::create(std::move(file), *config);
  if (!source || !model::check_weights(*config, **source)) return;
  std::vector<float> values;
  for (const model::WeightInfo& weight : (*source)->weights()) {
    values.assign(static_cast<size_t>(weight.elements()), 0.0f);
    if (!(*source)->read_f32(weight.name, values)) std::abort();  // check_weights let it pass
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
