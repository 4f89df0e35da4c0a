// See render.h.
#include "collect/readers/html/render.h"

#include <algorithm>

#include "base/strings.h"
#include "collect/readers/html/elements.h"
#include "collect/readers/html/table.h"

namespace jangin::collect::html {
namespace {

constexpr size_t kMaxLinks = 5000;

/// "language-cpp" or "lang-cpp" of a <pre> or of the <code> in it.
std::string_view code_language(const Node& pre) {
  for (const Node* node : {&pre, static_cast<const Node*>(pre.find("code"))}) {
    if (!node) continue;
    for (std::string_view word : split(node->attribute("class"), ' ')) {
      for (std::string_view prefix : {"language-", "lang-"}) {
        std::string_view name = word.starts_with(prefix) ? word.substr(prefix.size()) : std::string_view();
        if (!name.empty() && name.size() <= 20 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+#-") == std::string_view::npos)
          return name;
      }
    }
  }
  return {};
}

/// Line ends of the source are spaces of the page.
std::string spaced(std::string_view text) {
  std::string out(text);
  std::replace_if(out.begin(), out.end(), [](char c) { return c == '\n' || c == '\r' || c == '\t' || c == '\f'; }, ' ');
  return out;
}

void code_text(const Node& node, std::string& out) {
  for (const Node* child = node.first; child; child = child->next) {
    if (child->dropped || is_no_text(child->name)) continue;
    if (child->is_text()) out += child->text;
    bool line = child->is("br") || child->is("div") || child->is("p") || child->is("li") || child->is("tr");
    if (line && !out.empty() && out.back() != '\n' && !child->is("br")) out += '\n';
    code_text(*child, out);
    if (line && (child->is("br") || (!out.empty() && out.back() != '\n'))) out += '\n';
  }
}

class Renderer {
 public:
  Renderer(const RenderOptions& options, BlockWriter& writer, std::vector<std::string>& links) : options_(options), writer_(writer), links_(links) {}

  void children(const Node& node) {
    for (const Node* child = node.first; child && !writer_.full(); child = child->next) visit(*child);
  }
  void flush() {
    std::string text = inline_.take();
    if (collapse_spaces(text).empty()) return;
    writer_.at(options_.page, options_.places ? block_ : record::Span{});
    if (item_open_) {
      item_open_ = false;
      writer_.item(lists_.empty() ? 0 : lists_.size() - 1, ordinal_, text);
    } else if (!lists_.empty()) {
      writer_.item_paragraph(lists_.size() - 1, text);
    } else {
      writer_.paragraph(text);
    }
  }

 private:
  void visit(const Node& node) {
    if (node.dropped) return;
    if (node.is_text()) return inline_.add(spaced(node.text), style_);
    if (node.is("script")) return inline_.add("$" + collapse_spaces(text_below(node)) + "$", {});
    if (is_no_text(node.name) || is_hidden(node)) return;
    if (node.is("br")) return line_break(node);
    if (node.is("img")) return inline_.add(options_.pictures ? picture(node.attribute("alt")) : std::string(), style_);
    if (node.is("math")) return formula(node);
    if (is_block(node.name)) return block(node);
    inline_element(node);
  }

  /// Two breaks in a row end a paragraph, one ends a line.
  void line_break(const Node& node) {
    const Node* next = node.next;
    while (next && next->is_text() && collapse_spaces(next->text).empty()) next = next->next;
    if (next && next->is("br")) {
      flush();
    } else {
      inline_.line_break();
    }
  }

  void formula(const Node& node) {
    const Node* annotation = node.find("annotation");
    bool tex = annotation && annotation->attribute("encoding").find("tex") != std::string_view::npos;
    if (tex) {
      inline_.add("$" + collapse_spaces(text_below(*annotation)) + "$", {});
    } else {
      children(node);
    }
  }

  void inline_element(const Node& node) {
    InlineStyle before = style_;
    if (node.is("b") || node.is("strong")) style_.bold = true;
    if (node.is("code") || node.is("kbd") || node.is("samp") || node.is("tt")) style_.code = true;
    if (node.is("sup")) style_.script = 1;
    if (node.is("sub")) style_.script = -1;
    if (node.is("a") && links_.size() < kMaxLinks && !node.attribute("href").empty()) links_.emplace_back(node.attribute("href"));
    if (node.is("q")) inline_.add("\"", style_);
    children(node);
    if (node.is("q")) inline_.add("\"", style_);
    style_ = before;
  }

  void block(const Node& node) {
    if (int level = heading_level(node.name)) return heading(node, level);
    flush();
    record::Span before = block_;
    InlineStyle style = style_;
    style_ = {};
    block_ = node.bytes;
    if (node.is("pre")) {
      code(node);
    } else if (node.is("table")) {
      table(node);
    } else if (node.is("ul") || node.is("ol") || node.is("menu") || node.is("dir")) {
      list(node);
    } else if (node.is("dl")) {
      definitions(node);
    } else if (node.is("li")) {  // outside of any list
      lone_item(node);
    } else {
      children(node);
      flush();
    }
    block_ = before;
    style_ = style;
  }

  /// A heading inside of an item or a cell is its text.
  void heading(const Node& node, int level) {
    if (item_open_ || options_.in_cell) {
      if (!item_open_) flush();
      children(node);
      return flush();
    }
    flush();
    InlineStyle style = style_;
    style_ = {};
    children(node);
    style_ = style;
    std::string text = inline_.take();
    writer_.at(options_.page, options_.places ? node.bytes : record::Span{});
    writer_.heading(level, text);
  }

  void code(const Node& node) {
    std::string text;
    code_text(node, text);
    item_open_ = false;
    writer_.at(options_.page, options_.places ? node.bytes : record::Span{});
    writer_.code(text, code_language(node));
  }

  void open_item(size_t ordinal) {
    ordinal_ = ordinal;
    item_open_ = true;
  }

  void list(const Node& node) {
    lists_.push_back(node.is("ol"));
    size_t next = 1;
    std::string_view start = node.attribute("start");
    if (!start.empty() && start.size() < 7 && start.find_first_not_of("0123456789") == std::string_view::npos)
      next = static_cast<size_t>(std::stoul(std::string(start)));
    for (const Node* child = node.first; child && !writer_.full(); child = child->next) {
      if (child->is("li") && !child->dropped && !is_hidden(*child)) {
        block_ = child->bytes;
        open_item(lists_.back() ? next++ : 0);
        children(*child);
        flush();
        item_open_ = false;
      } else {
        visit(*child);
      }
    }
    flush();
    lists_.pop_back();
  }

  void lone_item(const Node& node) {
    lists_.push_back(false);
    open_item(0);
    children(node);
    flush();
    item_open_ = false;
    lists_.pop_back();
  }

  /// "- **term**: definition".
  void definitions(const Node& node) {
    lists_.push_back(false);
    std::string term;
    for (const Node* child = node.first; child && !writer_.full(); child = child->next) {
      if (child->is("div")) {
        definition_group(*child, term);
      } else {
        definition(*child, term);
      }
    }
    lone_term(term);
    lists_.pop_back();
  }
  void definition_group(const Node& node, std::string& term) {
    for (const Node* child = node.first; child; child = child->next) definition(*child, term);
  }
  void definition(const Node& node, std::string& term) {
    if (node.dropped) return;
    if (node.is("dt")) {
      lone_term(term);
      children(node);
      term = collapse_spaces(inline_.take());
    } else if (node.is("dd")) {
      open_item(0);
      if (!term.empty()) inline_.add(term.starts_with("**") ? term + ": " : "**" + term + "**: ", {});
      term.clear();
      block_ = node.bytes;
      children(node);
      flush();
      item_open_ = false;
    } else if (!node.is_text()) {
      visit(node);
    }
  }
  void lone_term(std::string& term) {
    if (!term.empty()) writer_.item(lists_.size() - 1, 0, term.starts_with("**") ? term : "**" + term + "**");
    term.clear();
  }

  void table(const Node& node) {
    if (options_.in_cell || is_layout(node)) {
      children(node);
      return flush();
    }
    if (const Node* caption = node.child("caption")) {
      children(*caption);
      flush();
    }
    item_open_ = false;
    auto cell_text = [&](const Node& cell) {
      BlockWriter inner({}, true);
      RenderOptions options = options_;
      options.in_cell = true;
      Renderer renderer(options, inner, links_);
      renderer.children(cell);
      renderer.flush();
      return collapse_spaces(inner.text());
    };
    TableRows rows = table_cells(node, cell_text, kMaxTableBytes);
    writer_.at(options_.page, options_.places ? node.bytes : record::Span{});
    writer_.table(rows);
  }

  static constexpr size_t kMaxTableBytes = 64'000'000;
  const RenderOptions options_;
  BlockWriter& writer_;
  std::vector<std::string>& links_;
  InlineText inline_;
  InlineStyle style_;
  std::vector<bool> lists_;  // ordered?
  size_t ordinal_ = 0;       // of the open item
  bool item_open_ = false;   // its marker is not written yet
  record::Span block_;
};

}  // namespace

void render(const Node& root, const RenderOptions& options, BlockWriter& writer, std::vector<std::string>& links) {
  Renderer renderer(options, writer, links);
  renderer.children(root);
  renderer.flush();
}

}  // namespace jangin::collect::html
