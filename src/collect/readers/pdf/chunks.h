// Glyphs that follow one another in the content and on the page, and the rows on which such chunks stand: what lines are made of. All thresholds are in em (the font size).
#pragma once

#include <vector>

#include "collect/readers/pdf/page.h"

namespace jangin::collect::pdf {

struct Chunk {
  std::vector<Glyph> glyphs;  // with their scripts
  Box box;
  float baseline = 0, size = 0;  // of the base glyphs
  bool rtl = false;              // holds a letter that is read from right to left
};

inline constexpr float kSegmentGap = 0.95F;  // no chunk reaches over a wider gap

/// A letter that is read from right to left.
bool is_rtl_letter(char32_t c);

std::vector<Chunk> build_chunks(const std::vector<Glyph>& glyphs);
/// Chunks → rows of chunk indices, by a sweep from top to bottom.
std::vector<std::vector<size_t>> group_rows(const std::vector<Chunk>& chunks);
/// Do the two stand on one line? A small chunk beside a larger one may be its script.
bool same_row(const Box& a, float a_baseline, float a_size, const Box& b, float b_baseline, float b_size);
/// Small chunks beside a base of another chunk of the row become scripts of it.
void mark_scripts(std::vector<Chunk*>& row);

}  // namespace jangin::collect::pdf
