// Alignment by display width.
#include "app/print.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "text/unicode.h"

namespace jangin::app {
namespace {

size_t display_width(std::string_view cell) {
  size_t width = 0;
  for (size_t at = 0; at < cell.size();) {
    char32_t c = text::next_code_point(cell, at);
    width += text::is_hangul(c) || text::is_han(c) ? 2 : 1;
  }
  return width;
}

}  // namespace

void print_line(std::string_view line) {
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fputc('\n', stdout);
  std::fflush(stdout);
}

void print_json(const nlohmann::json& value, int indent) { print_line(value.dump(indent, ' ', false, nlohmann::json::error_handler_t::replace)); }

void print_table(const std::vector<std::vector<std::string>>& rows) {
  std::vector<size_t> widths;
  for (const auto& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t c = 0; c < row.size(); ++c) widths[c] = std::max(widths[c], display_width(row[c]));
  }
  for (size_t r = 0; r < rows.size(); ++r) {
    std::string line;
    for (size_t c = 0; c < rows[r].size(); ++c) {
      line += rows[r][c];
      if (c + 1 < rows[r].size()) line += std::string(widths[c] - display_width(rows[r][c]) + 2, ' ');
    }
    print_line(line);
    if (r == 0) {
      size_t total = 0;
      for (size_t width : widths) total += width + 2;
      print_line(std::string(total - 2, '-'));
    }
  }
}

std::string program_name() {
  std::ifstream file("/proc/self/cmdline");
  std::string name;
  std::getline(file, name, '\0');
  return name.empty() ? "jangin" : name;
}

}  // namespace jangin::app
