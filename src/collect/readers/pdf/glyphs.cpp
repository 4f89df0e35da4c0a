// See glyphs.h.
#include "collect/readers/pdf/glyphs.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>
#include <utility>

#include "text/unicode.h"

namespace jangin::collect::pdf {
namespace {

/// Reads the characters of one page; fonts and matrices are looked up once a text object.
class GlyphExtraction {
 public:
  GlyphExtraction(FPDF_TEXTPAGE text, const Placement& placement, const std::function<uint16_t(FPDF_FONT)>& font_index)
      : text_(text), placement_(placement), font_index_(font_index) {}

  void run(Page& page) {
    int count = FPDFText_CountChars(text_);
    for (int i = 0; i < count; ++i) take(i, page);
    restore_ligatures(page.glyphs);
  }

 private:
  void take(int i, Page& page) {
    char32_t code = FPDFText_GetUnicode(text_, i);
    bool hyphen = code == 0x02 || code == 0xFFFE || code == 0xAD || FPDFText_IsHyphen(text_, i) == 1;
    if (!hyphen && (text::is_space(code) || code < 0x20 || code == 0x200B || code == 0xFEFF)) {
      take_space(i);
      return;
    }
    if (FPDFText_IsGenerated(text_, i) == 1) return;
    if (FPDFText_HasUnicodeMapError(text_, i) == 1 || code == 0 || (code >= 0xE000 && code < 0xF900) || (code >= 0x7F && code < 0xA0)) {
      code = private_use(code);
      if (code == 0) {
        ++page.unmapped;
        return;
      }
    }
    FPDF_PAGEOBJECT object = FPDFText_GetTextObject(text_, i);
    if (object != object_ || !object) look_up(object, i);
    Glyph glyph;
    FS_RECTF box{};
    double x = 0, y = 0;
    if (!FPDFText_GetLooseCharBox(text_, i, &box) || !FPDFText_GetCharOrigin(text_, i, &x, &y)) return;
    glyph.box = placement_.box(box.left, box.bottom, box.right, box.top);
    glyph.baseline = placement_.point(static_cast<float>(x), static_cast<float>(y)).second;
    if (!std::isfinite(glyph.baseline) || !std::isfinite(glyph.box.left) || !std::isfinite(glyph.box.right)) return;
    glyph.code = hyphen ? U'-' : code;
    glyph.soft_hyphen = hyphen;
    glyph.size = size_;
    glyph.font = font_;
    glyph.order = static_cast<uint32_t>(i);
    glyph.space_before = std::exchange(space_, false);
    // Some writers take a space back at once: it moves the pen by nothing and is none.
    Box space = std::exchange(space_box_, {});
    glyph.own_space = glyph.box.left - space.left > 0.5F * space.width() && space.width() > 0;
    (upright_ ? page.glyphs : page.rotated).push_back(glyph);
  }

  void take_space(int i) {
    space_ = true;
    FS_RECTF box{};
    if (FPDFText_IsGenerated(text_, i) == 0 && FPDFText_GetLooseCharBox(text_, i, &box))
      space_box_ = placement_.box(box.left, box.bottom, box.right, box.top);
  }

  /// PDFium turns a run that is read from right to left around letter by letter, so that the letters of one ligature (lam and alef), all
  /// in one place, come out in reverse.
  static void restore_ligatures(std::vector<Glyph>& glyphs) {
    auto same_place = [](const Glyph& a, const Glyph& b) {
      return a.box.left == b.box.left && a.box.right == b.box.right && a.baseline == b.baseline && is_arabic(a.code) && is_arabic(b.code);
    };
    for (size_t i = 0; i + 1 < glyphs.size(); ++i) {
      size_t end = i + 1;
      while (end < glyphs.size() && same_place(glyphs[i], glyphs[end])) ++end;
      for (size_t a = i, b = end - 1; a < b; ++a, --b) std::swap(glyphs[a].code, glyphs[b].code);
      i = end - 1;
    }
  }
  static bool is_arabic(char32_t code) { return code >= 0x600 && code < 0x780; }

  /// Symbol fonts put their bullets at U+F000 + code; anything else without a character is unknown.
  static char32_t private_use(char32_t code) {
    if (code >= 0x7F && code < 0xA0) return U'•';  // symbol fonts without a map: no text has control characters
    switch (code) {
      case 0xF0B7:
      case 0xF0A7:
      case 0xF06C:
      case 0xF06E:
      case 0xF09F:
      case 0xF0D8:
      case 0xF076: return U'•';
      case 0xF0A8:
      case 0xF06F:
      case 0xF071: return U'☐';
      case 0xF0FC:
      case 0xF0FE: return U'✓';
      case 0xF0E0: return U'→';
      default: return 0;
    }
  }

  void look_up(FPDF_PAGEOBJECT object, int i) {
    object_ = object;
    FPDF_FONT font = object ? FPDFTextObj_GetFont(object) : nullptr;
    if (auto at = fonts_.find(font); at != fonts_.end()) {
      font_ = at->second;
    } else {
      font_ = fonts_[font] = font_index_(font);
    }
    FS_MATRIX m{1, 0, 0, 1, 0, 0};
    FPDFText_GetMatrix(text_, i, &m);
    float scale = std::hypot(m.c, m.d);
    size_ = static_cast<float>(FPDFText_GetFontSize(text_, i)) * (scale > 0 ? scale : 1);
    size_ = std::isfinite(size_) ? std::clamp(std::fabs(size_), 0.5F, 2000.0F) : 10;
    float angle = std::atan2(m.b, m.a) * 57.29578F - 90.0F * static_cast<float>(placement_.rotation);
    angle -= 360 * std::round(angle / 360);
    upright_ = std::fabs(angle) < 5;
  }

  FPDF_TEXTPAGE text_;
  const Placement& placement_;
  const std::function<uint16_t(FPDF_FONT)>& font_index_;
  std::unordered_map<FPDF_FONT, uint16_t> fonts_;
  FPDF_PAGEOBJECT object_ = nullptr;
  uint16_t font_ = 0;
  float size_ = 10;
  bool upright_ = true, space_ = false;
  Box space_box_;  // of a space that the file holds, since the last glyph
};

}  // namespace

void extract_glyphs(FPDF_PAGE handle, const Placement& placement, const std::function<uint16_t(FPDF_FONT)>& font_index, Page& page) {
  FPDF_TEXTPAGE text = FPDFText_LoadPage(handle);
  if (!text) return;
  GlyphExtraction(text, placement, font_index).run(page);
  FPDFText_ClosePage(text);
}

}  // namespace jangin::collect::pdf
