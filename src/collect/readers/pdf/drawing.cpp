// Path objects → rules, filled areas, and where curves and slanted lines stand.
#include "collect/readers/pdf/drawing.h"

#include <cmath>

namespace jangin::collect::pdf {
namespace {

constexpr float kThin = 2.5F;         // points: a filled box this thin is a rule
constexpr size_t kMaxRules = 20'000;  // a drawing with more is a picture
constexpr size_t kMaxStrokes = 20'000;
constexpr float kSlant = 1.0F;  // points both ways between the ends of a slanted line
constexpr int kMaxSegments = 2'000;
constexpr int kMaxDepth = 6;

FS_MATRIX multiply(const FS_MATRIX& inner, const FS_MATRIX& outer) {
  return {inner.a * outer.a + inner.b * outer.c, inner.a * outer.b + inner.b * outer.d,           inner.c * outer.a + inner.d * outer.c,
          inner.c * outer.b + inner.d * outer.d, inner.e * outer.a + inner.f * outer.c + outer.e, inner.e * outer.b + inner.f * outer.d + outer.f};
}

class DrawingExtraction {
 public:
  DrawingExtraction(const Placement& placement, Page& page) : placement_(placement), page_(page) {}

  void object(FPDF_PAGEOBJECT object, const FS_MATRIX& outer, int depth) {
    switch (FPDFPageObj_GetType(object)) {
      case 2: path(object, outer); break;
      case 3: image(object, outer); break;
      case 5: form(object, outer, depth); break;
      default: break;
    }
  }

 private:
  std::pair<float, float> place(const FS_MATRIX& m, float x, float y) const {
    return placement_.point(m.a * x + m.c * y + m.e, m.b * x + m.d * y + m.f);
  }

  void form(FPDF_PAGEOBJECT object, const FS_MATRIX& outer, int depth) {
    if (depth >= kMaxDepth) return;
    FS_MATRIX own{1, 0, 0, 1, 0, 0};
    FPDFPageObj_GetMatrix(object, &own);
    int count = FPDFFormObj_CountObjects(object);
    FS_MATRIX matrix = multiply(own, outer);
    for (int i = 0; i < count && page_.rules.size() < kMaxRules; ++i) {
      if (FPDF_PAGEOBJECT inner = FPDFFormObj_GetObject(object, static_cast<unsigned long>(i))) this->object(inner, matrix, depth + 1);
    }
  }

  void image(FPDF_PAGEOBJECT object, const FS_MATRIX& outer) {
    float left = 0, bottom = 0, right = 0, top = 0;
    if (page_.images.size() >= 1000 || !FPDFPageObj_GetBounds(object, &left, &bottom, &right, &top)) return;
    auto [x0, y0] = place(outer, left, top);
    auto [x1, y1] = place(outer, right, bottom);
    page_.images.push_back({std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)});
  }

  void path(FPDF_PAGEOBJECT object, const FS_MATRIX& outer) {
    int fill = 0;
    FPDF_BOOL stroke = 0;
    if (!FPDFPath_GetDrawMode(object, &fill, &stroke) || (!fill && !stroke)) return;
    int count = FPDFPath_CountSegments(object);
    if (count < 2 || count > kMaxSegments) return;
    FS_MATRIX own{1, 0, 0, 1, 0, 0};
    FPDFPageObj_GetMatrix(object, &own);
    FS_MATRIX matrix = multiply(own, outer);
    std::vector<std::pair<float, float>> corners;
    bool straight = true, drawn = false;
    Box all;
    for (int i = 0; i < count; ++i) {
      FPDF_PATHSEGMENT segment = FPDFPath_GetPathSegment(object, i);
      float x = 0, y = 0;
      if (!segment || !FPDFPathSegment_GetPoint(segment, &x, &y)) return;
      int type = FPDFPathSegment_GetType(segment);
      auto point = place(matrix, x, y);
      if (!std::isfinite(point.first) || !std::isfinite(point.second)) return;
      Box here{point.first, point.second, point.first, point.second};
      if (i == 0) all = here;
      all.include(here);
      if (type == 1) straight = false;
      drawn |= type == 1 || (type == 0 && !corners.empty() && std::fabs(corners.back().first - point.first) > kSlant &&
                             std::fabs(corners.back().second - point.second) > kSlant);
      if (type == 2) {
        finish(corners, straight, fill != 0, stroke != 0, object);
        corners.clear();
        straight = true;
      }
      corners.push_back(point);
      if (FPDFPathSegment_GetClose(segment) && !corners.empty()) corners.push_back(corners.front());
    }
    finish(corners, straight, fill != 0, stroke != 0, object);
    if (drawn && page_.strokes.size() < kMaxStrokes) page_.strokes.push_back(all);
  }

  void finish(const std::vector<std::pair<float, float>>& corners, bool straight, bool fill, bool stroke, FPDF_PAGEOBJECT object) {
    if (corners.size() < 2 || page_.rules.size() >= kMaxRules) return;
    Box box{corners[0].first, corners[0].second, corners[0].first, corners[0].second};
    for (auto [x, y] : corners) {
      if (!std::isfinite(x) || !std::isfinite(y)) return;
      box.include({x, y, x, y});
    }
    if (fill && straight && (box.width() <= kThin) != (box.height() <= kThin)) {
      page_.rules.push_back({box, box.width() <= kThin});
      return;
    }
    if (fill && corners.size() >= 4 && box.width() > kThin && box.height() > kThin && is_light(object) && page_.fills.size() < 5000) {
      page_.fills.push_back(box);
    }
    if (fill && straight && corners.size() >= 4 && box.width() > 8 && box.height() > 6 && box.height() < 80 && is_coloured(object) &&
        page_.panels.size() < 2000) {
      page_.panels.push_back(box);
    }
    if (!stroke) return;
    for (size_t i = 1; i < corners.size(); ++i) {
      auto [x0, y0] = corners[i - 1];
      auto [x1, y1] = corners[i];
      Box edge{std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
      if (edge.height() < 0.7F && edge.width() > 3) page_.rules.push_back({edge, false});
      if (edge.width() < 0.7F && edge.height() > 3) page_.rules.push_back({edge, true});
    }
  }

  static bool is_coloured(FPDF_PAGEOBJECT object) {
    unsigned int r = 255, g = 255, b = 255, a = 255;
    return FPDFPageObj_GetFillColor(object, &r, &g, &b, &a) && r + g + b < 760 && a > 20;
  }

  /// Light but not white: an area that a listing or a shaded box stands on.
  static bool is_light(FPDF_PAGEOBJECT object) {
    unsigned int r = 255, g = 255, b = 255, a = 255;
    if (!FPDFPageObj_GetFillColor(object, &r, &g, &b, &a)) return false;
    unsigned int sum = r + g + b;
    return sum >= 450 && sum < 760 && a > 20;
  }

  const Placement& placement_;
  Page& page_;
};

}  // namespace

float Placement::width() const { return rotation % 2 == 0 ? media.right - media.left : media.top - media.bottom; }
float Placement::height() const { return rotation % 2 == 0 ? media.top - media.bottom : media.right - media.left; }

std::pair<float, float> Placement::point(float x, float y) const {
  switch (rotation & 3) {
    case 1: return {y - media.bottom, x - media.left};
    case 2: return {media.right - x, y - media.bottom};
    case 3: return {media.top - y, media.right - x};
    default: return {x - media.left, media.top - y};
  }
}

Box Placement::box(float left, float bottom, float right, float top) const {
  auto [x0, y0] = point(left, top);
  auto [x1, y1] = point(right, bottom);
  return {std::min(x0, x1), std::min(y0, y1), std::max(x0, x1), std::max(y0, y1)};
}

Placement placement_of(FPDF_PAGE page) {
  Placement placement;
  FS_RECTF box{};
  if (FPDF_GetPageBoundingBox(page, &box) && box.right > box.left && box.top > box.bottom) placement.media = box;
  placement.rotation = FPDFPage_GetRotation(page) & 3;
  return placement;
}

void extract_drawing(FPDF_PAGE handle, const Placement& placement, Page& page) {
  DrawingExtraction extraction(placement, page);
  int count = FPDFPage_CountObjects(handle);
  for (int i = 0; i < count && page.rules.size() < kMaxRules; ++i) {
    if (FPDF_PAGEOBJECT object = FPDFPage_GetObject(handle, i)) extraction.object(object, {1, 0, 0, 1, 0, 0}, 0);
  }
}

}  // namespace jangin::collect::pdf
