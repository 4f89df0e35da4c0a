// See rows.h.
#include "collect/sources/rows.h"

#include <nlohmann/json.hpp>

#include <fmt/format.h>

#include "collect/readers/markdown.h"
#include "collect/readers/text.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace {

constexpr size_t kMaxId = 200;  // of an id in a name; a longer one is cut

std::string_view reader_of(const RowOptions& options) { return options.format == "markdown" ? "markdown" : "text"; }

uint32_t version_of(std::string_view reader) {
  for (const Reader& known : readers()) {
    if (known.name == reader) return known.version;
  }
  return 1;
}

}  // namespace

std::string row_options(const SourceConfig& source) {
  RowOptions options;
  options.format = source.format;
  return nlohmann::json{{"text", source.text},
                        {"id", source.id},
                        {"title", source.title},
                        {"language", source.language_column},
                        {"licence", source.licence_column},
                        {"where", source.where},
                        {"query", source.query},
                        {"format", source.format},
                        {"version", version_of(reader_of(options))}}
      .dump();
}

RowOptions parse_row_options(std::string_view json) {
  RowOptions options;
  const auto parsed = nlohmann::json::parse(json, nullptr, false);
  if (!parsed.is_object()) return options;
  auto get = [&](const char* key, std::string& value) { value = parsed.value(key, std::string()); };
  get("text", options.text), get("id", options.id), get("title", options.title), get("language", options.language), get("licence", options.licence);
  get("where", options.where), get("query", options.query), get("format", options.format);
  return options;
}

std::string sql_name(std::string_view name) {
  std::string out = "\"";
  for (char c : name) out.append(c == '"' ? 2 : 1, c);
  return out + "\"";
}

std::string row_name(const Row& row) {
  std::string name = fmt::format("row {}", row.number);
  if (row.id && !row.id->empty()) name += ", id " + text::repair_utf8(row.id->substr(0, kMaxId));
  return name;
}

void hand_over(const Row& row, const RowOptions& options, const ReadFailure& failure, uint64_t bytes, MemberSink& sink) {
  sink.document(row_name(row), reader_of(options), bytes, std::unexpected(failure));
}

void hand_over(const Row& row, const RowOptions& options, const ReadLimits& limits, MemberSink& sink) {
  if (!row.text || row.text->empty())
    return hand_over(row, options, {"no_text", row.text ? "the row's text is empty" : "the row has no text"}, 0, sink);
  const std::string name = row_name(row);
  const ReadInput input{std::as_bytes(std::span(row.text->data(), row.text->size())), name, limits};
  ReadOutcome outcome = options.format == "markdown" ? read_markdown(input) : read_text(input);
  if (outcome) {
    if (row.title && !row.title->empty()) outcome->title = text::nfc(text::repair_utf8(*row.title));
    if (row.language && !row.language->empty()) outcome->metadata["language"] = text::repair_utf8(*row.language);
    if (row.licence && !row.licence->empty()) outcome->metadata["licence"] = text::repair_utf8(*row.licence);
    if (row.id && !row.id->empty()) outcome->metadata["id"] = text::repair_utf8(*row.id);
  }
  sink.document(name, reader_of(options), row.text->size(), outcome);
}

}  // namespace jangin::collect
