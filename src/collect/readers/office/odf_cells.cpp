// See odf_cells.h.
#include "collect/readers/office/odf_cells.h"

#include <algorithm>

#include "collect/readers/office/package.h"

namespace jangin::collect::office {
namespace {

constexpr int64_t kMaxRepeated = 1000, kMaxEmptyRepeated = 1 << 20;  // of what has text; what has none may be repeated to the end of the sheet
constexpr size_t kMaxCells = 4'000'000;

size_t repeated(const Node& node, std::string_view name, int64_t most) {
  return static_cast<size_t>(std::clamp<int64_t>(number(node.attribute(name), 1), 1, most));
}

class CellPlacing {
 public:
  CellPlacing(uint64_t max_bytes, const std::function<std::string(const Node&)>& text_of) : max_bytes_(max_bytes), text_of_(text_of) {}

  void add_row(const Node& row) {
    const size_t begin = out_.cells.size();
    size_t column = 0;
    for (const Node* cell = row.first; cell && !out_.too_large; cell = cell->next) {
      if (cell->is("table-cell") || cell->is("covered-table-cell")) column += add_cell(*cell, column);
    }
    const size_t times = repeated(row, "table:number-rows-repeated", kMaxEmptyRepeated), end = out_.cells.size();
    for (size_t t = 1; t < std::min<size_t>(times, kMaxRepeated) && end > begin; ++t) {
      for (size_t i = begin; i < end && !out_.too_large; ++i) put(out_.cells[i].row + t, out_.cells[i].column, std::string(out_.cells[i].text));
    }
    row_ += times;
  }
  OdfCells take() { return std::move(out_); }

 private:
  /// Gives back how many columns it takes.
  size_t add_cell(const Node& cell, size_t column) {
    const std::string text = text_of_(cell);
    const size_t times = repeated(cell, "table:number-columns-repeated", kMaxEmptyRepeated);
    if (text.empty()) return times;
    const size_t wide = std::max(std::min<size_t>(times, kMaxRepeated), repeated(cell, "table:number-columns-spanned", kMaxRepeated));
    const size_t high = repeated(cell, "table:number-rows-spanned", kMaxRepeated);
    for (size_t r = 0; r < high; ++r) {
      for (size_t c = 0; c < wide && !out_.too_large; ++c) put(row_ + r, column + c, text);
    }
    return times;
  }

  void put(size_t row, size_t column, std::string text) {
    bytes_ += text.size();
    out_.cells.push_back({static_cast<uint32_t>(row), static_cast<uint32_t>(column), std::move(text)});
    out_.too_large = out_.cells.size() > kMaxCells || bytes_ > max_bytes_;
  }

  uint64_t max_bytes_;
  const std::function<std::string(const Node&)>& text_of_;
  OdfCells out_;
  uint64_t bytes_ = 0;
  size_t row_ = 0;
};

}  // namespace

OdfCells odf_cells(const Node& table, uint64_t max_bytes, const std::function<std::string(const Node&)>& text_of) {
  CellPlacing placing(max_bytes, text_of);
  visit_elements(const_cast<Node&>(table), [&](Node& line) {
    if (!line.is("table-row")) return line.is("table-rows") || line.is("table-header-rows") || line.is("table-row-group");
    placing.add_row(line);
    return false;
  });
  return placing.take();
}

}  // namespace jangin::collect::office
