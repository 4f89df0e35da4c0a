// See hwpx.h. Element names as in KS X 6101: hp:p, hp:run, hp:t, hp:tbl; references by id into Contents/header.xml.
#include "collect/readers/hwpx.h"

#include <algorithm>
#include <set>

#include "collect/readers/block_writer.h"
#include "collect/readers/office/hangul.h"
#include "collect/readers/office/package.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using namespace office;

class HwpxReader {
 public:
  HwpxReader(ZipArchive& zip, const ReadInput& input) : zip_(zip), writer_(input.limits) {}

  ReadOutcome read() {
    Reading reading;
    std::vector<std::string> sections = section_names(reading.metadata);
    if (sections.empty()) return read_failure("damaged", "the archive holds no section (Contents/section0.xml)");
    read_looks();
    for (const std::string& name : sections) {
      auto bytes = zip_.read(name);
      if (!bytes) return std::unexpected(bytes.error());
      auto tree = parse_xml(*bytes);
      if (!tree) return read_failure(tree.error().reason, name + ": " + tree.error().detail);
      for (const Node* root = tree->root()->first; root; root = root->next) paragraphs(*root);
    }
    for (size_t i = 0; i < notes_.size(); ++i) writer_.paragraph("[^" + std::to_string(i + 1) + "]: " + notes_[i]);
    return writer_.finish(std::move(reading));
  }

 private:
  /// The spine of Contents/content.hpf; without one the sections by number.
  std::vector<std::string> section_names(std::map<std::string, std::string>& metadata) {
    std::vector<std::string> out;
    std::string name = "Contents/content.hpf";
    auto bytes = zip_.has(name) ? zip_.read(name) : std::string();
    auto tree = bytes && !bytes->empty() ? parse_xml(*bytes) : std::expected<Tree, ReadFailure>(Tree());
    if (tree) {
      std::map<std::string, std::string> by_id;
      const Node* manifest = tree->root()->find("manifest");
      for (const Node* item = manifest ? manifest->first : nullptr; item; item = item->next)
        by_id[std::string(item->attribute("id"))] = item->attribute("href");
      const Node* spine = tree->root()->find("spine");
      for (const Node* item = spine ? spine->first : nullptr; item; item = item->next) {
        std::string href = by_id[std::string(item->attribute("idref"))];
        if (href.find("section") != std::string::npos && zip_.has(zip_path("", href))) out.push_back(zip_path("", href));
      }
      const Node* about = tree->root()->find("metadata");
      const Node* title = about ? about->child("title") : nullptr;
      std::string text = title ? text::nfc(collapse_spaces(text_below(*title))) : std::string();
      if (!text.empty() && text.size() < 2000) metadata["title"] = text;
    }
    for (size_t i = 0; out.size() == i && zip_.has("Contents/section" + std::to_string(i) + ".xml"); ++i)
      out.push_back("Contents/section" + std::to_string(i) + ".xml");
    return out;
  }

  void read_looks() {
    auto bytes = zip_.has("Contents/header.xml") ? zip_.read("Contents/header.xml") : std::string();
    if (!bytes || bytes->empty()) return;
    auto tree = parse_xml(*bytes);
    if (!tree) return;
    visit_elements(*tree->root(), [&](Node& node) {
      std::string id(node.attribute("id"));
      if (node.is("charPr")) {
        InlineStyle style;
        style.bold = node.child("bold") != nullptr;
        style.script = node.child("supscript") ? 1 : node.child("subscript") ? -1 : 0;
        styles_[id] = style;
      } else if (node.is("paraPr")) {
        if (const Node* heading = node.find("heading"))
          lists_.define(id, heading->attribute("type"), number(heading->attribute("level")), std::string(heading->attribute("idRef")));
      }
      return !node.is("charPr") && !node.is("paraPr");
    });
  }

  void paragraphs(const Node& parent) {
    for (const Node* node = parent.first; node && !writer_.full(); node = node->next) {
      if (node->is("p")) paragraph(*node);
    }
  }

  /// Tables, boxes and the like stand behind the text of the paragraph that holds them.
  void paragraph(const Node& node) {
    InlineText text;
    std::vector<const Node*> objects;
    for (const Node* run = node.first; run; run = run->next) {
      if (!run->is("run")) continue;
      auto style = styles_.find(std::string(run->attribute("charPrIDRef")));
      for (const Node* part = run->first; part; part = part->next) {
        if (part->is("t")) {
          text_run(*part, text, style == styles_.end() ? InlineStyle{} : style->second);
        } else if (part->is("equation")) {
          const Node* script = part->child("script");
          if (script) text.add("$" + collapse_spaces(text_below(*script)) + "$");
        } else if (part->is("ctrl")) {
          note(*part, text);
        } else if (!part->is_text() && !part->is("secPr")) {
          objects.push_back(part);
        }
      }
    }
    lists_.write(std::string(node.attribute("paraPrIDRef")), text.take(), writer_);
    for (const Node* object : objects) visit_object(*object);
  }

  static void text_run(const Node& node, InlineText& text, InlineStyle style) {
    for (const Node* part = node.first; part; part = part->next) {
      if (part->is_text()) text.add(part->text, style);
      if (part->is("lineBreak")) text.line_break();
      if (part->is("tab") || part->is("nbSpace") || part->is("fwSpace")) text.add(" ", style);
      if (part->is("hyphen")) text.add("-", style);
      if (part->is("insertBegin") || part->is("insertEnd")) continue;
    }
  }

  void note(const Node& control, InlineText& text) {
    for (const Node* node = control.first; node; node = node->next) {
      if (!node->is("footNote") && !node->is("endNote")) continue;
      size_t index = notes_.size();
      notes_.emplace_back();
      std::string inside = collapse_spaces(text_of_list(*node));
      notes_[index] = inside;
      text.add("[^" + std::to_string(index + 1) + "]");
    }
  }

  void visit_object(const Node& node) {
    if (node.is("tbl")) return table(node);
    visit_elements(const_cast<Node&>(node), [&](Node& below) {
      if (below.is("tbl")) table(below);
      if (below.is("subList")) paragraphs(below);
      return !below.is("tbl") && !below.is("subList") && !below.is("shapeComment");
    });
  }

  std::string text_of_list(const Node& node) {
    const Node* list = node.find("subList");
    if (!list) return {};
    BlockWriter outer({}, true);
    std::swap(writer_, outer);
    paragraphs(*list);
    std::swap(writer_, outer);
    return outer.text();
  }

  void table(const Node& node) {
    HangulTable grid;
    visit_elements(const_cast<Node&>(node), [&](Node& below) {
      if (!below.is("tc")) return below.is("tr");
      const Node* place = below.child("cellAddr");
      const Node* span = below.child("cellSpan");
      if (place) {
        grid.put(number(place->attribute("rowAddr")), number(place->attribute("colAddr")), span ? number(span->attribute("rowSpan"), 1) : 1,
                 span ? number(span->attribute("colSpan"), 1) : 1, collapse_spaces(text_of_list(below)));
      }
      return false;
    });
    grid.write(writer_);
  }

  ZipArchive& zip_;
  BlockWriter writer_;
  HangulLists lists_;
  std::map<std::string, InlineStyle> styles_;
  std::vector<std::string> notes_;
};

}  // namespace

ReadOutcome read_hwpx(const ReadInput& input) {
  auto zip = ZipArchive::open(input.bytes);
  if (!zip) return std::unexpected(zip.error());
  if (zip->has("META-INF/manifest.xml")) {
    auto manifest = zip->read("META-INF/manifest.xml");
    if (manifest && manifest->find("encryption-data") != std::string::npos)
      return read_failure("encrypted", "the document is protected by a password");
  }
  return HwpxReader(*zip, input).read();
}

}  // namespace jangin::collect
