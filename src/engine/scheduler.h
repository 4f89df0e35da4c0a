// Continuous batching: requests come at any time, and every pass over the weights holds the next token of all that are in flight beside a
// piece of the prompts that are waiting to be read. A request's reply does not depend on its neighbours. Not thread-safe: service.h is.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/drafter.h"
#include "engine/generator.h"
#include "engine/grammar/constraint.h"
#include "engine/text_stream.h"
#include "model/inference.h"

namespace jangin::engine {

/// A request whose prompt is tokens (fewer than the context) and whose format is a grammar.
struct PreparedRequest {
  GenerateRequest request;
  std::vector<int32_t> prompt;
  std::optional<Constraint> constraint;  // none: any text
};

class Scheduler {
 public:
  using OnEnd = std::function<void(Result<GenerateReply>)>;

  /// All borrowed. `end_tokens` end a reply. A request holds at most `context_tokens` tokens of prompt and reply.
  Scheduler(model::DecoderState& cache, const tokenizer::Tokenizer& tokenizer, std::span<const int32_t> end_tokens, size_t context_tokens);
  ~Scheduler();

  /// From now on replies are guessed ahead; null: no more. Borrowed.
  void speculate(Drafter* drafter) { drafter_ = drafter; }
  struct Speculation {
    uint64_t guessed = 0;  // tokens computed ahead
    uint64_t accepted = 0;
  };
  const Speculation& speculation() const { return speculation_; }

  /// `on_end` is called once, from step(), cancel() or fail_all().
  uint64_t add(PreparedRequest request, OnEnd on_end);
  /// Ends a request with what it holds; an unknown number is left alone.
  void cancel(uint64_t id);
  /// One pass. Errors are those of the caches; whatever was in flight stays so: the caller tries again, or ends all.
  Status step();
  /// Ends all requests with this error.
  void fail_all(const Error& error);

  bool idle() const { return rows_.empty() && waiting() == 0; }
  size_t in_flight() const { return rows_.size(); }
  size_t waiting() const;
  const model::DecoderState& cache() const { return cache_; }

 private:
  struct Row;
  struct Drawn;
  /// Requests of one client, in their order.
  struct Queue {
    std::string client;
    std::deque<std::unique_ptr<Row>> rows;
  };
  void admit();
  bool begin(Row& row, const std::vector<Row*>& reading);
  std::unique_ptr<Row> next_waiting();
  std::vector<model::SequenceTokens> plan();
  void guess();
  void drop_guesses(Row& row);
  bool make_room(std::vector<model::SequenceTokens>& chunks);
  void preempt_youngest();
  struct Logits;
  void draw(Row& row, const Logits& logits, std::vector<int32_t>& scratch) const;
  int32_t draw_one(Row& row, size_t index, std::span<float> logits, std::vector<int32_t>& scratch) const;
  void draw_all(std::span<const model::SequenceTokens> chunks);
  void accept(Row& row);
  void take(Row& row, size_t index);
  void end(Row& row, FinishReason reason);
  void fail_row(Row& row, const Error& error);
  void leave(Row& row);

  model::DecoderState& cache_;
  const tokenizer::Tokenizer& tokenizer_;
  std::span<const int32_t> end_tokens_;
  size_t context_tokens_;
  uint64_t last_id_ = 0;
  std::vector<std::unique_ptr<Row>> rows_;      // in flight, the oldest first
  std::deque<std::unique_ptr<Row>> preempted_;  // before all that wait
  bool crowded_ = false;                        // pages ran out, and no row has ended since
  std::deque<Queue> queues_;                    // the first is next; none is empty
  std::vector<int32_t> free_slots_;
  Drafter* drafter_ = nullptr;
  Speculation speculation_;
  std::vector<float> logits_;                  // of a pass: [rows, V]
  std::vector<int32_t> likeliest_;             // of the rows that need no more
  std::vector<std::vector<int32_t>> scratch_;  // by thread
};

}  // namespace jangin::engine
