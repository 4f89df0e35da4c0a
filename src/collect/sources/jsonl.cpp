// See jsonl.h.
#include "collect/sources/jsonl.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/sources/packed_stream.h"
#include "collect/sources/row_condition.h"
#include "collect/sources/rows.h"

namespace jangin::collect {
namespace {

using Json = nlohmann::json;

constexpr size_t kMaxNesting = 500;
constexpr size_t kMaxValues = 2'000'000;  // of one row: "[],[],…" takes twenty times its bytes in memory

/// Nothing for JSON that is no object, is broken, is nested deeper than anything of use or has more values.
std::optional<Json> parse_object(const std::string& line) {
  size_t values = 0;
  auto bounded = [&](int depth, Json::parse_event_t, Json&) {
    if (static_cast<size_t>(depth) > kMaxNesting || ++values > kMaxValues) throw std::length_error("more than a row may hold");
    return true;
  };
  try {
    Json value = Json::parse(line, bounded, false);
    return value.is_object() ? std::optional<Json>(std::move(value)) : std::nullopt;
  } catch (const std::length_error&) {
    return std::nullopt;
  }
}

std::optional<std::string> column(const Json& row, const std::string& name) {
  if (name.empty()) return std::nullopt;
  auto at = row.find(name);
  if (at == row.end() || at->is_null()) return std::nullopt;
  return at->is_string() ? at->get<std::string>() : at->dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

OpenOutcome open_jsonl(const OpenInput& input, MemberSink& sink) {
  const RowOptions options = parse_row_options(input.options);
  auto stream = PackedStream::open(input.file);
  if (!stream) return std::unexpected(std::move(stream.error()));
  StreamReader reader(std::move(*stream));
  RowCondition condition(options.where);
  const uint64_t most = input.limits.max_text_bytes * 2 + 1'000'000;  // JSON escapes a line's end; and the other columns
  Row row;
  std::string line;
  uint64_t left_out = 0, with_text = 0;
  for (bool too_long = false; reader.line(line, most, too_long);) {
    if (row.number == 0 && line.starts_with("\xef\xbb\xbf")) line.erase(0, 3);
    if (line.find_first_not_of(" \t\r") == std::string::npos) continue;
    row = {.number = row.number + 1, .text = {}, .id = {}, .title = {}, .language = {}, .licence = {}};
    if (too_long) {
      hand_over(row, options, {"too_large", fmt::format("the row has more than {}", format_bytes(most))}, line.size(), sink);
      continue;
    }
    auto object = parse_object(line);
    auto wanted = object ? condition.holds(*object) : std::optional<bool>(true);
    if (!object || !wanted) {
      hand_over(row, options, {"bad_row", object ? condition.problem() : "the line is no JSON object, or one of too many values"}, line.size(), sink);
      continue;
    }
    if (!*wanted) {
      ++left_out;
      continue;
    }
    row.text = column(*object, options.text), row.id = column(*object, options.id), row.title = column(*object, options.title);
    row.language = column(*object, options.language), row.licence = column(*object, options.licence);
    with_text += row.text ? 1 : 0;
    hand_over(row, options, input.limits, sink);
  }
  if (left_out > 0) sink.pass_over("where", left_out);
  if (reader.failure()) return std::unexpected(*reader.failure());
  if (with_text == 0 && left_out == 0) return read_failure("no_such_column", fmt::format("no row has \"{}\" (text)", options.text));
  return {};
}

}  // namespace jangin::collect
