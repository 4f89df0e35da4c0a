// The drawn part of a page (rules, shaded areas, images) and the placement that turns PDF user space into our coordinates.
#pragma once

#include <utility>

#include "collect/readers/pdf/page.h"
#include "collect/readers/pdf/pdfium_api.h"

namespace jangin::collect::pdf {

/// User space (origin bottom left, y up, unrotated) → points from the top left corner of the page as it is shown.
struct Placement {
  FS_RECTF media{0, 792, 612, 0};  // left, top, right, bottom in user space
  int rotation = 0;                // quarter turns clockwise

  float width() const;
  float height() const;
  std::pair<float, float> point(float x, float y) const;
  Box box(float left, float bottom, float right, float top) const;
};

Placement placement_of(FPDF_PAGE page);

/// Adds rules, fills and images of the page, forms included, up to fixed bounds on count and depth.
void extract_drawing(FPDF_PAGE handle, const Placement& placement, Page& page);

}  // namespace jangin::collect::pdf
