// Tables of HTML: which are tables, and their cells as a grid.
#pragma once

#include <functional>
#include <string>

#include "collect/readers/block_writer.h"
#include "collect/readers/tree.h"

namespace jangin::collect::html {

/// Whether the table only places parts of the page: it says so, has one column without head cells or a cell of long text; one that
/// holds tables or headings also when a cell of it is more than a few lines, when it has one row, or rows of unequal width.
bool is_layout(const Node& table);

/// The grid: a cell over several rows and columns stands in each of them (HTML standard, 4.9.12: at most 1,000 columns and 65,534
/// rows). Ends early at `max_bytes` of text.
TableRows table_cells(const Node& table, const std::function<std::string(const Node&)>& cell_text, size_t max_bytes);

}  // namespace jangin::collect::html
