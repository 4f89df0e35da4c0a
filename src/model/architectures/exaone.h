// What exaone4 and exaone_moe have alike: hybrid models alternate sliding layers, which rotate, with global ones that do not; models
// without a window rotate in every layer.
#pragma once

#include "model/architectures/architecture.h"

namespace jangin::model {

/// Kinds of attention, rotary and its angles of all layers: `layer_types`, or `sliding_window_pattern` ("LLLG", or a period).
Status read_exaone_layers(HuggingfaceConfig& in, ModelConfig& c);
void write_exaone_layers(const ModelConfig& c, nlohmann::json& root);
Status read_exaone_layers(GgufKeys& keys, ModelConfig& c);
/// Whether the model alternates.
bool is_hybrid(const ModelConfig& c);
/// Fails with `unsupported` where rotary does not follow the rule above, or layers of one kind differ.
Status check_exaone_layers(const ModelConfig& c);

}  // namespace jangin::model
