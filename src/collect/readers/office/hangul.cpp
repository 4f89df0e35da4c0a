// See hangul.h.
#include "collect/readers/office/hangul.h"

#include <algorithm>

#include "collect/readers/tree.h"
#include "text/unicode.h"

namespace jangin::collect::office {
namespace {

constexpr size_t kHeadingCharacters = 100;
constexpr int64_t kMaxRows = 100'000, kMaxColumns = 1000;
constexpr size_t kMaxTableBytes = 64'000'000;

}  // namespace

void HangulLists::define(const std::string& shape, std::string_view type, int64_t level, const std::string& list) {
  if (type != "NONE" && !type.empty()) shapes_[shape] = {std::string(type), list, static_cast<size_t>(std::clamp<int64_t>(level, 0, 9))};
}

void HangulLists::write(const std::string& shape, const std::string& text, BlockWriter& writer) {
  std::string line = collapse_spaces(text);
  if (line.empty()) return;
  auto at = shapes_.find(shape);
  if (at == shapes_.end()) return writer.paragraph(text);
  const Shape& known = at->second;
  if (known.type == "OUTLINE" && text::count_code_points(line) <= kHeadingCharacters)
    return writer.heading(static_cast<int>(std::min<size_t>(known.level + 1, 6)), line);
  std::vector<size_t>& counts = counts_[known.list];
  counts.resize(known.level + 1);
  if (known.type == "NUMBER") return writer.item(known.level, ++counts[known.level], text);
  if (known.type == "BULLET") return writer.item(known.level, 0, text);
  writer.paragraph(text);
}

void HangulTable::put(int64_t row, int64_t column, int64_t rows, int64_t columns, const std::string& text) {
  if (row < 0 || column < 0) return;
  int64_t bottom = std::min(row + std::clamp<int64_t>(rows, 1, kMaxRows), kMaxRows),
          right = std::min(column + std::clamp<int64_t>(columns, 1, kMaxColumns), kMaxColumns);
  for (int64_t r = row; r < bottom; ++r) {
    for (int64_t c = column; c < right; ++c) {
      auto y = static_cast<size_t>(r), x = static_cast<size_t>(c);
      // Places that nothing was put into take memory, too.
      const size_t fresh_rows = rows_.size() <= y ? y + 1 - rows_.size() : 0, fresh = (fresh_rows > 0         ? x + 1
                                                                                       : rows_[y].size() <= x ? x + 1 - rows_[y].size()
                                                                                                              : 0);
      const size_t more = fresh_rows * sizeof(TableRows::value_type) + fresh * sizeof(std::string) + text.size();
      if (bytes_ + more > kMaxTableBytes) return;
      bytes_ += more;
      if (fresh_rows > 0) rows_.resize(y + 1);
      if (fresh > 0) rows_[y].resize(x + 1);
      rows_[y][x] = text;
    }
  }
}

}  // namespace jangin::collect::office
