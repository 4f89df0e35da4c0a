// See text.h.
#include "collect/readers/text.h"

#include "collect/readers/block_writer.h"
#include "collect/readers/plain.h"
#include "collect/references.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

/// A row of '=' or '-' as long as the line above it: that line is a title of level 1 or 2.
int underline_level(std::string_view title, std::string_view row) {
  if (title.empty() || title.front() == ' ' || row.size() < 3 || (row[0] != '=' && row[0] != '-')) return 0;
  if (row.find_first_not_of(row[0]) != std::string_view::npos) return 0;
  size_t columns = 0;
  for (size_t at = 0; at < title.size();) columns += text::next_code_point(title, at) >= 0x1100 ? 2 : 1;
  return row.size() + 2 >= columns && row.size() <= columns + 2 ? (row[0] == '=' ? 1 : 2) : 0;
}

}  // namespace

ReadOutcome read_text(const ReadInput& input) {
  Reading reading;
  auto lines = read_lines(input, reading);
  if (!lines) return std::unexpected(lines.error());
  LineWriter writer(reading);
  for (size_t i = 0; i < lines->size(); ++i) {
    const SourceLine& line = (*lines)[i];
    if (line.text.empty()) {
      writer.blank();
      continue;
    }
    int level = i + 1 < lines->size() ? underline_level(line.text, (*lines)[i + 1].text) : 0;
    if (level > 0) {
      writer.blank();
      writer.line(std::string(static_cast<size_t>(level), '#') + ' ' + line.text, {line.bytes.begin, (*lines)[i + 1].bytes.end});
      writer.blank();
      ++i;
    } else {
      writer.line(escape_line(line.text), line.bytes);
    }
  }
  writer.finish();
  if (reading.text.empty()) return read_failure("no_text", "the file holds white space only");
  reading.references = find_references(reading.text, {});
  return reading;
}

}  // namespace jangin::collect
