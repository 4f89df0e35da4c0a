// How soon a reply can be complete: what keeps one that is held to a form within its number of tokens. It forbids nothing itself.
#pragma once

#include <vector>

#include "engine/grammar/automaton.h"
#include "engine/grammar/token_table.h"

namespace jangin::engine::grammar {

/// Not thread-safe; walks the automaton, which grows.
class Completion {
 public:
  using State = Automaton::State;
  /// Both borrowed.
  Completion(Automaton& automaton, const TokenTable& tokens);

  /// Tokens that complete the text from `state`: those of its shortest text, cut into as few as possible, and an end token unless nothing
  /// else may follow then. 0: it is complete. An upper bound that can be kept: from every state some token leads to one that needs one
  /// fewer. kUnbounded where the vocabulary lacks the bytes. It depends on the language behind the state and on the vocabulary alone.
  uint32_t tokens(State state);

  size_t memory_bytes() const { return known_.size() * sizeof(uint32_t); }

 private:
  static constexpr uint32_t kUnknown = kUnbounded - 1;
  uint32_t& known(State state);
  State step(State state, std::string& text);
  uint32_t measured(const std::vector<State>& path, size_t at, std::string_view text);

  Automaton& automaton_;
  const TokenTable& tokens_;
  ByteSet single_;               // bytes that are a token by themselves
  std::vector<uint32_t> known_;  // by state
  std::vector<size_t> lengths_;  // scratch
};

}  // namespace jangin::engine::grammar
