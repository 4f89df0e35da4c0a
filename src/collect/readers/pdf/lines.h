// Glyphs → pieces of lines (segments split at wide gaps) → lines. Decides where spaces are and what stands above or below the
// baseline; knows nothing of columns, paragraphs or headings.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/page.h"

namespace jangin::collect::pdf {

/// Consecutive glyphs on one baseline. Spaces are glyphs with code U' '.
struct Line {
  std::vector<Glyph> glyphs;
  Box box;  // of the base glyphs
  float baseline = 0;
  float size = 0;  // of most glyphs
  uint32_t page = 0;
  bool trailing_space = false;           // the file itself puts a space behind the last glyph
  bool shaded = false;                   // stands on a light area
  bool rtl = false;                      // most letters are read from right to left
  float bold = 0, italic = 0, mono = 0;  // shares of the glyphs, 0..1
  uint16_t main_font = 0;                // of most glyphs
  float main_share = 0;                  // its share, 0..1
  // Filled by the layout: the column that the line stands in.
  float column_left = 0, column_right = 0;
  uint32_t column = 0;  // running number over the document

  size_t count() const;  // glyphs that are not spaces
};

/// Plain text of glyphs, without any markup.
std::string plain_text(const std::vector<Glyph>& glyphs);

/// Segments of a page in no particular order: a gap of more than about one em splits. Right-to-left text keeps its logical order.
std::vector<Line> build_segments(const std::vector<Glyph>& glyphs, const std::vector<Font>& fonts, uint32_t page);
/// Segments that stand side by side become lines, top to bottom; wide gaps become one space glyph (`Glyph::box` holds the gap).
std::vector<Line> join_rows(std::vector<Line> segments, const std::vector<Font>& fonts);
/// Recomputes box, size, baseline, direction and shares from the glyphs.
void measure(Line& line, const std::vector<Font>& fonts);

/// A gap this wide (in em) between two glyphs of one line is more than a space between words.
inline constexpr float kWideGap = 1.35F;

}  // namespace jangin::collect::pdf
