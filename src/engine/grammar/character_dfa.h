// Deterministic automata over characters, for what expressions alone cannot say: two conditions on one string at a time, and "none of
// these". Eager and bounded; the language of a reply is walked by automaton.h instead.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/grammar/regex.h"

namespace jangin::engine::grammar {

class CharacterDfa {
 public:
  static constexpr size_t kMaxStates = 16384;  // more: limit_exceeded

  static Result<CharacterDfa> of(const Regex& regex);
  /// Texts of `least` to `most` characters.
  static Result<CharacterDfa> of_length(uint32_t least, uint32_t most);
  /// Every text but these.
  static Result<CharacterDfa> all_but(const std::vector<std::string>& texts);

  Result<CharacterDfa> common(const CharacterDfa& other) const;
  CharacterDfa complement() const;
  bool empty() const;
  size_t states() const { return states_.size(); }
  bool accepts(std::string_view text) const;
  /// `characters` writes one character of a set.
  NodeId write(ExpressionWriter& writer, const std::function<NodeId(const CodePoints&)>& characters) const;

 private:
  struct Edge {
    CodePointRange range;
    uint32_t to;
  };
  struct State {
    std::vector<Edge> edges;  // sorted, disjoint
    bool accepts = false;
  };
  std::vector<State> states_ = {State{}};  // the first is the start
};

}  // namespace jangin::engine::grammar
