// What chat completions and plain completions have in common: sampling, length, stops, form of the reply, streaming.
#pragma once

#include <string>

#include "engine/generator.h"
#include "serve/json.h"

namespace jangin::serve {

/// What a request may ask for at most, and what the model is like.
struct RequestBounds {
  int choices = 16;          // "n"; of a request's prompts together
  int max_tokens = 1 << 20;  // of one reply
  int64_t vocab = 0;         // token ids of logit_bias are below
  bool template_has_tools = false;
};

struct GenerationFields {
  engine::GenerateRequest request;  // without prompt and callbacks
  int choices = 1;
  bool stream = false;
  bool include_usage = false;
};

inline constexpr size_t kMostStops = 16;
inline constexpr size_t kMostBiases = 1024;

/// A seed of its own where the request names none.
GenerationFields read_generation_fields(Fields& fields, const RequestBounds& bounds);
/// "response_format", or vLLM's "structured_outputs", "guided_json", "guided_regex", "guided_grammar", "guided_choice"; at most one.
engine::OutputFormat read_output_format(Fields& fields);

}  // namespace jangin::serve
