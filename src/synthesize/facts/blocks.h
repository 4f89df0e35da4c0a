// A passage's Markdown as blocks with their byte spans: paragraphs, list items, tables, code. Not a general Markdown parser: reads the
// canonical form that collect writes (record::Document). Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"

namespace jangin::synthesize {

enum class BlockKind : uint8_t { paragraph, item, table, code };

/// One sentence of a paragraph or item.
struct Sentence {
  std::string text;     // without Markdown marks
  record::Span span;    // in Passage::text
  std::string run_in;   // a heading that ran into the sentence ("Scope The scope of …" → "Scope"); empty: none
  bool titled = false;  // of a worked example: run_in is its title, glued to the first word, "Solution" follows, or the text is "Solution"
};

struct Block {
  BlockKind kind = BlockKind::paragraph;
  record::Span span;                // in Passage::text
  std::string text;                 // plain text, one line (table and code: as written)
  std::vector<Sentence> sentences;  // paragraph and item
  int level = 0;                    // of an item: 0 outermost
  bool ordered = false;             // of an item
  std::string lead;                 // of an item: the item or paragraph above it that ends in ":" (or names the list); of a table: its caption
  record::Span lead_span;
  bool under_item = false;                     // the lead is an item above
  size_t list = 0;                             // items of one list share this number (1-based)
  std::vector<std::vector<std::string>> rows;  // of a table: header first
  std::vector<record::Span> row_spans;
};

std::vector<Block> read_blocks(std::string_view passage);

}  // namespace jangin::synthesize
