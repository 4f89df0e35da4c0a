// See sheet.h.
#include "collect/readers/office/sheet.h"

#include <algorithm>
#include <chrono>
#include <cmath>

#include <fmt/format.h>

namespace jangin::collect::office {
namespace {

constexpr int kMaxCuts = 12;              // rows, columns, rows, … of one block
constexpr uint64_t kMaxGrid = 8'000'000;  // places of one table, empty ones too

using Cells = std::vector<Cell>;

/// Parts that an empty row (or column) divides, in order; one part: there is none.
std::vector<Cells> cut(Cells cells, bool rows) {
  auto at = [&](const Cell& cell) { return rows ? cell.row : cell.column; };
  std::stable_sort(cells.begin(), cells.end(), [&](const Cell& a, const Cell& b) { return at(a) < at(b); });
  std::vector<Cells> parts;
  uint32_t last = 0;
  for (Cell& cell : cells) {
    if (parts.empty() || at(cell) > last + 1) parts.emplace_back();
    last = at(cell);
    parts.back().push_back(std::move(cell));
  }
  return parts;
}

void write_block(Cells cells, BlockWriter& writer) {
  uint32_t top = UINT32_MAX, left = UINT32_MAX, bottom = 0, right = 0;
  for (const Cell& cell : cells) {
    top = std::min(top, cell.row), bottom = std::max(bottom, cell.row);
    left = std::min(left, cell.column), right = std::max(right, cell.column);
  }
  uint64_t height = uint64_t{bottom} - top + 1, width = uint64_t{right} - left + 1;
  TableRows rows;
  if (height * width <= kMaxGrid) {
    rows.assign(height, std::vector<std::string>(width));
    for (Cell& cell : cells) rows[cell.row - top][cell.column - left] = std::move(cell.text);
  } else {  // far more places than cells: one row of what is there for each
    std::stable_sort(cells.begin(), cells.end(), [](const Cell& a, const Cell& b) { return a.row != b.row ? a.row < b.row : a.column < b.column; });
    uint32_t last = UINT32_MAX;
    for (Cell& cell : cells) {
      if (rows.empty() || cell.row != last) rows.emplace_back();
      last = cell.row;
      rows.back().push_back(std::move(cell.text));
    }
  }
  writer.table(rows);
}

void write_parts(Cells cells, bool rows, int cuts, bool whole, BlockWriter& writer) {
  if (writer.full()) return;
  if (cuts == kMaxCuts) return write_block(std::move(cells), writer);
  std::vector<Cells> parts = cut(std::move(cells), rows);
  if (parts.size() == 1 && whole) return write_block(std::move(parts[0]), writer);
  for (Cells& part : parts) write_parts(std::move(part), !rows, cuts + 1, parts.size() == 1, writer);
}

}  // namespace

void write_cells(std::vector<Cell> cells, BlockWriter& writer) {
  std::erase_if(cells, [](const Cell& cell) { return cell.text.empty(); });
  if (!cells.empty()) write_parts(std::move(cells), true, 0, false, writer);
}

std::string plain_number(double value) { return fmt::format("{:.15g}", value == 0 ? 0.0 : value); }

std::string date_of_serial(double serial) {
  if (!std::isfinite(serial) || serial < 0 || serial >= 2'958'466) return {};
  auto days = static_cast<int64_t>(std::floor(serial));
  auto seconds = static_cast<int64_t>(std::llround((serial - std::floor(serial)) * 86400));
  if (seconds == 86400) {
    seconds = 0;
    ++days;
  }
  std::string time = fmt::format("{:02}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60);
  if (days == 0) return time;
  std::chrono::year_month_day date{std::chrono::sys_days{std::chrono::year{1899} / 12 / 30} + std::chrono::days{days}};
  std::string day =
      fmt::format("{:04}-{:02}-{:02}", static_cast<int>(date.year()), static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return seconds == 0 ? day : day + " " + time;
}

}  // namespace jangin::collect::office
