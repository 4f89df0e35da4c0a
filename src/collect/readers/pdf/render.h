// Blocks → canonical Markdown with places. The one spot that knows how each kind of block is written:
//   heading      "## 11.4.13 Modal Groups"
//   item         "- text", "  - text" one level down, "7. text"; other enumerators stay in the text: "- 가. text"
//   definition   "- **term**: text"
//   admonition   "**Note:** text"
//   listing      fenced by ```, lines and indentation kept
//   table        pipe table, first row as head; a cell over several rows or columns is repeated in each; line breaks become spaces
//   footnote     "[^1]: text", its mark in the text "[^1]"
// Bold is **bold**, monospace `code`; italics are plain. Raised and lowered digits become ² and ₂. Nothing is escaped but "|" in tables.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/blocks.h"
#include "record/records.h"

namespace jangin::collect::pdf {

class MarkdownWriter {
 public:
  MarkdownWriter(const Vocabulary& vocabulary, const std::vector<Font>& fonts, const Measures& measures)
      : vocabulary_(vocabulary), fonts_(fonts), measures_(measures) {}

  void write(const Block& block);
  /// The text so far, NFC; ends in a newline. Moves it out.
  std::string take_text();
  std::vector<record::TextPlace> take_places() { return std::move(places_); }
  size_t size() const { return text_.size(); }

 private:
  void begin(bool tight);
  /// Lines joined by the vocabulary's rules; one place a line. `plain`: no bold or code marks.
  /// `title`: the lines break between words.
  void lines(const std::vector<Line>& lines, bool plain, bool title = false);
  std::string inline_text(const std::vector<Glyph>& glyphs, bool plain) const;
  void code(const Block& block);
  void table(const Table& table);
  void place(size_t begin, const Line& line);
  void place(size_t begin, uint32_t page, const Box& box);

  const Vocabulary& vocabulary_;
  const std::vector<Font>& fonts_;
  const Measures& measures_;
  std::string text_;
  std::vector<record::TextPlace> places_;
  bool last_item_ = false;
  int last_level_ = 0;  // of the last list item
  bool last_numbered_ = false;
};

}  // namespace jangin::collect::pdf
