// See csv.h.
#include "collect/readers/csv.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/plain.h"

namespace jangin::collect {
namespace {

constexpr size_t kSniffedRows = 50;
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

/// The separator with which the first rows have the most equal number of fields, above one.
char separator_of(std::string_view text, std::string_view path) {
  static constexpr std::array<char, 4> kSeparators{',', '\t', ';', '|'};
  char best = path.ends_with(".tsv") || path.ends_with(".tab") ? '\t' : ',';
  double best_score = 0;
  for (char separator : kSeparators) {
    TableRows rows = rows_of(text, separator, kSniffedRows);
    if (rows.empty() || rows[0].size() < 2) continue;
    auto equal = static_cast<double>(std::count_if(rows.begin(), rows.end(), [&](const auto& row) { return row.size() == rows[0].size(); }));
    // Where commas and another separator divide all rows alike, the commas are those of numbers and sentences.
    double score = equal / static_cast<double>(rows.size()) + (separator == ',' ? 0 : 0.01);
    if (score > best_score) best = separator, best_score = score;
  }
  return best;
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
  writer.table(rows_of(body, separator, SIZE_MAX));
  return writer.finish(std::move(reading));
}

}  // namespace jangin::collect
