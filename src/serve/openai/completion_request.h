// POST /v1/completions and /v1/embeddings: bodies as requests to the engine.
#pragma once

#include <string>
#include <vector>

#include "serve/openai/generation_fields.h"

namespace jangin::serve {

struct CompletionRequest {
  GenerationFields generation;
  std::vector<std::string> prompts;  // at least one
};
/// Errors: 400 naming the field.
ApiResult<CompletionRequest> read_completion_request(const Json& body, const RequestBounds& bounds);

struct EmbeddingRequest {
  std::vector<std::string> texts;  // at least one
  bool base64 = false;             // little-endian f32 as base64 instead of a list of numbers
};
inline constexpr size_t kMostEmbeddings = 2048;
ApiResult<EmbeddingRequest> read_embedding_request(const Json& body);

}  // namespace jangin::serve
