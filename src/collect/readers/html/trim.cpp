// See trim.h.
#include "collect/readers/html/trim.h"

#include <algorithm>

#include "collect/readers/html/elements.h"
#include "collect/readers/html/table.h"
#include "collect/readers/html/words.h"

namespace jangin::collect::html {
namespace {

constexpr double kLinkShare = 0.5;
constexpr uint32_t kTitleLength = 60, kItemLength = 25;
constexpr uint32_t kNoticeLength = 120;  // a longer line is a sentence, whatever it begins with

bool is_heading(const Node& node) { return node.name.size() == 2 && node.name[0] == 'h' && node.name[1] >= '1' && node.name[1] <= '6'; }

bool is_group(const Node& node) {
  for (std::string_view name : {"ul", "ol", "div", "section", "table", "form", "p", "li", "span", "header", "h2", "h3", "h4", "h5", "h6"}) {
    if (node.is(name)) return true;
  }
  return false;
}

/// Leaf blocks that are written, in order.
void leaves(Node& node, const std::vector<Measures>& all, std::vector<Node*>& out) {
  if (node.dropped || is_hidden(node)) return;
  if (all[node.id].own > 0 || node.is("pre") || node.is("table")) out.push_back(&node);
  for (Node* child = node.first; child; child = child->next) {
    if (!child->is_text()) leaves(*child, all, out);
  }
}

void drop_groups_of_links(Node& container, const std::vector<Measures>& all) {
  visit_elements(container, [&](Node& node) {
    if (node.dropped) return false;
    const Measures& m = all[node.id];
    if (is_group(node) && m.text > 0 && m.links > kLinkShare * m.text && m.good * 2 < m.text) {
      node.dropped = true;
      return false;
    }
    return true;
  });
}

void drop_notices(const std::vector<Node*>& blocks, const std::vector<Measures>& all) {
  for (Node* node : blocks) {
    const Measures& m = all[node->id];
    if (m.own < kNoticeLength && m.own == m.text && is_notice(collapse_spaces(text_below(*node)))) node->dropped = true;
  }
}

bool is_dropped(const Node* node) {
  for (; node; node = node->parent) {
    if (node->dropped) return true;
  }
  return false;
}

bool ends_as_sentence(const Node& node) {
  std::string text = collapse_spaces(text_below(node));
  for (std::string_view end : {".", "!", "?", "。", "”", "\"", "’", "…", ":", ")"}) {
    if (text.ends_with(end)) return true;
  }
  return false;
}

/// Marks what stands in tables that are ones (html/table.h), by node; what of them is a list of links was dropped before.
void mark_tables(const Node& node, bool in_table, std::vector<bool>& marks) {
  if (node.is("table")) in_table = !is_layout(node);
  marks[node.id] = in_table;
  for (const Node* child = node.first; child; child = child->next) {
    if (!child->is_text()) mark_tables(*child, in_table, marks);
  }
}

/// "Don't miss", "Related": a short line above what was just dropped.
void drop_titles_of_dropped(const std::vector<Node*>& blocks, const std::vector<Measures>& all, const std::vector<bool>& in_table) {
  for (size_t i = blocks.size(); i-- > 1;) {
    Node& title = *blocks[i - 1];
    bool short_line = all[title.id].own > 0 && all[title.id].own < kTitleLength && all[title.id].own == all[title.id].text;
    bool in_group = title.is("li") || in_table[title.id];
    if (short_line && !in_group && is_dropped(blocks[i]) && !is_dropped(&title) && (is_heading(title) || !ends_as_sentence(title)))
      title.dropped = true;
  }
}

/// Drops what stands above the first paragraph (but a heading of its own) and below the last.
void drop_ends(const std::vector<Node*>& blocks, const std::vector<Measures>& all, const std::vector<bool>& in_table, const Node& container) {
  auto is_text = [&](const Node* node, bool sentence) {
    const Measures& m = all[node->id];
    if (is_dropped(node) || is_heading(*node) || m.own == 0) return false;
    if (in_table[node->id] || (!sentence && node->is("li") && m.own >= kItemLength && m.own_links == 0)) return true;
    return m.good > 0 || (m.own_links * 2 < m.own && m.value > 0 && (!sentence || ends_as_sentence(*node)));
  };
  auto first = std::find_if(blocks.begin(), blocks.end(), [&](const Node* node) { return is_text(node, true); });
  auto last = std::find_if(blocks.rbegin(), blocks.rend(), [&](const Node* node) { return is_text(node, false); });
  auto drop = [&](Node* node) {
    if (all[node->id].good == 0 && node != &container && all[node->id].text == all[node->id].own) node->dropped = true;
  };
  for (auto at = blocks.begin(); at != first; ++at) {
    bool own_heading = first != blocks.end() && at + 1 == first && is_heading(**at) && (*at)->parent == (*first)->parent;
    if (!own_heading) drop(*at);
  }
  for (auto at = blocks.rbegin(); at != last; ++at) drop(*at);
}

bool holds_more_than_a_picture(const Node& figure) { return figure.find("table") || figure.find("pre") || figure.find("blockquote"); }

}  // namespace

void trim(Node& container, const Headline& headline, const std::vector<Measures>& all) {
  std::vector<Node*> blocks;
  leaves(container, all, blocks);
  drop_groups_of_links(container, all);
  visit_elements(container, [&](Node& node) {
    if (node.is("h1") || node.is("figcaption") || node.is("form") || (node.is("figure") && !holds_more_than_a_picture(node))) node.dropped = true;
    return !node.dropped;
  });
  if (headline.node) headline.node->dropped = true;
  drop_notices(blocks, all);
  std::vector<bool> in_table(all.size());
  mark_tables(container, false, in_table);
  drop_titles_of_dropped(blocks, all, in_table);
  drop_ends(blocks, all, in_table, container);
}

}  // namespace jangin::collect::html
