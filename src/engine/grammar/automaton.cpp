// Opening of stacks (what the field calls the closure), steps by a byte, and the merging of stacks that begin alike.
#include "engine/grammar/automaton.h"

#include <algorithm>

namespace jangin::engine::grammar {
namespace {

constexpr int kMergeDepth = 64;            // stacks that begin alike are merged that deep; beyond, both are kept
constexpr size_t kMaxOpenings = 1U << 16;  // cells opened for one state

}  // namespace

size_t Automaton::SetHash::operator()(uint32_t id) const {
  const CellSet& set = (*sets)[id];
  uint64_t hash = set.end ? 0x27D4EB2F165667C5ULL : 0x85EBCA77C2B2AE63ULL;
  for (uint32_t i = 0; i < set.count; ++i) {
    const Cell& cell = owner->cells_[set.begin + i];
    for (uint64_t part : {uint64_t{cell.node} << 32 | cell.count, uint64_t{cell.tail}}) {
      hash = (hash ^ part) * 0x9E3779B97F4A7C15ULL;
      hash ^= hash >> 29;
    }
  }
  return hash;
}

bool Automaton::SetEqual::operator()(uint32_t a, uint32_t b) const {
  const CellSet& x = (*sets)[a];
  const CellSet& y = (*sets)[b];
  const auto cells = owner->cells_.begin();
  return x.count == y.count && x.end == y.end && std::equal(cells + x.begin, cells + x.begin + x.count, cells + y.begin);
}

Automaton::Automaton(const Expressions& expressions, const ByteClasses& classes)
    : expressions_(expressions),
      classes_(classes),
      width_(classes.representatives.size()),
      stack_index_(64, SetHash{this, &stacks_}, SetEqual{this, &stacks_}),
      state_index_(64, SetHash{this, &states_}, SetEqual{this, &states_}) {
  std::vector<Cell> none;
  intern(states_, state_index_, none, false);  // kDead
  table_.assign(width_, kDead);
  intern(stacks_, stack_index_, none, true);
  start_ = opened(stack_of({expressions.root, 0, 0}));
}

uint32_t Automaton::intern(std::vector<CellSet>& sets, Index& index, std::vector<Cell>& cells, bool end) {
  const auto begin = static_cast<uint32_t>(cells_.size());
  cells_.insert(cells_.end(), cells.begin(), cells.end());
  const auto id = static_cast<uint32_t>(sets.size());
  sets.push_back({.begin = begin, .count = static_cast<uint32_t>(cells.size()), .end = end});
  auto [place, fresh] = index.insert(id);
  if (!fresh) {
    sets.pop_back();
    cells_.resize(begin);
  } else if (end) {
    sets[id].least = 0;
  } else {
    for (const Cell& cell : cells) sets[id].least = std::min(sets[id].least, least_bytes(cell));
  }
  return *place;
}

uint32_t Automaton::least_bytes(const Cell& cell) const {
  const Node& node = expressions_.nodes[cell.node];
  uint32_t own = 0;
  switch (node.kind) {
    case Node::Kind::literal: own = static_cast<uint32_t>(expressions_.literals[node.a].size()) - cell.count; break;
    case Node::Kind::sequence: own = node.a + cell.count < node.b ? expressions_.least_bytes_from[node.a + cell.count] : 0; break;
    case Node::Kind::repeat: own = saturated_product(expressions_.least_bytes[node.a], std::max(node.least, cell.count) - cell.count); break;
    case Node::Kind::bytes:
    case Node::Kind::choice:
    case Node::Kind::rule: own = expressions_.least_bytes[cell.node]; break;
  }
  return saturated_sum(own, stacks_[cell.tail].least);
}

uint32_t Automaton::stack_of(const Cell& cell) {
  std::vector<Cell> one = {cell};
  return intern(stacks_, stack_index_, one, false);
}

uint32_t Automaton::unite(uint32_t a, uint32_t b, int depth) {
  if (a == b) return a;
  const uint64_t key = uint64_t{std::min(a, b)} << 32 | std::max(a, b);
  if (auto known = united_.find(key); known != united_.end()) return known->second;
  std::vector<Cell> cells;
  for (uint32_t id : {a, b}) cells.insert(cells.end(), cells_.begin() + stacks_[id].begin, cells_.begin() + stacks_[id].begin + stacks_[id].count);
  merge_equal_heads(cells, depth + 1);
  const uint32_t both = intern(stacks_, stack_index_, cells, stacks_[a].end || stacks_[b].end);
  united_.emplace(key, both);
  return both;
}

void Automaton::merge_equal_heads(std::vector<Cell>& cells, int depth) {
  std::ranges::sort(cells);
  cells.erase(std::ranges::unique(cells).begin(), cells.end());
  if (depth < kMergeDepth) {
    size_t kept = 0;
    for (size_t i = 0; i < cells.size(); ++i) {
      if (kept > 0 && cells[kept - 1].node == cells[i].node && cells[kept - 1].count == cells[i].count) {
        cells[kept - 1].tail = unite(cells[kept - 1].tail, cells[i].tail, depth);
      } else {
        cells[kept++] = cells[i];
      }
    }
    cells.resize(kept);
  }
  if (cells.size() <= kMaxWays) return;
  const auto shortest = std::ranges::min_element(cells, {}, [this](const Cell& cell) { return least_bytes(cell); });
  if (shortest >= cells.begin() + kMaxWays) cells[kMaxWays - 1] = *shortest;
  cells.resize(kMaxWays);
}

void Automaton::push(const Cell& cell) {
  const Node& node = expressions_.nodes[cell.node];
  // Of two repetitions that may both stop here, the one with fewer done allows all that the other does.
  const bool optional = node.kind == Node::Kind::repeat && cell.count >= node.least;
  auto [place, fresh] = seen_.try_emplace(Cell{cell.node, optional ? kUnbounded : cell.count, cell.tail}, cell.count);
  if (!fresh && place->second <= cell.count) return;
  place->second = cell.count;
  todo_.push_back(cell);
}

void Automaton::open(const Cell& cell, bool& end) {
  const Node& node = expressions_.nodes[cell.node];
  switch (node.kind) {
    case Node::Kind::bytes:
    case Node::Kind::literal: found_.push_back(cell); return;
    case Node::Kind::sequence: {
      const uint32_t parts = node.b - node.a;
      if (cell.count < parts) {
        const uint32_t tail = cell.count + 1 == parts ? cell.tail : stack_of({cell.node, cell.count + 1, cell.tail});
        return push({expressions_.children[node.a + cell.count], 0, tail});
      }
      break;  // the empty text: go on with the tail
    }
    case Node::Kind::choice:
      for (uint32_t i = node.b; i > node.a; --i) push({expressions_.children[i - 1], 0, cell.tail});
      return;
    case Node::Kind::rule: return push({expressions_.rules[node.a].body, 0, cell.tail});
    case Node::Kind::repeat: {
      if (cell.count < node.most) {
        const uint32_t done = node.most == kUnbounded ? std::min(cell.count + 1, node.least) : cell.count + 1;
        push({node.a, 0, done == node.most ? cell.tail : stack_of({cell.node, done, cell.tail})});
      }
      if (cell.count < node.least) return;
      break;
    }
  }
  const CellSet tail = stacks_[cell.tail];
  end = end || tail.end;
  for (uint32_t i = tail.count; i > 0; --i) push(Cell(cells_[tail.begin + i - 1]));
}

Automaton::State Automaton::opened(uint32_t stack) {
  if (stacks_[stack].state != kUnknown) return stacks_[stack].state;
  bool end = stacks_[stack].end;
  seen_.clear();
  todo_.clear();
  found_.clear();
  const CellSet set = stacks_[stack];
  const auto measured = [this](const Cell& cell) { return least_bytes(cell); };
  for (uint32_t i = set.count; i > 0; --i) push(Cell(cells_[set.begin + i - 1]));
  for (size_t openings = 0; !todo_.empty(); ++openings) {
    if (openings >= kMaxOpenings) {  // so ambiguous that only a shortest text is still looked for
      if (end || std::ranges::find(found_, set.least, measured) != found_.end()) break;
      std::iter_swap(std::ranges::min_element(todo_, {}, measured), todo_.end() - 1);
    }
    const Cell cell = todo_.back();
    todo_.pop_back();
    open(cell, end);
  }
  merge_equal_heads(found_, 0);
  const State state = intern(states_, state_index_, found_, end);
  if (table_.size() < states_.size() * width_) table_.resize(states_.size() * width_, kUnknown);
  stacks_[stack].state = state;
  return state;
}

Automaton::State Automaton::make_next(State state, uint8_t byte) {
  std::vector<Cell> cells;
  bool end = false;
  uint32_t only = kUnbounded;  // the whole of one stack, as long as nothing else was found
  size_t ways = 0;
  const CellSet from = states_[state];
  for (uint32_t i = 0; i < from.count; ++i) {
    const Cell cell = cells_[from.begin + i];
    const Node& node = expressions_.nodes[cell.node];
    if (node.kind == Node::Kind::literal) {
      const std::string& text = expressions_.literals[node.a];
      if (static_cast<uint8_t>(text[cell.count]) != byte) continue;
      if (cell.count + 1 < text.size()) {
        cells.push_back({cell.node, cell.count + 1, cell.tail});
        ways += 2;
        continue;
      }
    } else if (!expressions_.byte_sets[node.a][byte]) {
      continue;
    }
    only = cell.tail;
    ++ways;
    const CellSet tail = stacks_[cell.tail];
    end = end || tail.end;
    cells.insert(cells.end(), cells_.begin() + tail.begin, cells_.begin() + tail.begin + tail.count);
  }
  State to = kDead;
  if (ways == 1) {
    to = opened(only);
  } else if (ways > 1) {
    merge_equal_heads(cells, 0);
    to = opened(intern(stacks_, stack_index_, cells, end));
  }
  table_[state * width_ + classes_.of[byte]] = to;
  return to;
}

int Automaton::only_byte(State state) const {
  const CellSet& set = states_[state];
  if (set.end) return -1;
  int only = -1;
  for (uint32_t i = 0; i < set.count; ++i) {
    const Cell& cell = cells_[set.begin + i];
    const Node& node = expressions_.nodes[cell.node];
    int byte = -1;
    if (node.kind == Node::Kind::literal) {
      byte = static_cast<uint8_t>(expressions_.literals[node.a][cell.count]);
    } else if (expressions_.byte_sets[node.a].count() == 1) {
      byte = static_cast<int>(expressions_.byte_sets[node.a]._Find_first());
    }
    if (byte < 0 || (only >= 0 && only != byte)) return -1;
    only = byte;
  }
  return only;
}

ByteSet Automaton::shortest_bytes(State state) const {
  const CellSet& set = states_[state];
  ByteSet first;
  for (uint32_t i = 0; i < set.count; ++i) {
    const Cell& cell = cells_[set.begin + i];
    if (least_bytes(cell) != set.least) continue;
    const Node& node = expressions_.nodes[cell.node];
    if (node.kind == Node::Kind::literal) {
      first.set(static_cast<uint8_t>(expressions_.literals[node.a][cell.count]));
    } else {
      first |= expressions_.byte_sets[node.a];
    }
  }
  return first;
}

size_t Automaton::memory_bytes() const {
  // An index entry of the standard library takes some 40 bytes.
  return cells_.size() * sizeof(Cell) + (stacks_.size() + states_.size()) * (sizeof(CellSet) + 40) + table_.size() * sizeof(State) +
         united_.size() * 48;
}

}  // namespace jangin::engine::grammar
