// The characters of a page as glyphs. No layout decisions here.
#pragma once

#include <functional>

#include "collect/readers/pdf/drawing.h"
#include "collect/readers/pdf/page.h"
#include "collect/readers/pdf/pdfium_api.h"

namespace jangin::collect::pdf {

/// Adds the page's glyphs, upright and rotated, and counts those without a character. `font_index`: where a font stands in the file's list.
void extract_glyphs(FPDF_PAGE handle, const Placement& placement, const std::function<uint16_t(FPDF_FONT)>& font_index, Page& page);

}  // namespace jangin::collect::pdf
