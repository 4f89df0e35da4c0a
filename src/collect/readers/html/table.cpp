// See table.h.
#include "collect/readers/html/table.h"

#include <algorithm>
#include <charconv>

#include "collect/readers/html/elements.h"

namespace jangin::collect::html {
namespace {

constexpr size_t kMaxColumns = 1000, kMaxRowsSpanned = 65534, kMaxCells = 4'000'000;
constexpr size_t kLayoutCellBytes = 2000;  // of text: more than a table's cell holds
constexpr size_t kLayoutPartBytes = 500;   // the same where the table holds headings or tables

bool is_cell(const Node& node) { return node.is("td") || node.is("th"); }

/// Rows of this table, not of tables inside it.
void find_rows(const Node& node, std::vector<const Node*>& rows) {
  for (const Node* child = node.first; child; child = child->next) {
    if (child->dropped || is_hidden(*child)) continue;
    if (child->is("tr")) {
      rows.push_back(child);
    } else if (child->is("tbody") || child->is("thead") || child->is("tfoot") || child->is("form")) {
      find_rows(*child, rows);
    }
  }
}

size_t span_of(const Node& cell, std::string_view name, size_t most) {
  std::string_view text = cell.attribute(name);
  size_t value = 1;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::clamp<size_t>(value, 1, most);
}

}  // namespace

bool is_layout(const Node& table) {
  std::string_view role = table.attribute("role");
  if (role == "presentation" || role == "none") return true;
  if (table.find("th") || table.find("caption")) return false;
  bool holds_parts = table.find("table") || table.find("h1") || table.find("h2");
  size_t most = holds_parts ? kLayoutPartBytes : kLayoutCellBytes;
  std::vector<const Node*> rows;
  find_rows(table, rows);
  size_t widest = 0, narrowest = SIZE_MAX;
  for (const Node* row : rows) {
    size_t cells = 0;
    for (const Node* cell = row->first; cell; cell = cell->next) {
      if (!is_cell(*cell)) continue;
      cells += span_of(*cell, "colspan", kMaxColumns);
      if (text_below(*cell).size() > most) return true;
    }
    widest = std::max(widest, cells);
    narrowest = std::min(narrowest, cells);
  }
  return widest <= 1 || (holds_parts && (rows.size() < 2 || narrowest != widest));
}

TableRows table_cells(const Node& table, const std::function<std::string(const Node&)>& cell_text, size_t max_bytes) {
  struct Hanging {
    size_t rows = 0;  // that it still covers
    std::string text;
  };
  std::vector<const Node*> rows;
  find_rows(table, rows);
  std::vector<Hanging> hanging;
  TableRows out;
  size_t bytes = 0, cells = 0;
  for (const Node* row : rows) {
    std::vector<std::string>& line = out.emplace_back();
    auto put = [&](std::string text) {
      bytes += text.size();
      ++cells;
      line.push_back(std::move(text));
    };
    auto fill_hanging = [&] {
      while (line.size() < hanging.size() && hanging[line.size()].rows > 0) {
        Hanging& above = hanging[line.size()];
        --above.rows;
        put(above.text);
      }
    };
    for (const Node* cell = row->first; cell; cell = cell->next) {
      if (!is_cell(*cell) || cell->dropped || is_hidden(*cell)) continue;
      fill_hanging();
      std::string text = cell_text(*cell);
      size_t wide = span_of(*cell, "colspan", kMaxColumns), high = span_of(*cell, "rowspan", kMaxRowsSpanned);
      for (size_t i = 0; i < wide && line.size() < kMaxColumns; ++i) {
        if (hanging.size() <= line.size()) hanging.resize(line.size() + 1);
        hanging[line.size()] = {high - 1, high > 1 ? text : std::string()};
        put(text);
        if (bytes > max_bytes || cells > kMaxCells) return out;
      }
    }
    fill_hanging();
    if (bytes > max_bytes || cells > kMaxCells) return out;
  }
  return out;
}

}  // namespace jangin::collect::html
