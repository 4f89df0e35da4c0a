// Elements, attributes and texts of a markup document, whatever parser made them (HTML by gumbo, XML by expat). Walking a tree
// recursively is safe: no node lies deeper than kMaxDepth.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"

namespace jangin::collect {

inline constexpr size_t kMaxDepth = 200;  // what is nested deeper hangs on the ancestor of this depth

struct Attribute {
  std::string_view name, value;  // name: with the namespace's prefix, as written
};

struct Node {
  std::string_view name;  // of the element, without prefix (HTML: lower case); empty: this is a text
  std::string_view text;  // of a text
  Node* parent = nullptr;
  Node* first = nullptr;  // child
  Node* last = nullptr;
  Node* next = nullptr;  // sibling
  Node* previous = nullptr;
  std::vector<Attribute> attributes;
  record::Span bytes;  // in the text that was parsed; empty: unknown
  uint32_t id = 0;     // its number in the tree, below Tree::size()
  uint16_t depth = 0;
  bool dropped = false;  // by whoever chose what to read; renderers pass over it

  bool is(std::string_view element) const { return name == element; }
  bool is_text() const { return name.empty(); }
  /// Value of an attribute; empty when there is none. Without a prefix in `key`, one of that name with any prefix serves as well.
  std::string_view attribute(std::string_view key) const;
  bool has(std::string_view key) const;
  /// First child element of that name; nullptr: none.
  Node* child(std::string_view element) const;
  /// First element of that name below this one; nullptr: none.
  Node* find(std::string_view element) const;
};

/// Owns its nodes and copies of their strings; moving it keeps pointers valid.
class Tree {
 public:
  Tree();
  Node* root() { return root_; }
  const Node* root() const { return root_; }
  /// Appends a node as last child of `parent` (or of its ancestor, kMaxDepth).
  Node* add(Node* parent, std::string_view name);
  /// Appends to the last text of `parent` when that is its last child.
  void add_text(Node* parent, std::string_view text);
  void set_attribute(Node* node, std::string_view name, std::string_view value);
  size_t size() const { return nodes_.size(); }
  std::string_view keep(std::string_view text);

 private:
  std::deque<Node> nodes_;
  std::deque<std::string> blocks_;  // strings lie in them end to end
  Node* root_;
};

/// All texts below `node` that are not dropped, as they stand.
std::string text_below(const Node& node);
/// Elements below `node` in document order; `visit` says whether to look into the element as well.
void visit_elements(Node& node, const std::function<bool(Node&)>& visit);
/// White space runs → one space, ends trimmed; spaces that only look (U+00A0, …) count, zero-width characters go.
std::string collapse_spaces(std::string_view text);

}  // namespace jangin::collect
