// Items in reading order → blocks: headings, paragraphs, list items, definitions, listings, tables, footnotes. Paragraphs that go on
// in the next column or on the next page are one block.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/joining.h"
#include "collect/readers/pdf/layout.h"

namespace jangin::collect::pdf {

enum class BlockKind : uint8_t { paragraph, heading, item, definition, code, table, footnote };

struct Block {
  BlockKind kind = BlockKind::paragraph;
  int level = 0;           // heading 1..6; list depth 0..; paragraphs inside an item: its depth + 1
  std::string marker;      // "-" or "7." of an item; the label of a footnote
  std::vector<Line> term;  // of a definition
  std::vector<Line> lines;
  Table table;
  uint32_t page = 0, column = 0;
  float column_left = 0, column_right = 0;
  Box box;            // on its first page
  bool bold() const;  // every glyph
};

/// What is usual in this document; measured before blocks are made.
struct Measures {
  float body_size = 10;
  float right_edge = 0;              // where full lines of full-width pages end; 0: unknown
  std::vector<float> pitch_by_size;  // usual distance of baselines, by size in half points; 0: unknown
  uint16_t body_font = 0;            // of most glyphs
  bool mono_body = false;            // a typewriter document: monospace means nothing in it
  float pitch(float size) const;
};

Measures measure_document(const std::vector<Item>& items);

/// `heading_levels[i]` > 0 marks item i as (part of) a heading of the outline; equal `heading_groups` are one heading.
struct OutlineMatch {
  std::vector<int> levels;
  std::vector<int> groups;
  size_t matched = 0, entries = 0;
};
OutlineMatch match_outline(const std::vector<Item>& items, const std::vector<OutlineEntry>& outline);

std::vector<Block> build_blocks(std::vector<Item> items, const OutlineMatch& outline, const Measures& measures, const std::vector<Font>& fonts);
/// Joins what a column or page break has parted: paragraphs, items, listings, tables.
void join_over_breaks(std::vector<Block>& blocks, const Measures& measures);
/// Finds headings that the outline does not name, by size, weight and numbering, and gives them levels.
void find_headings(std::vector<Block>& blocks, const OutlineMatch& outline, const Measures& measures);

/// The list marker that a line begins with: glyphs used and the canonical marker ("-", "7."); 0 glyphs: none.
struct Marker {
  size_t glyphs = 0;
  std::string text;
  bool keep = false;  // the marker's own text stays in the item ("가.", "①", "(a)")
  int number = -1;
};
Marker find_marker(const Line& line);

}  // namespace jangin::collect::pdf
