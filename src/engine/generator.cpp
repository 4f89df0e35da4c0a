// Names and small arithmetic of the generator's values.
#include "engine/generator.h"

#include <numbers>

namespace jangin::engine {

std::string_view finish_reason_name(FinishReason reason) {
  switch (reason) {
    case FinishReason::end_of_turn: return "end_of_turn";
    case FinishReason::length: return "length";
    case FinishReason::stop_string: return "stop_string";
    case FinishReason::cancelled: return "cancelled";
  }
  return "";
}

double TextScore::bits_per_byte() const { return bytes == 0 ? 0 : -log_likelihood / std::numbers::ln2 / static_cast<double>(bytes); }

Result<std::vector<std::vector<float>>> Generator::embed(std::span<const std::string>) {
  return fail(ErrorCode::unsupported, "makes no embeddings", model_name());
}

}  // namespace jangin::engine
