// See main_text.h. Four steps: name the page, drop the parts that say what they are, choose the container by its paragraphs, trim it.
#include "collect/readers/html/main_text.h"

#include <algorithm>

#include "base/strings.h"
#include "collect/readers/html/headline.h"
#include "collect/readers/html/measures.h"
#include "collect/readers/html/render.h"
#include "collect/readers/html/trim.h"
#include "collect/readers/html/words.h"

namespace jangin::collect::html {
namespace {

constexpr int kPartsOfAPage = 3;           // parts named navigation, comments, … that make a document a page of a web site
constexpr double kKeptShare = 0.7;         // a part with more of the page's paragraphs than this is no boilerplate, whatever its name
constexpr double kKeptWithHeadline = 0.3;  // the same for one that holds the headline
constexpr double kAboveHeadline = 0.5;     // what ends above the headline counts so many times
constexpr double kNamedText = 1.2;         // what is named as the text counts so many times
constexpr uint32_t kLeastText = 140;       // less in the container chosen: everything is kept

int count_boilerplate(Node& root) {
  int parts = 0;
  visit_elements(root, [&](Node& node) {
    if (part_kind(node) != PartKind::boilerplate) return true;
    ++parts;
    return false;
  });
  return parts;
}

bool holds(const Node& outer, const Node* inner) {
  for (; inner; inner = inner->parent) {
    if (inner == &outer) return true;
  }
  return false;
}

void drop_boilerplate(Node& body, const std::vector<Measures>& all, const Headline& headline) {
  double good = all[body.id].good;
  visit_elements(body, [&](Node& node) {
    if (part_kind(node) != PartKind::boilerplate) return true;
    if (all[node.id].good > (holds(node, headline.node) ? kKeptWithHeadline : kKeptShare) * good) return true;
    node.dropped = true;
    return false;
  });
}

/// The element with the most paragraphs and the least else; of equals the innermost.
Node* choose_container(Node& body, const std::vector<Measures>& all, const Headline& headline) {
  Node* best = &body;
  double best_value = all[body.id].value;
  visit_elements(body, [&](Node& node) {
    if (node.dropped) return false;
    double value = all[node.id].value * (part_kind(node) == PartKind::text ? kNamedText : 1.0);
    if (headline.node && node.id < headline.node->id && !holds(node, headline.node)) value *= kAboveHeadline;
    if (value >= best_value && all[node.id].text > 0) {
      best = &node;
      best_value = value;
    }
    return true;
  });
  return best;
}

/// Above the container only the way to it stays.
void drop_around(Node& body, Node& container) {
  for (Node* node = &container; node != &body && node->parent; node = node->parent) {
    for (Node* other = node->parent->first; other; other = other->next) {
      if (other != node) other->dropped = true;
    }
  }
}

}  // namespace

PageText find_main_text(Tree& tree) {
  PageText page;
  Node* body = tree.root()->find("body");
  page.root = body ? body : tree.root();
  Headline headline = find_headline(tree);
  page.title = headline.text;
  if (count_boilerplate(*page.root) < kPartsOfAPage) {
    return page;
  }
  std::vector<Measures> before = measure(tree, *page.root);
  drop_boilerplate(*page.root, before, headline);
  std::vector<Measures> all = measure(tree, *page.root);
  Node* container = choose_container(*page.root, all, headline);
  if (all[container->id].good < kLeastText) return page;
  page.is_page = true;
  drop_around(*page.root, *container);
  page.root = container;
  trim(*container, headline, all);
  return page;
}

}  // namespace jangin::collect::html
