// Canonical Markdown under construction, for readers of formats that know their blocks (HTML, office documents, e-mail, tables). Each kind
// of block is written as readers/pdf/render.h says. Text given in may hold any valid UTF-8; it comes out NFC, without control characters.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collect/reader.h"

namespace jangin::collect {

/// How a piece of text looks.
struct InlineStyle {
  bool bold = false, code = false;
  int script = 0;  // 1 raised, -1 lowered
  bool operator==(const InlineStyle&) const = default;
};
/// Text of a paragraph from pieces with their looks: spaces collapsed, marks put around words and not around spaces.
class InlineText {
 public:
  void add(std::string_view text, InlineStyle style = {});
  void line_break() { add("\n", {}); }
  bool empty() const;
  /// The text, its line breaks kept as "\n"; and starts anew.
  std::string take();

 private:
  struct Run {
    std::string text;
    InlineStyle style;
  };
  std::vector<Run> runs_;
};

/// Rows of cells; short rows are filled up with empty cells.
using TableRows = std::vector<std::vector<std::string>>;

class BlockWriter {
 public:
  /// `cell`: the text of a table's cell or a note, in which headings are paragraphs and tables are lines.
  explicit BlockWriter(const ReadLimits& limits, bool cell = false) : limits_(limits), cell_(cell) {}

  /// Where the blocks that follow stand in the source; page 0 and an empty span: unknown.
  void at(uint32_t page, record::Span bytes) { page_ = page, bytes_ = bytes; }

  // Blocks without text are not written.
  void heading(int level, std::string_view text);
  void paragraph(std::string_view text);
  /// `depth` 0: outermost; `ordinal` 0: a bullet.
  void item(size_t depth, size_t ordinal, std::string_view text);
  /// The next item begins a list of its own.
  void end_list() { last_item_ = false; }
  /// A further paragraph of the last item.
  void item_paragraph(size_t depth, std::string_view text);
  void code(std::string_view text, std::string_view language = {});
  /// Empty rows and columns at the end are cut; a table of one cell is a paragraph.
  void table(const TableRows& rows);

  /// Canonical text of another document (an attachment).
  void append(std::string_view canonical);

  bool empty() const { return text_.empty(); }
  size_t size() const { return text_.size(); }
  /// More than limits.max_text_bytes: what follows is not written any more.
  bool full() const { return full_; }
  /// The text so far, without end of line.
  const std::string& text() const { return text_; }

  /// Fills text, places, title (metadata "title", first heading, file's name). Failures: too_large, no_text.
  ReadOutcome finish(Reading reading, const std::vector<std::string>& link_targets = {});

 private:
  void block(std::string_view canonical, bool tight);
  ReadLimits limits_;
  std::string text_;
  std::vector<record::TextPlace> places_;
  record::Span bytes_;
  uint32_t page_ = 0;
  bool last_item_ = false, full_ = false, cell_ = false;
};

/// "![text]()" of a picture's alternative text; empty when that is a file's name or was made by a machine.
std::string picture(std::string_view alternative);

/// A line that Markdown would take for a heading or a fence gets a backslash.
std::string escape_line(std::string_view line);

}  // namespace jangin::collect
