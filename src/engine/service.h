// One model for many callers: requests come from any thread at any time, share every pass over the weights with whatever is in flight, and
// are told of their end by a callback. Not a network server: serve/.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "engine/local_generator.h"

namespace jangin::engine {

struct ServiceOptions {
  size_t waiting = 256;  // requests beyond those in flight (LocalOptions::batch); more are refused
};

struct ServiceStatistics {
  size_t in_flight = 0;
  size_t waiting = 0;
  uint64_t accepted = 0;  // since the start, as are those below
  uint64_t refused = 0;   // the queue was full, or the service was stopping
  uint64_t finished = 0;  // cancelled ones included
  uint64_t cancelled = 0;
  uint64_t prompt_tokens = 0;
  uint64_t cached_tokens = 0;  // of these, taken from an earlier request's cache
  uint64_t generated_tokens = 0;
  size_t cache_tokens = 0;  // tokens that caches hold now
  size_t cache_capacity = 0;
};

/// All functions are thread-safe. Callbacks come from the service's own thread: they must not block, and may call submit() and cancel().
class Service {
 public:
  using OnEnd = std::function<void(Result<GenerateReply>)>;
  using OnEmbedded = std::function<void(Result<std::vector<std::vector<float>>>)>;

  /// Takes the model over and starts the thread. Errors: invalid_argument (options), limit_exceeded (memory).
  static Result<std::unique_ptr<Service>> start(std::unique_ptr<LocalGenerator> model, const ServiceOptions& options = {});
  /// As stop(false).
  ~Service();

  const std::string& model_name() const;
  size_t context_tokens() const;
  const tokenizer::Tokenizer& tokenizer() const;

  /// `on_end` is called exactly once for each accepted request, after the last on_piece. Returns the number to cancel it by.
  /// Errors, at once and without a call of on_end: invalid_argument (as Generator::generate), limit_exceeded (the queue is full, or the service is stopping).
  Result<uint64_t> submit(GenerateRequest request, OnEnd on_end);
  /// The reply ends with FinishReason::cancelled and what it holds so far; on_end is called. Unknown or ended: nothing happens.
  void cancel(uint64_t id);
  /// Between two passes of generation. Errors as submit().
  Result<uint64_t> embed(std::vector<std::string> texts, OnEmbedded on_embedded);

  ServiceStatistics statistics() const;
  /// No more requests are accepted; `finish`: those accepted go on to their end, else they are cancelled. Returns when all have ended.
  void stop(bool finish);

 private:
  struct State;
  explicit Service(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace jangin::engine
