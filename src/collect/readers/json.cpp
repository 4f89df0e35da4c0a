// See json.h.
#include "collect/readers/json.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/progress.h"
#include "base/strings.h"
#include "collect/readers/block_writer.h"
#include "collect/readers/encoding.h"
#include "collect/readers/plain.h"
#include "collect/readers/tree.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

using Json = nlohmann::ordered_json;

constexpr size_t kMaxDepth = 64;                    // what lies deeper is written as JSON
constexpr size_t kMaxNesting = 500;                 // more is refused
constexpr size_t kMaxCell = 200, kMaxColumns = 40;  // of records that make a table

std::string scalar(const Json& value) {
  if (value.is_string()) return value.get<std::string>();
  if (value.is_null()) return {};
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

/// Arrays of objects whose values are short and no objects themselves.
bool is_table(const Json& array) {
  if (array.size() < 2) return false;
  for (const Json& row : array) {
    if (!row.is_object() || row.size() > kMaxColumns || row.empty()) return false;
    for (const Json& value : row) {
      if (value.is_structured() || (value.is_string() && value.get_ref<const std::string&>().size() > kMaxCell)) return false;
    }
  }
  return true;
}

TableRows table_of(const Json& array) {
  TableRows rows(1);
  std::map<std::string, size_t> columns;
  for (const Json& record : array) {
    std::vector<std::string> row;
    for (const auto& [key, value] : record.items()) {
      auto [at, added] = columns.try_emplace(key, columns.size());
      if (added) rows[0].push_back(key);
      if (row.size() <= at->second) row.resize(at->second + 1);
      row[at->second] = scalar(value);
    }
    rows.push_back(std::move(row));
    if (columns.size() > kMaxColumns) return {};
  }
  return rows;
}

void write(const Json& value, size_t depth, BlockWriter& writer);

void write_members(const Json& object, size_t depth, BlockWriter& writer) {
  for (const auto& [key, value] : object.items()) {
    if (writer.full()) return;
    bool deep = depth >= kMaxDepth;
    bool simple = value.is_primitive() || deep;
    bool words = value.is_array() && !deep && std::all_of(value.begin(), value.end(), [](const Json& item) {
                   return item.is_primitive() && !(item.is_string() && item.get_ref<const std::string&>().size() > kMaxCell);
                 });
    std::string text = simple ? (deep ? value.dump(-1, ' ', false, Json::error_handler_t::replace) : scalar(value)) : std::string();
    for (size_t i = 0; words && i < value.size(); ++i) text += (i > 0 ? ", " : "") + scalar(value[i]);
    if (simple || words) {
      writer.item(depth, 0, text.empty() ? "**" + key + "**" : "**" + key + "**: " + text);
    } else {
      writer.item(depth, 0, "**" + key + "**:");
      write(value, depth + 1, writer);
    }
  }
}

void write(const Json& value, size_t depth, BlockWriter& writer) {
  if (value.is_object()) return write_members(value, depth, writer);
  if (!value.is_array()) return writer.paragraph(scalar(value));
  TableRows rows = is_table(value) ? table_of(value) : TableRows{};
  if (!rows.empty()) return writer.table(rows);
  for (const Json& item : value) {
    if (writer.full()) return;
    if (item.is_primitive() || depth >= kMaxDepth) {
      writer.item(depth, 0, scalar(item));
    } else if (depth == 0 && item.is_object()) {
      write_members(item, 0, writer);
      writer.end_list();
    } else {
      write(item, depth + (item.is_array() ? 1 : 0), writer);
    }
  }
}

/// How deep brackets nest outside of strings.
size_t nesting(std::string_view text) {
  size_t depth = 0, most = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '"') quoted = !quoted;
    if (quoted && c == '\\') ++i;
    if (quoted) continue;
    if (c == '[' || c == '{') most = std::max(most, ++depth);
    if ((c == ']' || c == '}') && depth > 0) --depth;
  }
  return most;
}

/// One value a line; nullopt when a line is none. An array of them.
bool read_lines_of_json(std::string_view text, Json& all, std::string& problem) {
  all = Json::array();
  size_t number = 0;
  for (std::string_view line : split_lines(text)) {
    ++number;
    if (trim(line).empty()) continue;
    Json value = Json::parse(line, nullptr, false);
    if (value.is_discarded()) {
      problem = fmt::format("line {} is no JSON", number);
      return false;
    }
    all.push_back(std::move(value));
  }
  return !all.empty();
}

}  // namespace

ReadOutcome read_json(const ReadInput& input) {
  std::string_view bytes(reinterpret_cast<const char*>(input.bytes.data()), input.bytes.size());
  if (bytes.size() > input.limits.max_text_bytes) {
    return read_failure(
        "too_large", fmt::format("{} of JSON, the limit is {} (max_text_mb)", format_bytes(bytes.size()), format_bytes(input.limits.max_text_bytes)));
  }
  Reading reading;
  std::string encoding, text = to_utf8(bytes, {}, &encoding);
  if (encoding != "UTF-8") reading.metadata["encoding"] = encoding;
  if (std::string sign = binary_sign(text); !sign.empty()) return read_failure("binary", sign);
  if (nesting(text) > kMaxNesting) return read_failure("damaged", fmt::format("nested deeper than {}", kMaxNesting));
  std::string problem;
  Json value = Json::parse(text, nullptr, false);
  if (value.is_discarded() && !read_lines_of_json(text, value, problem)) return read_failure("damaged", "neither JSON nor JSON lines: " + problem);
  if (value.is_object() && value.contains("title") && value["title"].is_string())
    reading.title = text::nfc(collapse_spaces(value["title"].get<std::string>()));
  BlockWriter writer(input.limits);
  write(value, 0, writer);
  return writer.finish(std::move(reading));
}

}  // namespace jangin::collect
