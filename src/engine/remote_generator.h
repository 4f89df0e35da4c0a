// The generator on a model behind a URL that speaks OpenAI's API: vLLM, llama.cpp's server, `jangin serve`, or a provider. It connects
// nowhere but to the URL that it was given.
#pragma once

#include <memory>
#include <string>

#include "engine/generator.h"

namespace jangin::engine {

struct RemoteOptions {
  std::string url = {};                         // up to and with the version: "http://127.0.0.1:8080/v1"
  std::string model = {};                       // as the server names it; empty: the first that it lists
  std::string key_variable = "JANGIN_API_KEY";  // environment variable with the key; unset or empty: none is sent
  int concurrency = 8;                          // requests under way at most
  double requests_per_minute = 0;               // 0: no limit
  int retries = 6;               // of one request, after 429, 5xx and broken connections; waits 1, 2, 4 … 60 s or as told by Retry-After
  double timeout_seconds = 600;  // of one request
};

/// Replies tell text, end, counts and, if wanted, log-probabilities (token ids are not known: −1). Pieces come as the server streams them.
/// A request that has given out pieces is not tried again. score() and score_text() are unsupported: the API has no way to ask.
class RemoteGenerator final : public Generator {
 public:
  /// Asks for the list of models. Errors: invalid_argument (options), io_error (no connection), not_found (no such model).
  static Result<std::unique_ptr<RemoteGenerator>> open(const RemoteOptions& options);
  ~RemoteGenerator() override;

  const std::string& model_name() const override;
  const std::string& model_hash() const override;  // empty
  /// As the server tells it ("max_model_len", "context_length"); where it does not, a million.
  size_t context_tokens() const override;
  /// Errors: the first that a request ends with, naming the request; the others are given up.
  Result<std::vector<GenerateReply>> generate(std::span<const GenerateRequest> requests) override;
  Result<std::vector<std::vector<ContinuationScore>>> score(std::span<const ScoreRequest> requests) override;
  Result<TextScore> score_text(std::string_view text, size_t window_tokens) override;
  Result<std::vector<std::vector<float>>> embed(std::span<const std::string> texts) override;

 private:
  struct State;
  explicit RemoteGenerator(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::engine
