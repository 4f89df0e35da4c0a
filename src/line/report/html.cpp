// HTML and SVG text. Light and dark follow the reader's system.
#include "line/report/html.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace jangin::line {
namespace {

constexpr const char* kStyle = R"(
:root{--ink:#1c2430;--faint:#667085;--line:#d9dee7;--paper:#fff;--accent:#0b6e99;--bar:#9fc7da}
@media(prefers-color-scheme:dark){:root{--ink:#e6e9ef;--faint:#98a2b3;--line:#343b47;--paper:#14181f;--accent:#6cc0e5;--bar:#2f5d73}}
body{font:15px/1.5 system-ui,"Noto Sans KR","Malgun Gothic",sans-serif;color:var(--ink);background:var(--paper);max-width:70rem;margin:2rem auto;padding:0 1.2rem}
h1{margin:0 0 .2rem}h2{margin:2.4rem 0 .6rem;border-bottom:1px solid var(--line);padding-bottom:.2rem}.sub{color:var(--faint)}
nav a{margin-right:1rem}a{color:var(--accent)}table{border-collapse:collapse;width:100%;margin:.6rem 0}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top;overflow-wrap:anywhere}th{color:var(--faint);font-weight:600}
td.n,th.n{text-align:right;font-variant-numeric:tabular-nums}.bar{display:grid;grid-template-columns:16rem 1fr 8rem;gap:.6rem;align-items:center;margin:.15rem 0}
.bar i{display:block;height:.8rem;background:var(--bar);border-radius:2px}.big{font-size:1.6rem;font-weight:650}.cards{display:flex;flex-wrap:wrap;gap:1rem}
.card{border:1px solid var(--line);border-radius:6px;padding:.6rem 1rem;min-width:9rem}code{font-family:ui-monospace,monospace;font-size:.92em}
blockquote{margin:.3rem 0;padding:.2rem .8rem;border-left:3px solid var(--bar);color:var(--faint)}svg text{fill:var(--faint);font-size:11px}
)";

struct Range {
  double low = std::numeric_limits<double>::infinity();
  double high = -std::numeric_limits<double>::infinity();
  void take(double v) { low = std::min(low, v), high = std::max(high, v); }
  double share(double v) const { return high > low ? (v - low) / (high - low) : 0.5; }
};

}  // namespace

std::string html_escape(std::string_view text) {
  std::string safe;
  safe.reserve(text.size());
  for (char c : text) {
    switch (c) {
      case '<': safe += "&lt;"; break;
      case '>': safe += "&gt;"; break;
      case '&': safe += "&amp;"; break;
      case '"': safe += "&quot;"; break;
      case '\'': safe += "&#39;"; break;
      default: safe += c;
    }
  }
  return safe;
}

std::string html_section(std::string_view anchor, std::string_view title, std::string_view body) {
  return fmt::format("<section id=\"{}\"><h2>{}</h2>\n{}</section>\n", anchor, html_escape(title), body);
}

std::string html_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                       const std::vector<size_t>& numeric) {
  auto mark = [&](size_t column) { return std::find(numeric.begin(), numeric.end(), column) != numeric.end() ? " class=\"n\"" : ""; };
  std::string html = "<table><tr>";
  for (size_t c = 0; c < header.size(); ++c) html += fmt::format("<th{}>{}</th>", mark(c), html_escape(header[c]));
  html += "</tr>\n";
  for (const auto& row : rows) {
    html += "<tr>";
    for (size_t c = 0; c < row.size(); ++c) html += fmt::format("<td{}>{}</td>", mark(c), html_escape(row[c]));
    html += "</tr>\n";
  }
  return html + "</table>\n";
}

std::string html_bars(const std::vector<std::pair<std::string, double>>& values, std::string_view unit) {
  double largest = 0;
  for (const auto& [label, value] : values) largest = std::max(largest, value);
  std::string html;
  for (const auto& [label, value] : values) {
    html += fmt::format("<div class=\"bar\"><span>{}</span><i style=\"width:{:.1f}%\"></i><span>{:.6g} {}</span></div>\n", html_escape(label),
                        largest > 0 ? 100 * value / largest : 0, value, unit);
  }
  return html;
}

std::string html_line_chart(const std::vector<ChartLine>& lines, std::string_view x_name, std::string_view y_name) {
  static constexpr const char* kColours[] = {"#0b6e99", "#c2571a", "#4b8b3b", "#8a4fa3"};
  constexpr double kWidth = 900, kHeight = 260, kLeft = 56, kBottom = 36, kTop = 12, kRight = 12;
  Range x, y;
  for (const ChartLine& line : lines) {
    for (auto [px, py] : line.points) {
      if (std::isfinite(py)) x.take(px), y.take(py);
    }
  }
  if (!(x.high >= x.low)) return "<p class=\"sub\">no points</p>\n";
  auto sx = [&](double v) { return kLeft + x.share(v) * (kWidth - kLeft - kRight); };
  auto sy = [&](double v) { return kHeight - kBottom - y.share(v) * (kHeight - kBottom - kTop); };
  std::string svg = fmt::format("<svg viewBox=\"0 0 {} {}\" role=\"img\">", kWidth, kHeight);
  for (int i = 0; i <= 4; ++i) {
    double v = y.low + (y.high - y.low) * i / 4;
    svg += fmt::format("<line x1=\"{}\" x2=\"{}\" y1=\"{:.1f}\" y2=\"{:.1f}\" stroke=\"var(--line)\"/><text x=\"4\" y=\"{:.1f}\">{:.3g}</text>",
                       kLeft, kWidth - kRight, sy(v), sy(v), sy(v) + 4, v);
    double u = x.low + (x.high - x.low) * i / 4;
    svg += fmt::format("<text x=\"{:.1f}\" y=\"{}\" text-anchor=\"middle\">{:.4g}</text>", sx(u), kHeight - 18, u);
  }
  for (size_t i = 0; i < lines.size(); ++i) {
    std::string path;
    for (auto [px, py] : lines[i].points) {
      if (std::isfinite(py)) path += fmt::format("{}{:.1f} {:.1f}", path.empty() ? "M" : "L", sx(px), sy(py));
    }
    const char* colour = kColours[i % std::size(kColours)];
    svg += fmt::format("<path d=\"{}\" fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"/>", path, colour);
    svg += fmt::format("<text x=\"{}\" y=\"{}\" style=\"fill:{}\">{}</text>", kLeft + 8 + 160 * static_cast<double>(i), kTop + 8, colour,
                       html_escape(lines[i].name));
  }
  svg += fmt::format("<text x=\"{}\" y=\"{}\" text-anchor=\"middle\">{}</text><text x=\"4\" y=\"10\">{}</text></svg>\n", kWidth / 2, kHeight - 3,
                     html_escape(x_name), html_escape(y_name));
  return svg;
}

std::string html_page(std::string_view title, std::string_view subtitle, const std::vector<std::pair<std::string, std::string>>& contents,
                      std::string_view body) {
  std::string nav;
  for (const auto& [anchor, name] : contents) nav += fmt::format("<a href=\"#{}\">{}</a>", anchor, html_escape(name));
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
      "<title>{0}</title><style>{1}</style>\n<h1>{0}</h1><p class=\"sub\">{2}</p><nav>{3}</nav>\n{4}</html>\n",
      html_escape(title), kStyle, html_escape(subtitle), nav, body);
}

}  // namespace jangin::line
