// [collect] of a recipe → CollectConfig.
#include "collect/collect.h"
#include "collect/sandbox.h"
#include "collect/sources/rows.h"

namespace jangin::collect {
namespace {

/// Keys that belong to a kind stand only there, and what a kind needs is there.
Status check_rows(const SourceConfig& source) {
  auto bad = [&](std::string what, std::string hint) { return fail(ErrorCode::invalid_argument, std::move(what), "collect.sources, " + source.path, std::move(hint)); };
  const bool of_rows = !source.kind.empty();
  if (source.kind == "sqlite" && source.query.empty()) return bad("a source of kind sqlite has no query", "query = \"SELECT id, title, text FROM …\"");
  if (source.kind != "sqlite" && !source.query.empty()) return bad("query is for kind = \"sqlite\"", "set the kind");
  if (source.kind != "dataset" && !source.where.empty()) return bad("where is for kind = \"dataset\"", of_rows ? "put the condition into the query" : "set the kind");
  const bool has_columns = !source.id.empty() || !source.title.empty() || !source.language_column.empty() || !source.licence_column.empty();
  if (!of_rows && has_columns) return bad("id, title, language_column and licence_column are for rows", "set kind = \"dataset\" or \"sqlite\"");
  if (row_options(source).size() >= kOptionBytes) return bad("its query or condition is too long", "make a view of it");
  return {};
}

Status read_source(ConfigTable table, SourceConfig& source) {
  const std::vector<std::string> answers{"yes", "no", ""};
  table.text("path", source.path).texts("include", source.include).texts("exclude", source.exclude);
  table.flag("follow_symlinks", source.follow_symlinks).flag("hidden", source.hidden).flag("open_archives", source.open_archives);
  table.choice("kind", source.kind, {"", "dataset", "sqlite"}).text("text", source.text).text("id", source.id).text("title", source.title);
  table.text("language_column", source.language_column).text("licence_column", source.licence_column).text("where", source.where);
  table.text("query", source.query).choice("format", source.format, {"text", "markdown"});
  table.text("licence", source.licence).text("attribution", source.attribution).text("classification", source.classification);
  table.choice("may_train", source.may_train, answers).choice("may_redistribute", source.may_redistribute, answers);
  table.choice("may_use_commercially", source.may_use_commercially, answers).flag("share_alike", source.share_alike);
  table.text("readers_allowed", source.readers_allowed).text("retention", source.retention);
  table.text("personal_data_basis", source.personal_data_basis).text("reviewer", source.reviewer);
  JANGIN_TRY(table.finish());
  return check_rows(source);
}

}  // namespace

Status read_config(ConfigTable table, CollectConfig& config) {
  std::vector<ConfigTable> sources = table.tables("sources");
  if (!sources.empty()) config.sources.clear();
  for (ConfigTable& source : sources) {
    config.sources.emplace_back();
    JANGIN_TRY(read_source(source, config.sources.back()));
  }
  table.duration("timeout", config.timeout_seconds).integer("memory_mb", config.memory_mb, 64, 1'000'000);
  table.integer("max_file_mb", config.max_file_mb, 1, 10'000'000).integer("max_text_mb", config.max_text_mb, 1, 4000);
  table.integer("max_pages", config.max_pages, 1, 10'000'000).integer("parallel", config.parallel, 1, 256);
  table.integer("max_unpacked_mb", config.max_unpacked_mb, 1, 100'000'000).integer("max_members", config.max_members, 1, 10'000'000);
  table.integer("max_depth", config.max_depth, 1, 16);
  table.flag("share_readers", config.share_readers);
  return table.finish();
}

}  // namespace jangin::collect
