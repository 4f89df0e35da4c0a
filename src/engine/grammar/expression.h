// The common form of every grammar: expressions over bytes, and rules that may refer to one another. The readers of schemas,
// expressions and grammars write it through ExpressionWriter; the automaton walks it.
#pragma once

#include <algorithm>
#include <bitset>
#include <cstdint>
#include <limits>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/grammar/code_points.h"

namespace jangin::engine::grammar {

using NodeId = uint32_t;
using RuleId = uint32_t;
using ByteSet = std::bitset<256>;
inline constexpr uint32_t kUnbounded = std::numeric_limits<uint32_t>::max();

/// Counts that stop at kUnbounded.
inline uint32_t saturated_sum(uint32_t a, uint32_t b) { return static_cast<uint32_t>(std::min<uint64_t>(uint64_t{a} + b, kUnbounded)); }
inline uint32_t saturated_product(uint32_t a, uint32_t b) { return static_cast<uint32_t>(std::min<uint64_t>(uint64_t{a} * b, kUnbounded)); }

struct Node {
  enum class Kind : uint8_t {
    bytes,     // one byte of byte_sets[a]
    literal,   // the bytes of literals[a]
    sequence,  // children [a, b) of `children`, one after the other; none: the empty text
    choice,    // one of children [a, b); none: nothing matches
    repeat,    // child a, from `least` to `most` times
    rule,      // what rules[a] stands for
  };
  Kind kind = Kind::sequence;
  uint32_t a = 0;
  uint32_t b = 0;
  uint32_t least = 0;
  uint32_t most = 0;
};

struct Rule {
  std::string name;  // for messages
  NodeId body = 0;
  bool defined = false;
};

/// Plain data; node 0 is the empty text, node 1 matches nothing.
struct Expressions {
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  std::vector<ByteSet> byte_sets;
  std::vector<std::string> literals;
  std::vector<Rule> rules;
  NodeId root = 0;
  // Written by prepare(): bytes of the shortest text of a node, and of the children from a place in `children` to the end of their sequence.
  std::vector<uint32_t> least_bytes;
  std::vector<uint32_t> least_bytes_from;
};

/// Makes nodes; equal byte sets and character sets are made once. Nothing fails here: beyond `kMaxNodes` everything becomes "matches
/// nothing" and `overflowed` says so.
class ExpressionWriter {
 public:
  static constexpr size_t kMaxNodes = 1'000'000;  // with their children and the bytes of literals
  ExpressionWriter();

  NodeId empty() const { return 0; }
  NodeId nothing() const { return 1; }
  NodeId bytes(const ByteSet& set);
  NodeId literal(std::string_view text);
  /// One character of the set, as UTF-8.
  NodeId characters(const CodePoints& set);
  NodeId sequence(std::vector<NodeId> parts);
  NodeId choice(std::vector<NodeId> parts);
  /// One of the texts; common beginnings are shared, so that hundreds of them cost no more than one.
  NodeId choice_of_texts(std::vector<std::string> texts);
  NodeId optional(NodeId node) { return choice({empty(), node}); }
  /// `most`: kUnbounded for no end.
  NodeId repeat(NodeId node, uint32_t least, uint32_t most);

  RuleId add_rule(std::string name);
  void define(RuleId rule, NodeId body);
  NodeId reference(RuleId rule);

  bool overflowed() const { return size_ > kMaxNodes; }
  Expressions finish(NodeId root) &&;

 private:
  NodeId add(Node node, size_t extra = 0);
  NodeId with_children(Node::Kind kind, const std::vector<NodeId>& parts);
  NodeId texts_between(const std::vector<std::string>& texts, size_t begin, size_t end, size_t depth);

  Expressions made_;
  size_t size_ = 0;
  std::map<std::string, NodeId> byte_nodes_;
  std::map<std::vector<uint32_t>, NodeId> character_nodes_;
  std::map<std::string, NodeId, std::less<>> literal_nodes_;
};

}  // namespace jangin::engine::grammar
