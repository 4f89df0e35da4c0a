// See odf.h.
#include "collect/readers/odf.h"

#include <algorithm>
#include <set>

#include "collect/readers/block_writer.h"
#include "collect/readers/office/odf_cells.h"
#include "collect/readers/office/odf_lists.h"
#include "collect/readers/office/package.h"
#include "collect/readers/office/sheet.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using office::number;

constexpr size_t kMaxGrid = 4'000'000, kMaxCharts = 1000;

class OdfReader {
 public:
  OdfReader(ZipArchive& zip, const ReadInput& input)
      : zip_(zip), writer_(input.limits), max_bytes_(input.limits.max_text_bytes), max_pages_(input.limits.max_pages) {}

  ReadOutcome read(const Tree& content, Reading reading) {
    const Node* body = content.root()->find("body");
    if (!body) return read_failure("damaged", "content.xml has no body");
    read_styles(content);
    if (const Node* text = body->child("text")) blocks(*text);
    if (const Node* book = body->child("spreadsheet")) sheets(*book);
    if (const Node* show = body->child("presentation")) slides(*show);
    if (const Node* drawing = body->child("drawing")) slides(*drawing);
    for (size_t i = 0; i < notes_.size(); ++i) writer_.paragraph("[^" + std::to_string(i + 1) + "]: " + notes_[i]);
    if (too_large_ || page_ > max_pages_) return read_failure("too_large", "more cells, text or pages than a document may have");
    reading.pages = page_;
    return writer_.finish(std::move(reading), links_);
  }

 private:
  void read_styles(const Tree& content) {
    const Node* styles = content.root()->find("automatic-styles");
    if (auto bytes = zip_.has("styles.xml") ? zip_.read("styles.xml") : std::string(); bytes && !bytes->empty()) {
      if (auto named = parse_xml(*bytes)) lists_.read_styles(named->root()->find("styles"));
    }
    lists_.read_styles(styles);
    for (const Node* style = styles ? styles->first : nullptr; style; style = style->next) {
      std::string name(style->attribute("style:name"));
      if (const Node* text = style->child("text-properties"); text && text->attribute("fo:font-weight") == "bold") bold_.insert(name);
      if (const Node* text = style->child("text-properties"); text && !text->attribute("style:text-position").empty()) {
        std::string_view position = text->attribute("style:text-position");
        scripts_[name] = position.starts_with("sub") || position.starts_with("-") ? -1 : position.starts_with("0%") ? 0 : 1;
      }
      if (style->attribute("style:parent-style-name") == "Title") titles_.insert(name);
    }
  }

  static int outline_level(const Node& heading) {
    return static_cast<int>(std::clamp<int64_t>(number(heading.attribute("text:outline-level"), 1), 1, 6));
  }

  void blocks(const Node& parent) {
    for (const Node* node = parent.first; node && !writer_.full(); node = node->next) block(*node);
  }

  void block(const Node& node) {
    if (node.is("h")) {
      writer_.heading(outline_level(node), inline_text(node));
    } else if (node.is("p")) {
      std::string style(node.attribute("text:style-name"));
      bool title = style == "Title" || titles_.contains(style);
      std::string text = inline_text(node);
      title ? writer_.heading(1, text) : writer_.paragraph(text);
    } else if (node.is("list")) {
      list(node, 0, {}, false);
      lists_.end(node);
    } else if (node.is("table")) {
      table(node);
    } else if (node.is("tracked-changes") || node.is("table-of-content") || node.is("alphabetical-index") || node.is("forms") ||
               node.is("sequence-decls")) {
      return;
    } else if (node.is("object")) {
      chart(node);
    } else if (!node.is_text()) {
      blocks(node);
    }
    for (const Node* box : std::exchange(boxes_, {})) box->is("object") ? chart(*box) : blocks(*box);
  }

  void list(const Node& node, size_t depth, std::string style, bool inside_empty_item) {
    if (!node.attribute("text:style-name").empty()) style = node.attribute("text:style-name");
    lists_.begin(node, depth, style, inside_empty_item);
    for (const Node* item = node.first; item && !writer_.full(); item = item->next) {
      if (item->is("list-item") || item->is("list-header")) list_item(*item, depth, style);
    }
  }

  void list_item(const Node& item, size_t depth, const std::string& style) {
    bool first = true;
    for (const Node* child = item.first; child; child = child->next) {
      if (child->is("list")) {
        list(*child, depth + 1, style, first);
      } else if (child->is("p") || child->is("h")) {
        std::string text = inline_text(*child);
        if (first && child->is("h")) {
          writer_.heading(outline_level(*child), text);
        } else if (item.is("list-header") && depth == 0) {
          writer_.paragraph(text);
        } else if (first && item.is("list-item")) {
          writer_.item(depth, lists_.count(item, depth, style), text);
        } else {
          writer_.item_paragraph(item.is("list-header") ? depth - 1 : depth, text);
        }
        first = false;
      } else if (!child->is_text()) {
        block(*child);
      }
    }
  }

  std::string inline_text(const Node& node) {
    InlineText text;
    inline_nodes(node, text, {});
    return text.take();
  }

  void inline_nodes(const Node& parent, InlineText& text, InlineStyle style) {
    for (const Node* node = parent.first; node; node = node->next) {
      if (node->is_text()) {
        std::string words(node->text);  // a line end of the file is a space (ODF 1.3, part 3, 6.1.2)
        std::replace(words.begin(), words.end(), '\n', ' ');
        text.add(words, style);
      } else if (node->is("s") || node->is("tab")) {
        text.add(" ", style);
      } else if (node->is("line-break")) {
        text.line_break();
      } else if (node->is("note")) {
        const Node* body = node->child("note-body");
        notes_.push_back(body ? collapse_spaces(text_below(*body)) : std::string());
        text.add("[^" + std::to_string(notes_.size()) + "]");
      } else if (node->is("annotation")) {
        notes_.push_back(collapse_spaces(text_below(*node)));
      } else if (node->is("frame") || node->is("custom-shape") || node->is("g")) {
        shape(*node);
      } else if (!node->is("annotation-end") && !node->is("bookmark")) {
        if (node->is("a") && links_.size() < 5000) links_.emplace_back(node->attribute("xlink:href"));
        InlineStyle inner = style;
        std::string name(node->attribute("text:style-name"));
        if (node->is("span") && bold_.contains(name)) inner.bold = true;
        if (auto at = scripts_.find(name); node->is("span") && at != scripts_.end()) inner.script = at->second;
        inline_nodes(*node, text, inner);
      }
    }
  }

  /// A chart is a document of its own in the archive; it keeps the numbers that it was drawn from as a table.
  void chart(const Node& object) {
    std::string name = zip_path("", object.attribute("xlink:href")) + "/content.xml";
    if (!zip_.has(name) || ++charts_ > kMaxCharts) return;
    auto bytes = zip_.read(name);
    if (!bytes) return;
    auto tree = parse_xml(*bytes);
    const Node* drawn = tree ? tree->root()->find("chart") : nullptr;
    const Node* inner = drawn ? drawn->child("chart") : nullptr;
    if (!drawn) return;
    const Node& plot = inner ? *inner : *drawn;
    if (const Node* title = plot.child("title")) writer_.paragraph(text_below(*title));
    if (const Node* numbers = plot.child("table")) table(*numbers);
  }

  /// Texts and charts in a paragraph's frames follow the paragraph.
  void shape(const Node& node) {
    for (std::string_view inside : {"text-box", "object"}) {
      if (const Node* box = node.child(inside)) boxes_.push_back(box);
    }
    if (!node.is("frame")) boxes_.push_back(&node);
  }

  std::string cell_text(const Node& cell) {
    BlockWriter outer({}, true);
    std::swap(writer_, outer);
    blocks(cell);
    std::swap(writer_, outer);
    return collapse_spaces(outer.text());
  }

  std::vector<office::Cell> cells_of(const Node& table) {
    office::OdfCells found = office::odf_cells(table, max_bytes_, [&](const Node& cell) { return cell_text(cell); });
    too_large_ = too_large_ || found.too_large;
    return std::move(found.cells);
  }

  void table(const Node& node) {
    std::vector<office::Cell> cells = cells_of(node);
    uint32_t rows = 0, columns = 0;
    for (const office::Cell& cell : cells) rows = std::max(rows, cell.row + 1), columns = std::max(columns, cell.column + 1);
    if (uint64_t{rows} * columns > kMaxGrid) return office::write_cells(std::move(cells), writer_);
    TableRows grid(rows, std::vector<std::string>(columns));
    for (office::Cell& cell : cells) grid[cell.row][cell.column] = std::move(cell.text);
    writer_.table(grid);
  }

  void sheets(const Node& book) {
    for (const Node* node = book.first; node && !writer_.full() && page_ <= max_pages_; node = node->next) {
      if (!node->is("table")) continue;
      writer_.at(++page_, {});
      writer_.heading(2, node->attribute("table:name"));
      office::write_cells(cells_of(*node), writer_);
    }
  }

  void slides(const Node& show) {
    for (const Node* page = show.first; page && !writer_.full() && page_ <= max_pages_; page = page->next) {
      if (!page->is("page")) continue;
      writer_.at(++page_, {});
      for (bool titles : {true, false}) {
        for (const Node* node = page->first; node; node = node->next) {
          bool title = node->attribute("presentation:class") == "title";
          if (title != titles) continue;
          title ? writer_.heading(1, text_below(*node)) : slide_part(*node);
        }
      }
    }
  }

  void slide_part(const Node& node) {
    std::string_view kind = node.attribute("presentation:class");
    if (kind == "page-number" || kind == "date-time" || kind == "footer" || kind == "header") return;
    if (node.is("notes")) {
      for (const Node* frame = node.first; frame; frame = frame->next) {
        if (frame->attribute("presentation:class") != "notes") continue;
        std::string text = collapse_spaces(text_below(*frame));
        if (!text.empty()) writer_.paragraph("**Note:** " + text);
      }
    } else if (!node.is_text()) {
      block(node);
    }
  }

  ZipArchive& zip_;
  BlockWriter writer_;
  const uint64_t max_bytes_;
  const uint32_t max_pages_;
  uint32_t page_ = 0;
  size_t charts_ = 0;
  bool too_large_ = false;
  std::set<std::string> bold_, titles_;
  office::OdfLists lists_;
  std::map<std::string, int> scripts_;
  std::vector<std::string> notes_, links_;
  std::vector<const Node*> boxes_;
};

void read_meta(ZipArchive& zip, std::map<std::string, std::string>& metadata) {
  auto bytes = zip.has("meta.xml") ? zip.read("meta.xml") : std::string();
  if (!bytes || bytes->empty()) return;
  auto tree = parse_xml(*bytes);
  const Node* meta = tree ? tree->root()->find("meta") : nullptr;
  for (const Node* node = meta ? meta->first : nullptr; node; node = node->next) {
    std::string value = text::nfc(collapse_spaces(text_below(*node)));
    if (value.empty() || value.size() > 2000) continue;
    for (auto [element, key] :
         {std::pair{"title", "title"}, {"initial-creator", "author"}, {"subject", "subject"}, {"creation-date", "created"}, {"date", "modified"}}) {
      if (node->is(element)) metadata[key] = value;
    }
  }
}

}  // namespace

ReadOutcome read_odf(const ReadInput& input) {
  auto zip = ZipArchive::open(input.bytes);
  if (!zip) return std::unexpected(zip.error());
  if (zip->has("META-INF/manifest.xml")) {
    auto manifest = zip->read("META-INF/manifest.xml");
    if (manifest && manifest->find("encryption-data") != std::string::npos)
      return read_failure("encrypted", "the document is protected by a password");
  }
  auto bytes = zip->read("content.xml");
  if (!bytes) return std::unexpected(bytes.error());
  auto content = parse_xml(*bytes);
  if (!content) return std::unexpected(content.error());
  Reading reading;
  read_meta(*zip, reading.metadata);
  return OdfReader(*zip, input).read(*content, std::move(reading));
}

}  // namespace jangin::collect
