// The automaton of a grammar, made while it is walked: a state is the set of all ways to go on, each a stack of positions in the
// grammar. Equal states and equal stacks are kept once, so that a state is a number and a step mostly a look into a table.
#pragma once

#include <memory>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "engine/grammar/analysis.h"

namespace jangin::engine::grammar {

/// Not thread-safe (it grows while it is read). `expressions` must be prepared and outlive it.
class Automaton {
 public:
  using State = uint32_t;
  static constexpr State kDead = 0;
  /// Ways to go on that one state keeps; a grammar more ambiguous than that is narrowed, never widened.
  static constexpr size_t kMaxWays = 4096;

  Automaton(const Expressions& expressions, const ByteClasses& classes);
  Automaton(const Automaton&) = delete;
  Automaton& operator=(const Automaton&) = delete;

  State start() const { return start_; }
  State next(State state, uint8_t byte) {
    const State known = table_[state * width_ + classes_.of[byte]];
    return known != kUnknown ? known : make_next(state, byte);
  }
  /// Whether the two bytes lead from every state to the same.
  bool alike(uint8_t a, uint8_t b) const { return classes_.of[a] == classes_.of[b]; }
  bool may_end(State state) const { return states_[state].end; }
  /// Nothing but the end may follow.
  bool finished(State state) const { return states_[state].end && states_[state].count == 0; }
  /// The only byte that may follow, or -1. An end that is allowed is a second way.
  int only_byte(State state) const;
  /// Bytes of the shortest text that leads from `state` to an end; kUnbounded for kDead, and from some four billion on.
  uint32_t least_bytes(State state) const { return states_[state].least; }
  /// What such a text may begin with; each leads to a state that is one byte nearer. Empty where the text may end.
  ByteSet shortest_bytes(State state) const;

  size_t states() const { return states_.size(); }
  size_t cells() const { return cells_.size(); }
  size_t memory_bytes() const;

 private:
  static constexpr State kUnknown = ~State{0};
  /// A node of which the first `count` parts (of a sequence), bytes (of a literal) or repetitions are done; then what `tail` says.
  struct Cell {
    NodeId node;
    uint32_t count;
    uint32_t tail;
    auto operator<=>(const Cell&) const = default;
  };
  /// A set of cells in `cells_`; `end`: it holds the end of the text, too.
  struct CellSet {
    uint32_t begin = 0;
    uint32_t count = 0;
    bool end = false;
    uint32_t least = kUnbounded;  // bytes of the shortest text
    State state = kUnknown;       // of a stack: what it is when its first parts are opened
  };
  struct SetHash {
    const Automaton* owner;
    const std::vector<CellSet>* sets;
    size_t operator()(uint32_t id) const;
  };
  struct SetEqual {
    const Automaton* owner;
    const std::vector<CellSet>* sets;
    bool operator()(uint32_t a, uint32_t b) const;
  };
  using Index = std::unordered_set<uint32_t, SetHash, SetEqual>;

  uint32_t least_bytes(const Cell& cell) const;
  State make_next(State state, uint8_t byte);
  State opened(uint32_t stack);
  void open(const Cell& cell, bool& end);
  void push(const Cell& cell);
  uint32_t intern(std::vector<CellSet>& sets, Index& index, std::vector<Cell>& cells, bool end);
  uint32_t stack_of(const Cell& cell);
  uint32_t unite(uint32_t a, uint32_t b, int depth);
  void merge_equal_heads(std::vector<Cell>& cells, int depth);

  const Expressions& expressions_;
  const ByteClasses& classes_;
  size_t width_;  // classes
  std::vector<Cell> cells_;
  std::vector<CellSet> stacks_;  // 0: the empty stack, which is the end
  std::vector<CellSet> states_;  // cells of bytes and literals only
  Index stack_index_;
  Index state_index_;
  std::unordered_map<uint64_t, uint32_t> united_;
  std::vector<State> table_;  // [state][class]
  State start_ = kDead;
  // Scratch of opened().
  std::vector<Cell> todo_;
  std::vector<Cell> found_;
  struct CellHash {
    size_t operator()(const Cell& c) const {
      return (c.node * 0x9E3779B97F4A7C15ULL ^ c.tail) * 0xC2B2AE3D27D4EB4FULL ^ c.count * 0x165667B19E3779F9ULL;
    }
  };
  std::unordered_map<Cell, uint32_t, CellHash> seen_;  // for repetitions: the least count, under count 0
};

}  // namespace jangin::engine::grammar
