// See docx.h.
#include "collect/readers/docx.h"

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/office/package.h"
#include "collect/readers/office/word_styles.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using namespace office;

constexpr size_t kMaxSpan = 1000;  // columns that one cell may cover

class DocxReader {
 public:
  DocxReader(Package& package, const ReadInput& input) : package_(package), writer_(input.limits) {}

  ReadOutcome read() {
    std::string main = package_.main_part("word/document.xml");
    auto document = package_.xml(main);
    if (!document) return std::unexpected(document.error());
    relationships_ = package_.relationships(main);
    read_definitions();
    Reading reading;
    package_.read_properties(reading.metadata);
    const Node* body = document->root()->find("body");
    if (!body) return read_failure("damaged", main + " has no body");
    blocks(*body);
    notes();
    return writer_.finish(std::move(reading), links_);
  }

 private:
  /// The tree of the part that a relationship of this type names; nullopt: none.
  std::optional<Tree> part(std::string_view type) {
    for (const auto& [id, relationship] : relationships_) {
      if (relationship.type != type || relationship.external || !package_.has(relationship.target)) continue;
      if (auto tree = package_.xml(relationship.target)) return std::move(*tree);
    }
    return std::nullopt;
  }

  void read_definitions() {
    if (auto tree = part("styles"); tree && tree->root()->first) styles_.read(*tree->root()->first);
    if (auto tree = part("numbering"); tree && tree->root()->first) numbering_.read(*tree->root()->first);
  }

  void blocks(const Node& parent) {
    visit_children(parent, [&](const Node& node) {
      if (writer_.full()) return;
      if (node.is("p")) {
        paragraph(node);
      } else if (node.is("tbl")) {
        table(node);
      } else if (node.is("sdt")) {
        if (const Node* content = node.child("sdtContent")) blocks(*content);
      } else if (node.is("customXml") || node.is("ins") || node.is("moveTo") || node.is("smartTag")) {
        blocks(node);
      }
    });
  }

  void paragraph(const Node& node) {
    const Node* properties = node.child("pPr");
    const Node* style_node = properties ? properties->child("pStyle") : nullptr;
    std::string_view style = style_node ? style_node->attribute("val") : std::string_view();
    InlineText text;
    std::vector<const Node*> boxes;
    runs(node, text, boxes);
    std::string line = text.take();
    int level = styles_.heading_level(style);
    const Node* outline = properties ? properties->child("outlineLvl") : nullptr;
    if (outline)
      level = number(outline->attribute("val"), 9) < 9 ? static_cast<int>(std::clamp<int64_t>(number(outline->attribute("val")) + 1, 1, 6)) : level;
    if (!collapse_spaces(line).empty()) {
      auto [list, depth] = list_of(properties, style);
      WordNumbering::Marker marker = list > 0 ? numbering_.next(list, depth) : WordNumbering::Marker{};
      if (level > 0 && cell_depth_ == 0) {
        writer_.heading(level, (marker.ordinal == 0 ? "" : marker.label.empty() ? std::to_string(marker.ordinal) + ". " : marker.label + " ") + line);
      } else if (marker.is_item) {
        bool labelled = !marker.label.empty();
        base_depth_ = in_list_ ? std::min(base_depth_, depth) : depth;  // a list may begin at any level
        writer_.item(static_cast<size_t>(std::clamp<int64_t>(depth - base_depth_, 0, 9)), labelled ? 0 : marker.ordinal,
                     labelled ? marker.label + " " + line : line);
      } else {
        writer_.paragraph(line);
      }
      in_list_ = level == 0 && marker.is_item;
    }
    for (const Node* box : boxes) blocks(*box);
    for (const std::string& chart : std::exchange(charts_, {})) write_chart(chart);
  }

  std::pair<int64_t, int64_t> list_of(const Node* properties, std::string_view style) const {
    const Node* list = properties ? properties->child("numPr") : nullptr;
    auto [id, level] = styles_.list(style);
    if (list && list->child("numId")) id = number(list->child("numId")->attribute("val"), -1);
    if (list && list->child("ilvl")) level = number(list->child("ilvl")->attribute("val"));
    return {id, level};
  }

  void runs(const Node& parent, InlineText& text, std::vector<const Node*>& boxes) {
    visit_children(parent, [&](const Node& node) {
      if (node.is("r")) {
        run(node, text, boxes);
      } else if (node.is("hyperlink") || node.is("ins") || node.is("smartTag") || node.is("fldSimple") || node.is("moveTo") || node.is("bdo") ||
                 node.is("dir")) {
        note_link(node);
        runs(node, text, boxes);
      } else if (node.is("sdt")) {
        if (const Node* content = node.child("sdtContent")) runs(*content, text, boxes);
      } else if (node.is("oMath")) {
        text.add("$" + formula(node) + "$");
      } else if (node.is("oMathPara")) {
        runs(node, text, boxes);
      }
    });
  }

  void note_link(const Node& node) {
    auto at = relationships_.find(std::string(node.attribute("r:id")));
    if (at != relationships_.end() && at->second.external && links_.size() < 5000) links_.push_back(at->second.target);
  }

  void run(const Node& node, InlineText& text, std::vector<const Node*>& boxes) {
    InlineStyle style;
    if (const Node* properties = node.child("rPr")) {
      if (is_on(properties->child("vanish"))) return;
      style.bold = is_on(properties->child("b"));
      const Node* align = properties->child("vertAlign");
      std::string_view value = align ? align->attribute("val") : std::string_view();
      style.script = value == "superscript" ? 1 : value == "subscript" ? -1 : 0;
    }
    visit_children(node, [&](const Node& child) {
      if (child.is("t")) text.add(text_below(child), style);
      if (child.is("tab") || child.is("ptab")) text.add(" ", style);
      if (child.is("cr") || (child.is("br") && child.attribute("type") != "page")) text.line_break();
      if (child.is("noBreakHyphen")) text.add("-", style);
      if (child.is("sym")) symbol(child, text, style);
      if (child.is("footnoteReference")) note_mark("footnotes", child, text);
      if (child.is("endnoteReference")) note_mark("endnotes", child, text);
      if (child.is("drawing") || child.is("pict") || child.is("object")) drawing(child, text, boxes);
    });
  }

  /// A character of a symbol font lies in a private area; only those outside of it mean the same everywhere.
  static void symbol(const Node& node, InlineText& text, InlineStyle style) {
    std::string_view hex = node.attribute("char");
    uint32_t code = 0;
    std::from_chars(hex.data(), hex.data() + hex.size(), code, 16);
    std::string out;
    if (code >= 0x20 && code < 0xd800) text::append_utf8(out, code);
    text.add(out, style);
  }

  void note_mark(const std::string& kind, const Node& node, InlineText& text) {
    std::string id(node.attribute("id"));
    notes_.emplace_back(kind, id);
    text.add("[^" + std::to_string(notes_.size()) + "]");
  }

  void drawing(const Node& node, InlineText& text, std::vector<const Node*>& boxes) {
    visit_elements(const_cast<Node&>(node), [&](Node& below) {
      if (below.is("AlternateContent")) {
        visit_children(below, [](const Node&) {});
        if (Node* fallback = below.child("Choice") ? below.child("Fallback") : nullptr) fallback->dropped = true;
      }
      if (below.dropped) return false;
      if (below.is("docPr") || below.is("shape")) {
        text.add(picture(below.is("docPr") ? below.attribute("descr") : below.attribute("alt")));
      }
      if (below.is("oMath")) text.add("$" + formula(below) + "$");
      if (below.is("chart") && !below.attribute("r:id").empty()) charts_.emplace_back(below.attribute("r:id"));
      if (!below.is("txbxContent")) return true;
      boxes.push_back(&below);
      return false;
    });
  }

  void write_chart(const std::string& id) {
    auto at = relationships_.find(id);
    if (at == relationships_.end() || at->second.external || !package_.has(at->second.target)) return;
    auto tree = package_.xml(at->second.target);
    if (!tree) return;
    Chart chart = read_chart(*tree->root());
    writer_.paragraph(chart.title);
    writer_.table(chart.rows);
  }

  std::string cell_text(const Node& cell) {
    BlockWriter outer({});
    std::swap(writer_, outer);
    ++cell_depth_;
    blocks(cell);
    --cell_depth_;
    std::swap(writer_, outer);
    return outer.text();
  }

  void table(const Node& node) {
    TableRows rows;
    std::vector<std::string> above;  // by column: of cells that go on below
    size_t bytes = 0;
    std::vector<const Node*> lines;
    visit_elements(const_cast<Node&>(node), [&](Node& below) {
      if (below.is("tr")) lines.push_back(&below);
      return !below.is("tr") && !below.is("tbl");
    });
    for (const Node* line : lines) {
      if (bytes > kMaxTableBytes || rows.size() * 64 > kMaxTableBytes) break;
      table_row(*line, rows.emplace_back(), above, bytes);
    }
    if (cell_depth_ == 0) return writer_.table(rows);
    for (const std::vector<std::string>& row : rows) writer_.paragraph(join(row, " "));
  }

  void table_row(const Node& line, std::vector<std::string>& row, std::vector<std::string>& above, size_t& bytes) {
    const Node* properties = line.child("trPr");
    const Node* before = properties ? properties->child("gridBefore") : nullptr;
    if (before) row.resize(static_cast<size_t>(std::clamp<int64_t>(number(before->attribute("val")), 0, kMaxSpan)));
    visit_elements(const_cast<Node&>(line), [&](Node& cell) {
      if (!cell.is("tc")) return cell.is("sdt") || cell.is("sdtContent") || cell.is("customXml");
      const Node* looks = cell.child("tcPr");
      const Node* span = looks ? looks->child("gridSpan") : nullptr;
      const Node* merge = looks ? looks->child("vMerge") : nullptr;
      bool goes_on = merge && merge->attribute("val") != "restart";
      std::string text = goes_on && row.size() < above.size() ? above[row.size()] : cell_text(cell);
      auto columns = static_cast<size_t>(std::clamp<int64_t>(span ? number(span->attribute("val"), 1) : 1, 1, kMaxSpan));
      for (size_t i = 0; i < columns && bytes <= kMaxTableBytes; ++i) {
        if (above.size() <= row.size()) above.resize(row.size() + 1);
        above[row.size()] = text;
        row.push_back(text);
        bytes += text.size();
      }
      return false;
    });
  }

  void notes() {
    for (std::string kind : {"footnotes", "endnotes"}) {
      auto tree = part(kind);
      if (!tree) continue;
      std::map<std::string, const Node*> by_id;
      visit_elements(*tree->root(), [&](Node& node) {
        if (node.is("footnote") || node.is("endnote")) by_id[std::string(node.attribute("id"))] = &node;
        return node.is("footnotes") || node.is("endnotes");
      });
      for (size_t i = 0; i < notes_.size() && i < kMaxNotes; ++i) {
        auto at = notes_[i].first == kind ? by_id.find(notes_[i].second) : by_id.end();
        if (at != by_id.end()) writer_.paragraph("[^" + std::to_string(i + 1) + "]: " + collapse_spaces(cell_text(*at->second)));
      }
    }
    auto tree = part("comments");
    if (!tree) return;
    visit_elements(*tree->root(), [&](Node& node) {
      if (node.is("comment")) {
        std::string text = collapse_spaces(cell_text(node)), author = collapse_spaces(node.attribute("author"));
        if (!text.empty()) writer_.paragraph("> " + (author.empty() ? "" : author + ": ") + text);
      }
      return !node.is("comment");
    });
  }

  static constexpr size_t kMaxTableBytes = 64'000'000, kMaxNotes = 100'000;
  Package& package_;
  BlockWriter writer_;
  WordStyles styles_;
  WordNumbering numbering_;
  std::map<std::string, Relationship> relationships_;
  std::vector<std::pair<std::string, std::string>> notes_;  // kind and id, in the order of their marks
  std::vector<std::string> charts_, links_;
  int64_t base_depth_ = 0;  // of the list being written
  bool in_list_ = false;
  int cell_depth_ = 0;  // tables in cells are written as lines
};

}  // namespace

ReadOutcome read_docx(const ReadInput& input) {
  auto package = Package::open(input);
  if (!package) return std::unexpected(package.error());
  return DocxReader(*package, input).read();
}

}  // namespace jangin::collect
