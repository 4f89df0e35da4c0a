// See pptx.h.
#include "collect/readers/pptx.h"

#include <algorithm>

#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/office/package.h"

namespace jangin::collect {
namespace {

using namespace office;

constexpr size_t kMaxSpan = 1000;

/// What kind of place of the layout a shape fills; empty: none.
std::string_view placeholder(const Node& shape) {
  const Node* properties = shape.child("nvSpPr");
  const Node* inner = properties ? properties->child("nvPr") : nullptr;
  const Node* place = inner ? inner->child("ph") : nullptr;
  if (!place) return {};
  std::string_view type = place->attribute("type");
  return type.empty() ? "body" : type;
}

class PptxReader {
 public:
  PptxReader(Package& package, const ReadInput& input) : package_(package), writer_(input.limits) {}

  ReadOutcome read(const ReadInput& input) {
    std::string main = package_.main_part("ppt/presentation.xml");
    auto presentation = package_.xml(main);
    if (!presentation) return std::unexpected(presentation.error());
    auto parts = package_.relationships(main);
    Reading reading;
    package_.read_properties(reading.metadata);
    const Node* list = presentation->root()->find("sldIdLst");
    std::string unreadable;
    for (const Node* id = list ? list->first : nullptr; id && !writer_.full(); id = id->next) {
      if (!id->is("sldId")) continue;
      if (++reading.pages > input.limits.max_pages) return read_failure("too_large", "more slides than max_pages");
      auto at = parts.find(std::string(id->attribute("r:id")));
      if (at != parts.end() && slide(at->second.target, reading.pages)) continue;
      unreadable += (unreadable.empty() ? "" : ", ") + std::to_string(reading.pages);
    }
    if (!unreadable.empty()) reading.metadata["unreadable_pages"] = unreadable;
    return writer_.finish(std::move(reading), links_);
  }

 private:
  bool slide(const std::string& part, uint32_t page) {
    auto tree = package_.xml(part);
    if (!tree) return false;
    relationships_ = package_.relationships(part);
    writer_.at(page, {});
    const Node* shapes = tree->root()->find("spTree");
    if (shapes) title_first(*shapes);
    for (const auto& [id, relationship] : relationships_) {
      if (relationship.external && links_.size() < 5000) links_.push_back(relationship.target);
      if (relationship.type == "notesSlide" && package_.has(relationship.target)) notes(relationship.target);
      if (relationship.type == "comments" && package_.has(relationship.target)) comments(relationship.target);
    }
    return true;
  }

  /// The title stands first, wherever it lies in the drawing order.
  void title_first(const Node& shapes) {
    visit_children(shapes, [&](const Node& shape) {
      std::string_view place = shape.is("sp") ? placeholder(shape) : std::string_view();
      if (place != "title" && place != "ctrTitle") return;
      std::string text;
      if (const Node* body = shape.child("txBody")) {
        visit_children(*body, [&](const Node& node) {
          if (node.is("p")) text += paragraph_text(node) + " ";
        });
      }
      writer_.heading(1, text);
    });
    shapes_of(shapes);
  }

  void shapes_of(const Node& parent) {
    visit_children(parent, [&](const Node& node) {
      if (writer_.full()) return;
      if (node.is("grpSp")) return shapes_of(node);
      if (node.is("sp") || node.is("cxnSp")) return shape(node);
      if (node.is("graphicFrame")) return frame(node);
      const Node* name = node.is("pic") ? node.find("cNvPr") : nullptr;
      if (name) writer_.paragraph(picture(name->attribute("descr")));
    });
  }

  void shape(const Node& node) {
    std::string_view place = placeholder(node);
    if (place == "title" || place == "ctrTitle" || place == "sldNum" || place == "dt" || place == "ftr" || place == "hdr") return;
    if (const Node* body = node.child("txBody")) paragraphs(*body, place == "body" || place == "obj");
  }

  /// Paragraphs of a text body. In places for lists each is an item unless it says that it has no bullet.
  void paragraphs(const Node& body, bool list_place) {
    std::vector<size_t> counts(10);
    visit_children(body, [&](const Node& node) {
      if (!node.is("p")) return;
      std::string text = paragraph_text(node);
      if (collapse_spaces(text).empty()) return;
      const Node* properties = node.child("pPr");
      auto level = static_cast<size_t>(std::clamp<int64_t>(properties ? number(properties->attribute("lvl")) : 0, 0, 8));
      bool numbered = properties && properties->child("buAutoNum");
      bool none = properties && properties->child("buNone");
      bool bullet = numbered || (properties && (properties->child("buChar") || properties->child("buBlip"))) || level > 0 || list_place;
      if (!bullet || none) {
        std::fill(counts.begin(), counts.end(), 0);
        return writer_.paragraph(text);
      }
      std::fill(counts.begin() + static_cast<std::ptrdiff_t>(level) + 1, counts.end(), 0);
      size_t start =
          numbered ? static_cast<size_t>(std::clamp<int64_t>(number(properties->child("buAutoNum")->attribute("startAt"), 1), 1, 32767)) : 0;
      counts[level] = numbered ? std::max(counts[level] + 1, start) : 0;
      writer_.item(level, counts[level], text);
    });
  }

  std::string paragraph_text(const Node& paragraph) {
    InlineText text;
    visit_children(paragraph, [&](const Node& node) {
      if (node.is("br")) text.line_break();
      if (node.is("m") || node.is("oMath") || node.is("oMathPara")) text.add("$" + formula(node) + "$");
      if (!node.is("r") && !node.is("fld")) return;
      InlineStyle style;
      if (const Node* looks = node.child("rPr")) {
        std::string_view bold = looks->attribute("b");
        style.bold = bold == "1" || bold == "true";
        int64_t raised = number(looks->attribute("baseline"));
        style.script = raised > 0 ? 1 : raised < 0 ? -1 : 0;
      }
      if (const Node* run = node.child("t")) text.add(text_below(*run), style);
    });
    return text.take();
  }

  void frame(const Node& node) {
    if (const Node* grid = node.find("tbl")) return table(*grid);
    const Node* chart = node.find("chart");
    if (!chart) return;
    auto at = relationships_.find(std::string(chart->attribute("r:id")));
    if (at == relationships_.end() || !package_.has(at->second.target)) return;
    auto tree = package_.xml(at->second.target);
    if (!tree) return;
    Chart drawn = read_chart(*tree->root());
    writer_.paragraph(drawn.title);
    writer_.table(drawn.rows);
  }

  /// Cells that a neighbour covers (hMerge, vMerge) repeat its text.
  void table(const Node& grid) {
    TableRows rows;
    size_t bytes = 0;
    for (const Node* line = grid.first; line && bytes < kMaxTableBytes; line = line->next) {
      if (!line->is("tr")) continue;
      std::vector<std::string> row;
      for (const Node* cell = line->first; cell && row.size() < kMaxSpan; cell = cell->next) {
        if (!cell->is("tc")) continue;
        std::string text;
        if (is_set(*cell, "hMerge") && !row.empty()) {
          text = row.back();
        } else if (is_set(*cell, "vMerge") && !rows.empty() && rows.back().size() > row.size()) {
          text = rows.back()[row.size()];
        } else if (const Node* body = cell->child("txBody")) {
          visit_children(*body, [&](const Node& node) {
            if (node.is("p")) text += paragraph_text(node) + " ";
          });
        }
        bytes += text.size();
        row.push_back(std::move(text));
      }
      rows.push_back(std::move(row));
    }
    writer_.table(rows);
  }

  static bool is_set(const Node& node, std::string_view name) {
    std::string_view value = node.attribute(name);
    return value == "1" || value == "true";
  }

  void notes(const std::string& part) {
    auto tree = package_.xml(part);
    const Node* shapes = tree ? tree->root()->find("spTree") : nullptr;
    if (!shapes) return;
    visit_children(*shapes, [&](const Node& shape) {
      if (!shape.is("sp") || placeholder(shape) != "body") return;
      const Node* body = shape.child("txBody");
      if (!body) return;
      bool first = true;
      visit_children(*body, [&](const Node& node) {
        std::string text = node.is("p") ? paragraph_text(node) : std::string();
        if (collapse_spaces(text).empty()) return;
        writer_.paragraph((first ? "**Note:** " : "") + text);
        first = false;
      });
    });
  }

  void comments(const std::string& part) {
    auto tree = package_.xml(part);
    if (!tree) return;
    visit_elements(*tree->root(), [&](Node& node) {
      if (node.is("cm")) {
        const Node* text = node.find("text") ? node.find("text") : node.find("t");
        if (text) writer_.paragraph("> " + collapse_spaces(text_below(*text)));
      }
      return !node.is("cm");
    });
  }

  static constexpr size_t kMaxTableBytes = 64'000'000;
  Package& package_;
  BlockWriter writer_;
  std::map<std::string, Relationship> relationships_;
  std::vector<std::string> links_;
};

}  // namespace

ReadOutcome read_pptx(const ReadInput& input) {
  auto package = Package::open(input);
  if (!package) return std::unexpected(package.error());
  return PptxReader(*package, input).read(input);
}

}  // namespace jangin::collect
