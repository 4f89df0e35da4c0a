// What stands on a PDF page, as plain data: glyphs with boxes and fonts, straight rules, filled areas, links. Filled by extract.cpp;
// everything after it works on these structs only and never calls PDFium.
// Coordinates: points (1/72 inch) from the top left corner of the page as it is shown, y downwards.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace jangin::collect::pdf {

struct Box {
  float left = 0, top = 0, right = 0, bottom = 0;
  float width() const { return right - left; }
  float height() const { return bottom - top; }
  float middle_x() const { return (left + right) / 2; }
  float middle_y() const { return (top + bottom) / 2; }
  bool holds(float x, float y) const { return x >= left && x <= right && y >= top && y <= bottom; }
  void include(const Box& other) {
    left = std::min(left, other.left);
    top = std::min(top, other.top);
    right = std::max(right, other.right);
    bottom = std::max(bottom, other.bottom);
  }
};

struct Font {
  std::string name;  // without the subset prefix
  bool bold = false, italic = false, mono = false;
};

enum class Script : int8_t { below = -1, base = 0, above = 1 };

struct Glyph {
  char32_t code = 0;
  Box box;  // advance wide, font height
  float baseline = 0;
  float size = 0;      // font size in points as shown
  uint32_t order = 0;  // in the page's content
  uint16_t font = 0;   // index into PdfFile::fonts()
  Script script = Script::base;
  bool space_before = false;  // the file or PDFium sees a space before this glyph
  bool own_space = false;     // and it is a character of the file
  bool soft_hyphen = false;   // a hyphen that PDFium marks as a break within a word
};

/// A straight horizontal or vertical line, or the edge of a frame.
struct Rule {
  Box box;
  bool vertical = false;
};

struct Link {
  Box box;
  std::string target;  // URI or file; empty: within this file
};

struct Page {
  uint32_t number = 0;  // 1-based
  float width = 0, height = 0;
  std::vector<Glyph> glyphs;   // content order, white space left out
  std::vector<Glyph> rotated;  // glyphs that are not upright, content order
  std::vector<Rule> rules;
  std::vector<Box> fills;   // light areas behind text: listings, shaded boxes
  std::vector<Box> panels;  // areas of any colour that may be cells of a table
  std::vector<Box> images;
  std::vector<Box> strokes;  // paths with curves or slanted lines: parts of a drawing
  std::vector<Link> links;
  uint32_t unmapped = 0;  // glyphs that the file gives no character for
};

/// One bookmark. `top` is negative when the bookmark names only a page.
struct OutlineEntry {
  std::string title;
  int depth = 0;      // 0 = outermost
  uint32_t page = 0;  // 1-based; 0: leads outside
  float top = -1;
};

}  // namespace jangin::collect::pdf
