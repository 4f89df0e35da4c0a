// See xml_text.h.
#include "collect/readers/xml_text.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/xml.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxLevel = 6;

template <size_t N>
bool one_of(std::string_view name, const std::array<std::string_view, N>& names) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

class XmlWriter {
 public:
  explicit XmlWriter(const ReadInput& input) : writer_(input.limits) {}

  void children(const Node& node, size_t level) {
    for (const Node* child = node.first; child && !writer_.full(); child = child->next) {
      if (!child->is_text()) element(*child, level);
    }
  }
  BlockWriter& writer() { return writer_; }

 private:
  static bool has_elements(const Node& node) {
    for (const Node* child = node.first; child; child = child->next) {
      if (!child->is_text()) return true;
    }
    return false;
  }
  static bool has_own_text(const Node& node) {
    for (const Node* child = node.first; child; child = child->next) {
      if (child->is_text() && !collapse_spaces(child->text).empty()) return true;
    }
    return false;
  }

  /// " (id: 5, kind: x)" of the attributes; those of namespaces and schemas are left out.
  static std::string attributes(const Node& node) {
    std::string out;
    for (const Attribute& attribute : node.attributes) {
      std::string_view name = attribute.name;
      if (name.starts_with("xml") || name.starts_with("xsi:") || collapse_spaces(attribute.value).empty()) continue;
      out += (out.empty() ? " (" : ", ") + std::string(name) + ": " + collapse_spaces(attribute.value);
    }
    return out.empty() ? out : out + ")";
  }

  void element(const Node& node, size_t level) {
    static constexpr std::array<std::string_view, 4> kTitles{"title", "head", "heading", "h"};
    static constexpr std::array<std::string_view, 6> kListings{"programlisting", "screen", "codeblock", "literallayout", "code", "eg"};
    static constexpr std::array<std::string_view, 10> kParagraphs{"p",     "para",       "simpara",  "shortdesc", "note",
                                                                  "quote", "blockquote", "abstract", "caption",   "text"};
    if (one_of(node.name, kListings) && !has_elements(node) && text_below(node).find('\n') != std::string::npos)
      return writer_.code(text_below(node));
    bool text = has_own_text(node), elements = has_elements(node);
    std::string value = text || !elements ? collapse_spaces(text_below(node)) : std::string();
    if (one_of(node.name, kTitles) && !value.empty()) {
      writer_.heading(static_cast<int>(std::min(std::max<size_t>(level, 1), kMaxLevel)), value);
    } else if (one_of(node.name, kParagraphs) && text) {
      writer_.paragraph(value);
    } else if (text && elements) {
      writer_.paragraph(value);
    } else if (elements) {
      std::string about = attributes(node);
      if (!about.empty()) writer_.paragraph("**" + std::string(node.name) + "**" + about);
      children(node, level + 1);
      writer_.end_list();
    } else {
      std::string about = attributes(node);
      if (!value.empty() || !about.empty()) writer_.item(0, 0, "**" + std::string(node.name) + "**" + about + (value.empty() ? "" : ": " + value));
    }
  }

  BlockWriter writer_;
};

}  // namespace

ReadOutcome read_xml(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (bytes.size() > input.limits.max_text_bytes) {
    return read_failure(
        "too_large", fmt::format("{} of XML, the limit is {} (max_text_mb)", format_bytes(bytes.size()), format_bytes(input.limits.max_text_bytes)));
  }
  auto tree = parse_xml(bytes, {.max_nodes = 5'000'000, .max_text_bytes = 2 * input.limits.max_text_bytes});
  if (!tree) return std::unexpected(tree.error());
  XmlWriter writer(input);
  writer.children(*tree->root(), 0);
  return writer.writer().finish({});
}

}  // namespace jangin::collect
