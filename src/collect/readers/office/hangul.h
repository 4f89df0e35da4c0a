// What the two formats of Hangul Word Processor share: what a paragraph's shape makes of it, and tables by place and span.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collect/readers/block_writer.h"

namespace jangin::collect::office {

/// Paragraph shapes that make headings (OUTLINE), numbered items (NUMBER) and bullets (BULLET).
class HangulLists {
 public:
  void define(const std::string& shape, std::string_view type, int64_t level, const std::string& list);
  /// Writes a paragraph of that shape; an empty one is not written. A long paragraph is no heading, whatever its shape.
  void write(const std::string& shape, const std::string& text, BlockWriter& writer);

 private:
  struct Shape {
    std::string type, list;
    size_t level = 0;
  };
  std::map<std::string, Shape> shapes_;
  std::map<std::string, std::vector<size_t>> counts_;  // by list and level
};

class HangulTable {
 public:
  /// A cell's text stands in each place that it covers. Places beyond a table's bounds are left out.
  void put(int64_t row, int64_t column, int64_t rows, int64_t columns, const std::string& text);
  void write(BlockWriter& writer) const { writer.table(rows_); }
  /// Taken by its places and their texts.
  size_t bytes() const { return bytes_; }

 private:
  TableRows rows_;
  size_t bytes_ = 0;
};

}  // namespace jangin::collect::office
