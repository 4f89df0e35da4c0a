// Glyphs of one line → inline Markdown: characters made canonical, scripts, bold and code marks.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

struct InlineOptions {
  bool bold = true;  // mark bold runs
  bool code = true;  // mark monospace runs
};

std::string inline_markdown(const std::vector<Glyph>& glyphs, const std::vector<Font>& fonts, InlineOptions options);
/// One character as canonical text: ligatures parted, U+2212 and non-breaking hyphens as "-", invisible characters dropped.
void append_canonical(std::string& to, char32_t code);

}  // namespace jangin::collect::pdf
