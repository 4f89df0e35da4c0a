// [collect] of a recipe → CollectConfig.
#include <fmt/format.h>

#include "collect/collect.h"
#include "collect/sandbox.h"
#include "collect/sources/postgresql.h"
#include "collect/sources/rows.h"
#include "collect/sources/website.h"

namespace jangin::collect {
namespace {

/// What errors name a source by.
std::string place_of(const SourceConfig& source) {
  if (source.kind == "postgresql") return "collect.sources, " + source.postgresql.name;
  return "collect.sources, " + (source.kind == "website" && !source.website.start.empty() ? source.website.start[0] : source.path);
}

/// Keys that belong to a kind stand only there, and what a kind needs is there.
Status check_rows(const SourceConfig& source) {
  auto bad = [&](std::string what, std::string hint) {
    return fail(ErrorCode::invalid_argument, std::move(what), place_of(source), std::move(hint));
  };
  const bool is_database = source.kind == "sqlite" || source.kind == "postgresql", of_rows = is_database || source.kind == "dataset";
  if (is_database && source.query.empty()) {
    return bad(fmt::format("a source of kind {} has no query", source.kind), "query = \"SELECT id, title, text FROM …\"");
  }
  if (!is_database && !source.query.empty()) return bad("query is for kind = \"sqlite\" and \"postgresql\"", "set the kind");
  if (source.kind != "dataset" && !source.where.empty())
    return bad("where is for kind = \"dataset\"", of_rows ? "put the condition into the query" : "set the kind");
  const bool has_columns = !source.id.empty() || !source.title.empty() || !source.language_column.empty() || !source.licence_column.empty();
  if (!of_rows && has_columns) {
    return bad("id, title, language_column and licence_column are for rows", "set kind = \"dataset\", \"sqlite\" or \"postgresql\"");
  }
  if (row_options(source).size() >= kOptionBytes) return bad("its query or condition is too long", "make a view of it");
  return {};
}

/// What is fetched is named by its own keys, not by a path.
Status check_fetched(const SourceConfig& source) {
  const bool has_path = !source.path.empty();
  std::string problem = source.kind == "website" ? website_problem(source) : source.kind == "postgresql" ? postgresql_problem(source) : std::string();
  if (problem.empty() && is_fetched(source) && has_path) problem = "path is for files";
  if (!problem.empty()) return fail(ErrorCode::invalid_argument, std::move(problem), place_of(source), "docs/recipes.md has an example of each kind");
  return {};
}

void read_website(ConfigTable& table, WebsiteConfig& site) {
  table.texts("start", site.start).texts("hosts", site.hosts).text("contact", site.contact).number("rate", site.rate_seconds, 0, 3600);
  table.integer("depth", site.depth, 0, 1000).integer("max_pages", site.max_pages, 1, 10'000'000).integer("max_mb", site.max_mb, 1, 10'000'000);
  table.flag("sitemaps", site.sitemaps).duration("timeout", site.timeout_seconds).duration("refresh", site.refresh_seconds);
}

void read_postgresql(ConfigTable& table, PostgresqlConfig& database) {
  table.text("name", database.name).text("uri", database.uri).text("uri_variable", database.uri_variable);
  table.duration("timeout", database.timeout_seconds);
}

Status read_source(ConfigTable table, SourceConfig& source) {
  const std::vector<std::string> answers{"yes", "no", ""};
  table.text("path", source.path).texts("include", source.include).texts("exclude", source.exclude);
  table.flag("follow_symlinks", source.follow_symlinks).flag("hidden", source.hidden).flag("open_archives", source.open_archives);
  table.choice("kind", source.kind, {"", "dataset", "sqlite", "postgresql", "website"});
  if (source.kind == "website") read_website(table, source.website);
  if (source.kind == "postgresql") read_postgresql(table, source.postgresql);
  table.text("text", source.text).text("id", source.id).text("title", source.title);
  table.text("language_column", source.language_column).text("licence_column", source.licence_column).text("where", source.where);
  table.text("query", source.query).choice("format", source.format, {"text", "markdown"});
  table.text("licence", source.licence).text("attribution", source.attribution).text("classification", source.classification);
  table.choice("may_train", source.may_train, answers).choice("may_redistribute", source.may_redistribute, answers);
  table.choice("may_use_commercially", source.may_use_commercially, answers).flag("share_alike", source.share_alike);
  table.text("readers_allowed", source.readers_allowed).text("retention", source.retention);
  table.text("personal_data_basis", source.personal_data_basis).text("reviewer", source.reviewer);
  JANGIN_TRY(table.finish());
  JANGIN_TRY(check_rows(source));
  return check_fetched(source);
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
