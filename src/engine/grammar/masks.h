// The tokens that each state of a grammar allows for one tokenizer, found when first asked for and kept. What a Constraint stands on;
// nothing else uses it.
#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "engine/grammar/automaton.h"
#include "engine/grammar/completion.h"
#include "engine/grammar/token_table.h"

namespace jangin::engine::grammar {

/// Thread-safe: one caller at a time is inside. States belong to the Masks that gave them.
class Masks {
 public:
  using State = Automaton::State;
  /// The expressions must outlive it.
  Masks(const Expressions& expressions, const ByteClasses& classes, std::shared_ptr<const TokenTable> tokens);

  State start() const { return automaton_.start(); }
  /// kDead when the bytes cannot follow.
  State after(State state, std::string_view bytes);
  bool may_end(State state);
  bool finished(State state);
  /// What has to follow `state`, whatever else happens; at most `limit` bytes.
  std::string forced(State state, size_t limit);
  /// Sets the bits of the tokens that may follow and clears the others; false when none may. `tokens_left`: the reply has no more than
  /// these, the next one among them, so that what cannot be completed with the others must not follow; kUnbounded: no limit.
  bool write(State state, std::span<uint64_t> mask, uint32_t tokens_left);
  /// The same on logits: −infinity where the mask would be 0. `end_tokens` keep theirs where the text may end.
  bool apply(State state, std::span<float> logits, std::span<const int32_t> end_tokens, uint32_t tokens_left);

  /// It has grown too large to be kept: callers move to a fresh one.
  bool full() const;
  /// Replaying `text` has to fit into it, however long that is.
  State replay(std::string_view text);

 private:
  struct Mask {
    std::vector<uint64_t> bits;   // empty when few are allowed
    std::vector<int32_t> tokens;  // then these, ascending
    size_t count = 0;
    uint32_t farthest = 0;  // tokens that complete the text behind any of those that the form allows: at most so many
  };
  /// Tokens that may be needed behind the next one; kUnbounded: any number, which is then not counted but bounded by the number of bytes.
  struct Budget {
    uint32_t tokens = kUnbounded;
    uint32_t farthest = 0;  // written
  };
  Mask& mask_of(State state);
  const Mask& mask_within(State state, uint32_t tokens_left, bool end);
  Mask make(State state, Budget budget);
  bool within(State next, Budget& budget);
  void walk(State state, const TokenTable::Tree& tree, Budget& budget, std::vector<int32_t>& allowed);
  uint32_t plain_run(State state, Budget& budget);
  const std::vector<State>& after_plain_character(State state);
  bool after_continuation(State state, uint8_t first, uint8_t last, int more, std::vector<State>& to);

  mutable std::mutex mutex_;
  Automaton automaton_;
  std::shared_ptr<const TokenTable> tokens_;
  Completion completion_;
  std::unordered_map<State, Mask> masks_;
  Mask near_;                                            // of the last state where not all that the form allows could be completed
  std::unordered_map<State, std::vector<State>> plain_;  // states after one plain character; empty: some are forbidden
  std::vector<State> path_;
  size_t mask_bytes_ = 0;
  size_t limit_bytes_;
};

}  // namespace jangin::engine::grammar
