// A canonical document as a list of blocks: headings, paragraphs, lists, tables, code. Blocks are spans of the text; nothing is rendered.
// Reads the Markdown that readers write (Document::text), not every Markdown of the world.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "record/span.h"

namespace jangin::refine {

enum class BlockKind : uint8_t { heading, paragraph, list, table, code };

struct Block {
  BlockKind kind = BlockKind::paragraph;
  record::Span span;   // whole lines, without the last line end
  int level = 0;       // of a heading, 1–6
  uint64_t words = 0;  // runs between spaces
};

std::vector<Block> split_blocks(std::string_view text);

/// Words: runs between spaces and line ends.
uint64_t count_words(std::string_view text);
/// A heading's text without its marks.
std::string_view heading_text(std::string_view line);

}  // namespace jangin::refine
