// The state of one reply that has to follow a grammar: which tokens may come next, and what came. It draws nothing and knows no model.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "engine/grammar/grammar.h"
#include "engine/grammar/token_table.h"

namespace jangin::engine {

/// A value: a copy goes on by itself, so that speculation keeps the one before and returns to it. One thread a constraint; constraints
/// of one grammar may be used by many threads at a time (what they learn about its states is shared behind a lock).
class Constraint {
 public:
  static constexpr uint32_t kNoLimit = grammar::kUnbounded;
  Constraint(std::shared_ptr<const Grammar> grammar, std::shared_ptr<const TokenTable> tokens);

  /// One bit a token id, lowest first: 1 where the token may follow. `mask`: TokenTable::mask_words() words. End tokens are not in it:
  /// may_end() tells. False when no token may follow (the text is complete, or the tokenizer lacks the bytes to go on).
  /// `tokens_left` ≥ 1: tokens that the reply may still hold, the next one and an end token among them. Nothing may follow that could not be
  /// completed with the others; where nothing could, all that the grammar allows (the reply will be cut).
  bool allowed(std::span<uint64_t> mask, uint32_t tokens_left = kNoLimit);
  /// What allowed() tells, on logits [vocab]: −infinity where a token must not follow. `end_tokens` keep their logits where the text may
  /// end. False when everything is forbidden: then the reply has to end here, unfinished.
  bool apply(std::span<float> logits, std::span<const int32_t> end_tokens, uint32_t tokens_left = kNoLimit);

  /// Moves on by a token that was drawn; not for end tokens. False, with nothing changed, when it may not follow.
  bool accept(int32_t token);
  /// Moves on by bytes, whatever their tokens. All or nothing.
  bool accept_bytes(std::string_view bytes);

  /// The text so far satisfies the grammar, so that the turn may end.
  bool may_end() const;
  /// It does, and nothing may be added.
  bool complete() const;
  /// The bytes that are the only way on (empty where there is a choice, or an end): may be appended without asking the model, once
  /// encoded. At most 4 KB.
  std::string forced() const;
  /// All that was accepted.
  const std::string& text() const { return text_; }

 private:
  void renew();
  std::shared_ptr<const Grammar> grammar_;
  std::shared_ptr<const TokenTable> tokens_;
  std::shared_ptr<grammar::Masks> masks_;
  uint32_t state_ = 0;
  std::string text_;
};

}  // namespace jangin::engine
