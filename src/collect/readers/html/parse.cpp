// See parse.h.
#include "collect/readers/html/parse.h"

#include <gumbo.h>

#include <algorithm>
#include <memory>

#include "base/strings.h"

namespace jangin::collect::html {
namespace {

struct Step {
  const GumboNode* node;
  Node* parent;
};

bool is_code_of_page(GumboTag tag) { return tag == GUMBO_TAG_SCRIPT || tag == GUMBO_TAG_STYLE || tag == GUMBO_TAG_NOFRAMES; }

std::string_view name_of(const GumboElement& element, std::string& lower) {
  if (element.tag != GUMBO_TAG_UNKNOWN) return gumbo_normalized_tagname(element.tag);
  GumboStringPiece piece = element.original_tag;
  gumbo_tag_from_original_text(&piece);
  lower = piece.data ? to_lower_ascii({piece.data, piece.length}) : "unknown";
  return lower.empty() ? "unknown" : std::string_view(lower);
}

record::Span span_of(const GumboElement& element, std::string_view source) {
  auto offset = [&](const char* at) {
    return at >= source.data() && at <= source.data() + source.size() ? static_cast<size_t>(at - source.data()) : size_t{0};
  };
  if (!element.original_tag.data || element.original_tag.length == 0) return {};
  size_t begin = offset(element.original_tag.data);
  const GumboStringPiece& end_tag = element.original_end_tag;
  size_t end = end_tag.data && end_tag.length > 0 ? offset(end_tag.data) + end_tag.length
                                                  : std::max<size_t>(begin + element.original_tag.length, element.end_pos.offset);
  return end > begin && end <= source.size() ? record::Span{begin, end} : record::Span{};
}

/// Takes one node; children are put on the stack in reverse, so that they come off in order.
void take(Tree& tree, const Step& step, std::string_view source, std::vector<Step>& stack) {
  const GumboNode& node = *step.node;
  if (node.type == GUMBO_NODE_TEXT || node.type == GUMBO_NODE_WHITESPACE || node.type == GUMBO_NODE_CDATA) {
    tree.add_text(step.parent, node.v.text.text);
    return;
  }
  if (node.type == GUMBO_NODE_COMMENT) return;
  Node* added = step.parent;
  const GumboVector* children = &node.v.document.children;
  if (node.type != GUMBO_NODE_DOCUMENT) {
    const GumboElement& element = node.v.element;
    const GumboAttribute* type = element.tag == GUMBO_TAG_SCRIPT ? gumbo_get_attribute(&element.attributes, "type") : nullptr;
    if (is_code_of_page(element.tag) && !(type && to_lower_ascii(type->value).starts_with("math/tex"))) return;
    std::string lower;
    added = tree.add(step.parent, name_of(element, lower));
    added->bytes = span_of(element, source);
    for (unsigned i = 0; i < element.attributes.length; ++i) {
      const auto* attribute = static_cast<const GumboAttribute*>(element.attributes.data[i]);
      tree.set_attribute(added, attribute->name, attribute->value);
    }
    children = &element.children;
  }
  for (unsigned i = children->length; i-- > 0;) stack.push_back({static_cast<const GumboNode*>(children->data[i]), added});
}

}  // namespace

Tree parse(std::string_view utf8, size_t max_nodes) {
  GumboOptions options = kGumboDefaultOptions;
  options.max_errors = 0;
  auto destroy = [&](GumboOutput* output) { gumbo_destroy_output(&options, output); };
  std::unique_ptr<GumboOutput, decltype(destroy)> output(gumbo_parse_with_options(&options, utf8.data(), utf8.size()), destroy);
  Tree tree;
  std::vector<Step> stack{{output->document, tree.root()}};
  while (!stack.empty() && tree.size() < max_nodes) {
    Step step = stack.back();
    stack.pop_back();
    take(tree, step, utf8, stack);
  }
  return tree;
}

}  // namespace jangin::collect::html
