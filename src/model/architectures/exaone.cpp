// The layers of both EXAONE architectures (transformers, modeling_exaone4.py; llama.cpp, conversion/exaone.py).
#include "model/architectures/exaone.h"

#include <algorithm>

#include "model/config_huggingface.h"
#include "model/formats/gguf_config.h"

namespace jangin::model {
namespace {

constexpr int64_t kPeriod = 4;  // LLLG
constexpr const char* kPattern = "sliding_window_pattern";

/// Rotary as it follows from windows: nowhere but in sliding layers where the model alternates.
void set_rotary(ModelConfig& c, bool hybrid) {
  for (LayerConfig& layer : c.layers) layer.rotary = !hybrid || layer.attention == AttentionKind::sliding;
}

/// Which layers slide when `layer_types` does not say: L in the pattern, and never the last layer; or all but each period-th.
Result<std::function<bool(int64_t)>> read_pattern(HuggingfaceConfig& in, int64_t layers) {
  const auto found = in.root.find(kPattern);
  if (found != in.root.end() && found->is_string()) {
    const std::string pattern = found->get<std::string>();
    if (pattern.empty() || pattern.find_first_not_of("LG") != std::string::npos) {
      return fail(ErrorCode::invalid_format, "field `sliding_window_pattern` is no sequence of L and G", in.place);
    }
    return [pattern, layers](int64_t i) { return i + 1 < layers && pattern[static_cast<size_t>(i) % pattern.size()] == 'L'; };
  }
  const int64_t period = in.fields.integer(kPattern, kPeriod);
  JANGIN_TRY(in.fields.status());
  return [period](int64_t i) { return period > 0 && (i + 1) % period != 0; };
}

}  // namespace

bool is_hybrid(const ModelConfig& c) {
  return std::any_of(c.layers.begin(), c.layers.end(), [](const LayerConfig& layer) { return layer.window > 0 || !layer.rotary; });
}

Status read_exaone_layers(HuggingfaceConfig& in, ModelConfig& c) {
  JANGIN_ASSIGN(const Rope rope, read_rope(in, 10000.0));
  JANGIN_ASSIGN(const auto slides, read_pattern(in, c.layer_count()));
  JANGIN_TRY(read_layer_types(in, c, slides));
  set_rope(c, rope);
  set_rotary(c, in.fields.has("sliding_window"));
  return {};
}

/// `sliding_window` is what tells a hybrid model: where no layer slides and none rotates it is the context.
void write_exaone_layers(const ModelConfig& c, nlohmann::json& root) {
  write_layer_types(c, root);
  if (is_hybrid(c) && root["sliding_window"].is_null()) root["sliding_window"] = c.context;
  root[kPattern] = is_hybrid(c) ? nlohmann::json(kPeriod) : nlohmann::json(nullptr);
}

Status read_exaone_layers(GgufKeys& keys, ModelConfig& c) {
  JANGIN_TRY(read_windows(keys, c, kPeriod));
  set_rotary(c, keys.integer("attention.sliding_window", 0) > 0);
  return keys.status();
}

Status check_exaone_layers(const ModelConfig& c) {
  JANGIN_TRY(require_two_kinds_of_layers(c));
  ModelConfig expected = c;
  set_rotary(expected, is_hybrid(c));
  for (LayerConfig& layer : expected.layers) layer.rope_theta = c.layers.front().rope_theta;
  if (expected == c) return {};
  return fail(ErrorCode::unsupported, "cannot say rotary embedding in global layers beside sliding ones, or of two bases", "GGUF",
              "write a Hugging Face folder");
}

}  // namespace jangin::model
