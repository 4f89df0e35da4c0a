// See measures.h.
#include "collect/readers/html/measures.h"

#include <algorithm>

#include "collect/readers/html/elements.h"
#include "text/unicode.h"

namespace jangin::collect::html {
namespace {

constexpr uint32_t kParagraph = 80;       // a block of this length with few links is one
constexpr uint32_t kShortParagraph = 25;  // <p> may be shorter
constexpr double kLinkShare = 0.4;        // above: a list of links

uint32_t visible_length(std::string_view text) {
  uint32_t length = 0;
  bool space = true;
  for (size_t at = 0; at < text.size();) {
    char32_t c = text::next_code_point(text, at);
    bool is_space = c <= 0x20 || c == 0xa0;
    if (!is_space) length += c >= 0x1100 && (text::is_hangul(c) || text::is_han(c) || (c >= 0x3040 && c < 0x3100)) ? 2 : 1;
    if (is_space && !space) ++length;
    space = is_space;
  }
  return length;
}

bool is_no_text(const Node& node) {
  for (std::string_view name :
       {"script", "style", "head", "noscript", "svg", "button", "select", "input", "textarea", "template", "iframe", "object"}) {
    if (node.is(name)) return true;
  }
  return false;
}

class Measurer {
 public:
  explicit Measurer(size_t nodes) : all_(nodes) {}

  void walk(const Node& node, const Node& owner, bool in_link) {
    if (node.dropped) return;
    if (node.is_text()) {
      uint32_t length = visible_length(node.text);
      all_[owner.id].own += length;
      if (in_link) all_[owner.id].own_links += length;
      return;
    }
    if (is_no_text(node) || is_hidden(node)) return;
    bool block = is_block(node.name);
    bool link = in_link || (node.is("a") && node.has("href"));
    for (const Node* child = node.first; child; child = child->next) walk(*child, block ? node : owner, link);
    Measures& mine = all_[node.id];
    mine.text += mine.own;
    mine.links += mine.own_links;
    if (block) judge(node, mine);
    for (const Node* child = node.first; child; child = child->next) {
      const Measures& below = all_[child->id];
      mine.text += below.text, mine.links += below.links, mine.good += below.good, mine.value += below.value;
    }
  }
  std::vector<Measures> take() { return std::move(all_); }

 private:
  static void judge(const Node& node, Measures& m) {
    if (m.own == 0) return;
    double length = m.own, links = m.own_links;
    bool heading = node.name.size() == 2 && node.name[0] == 'h' && node.name[1] != 'r';
    bool prose = node.is("p") || node.is("pre") || node.is("blockquote");
    if (links > kLinkShare * length) {
      m.value = -links - 10;
    } else if (heading) {
      m.value = 0;
    } else if (m.own >= kParagraph || (prose && m.own >= kShortParagraph)) {
      m.value = (m.own >= kParagraph ? 1.0 : 0.5) * length - 2 * links;
      m.good = m.own;
    } else {
      m.value = prose ? -2 : -10;
    }
  }
  std::vector<Measures> all_;
};

}  // namespace

std::vector<Measures> measure(const Tree& tree, const Node& root) {
  Measurer measurer(tree.size());
  measurer.walk(root, root, false);
  return measurer.take();
}

}  // namespace jangin::collect::html
