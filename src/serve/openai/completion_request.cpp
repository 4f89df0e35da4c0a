// Fields of plain completions and of embeddings.
#include "serve/openai/completion_request.h"

#include <fmt/format.h>

#include <algorithm>

namespace jangin::serve {
namespace {

constexpr int kDefaultTokens = 16;  // OpenAI's

void refuse_what_is_not_served(Fields& fields) {
  bool echo = false;
  std::string suffix;
  int best_of = 1;
  fields.flag("echo", echo).text("suffix", suffix).integer("best_of", best_of, 0, INT32_MAX);
  if (echo) fields.refuse("echo", "is not served");
  if (!suffix.empty()) fields.refuse("suffix", "is not served");
  if (best_of > 1) fields.refuse("best_of", "is not served; use `n`");
}

/// A string or a list of strings, none of them empty; token ids are told apart from other mistakes.
std::vector<std::string> read_texts(Fields& fields, std::string_view name, size_t most) {
  std::vector<std::string> texts;
  const Json* given = fields.require(name).find(name);
  if (!given) return texts;
  if (given->is_array() && !given->empty() && (given->front().is_number() || given->front().is_array())) {
    fields.refuse(name, "must be text: lists of token ids are not served");
    return texts;
  }
  fields.texts(name, texts, most);
  if (fields.good() && texts.empty()) fields.refuse(name, "must not be empty");
  if (std::ranges::any_of(texts, &std::string::empty)) fields.refuse(name, "must not hold an empty text");
  return texts;
}

}  // namespace

ApiResult<CompletionRequest> read_completion_request(const Json& body, const RequestBounds& bounds) {
  Fields fields(body);
  CompletionRequest out;
  out.generation = read_generation_fields(fields, bounds);
  engine::GenerateRequest& request = out.generation.request;
  if (!fields.has("max_tokens") && !fields.has("max_completion_tokens")) request.max_tokens = std::min(kDefaultTokens, bounds.max_tokens);
  out.prompts = read_texts(fields, "prompt", static_cast<size_t>(bounds.choices));
  if (out.prompts.size() * static_cast<size_t>(out.generation.choices) > static_cast<size_t>(bounds.choices)) {
    fields.refuse("n", fmt::format("times the number of prompts must be at most {}", bounds.choices));
  }
  request.log_probabilities = fields.has("logprobs");
  fields.integer("logprobs", request.top_log_probabilities, 0, 20);
  refuse_what_is_not_served(fields);
  if (fields.fault()) return std::unexpected(*fields.fault());
  return out;
}

ApiResult<EmbeddingRequest> read_embedding_request(const Json& body) {
  Fields fields(body);
  EmbeddingRequest out;
  out.texts = read_texts(fields, "input", kMostEmbeddings);
  std::string format = "float";
  fields.text("encoding_format", format);
  if (format != "float" && format != "base64") fields.refuse("encoding_format", "must be \"float\" or \"base64\"");
  if (fields.has("dimensions")) fields.refuse("dimensions", "is not served: vectors have the model's own size");
  out.base64 = format == "base64";
  if (fields.fault()) return std::unexpected(*fields.fault());
  return out;
}

}  // namespace jangin::serve
