// Where things stand on a page → the order in which a person reads them: running headers and footers found over all pages, columns
// found per page. Works on segments and table boxes; makes no paragraphs.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/lines.h"
#include "collect/readers/pdf/tables.h"

namespace jangin::collect::pdf {

/// One thing in reading order: a line, or a table when `table` is set.
struct Item {
  Line line;
  bool is_table = false;
  Table table;
  Box box() const { return is_table ? table.box : line.box; }
  uint32_t page = 0;
  uint32_t column = 0;  // running number over the document: a new one for each column of each page
  float column_left = 0, column_right = 0;
};

/// What one page holds before it is ordered.
struct PageParts {
  uint32_t number = 0;
  float width = 0, height = 0;
  std::vector<Line> segments;
  std::vector<Table> tables;
  std::vector<Box> fills;
  std::string running_title;  // of the dropped header: the part that names a section; empty: none
};

/// Removes lines that stand at the same place of many pages (page numbers and dates may differ in them). Returns the patterns
/// dropped ("linuxcnc v#.#, page #"), most frequent first, for the document's metadata.
std::vector<std::string> drop_running_lines(std::vector<PageParts>& pages);

/// Reading order of one page; `next_column` numbers the columns of the document.
std::vector<Item> order_page(PageParts page, const std::vector<Font>& fonts, uint32_t& next_column);

}  // namespace jangin::collect::pdf
