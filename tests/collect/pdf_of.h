// PDFs of a few lines for the tests of the PDF reader: text and rules at places counted in points from the top left corner of an A4 page.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

namespace jangin::collect {

class PdfPage {
 public:
  /// `font`: F1 Helvetica, F2 Helvetica bold, F3 Courier, F4 Helvetica whose letters stand for Arabic ones (see pdf_of). `spacing`: points
  /// between letters beyond their widths.
  PdfPage& text(double x, double y, const std::string& words, const std::string& font = "F1", double size = 10, double spacing = 0) {
    std::string escaped;
    for (char c : words) {
      if (c == '(' || c == ')' || c == '\\') escaped += '\\';
      escaped += c;
    }
    content_ += fmt::format("BT /{} {} Tf {} Tc {} {} Td ({}) Tj ET\n", font, size, spacing, x, 842 - y, escaped);
    return *this;
  }
  PdfPage& rule(double x0, double y0, double x1, double y1) {
    content_ += fmt::format("0.5 w {} {} m {} {} l S\n", x0, 842 - y0, x1, 842 - y1);
    return *this;
  }
  PdfPage& curve(double x0, double y0, double x1, double y1) {
    content_ += fmt::format("0.5 w {} {} m {} {} {} {} {} {} c S\n", x0, 842 - y0, x0 + 20, 842 - y0, x1, 842 - y1 + 20, x1, 842 - y1);
    return *this;
  }
  /// All lines of a grid.
  PdfPage& grid(const std::vector<double>& xs, const std::vector<double>& ys) {
    for (double y : ys) rule(xs.front(), y, xs.back(), y);
    for (double x : xs) rule(x, ys.front(), x, ys.back());
    return *this;
  }
  const std::string& content() const { return content_; }

 private:
  std::string content_;
};

/// F4 maps a to alef, b to beh, l to lam, s to seen, and x to the ligature of lam and alef.
inline std::string pdf_of(const std::vector<PdfPage>& pages) {
  std::vector<std::string> objects{"<< /Type /Catalog /Pages 2 0 R >>", ""};
  std::string fonts;
  int number = 1;
  for (const char* name : {"Helvetica", "Helvetica-Bold", "Courier"}) {
    fonts += fmt::format("/F{} << /Type /Font /Subtype /Type1 /BaseFont /{} /Encoding /WinAnsiEncoding >> ", number++, name);
  }
  fonts += "/F4 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding /ToUnicode 3 0 R >>";
  std::string map =
      "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /x def /CMapType 2 def 1 begincodespacerange <00> <FF> "
      "endcodespacerange\n"
      "5 beginbfchar <61> <0627> <62> <0628> <6C> <0644> <73> <0633> <78> <06440627> endbfchar endcmap end end";
  objects.push_back(fmt::format("<< /Length {} >>\nstream\n{}\nendstream", map.size(), map));
  std::string kids;
  for (const PdfPage& page : pages) {
    kids += fmt::format("{} 0 R ", objects.size() + 1);
    objects.push_back(fmt::format("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << {} >> >> /Contents {} 0 R >>", fonts,
                                  objects.size() + 2));
    objects.push_back(fmt::format("<< /Length {} >>\nstream\n{}\nendstream", page.content().size(), page.content()));
  }
  objects[1] = fmt::format("<< /Type /Pages /Kids [{}] /Count {} >>", kids, pages.size());
  std::string out = "%PDF-1.7\n", table;
  for (size_t i = 0; i < objects.size(); ++i) {
    table += fmt::format("{:010} 00000 n \n", out.size());
    out += fmt::format("{} 0 obj\n{}\nendobj\n", i + 1, objects[i]);
  }
  size_t at = out.size();
  out += fmt::format("xref\n0 {}\n0000000000 65535 f \n{}trailer << /Size {} /Root 1 0 R >>\nstartxref\n{}\n%%EOF\n", objects.size() + 1, table,
                     objects.size() + 1, at);
  return out;
}

}  // namespace jangin::collect
