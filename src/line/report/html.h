// Pieces of a self-contained HTML page: escaped text, tables, bars, line charts as inline SVG. No scripts, no outside files.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace jangin::line {

/// `<`, `>`, `&`, quotes escaped: documents are untrusted.
std::string html_escape(std::string_view text);

/// One section with its anchor; `body` is HTML.
std::string html_section(std::string_view anchor, std::string_view title, std::string_view body);

/// A table; the cells are plain text and are escaped. Columns named in `numeric` (indices) are set right.
std::string html_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows,
                       const std::vector<size_t>& numeric = {});

/// Horizontal bars with a label and a value; shares of the largest.
std::string html_bars(const std::vector<std::pair<std::string, double>>& values, std::string_view unit);

struct ChartLine {
  std::string name;
  std::vector<std::pair<double, double>> points;  // x ascending
};
/// A line chart with axes and a legend.
std::string html_line_chart(const std::vector<ChartLine>& lines, std::string_view x_name, std::string_view y_name);

/// The whole page around its sections; `contents` are (anchor, title).
std::string html_page(std::string_view title, std::string_view subtitle, const std::vector<std::pair<std::string, std::string>>& contents,
                      std::string_view body);

}  // namespace jangin::line
