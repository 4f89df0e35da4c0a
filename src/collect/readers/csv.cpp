// See csv.h.
#include "collect/readers/csv.h"

#include <algorithm>
#include <array>
#include <map>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/plain.h"

namespace jangin::collect {
namespace {

constexpr size_t kSniffedRows = 50;
constexpr char kNone = '\0';
constexpr size_t kMaxColumns = 10'000, kMaxFields = 8'000'000;

/// Rows of fields; at most `most` rows. A quote opens a quoted field only at its beginning.
TableRows rows_of(std::string_view text, char separator, size_t most) {
  TableRows rows;
  std::vector<std::string> row;
  std::string field;
  bool quoted = false, begin = true;
  size_t fields = 0;
  auto end_field = [&] {
    if (row.size() < kMaxColumns) row.push_back(std::move(field));
    field.clear();
    begin = true;
    ++fields;
  };
  auto end_row = [&] {
    end_field();
    if (row.size() > 1 || !row[0].empty()) rows.push_back(std::move(row));
    row.clear();
  };
  for (size_t i = 0; i < text.size() && rows.size() < most && fields < kMaxFields; ++i) {
    char c = text[i];
    if (quoted) {
      bool doubled = c == '"' && i + 1 < text.size() && text[i + 1] == '"';
      if (c != '"' || doubled) field += c == '\n' || c == '\r' ? ' ' : c;
      quoted = c != '"' || doubled;
      i += doubled;
    } else if (c == '"' && begin) {
      quoted = true;
      begin = false;
    } else if (c == separator) {
      end_field();
    } else if (c == '\n' || c == '\r') {
      end_row();
    } else {
      field += c;
      begin = begin && c == ' ';
    }
  }
  if (!field.empty() || !row.empty()) end_row();
  return rows;
}

constexpr std::array<char, 4> kSeparators{',', '\t', ';', '|'};

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// No other separator stands in the cell as if it parted something: a comma within a number, a comma or a semicolon before a space part words.
bool is_whole(std::string_view cell, char separator) {
  for (size_t i = 0; i < cell.size(); ++i) {
    const char c = cell[i];
    if (c == separator || std::ranges::find(kSeparators, c) == kSeparators.end()) continue;
    if (c == '\t' || c == '|') return false;
    const bool in_number = c == ',' && i > 0 && i + 1 < cell.size() && is_digit(cell[i - 1]) && is_digit(cell[i + 1]);
    if (!in_number && i + 1 < cell.size() && cell[i + 1] != ' ') return false;
  }
  return true;
}

/// The most frequent number of fields of the rows that are divided at all, the larger of equals; 0: none is.
size_t usual_width(const TableRows& rows) {
  std::map<size_t, size_t> widths;
  for (const auto& row : rows) ++widths[row.size()];
  widths.erase(1);
  auto most = std::ranges::max_element(widths, [](const auto& a, const auto& b) { return a.second <= b.second; });
  return most == widths.end() ? 0 : most->first;
}

/// The share of rows that have the usual width, times the share of their cells that are whole.
double fit_of(const TableRows& rows, char separator) {
  const size_t width = usual_width(rows);
  size_t usual = 0, cells = 0, whole = 0;
  for (const auto& row : rows) {
    if (row.size() != width) continue;
    ++usual;
    for (const std::string& cell : row) {
      if (cell.empty()) continue;
      ++cells;
      whole += is_whole(cell, separator);
    }
  }
  return cells == 0 ? 0 : static_cast<double>(usual) / static_cast<double>(rows.size()) * static_cast<double>(whole) / static_cast<double>(cells);
}

/// Under a heading that no comma divides, each comma stands in a number: "Wert", "3,14", "2,71".
bool is_column_of_decimals(const TableRows& by_comma) {
  return by_comma[0].size() == 1 && std::ranges::all_of(by_comma, [](const auto& row) {
           return row.size() == 1 || (row.size() == 2 && !row[0].empty() && !row[1].empty() && is_digit(row[0].back()) &&
                                      std::ranges::all_of(row[1], is_digit) && std::ranges::all_of(row[0].substr(row[0][0] == '-'), is_digit));
         });
}

/// The separator that fits the first rows best; kNone: there is one column.
char separator_of(std::string_view text, std::string_view path) {
  char best = path.ends_with(".tsv") || path.ends_with(".tab") ? '\t' : ',';
  double best_fit = 0;
  for (char separator : kSeparators) {
    const TableRows rows = rows_of(text, separator, kSniffedRows);
    if (rows.empty()) return best;
    if (separator == ',' && is_column_of_decimals(rows)) {
      best = kNone;
      continue;
    }
    // Where commas and another separator divide all rows alike, the commas are those of numbers and sentences.
    const double fit = fit_of(rows, separator) + (separator == ',' || usual_width(rows) == 0 ? 0 : 0.01);
    if (fit > best_fit) best = separator, best_fit = fit;
  }
  return best;
}

/// What stands above the table: lines with one text, or with less than half of the fields that rows have.
bool is_above_table(const std::vector<std::string>& row, size_t width) {
  if (row.size() == 1 || 2 * row.size() < width) return true;
  return width > 2 && std::ranges::count_if(row, [](const std::string& cell) { return !cell.empty(); }) == 1;
}

/// "Kunde: Max Muster": what names a value stands before it.
std::string one_line_of(const std::vector<std::string>& row) {
  std::string line;
  for (const std::string& cell : row) {
    if (!cell.empty()) line += (line.empty() ? "" : line.ends_with(':') ? " " : ": ") + cell;
  }
  return line;
}

void write_rows(TableRows rows, BlockWriter& writer) {
  const size_t width = usual_width(rows);
  size_t begin = 0;
  while (width > 0 && begin < rows.size() && is_above_table(rows[begin], width)) ++begin;
  if (begin == rows.size()) begin = 0;
  for (size_t i = 0; i < begin; ++i) writer.paragraph(one_line_of(rows[i]));
  rows.erase(rows.begin(), rows.begin() + static_cast<ptrdiff_t>(begin));
  writer.table(rows);
}

}  // namespace

ReadOutcome read_csv(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (bytes.size() > input.limits.max_text_bytes) {
    return read_failure(
        "too_large", fmt::format("{} of text, the limit is {} (max_text_mb)", format_bytes(bytes.size()), format_bytes(input.limits.max_text_bytes)));
  }
  Reading reading;
  std::string encoding, text = to_utf8(bytes, {}, &encoding);
  if (encoding != "UTF-8") reading.metadata["encoding"] = encoding;
  if (std::string sign = binary_sign(text); !sign.empty()) return read_failure("binary", sign);
  std::string_view body = text;
  char separator = separator_of(body.substr(0, 1 << 20), input.path);
  if (body.starts_with("sep=") && body.size() > 5) {  // a line by which spreadsheets are told
    separator = body[4];
    body.remove_prefix(std::min(body.size(), body.find('\n')));
  }
  BlockWriter writer(input.limits);
  write_rows(rows_of(body, separator, SIZE_MAX), writer);
  return writer.finish(std::move(reading));
}

}  // namespace jangin::collect
