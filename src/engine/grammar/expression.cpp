// Node making, with the few simplifications that keep the automaton small.
#include "engine/grammar/expression.h"

#include <algorithm>

namespace jangin::engine::grammar {

ExpressionWriter::ExpressionWriter() {
  made_.nodes.push_back({.kind = Node::Kind::sequence});
  made_.nodes.push_back({.kind = Node::Kind::choice});
}

NodeId ExpressionWriter::add(Node node, size_t extra) {
  size_ += 1 + extra;
  if (overflowed()) return nothing();
  made_.nodes.push_back(node);
  return static_cast<NodeId>(made_.nodes.size() - 1);
}

NodeId ExpressionWriter::bytes(const ByteSet& set) {
  if (set.none()) return nothing();
  auto [place, fresh] = byte_nodes_.try_emplace(set.to_string(), 0);
  if (fresh) {
    made_.byte_sets.push_back(set);
    place->second = add({.kind = Node::Kind::bytes, .a = static_cast<uint32_t>(made_.byte_sets.size() - 1)}, 8);
  }
  return place->second;
}

NodeId ExpressionWriter::literal(std::string_view text) {
  if (text.empty()) return empty();
  auto place = literal_nodes_.find(text);
  if (place != literal_nodes_.end()) return place->second;
  const NodeId node = add({.kind = Node::Kind::literal, .a = static_cast<uint32_t>(made_.literals.size())}, text.size() / 16);
  if (node == nothing()) return node;
  made_.literals.emplace_back(text);
  return literal_nodes_.emplace(text, node).first->second;
}

NodeId ExpressionWriter::characters(const CodePoints& set) {
  std::vector<uint32_t> key;
  for (const CodePointRange& range : set.ranges()) key.insert(key.end(), {range.first, range.last});
  auto found = character_nodes_.find(key);
  if (found != character_nodes_.end()) return found->second;
  ByteSet ascii;
  std::map<std::vector<NodeId>, ByteSet> by_tail;  // sequences that end alike share one set of first bytes
  auto byte_node = [this](Utf8Range::Bytes range) {
    ByteSet one;
    for (int byte = range.first; byte <= range.last; ++byte) one.set(static_cast<size_t>(byte));
    return bytes(one);
  };
  for (const Utf8Range& range : utf8_ranges(set)) {
    std::vector<NodeId> tail;
    for (int i = 1; i < range.length; ++i) tail.push_back(byte_node(range.bytes[static_cast<size_t>(i)]));
    ByteSet& first = tail.empty() ? ascii : by_tail[tail];
    for (int byte = range.bytes[0].first; byte <= range.bytes[0].last; ++byte) first.set(static_cast<size_t>(byte));
  }
  std::vector<NodeId> parts;
  if (ascii.any()) parts.push_back(bytes(ascii));
  for (auto& [tail, first] : by_tail) {
    std::vector<NodeId> whole = {bytes(first)};
    whole.insert(whole.end(), tail.begin(), tail.end());
    parts.push_back(sequence(std::move(whole)));
  }
  return character_nodes_.emplace(std::move(key), choice(std::move(parts))).first->second;
}

NodeId ExpressionWriter::with_children(Node::Kind kind, const std::vector<NodeId>& parts) {
  const auto begin = static_cast<uint32_t>(made_.children.size());
  const NodeId node = add({.kind = kind, .a = begin, .b = begin + static_cast<uint32_t>(parts.size())}, parts.size());
  if (node != nothing()) made_.children.insert(made_.children.end(), parts.begin(), parts.end());
  return node;
}

NodeId ExpressionWriter::sequence(std::vector<NodeId> parts) {
  std::erase(parts, empty());
  if (std::ranges::find(parts, nothing()) != parts.end()) return nothing();
  if (parts.empty()) return empty();
  return parts.size() == 1 ? parts[0] : with_children(Node::Kind::sequence, parts);
}

NodeId ExpressionWriter::choice(std::vector<NodeId> parts) {
  std::erase(parts, nothing());
  std::vector<NodeId> kept;
  if (parts.size() <= 64) {
    for (NodeId part : parts) {
      if (std::ranges::find(kept, part) == kept.end()) kept.push_back(part);
    }
  } else {
    kept = std::move(parts);
  }
  if (kept.empty()) return nothing();
  return kept.size() == 1 ? kept[0] : with_children(Node::Kind::choice, kept);
}

NodeId ExpressionWriter::choice_of_texts(std::vector<std::string> texts) {
  std::ranges::sort(texts);
  texts.erase(std::ranges::unique(texts).begin(), texts.end());
  return texts_between(texts, 0, texts.size(), 0);
}

NodeId ExpressionWriter::texts_between(const std::vector<std::string>& texts, size_t begin, size_t end, size_t depth) {
  if (begin == end) return nothing();
  if (end - begin == 1) return literal(std::string_view(texts[begin]).substr(depth));
  // Sorted: what the first and the last share, all share.
  const std::string& first = texts[begin];
  const std::string& last = texts[end - 1];
  size_t shared = depth;
  while (shared < first.size() && shared < last.size() && first[shared] == last[shared]) ++shared;
  std::vector<NodeId> parts;
  size_t at = begin;
  if (first.size() == shared) {
    parts.push_back(empty());
    ++at;
  }
  while (at < end) {
    size_t next = at + 1;
    while (next < end && texts[next][shared] == texts[at][shared]) ++next;
    parts.push_back(texts_between(texts, at, next, shared));
    at = next;
  }
  return sequence({literal(std::string_view(first).substr(depth, shared - depth)), choice(std::move(parts))});
}

NodeId ExpressionWriter::repeat(NodeId node, uint32_t least, uint32_t most) {
  if (most == 0 || node == empty()) return empty();
  if (least == 1 && most == 1) return node;
  if (node == nothing()) return least == 0 ? empty() : nothing();
  return add({.kind = Node::Kind::repeat, .a = node, .least = least, .most = most});
}

RuleId ExpressionWriter::add_rule(std::string name) {
  size_ += 4 + name.size() / 16;
  made_.rules.push_back({std::move(name)});
  return static_cast<RuleId>(made_.rules.size() - 1);
}

void ExpressionWriter::define(RuleId rule, NodeId body) {
  made_.rules[rule].body = body;
  made_.rules[rule].defined = true;
}

NodeId ExpressionWriter::reference(RuleId rule) { return add({.kind = Node::Kind::rule, .a = rule}); }

Expressions ExpressionWriter::finish(NodeId root) && {
  made_.root = root;
  return std::move(made_);
}

}  // namespace jangin::engine::grammar
