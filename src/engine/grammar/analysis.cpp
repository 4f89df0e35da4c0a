// Fixed points over the graph of nodes (what can end, what can be empty, how short a text can be) and a search for cycles along leftmost edges.
#include "engine/grammar/analysis.h"

#include <algorithm>
#include <queue>

namespace jangin::engine::grammar {
namespace {

using Graph = std::vector<std::vector<NodeId>>;

template <typename Visit>
void each_child(const Expressions& e, const Node& node, Visit&& visit) {
  switch (node.kind) {
    case Node::Kind::bytes:
    case Node::Kind::literal: return;
    case Node::Kind::sequence:
    case Node::Kind::choice:
      for (uint32_t i = node.a; i < node.b; ++i) visit(e.children[i]);
      return;
    case Node::Kind::repeat: visit(node.a); return;
    case Node::Kind::rule: visit(e.rules[node.a].body); return;
  }
}

Graph parents_of(const Expressions& e) {
  Graph parents(e.nodes.size());
  for (NodeId id = 0; id < e.nodes.size(); ++id) each_child(e, e.nodes[id], [&](NodeId child) { parents[child].push_back(id); });
  return parents;
}

/// Nodes that hold when their leaves do as told: a sequence when all its parts hold, a choice when one does.
std::vector<bool> holding(const Expressions& e, const Graph& parents, bool leaf) {
  std::vector<bool> holds(e.nodes.size());
  std::vector<uint32_t> missing(e.nodes.size());
  std::vector<NodeId> todo;
  auto hold = [&](NodeId id) {
    if (!holds[id]) {
      holds[id] = true;
      todo.push_back(id);
    }
  };
  for (NodeId id = 0; id < e.nodes.size(); ++id) {
    const Node& node = e.nodes[id];
    const bool is_leaf = node.kind == Node::Kind::bytes || node.kind == Node::Kind::literal;
    missing[id] = node.kind == Node::Kind::sequence ? node.b - node.a : 1;
    if ((is_leaf && leaf) || missing[id] == 0 || (node.kind == Node::Kind::repeat && node.least == 0)) hold(id);
  }
  while (!todo.empty()) {
    const NodeId id = todo.back();
    todo.pop_back();
    for (NodeId parent : parents[id]) {
      if (missing[parent] > 0 && --missing[parent] == 0) hold(parent);
    }
  }
  return holds;
}

/// Shortest texts, the shortest node first: Dijkstra's algorithm where a node may need several others (Knuth, "A Generalization of
/// Dijkstra's Algorithm", Information Processing Letters 6(1), 1977).
std::vector<uint32_t> least_bytes_of(const Expressions& e, const Graph& parents) {
  using Entry = std::pair<uint32_t, NodeId>;
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  std::vector<uint32_t> least(e.nodes.size(), kUnbounded), missing(e.nodes.size()), sum(e.nodes.size());
  for (NodeId id = 0; id < e.nodes.size(); ++id) {
    const Node& node = e.nodes[id];
    missing[id] = node.b - node.a;
    if (node.kind == Node::Kind::bytes) queue.emplace(1, id);
    if (node.kind == Node::Kind::literal) queue.emplace(e.literals[node.a].size(), id);
    if ((node.kind == Node::Kind::sequence && missing[id] == 0) || (node.kind == Node::Kind::repeat && node.least == 0)) queue.emplace(0, id);
  }
  while (!queue.empty()) {
    const auto [bytes, id] = queue.top();
    queue.pop();
    if (bytes >= least[id]) continue;
    least[id] = bytes;
    for (NodeId parent : parents[id]) {
      const Node& node = e.nodes[parent];
      if (node.kind == Node::Kind::sequence) {
        sum[parent] = saturated_sum(sum[parent], bytes);
        if (--missing[parent] == 0) queue.emplace(sum[parent], parent);
      } else {
        queue.emplace(node.kind == Node::Kind::repeat ? saturated_product(bytes, node.least) : bytes, parent);
      }
    }
  }
  return least;
}

void measure(Expressions& e) {
  e.least_bytes = least_bytes_of(e, parents_of(e));
  e.least_bytes_from.assign(e.children.size(), 0);
  for (const Node& node : e.nodes) {
    if (node.kind != Node::Kind::sequence) continue;
    uint32_t rest = 0;
    for (uint32_t i = node.b; i-- > node.a;) e.least_bytes_from[i] = rest = saturated_sum(e.least_bytes[e.children[i]], rest);
  }
}

template <typename Visit>
void each_leftmost(const Expressions& e, const std::vector<bool>& nullable, const Node& node, Visit&& visit) {
  if (node.kind != Node::Kind::sequence) return each_child(e, node, visit);
  for (uint32_t i = node.a; i < node.b; ++i) {
    visit(e.children[i]);
    if (!nullable[e.children[i]]) return;
  }
}

/// A rule that begins with itself, or none.
std::string left_recursive_rule(const Expressions& e, const std::vector<bool>& nullable) {
  Graph parents(e.nodes.size());
  std::vector<uint32_t> edges(e.nodes.size());
  for (NodeId id = 0; id < e.nodes.size(); ++id) {
    each_leftmost(e, nullable, e.nodes[id], [&](NodeId child) {
      parents[child].push_back(id);
      ++edges[id];
    });
  }
  std::vector<NodeId> todo;
  for (NodeId id = 0; id < e.nodes.size(); ++id) {
    if (edges[id] == 0) todo.push_back(id);
  }
  for (size_t i = 0; i < todo.size(); ++i) {  // whatever leads only to what is gone, goes
    for (NodeId parent : parents[todo[i]]) {
      if (--edges[parent] == 0) todo.push_back(parent);
    }
  }
  if (todo.size() == e.nodes.size()) return {};
  NodeId at = static_cast<NodeId>(std::ranges::find_if(edges, [](uint32_t n) { return n > 0; }) - edges.begin());
  for (size_t step = 0; step <= e.nodes.size(); ++step) {  // then we are on the cycle
    NodeId next = at;
    each_leftmost(e, nullable, e.nodes[at], [&](NodeId child) {
      if (edges[child] > 0) next = child;
    });
    at = next;
  }
  while (e.nodes[at].kind != Node::Kind::rule) {
    NodeId next = at;
    each_leftmost(e, nullable, e.nodes[at], [&](NodeId child) {
      if (edges[child] > 0) next = child;
    });
    at = next;
  }
  return e.rules[e.nodes[at].a].name;
}

}  // namespace

Status prepare(Expressions& e) {
  for (const Rule& rule : e.rules) {
    if (!rule.defined) return fail(ErrorCode::not_found, "this rule is not defined", rule.name);
  }
  const Graph parents = parents_of(e);
  const std::vector<bool> ending = holding(e, parents, true);
  if (!ending[e.root])
    return fail(ErrorCode::invalid_argument, "no finite text satisfies it", {},
                "some part of it contains itself without a way out, or contradicts itself");
  for (NodeId id = 0; id < e.nodes.size(); ++id) {
    if (!ending[id]) e.nodes[id] = {.kind = Node::Kind::choice};
  }
  const std::vector<bool> nullable = holding(e, parents, false);
  for (Node& node : e.nodes) {
    if (node.kind == Node::Kind::repeat && nullable[node.a]) node.least = 0;
  }
  if (std::string rule = left_recursive_rule(e, nullable); !rule.empty()) {
    return fail(ErrorCode::unsupported, "left recursion: the rule begins with itself", rule,
                "write the repetition with * or +, or let it end with itself");
  }
  measure(e);
  return {};
}

ByteClasses byte_classes(const Expressions& e) {
  std::array<uint32_t, 256> group = {};
  uint32_t groups = 1;
  auto refine = [&](const ByteSet& set) {
    std::map<uint32_t, uint32_t> inside;  // group → the group of its bytes in `set`
    std::vector<uint32_t> size(groups), members(groups);
    for (size_t byte = 0; byte < 256; ++byte) {
      ++size[group[byte]];
      if (set[byte]) ++members[group[byte]];
    }
    for (size_t byte = 0; byte < 256; ++byte) {
      if (!set[byte] || members[group[byte]] == size[group[byte]]) continue;
      auto [place, fresh] = inside.try_emplace(group[byte], groups);
      if (fresh) ++groups;
      group[byte] = place->second;
    }
  };
  ByteSet single;
  for (const ByteSet& set : e.byte_sets) refine(set);
  for (const std::string& text : e.literals) {
    for (char c : text) single.set(static_cast<uint8_t>(c));
  }
  for (size_t byte = 0; byte < 256; ++byte) {
    if (single[byte]) refine(ByteSet().set(byte));
  }
  ByteClasses classes;
  std::map<uint32_t, uint8_t> number;
  for (size_t byte = 0; byte < 256; ++byte) {
    auto [place, fresh] = number.try_emplace(group[byte], static_cast<uint8_t>(number.size()));
    if (fresh) {
      classes.representatives.push_back(static_cast<uint8_t>(byte));
      classes.sizes.push_back(0);
    }
    classes.of[byte] = place->second;
    ++classes.sizes[place->second];
  }
  return classes;
}

}  // namespace jangin::engine::grammar
