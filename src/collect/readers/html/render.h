// Tree of an HTML page → blocks. Writes what is not dropped and decides nothing about what belongs to the page's text (main_text.h).
#pragma once

#include <string>
#include <vector>

#include "collect/readers/block_writer.h"
#include "collect/readers/tree.h"

namespace jangin::collect::html {

struct RenderOptions {
  bool places = false;   // Node::bytes are bytes of the file
  bool pictures = true;  // "![alternative text]()" where a picture has one
  bool in_cell = false;  // of a table: tables in it are written as lines
  uint32_t page = 0;     // for places
};

/// Headings, paragraphs, lists (also definitions), tables (cells over rows and columns repeated), code, formulas (MathML, TeX).
/// Tables that only lay out the page become blocks. `links`: where links lead, at most 5,000.
void render(const Node& root, const RenderOptions& options, BlockWriter& writer, std::vector<std::string>& links);

}  // namespace jangin::collect::html
