// See tree.h.
#include "collect/readers/tree.h"

#include <algorithm>

#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kBlockBytes = 1 << 16;

void collect_text(const Node& node, std::string& out) {
  if (node.dropped) return;
  if (node.is_text()) out += node.text;
  for (const Node* child = node.first; child; child = child->next) collect_text(*child, out);
}

}  // namespace

std::string_view Node::attribute(std::string_view key) const {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == key) return attribute.value;
  }
  for (const Attribute& attribute : attributes) {
    std::string_view name = attribute.name;
    if (name.size() > key.size() + 1 && name.ends_with(key) && name[name.size() - key.size() - 1] == ':') return attribute.value;
  }
  return {};
}

bool Node::has(std::string_view key) const {
  for (const Attribute& attribute : attributes) {
    if (attribute.name == key) return true;
  }
  return false;
}

Node* Node::child(std::string_view element) const {
  for (Node* node = first; node; node = node->next) {
    if (node->name == element) return node;
  }
  return nullptr;
}

Node* Node::find(std::string_view element) const {
  for (Node* node = first; node; node = node->next) {
    if (node->name == element) return node;
    if (Node* below = node->find(element)) return below;
  }
  return nullptr;
}

Tree::Tree() : root_(&nodes_.emplace_back()) { root_->name = "#root"; }

std::string_view Tree::keep(std::string_view text) {
  if (text.empty()) return {};
  if (blocks_.empty() || blocks_.back().capacity() - blocks_.back().size() < text.size()) {
    blocks_.emplace_back();
    blocks_.back().reserve(std::max(kBlockBytes, text.size()));
  }
  std::string& block = blocks_.back();
  size_t begin = block.size();
  block += text;
  return std::string_view(block).substr(begin);
}

Node* Tree::add(Node* parent, std::string_view name) {
  while (parent->depth >= kMaxDepth) parent = parent->parent;
  Node* node = &nodes_.emplace_back();
  node->name = name.empty() ? name : keep(name);
  node->parent = parent;
  node->id = static_cast<uint32_t>(nodes_.size() - 1);
  node->depth = static_cast<uint16_t>(parent->depth + 1);
  node->previous = parent->last;
  (parent->last ? parent->last->next : parent->first) = node;
  parent->last = node;
  return node;
}

void Tree::add_text(Node* parent, std::string_view text) {
  while (parent->depth >= kMaxDepth) parent = parent->parent;
  std::string& block = blocks_.empty() ? blocks_.emplace_back() : blocks_.back();
  Node* last = parent->last;
  // Parsers hand a text over in pieces; when the last piece ends the block, this one lengthens it in place.
  bool adjoins = last && last->is_text() && !last->text.empty() && last->text.data() + last->text.size() == block.data() + block.size();
  if (adjoins && block.capacity() - block.size() >= text.size()) {
    block += text;
    last->text = {last->text.data(), last->text.size() + text.size()};
    return;
  }
  Node* node = add(parent, {});
  node->text = keep(text);
}

void Tree::set_attribute(Node* node, std::string_view name, std::string_view value) { node->attributes.push_back({keep(name), keep(value)}); }

std::string text_below(const Node& node) {
  std::string out;
  collect_text(node, out);
  return out;
}

void visit_elements(Node& node, const std::function<bool(Node&)>& visit) {
  for (Node* child = node.first; child; child = child->next) {
    if (!child->is_text() && visit(*child)) visit_elements(*child, visit);
  }
}

std::string collapse_spaces(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  bool space = false;
  for (size_t at = 0; at < text.size();) {
    size_t begin = at;
    char32_t c = text::next_code_point(text, at);
    if (c == 0x200b || c == 0x2060 || c == 0xfeff || c == 0xad) continue;
    if (c <= 0x20 || c == 0x7f || (c >= 0x80 && c < 0xa0) || (c > 0x7f && text::is_space(c))) {
      space = true;
      continue;
    }
    if (space && !out.empty()) out += ' ';
    space = false;
    out += text.substr(begin, at - begin);
  }
  return out;
}

}  // namespace jangin::collect
