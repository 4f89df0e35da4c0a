// The shortest text is walked once; every state on the way learns its number of tokens from those behind it.
#include "engine/grammar/completion.h"

namespace jangin::engine::grammar {
namespace {

constexpr uint32_t kLongestText = 1U << 14;  // bytes that are walked; longer texts are measured in bytes

}  // namespace

Completion::Completion(Automaton& automaton, const TokenTable& tokens) : automaton_(automaton), tokens_(tokens) {
  for (size_t byte = 0; byte < single_.size(); ++byte) {
    const char text = static_cast<char>(byte);
    tokens_.find_lengths({&text, 1}, lengths_);
    single_[byte] = !lengths_.empty();
  }
}

uint32_t& Completion::known(State state) {
  if (state >= known_.size()) known_.resize(std::max<size_t>(state + 1, automaton_.states()), kUnknown);
  return known_[state];
}

/// One byte along the shortest text: the lowest that is a token, else the lowest.
Completion::State Completion::step(State state, std::string& text) {
  const ByteSet first = automaton_.shortest_bytes(state);
  const ByteSet tokens = first & single_;
  const auto byte = static_cast<uint8_t>((tokens.any() ? tokens : first)._Find_first());
  text.push_back(static_cast<char>(byte));
  return automaton_.next(state, byte);
}

/// From what is known of the states behind `at`.
uint32_t Completion::measured(const std::vector<State>& path, size_t at, std::string_view text) {
  if (automaton_.least_bytes(path[at]) == 0) return automaton_.finished(path[at]) ? 0 : 1;
  uint32_t least = kUnbounded;
  tokens_.find_lengths(text.substr(at), lengths_);
  for (size_t length : lengths_) least = std::min(least, saturated_sum(known(path[at + length]), 1));
  return least;
}

uint32_t Completion::tokens(State state) {
  if (const uint32_t bytes = automaton_.least_bytes(state); bytes > kLongestText) return saturated_sum(bytes, 1);
  if (known(state) != kUnknown) return known(state);
  std::vector<State> path = {state};
  std::string text;
  // A token reaches no farther than the longest one: as many known states in a row are all that the ones before depend on.
  for (size_t row = 0; automaton_.least_bytes(path.back()) > 0 && row < tokens_.longest();) {
    path.push_back(step(path.back(), text));
    row = known(path.back()) == kUnknown ? 0 : row + 1;
  }
  for (size_t at = path.size(); at-- > 0;) {
    if (known(path[at]) == kUnknown) known(path[at]) = measured(path, at, text);
  }
  return known(state);
}

}  // namespace jangin::engine::grammar
