// The base of all sources: where documents come from. A source lists the files that it holds, a folder's or a single one (sources/folder.h);
// files that hold many documents are opened (opener.h). What is no file is fetched first (fetch.h): a web site's pages, a database's rows stand
// among the originals then and are listed like files. collect.cpp reads them all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/glob.h"
#include "base/result.h"

namespace jangin::collect {

/// Of kind = "website", with the names of its keys; include and exclude hold for whole URLs.
struct WebsiteConfig {
  std::vector<std::string> start;   // URLs (http, https) to begin with
  std::vector<std::string> hosts;   // beside those of `start`: where links may lead, "example.org" or "example.org:8080"
  std::string contact;              // who fetches, an address or a URL that the site is told; empty: not told
  double rate_seconds = 1;          // `rate`: least time between two requests to a host; robots.txt may ask for more (Crawl-delay)
  int64_t depth = 5;                // links away from a start page; 0: these alone
  int64_t max_pages = 1000;         // pages with a body; the nearest to the start come first
  int64_t max_mb = 1000;            // of all of them together
  bool sitemaps = true;             // what the site maps of robots.txt name is one link away
  double timeout_seconds = 30;      // `timeout`: without a byte of the server's
  double refresh_seconds = 86'400;  // `refresh`: what was asked for less long ago is taken as it was; 0: every run asks for everything
};

/// Of kind = "postgresql". Its query and columns are those of the other kinds of rows; `id` is needed.
struct PostgresqlConfig {
  std::string name;              // of the source: its rows are called postgresql:<name>/<id>
  std::string uri;               // libpq's connection URI or keywords, without a password (~/.pgpass, PGPASSWORD)
  std::string uri_variable;      // instead: the environment variable that holds it
  double timeout_seconds = 600;  // `timeout`: of the query (statement_timeout)
};

/// One [[collect.sources]] table. Rights fields go to record::Rights as they stand.
struct SourceConfig {
  std::string path;                  // folder or file; relative to the recipe's folder
  std::vector<std::string> include;  // globs on the path below the folder; empty: everything
  std::vector<std::string> exclude;  // globs; win over include
  bool follow_symlinks = false;      // false: links are listed with reason `symlink` and not read
  bool hidden = false;               // true: also names that begin with "."
  bool open_archives = true;         // false: archives are listed with reason `no_reader`; exclude and hidden hold for what is in them, too
  std::string kind;                  // empty: documents; "website"; "dataset": JSON Lines and Parquet, a document a row; "sqlite", "postgresql": a
                                     // document a row of `query`
  WebsiteConfig website;
  PostgresqlConfig postgresql;
  std::string text = "text";                               // of kinds with rows: the column with the document's text
  std::string id, title, language_column, licence_column;  // further columns; empty: none (of a query: those of these names, licence for the last)
  std::string where;                                       // dataset: a condition in SQL on its columns; rows outside it are passed over
  std::string query;                                       // sqlite, postgresql: one SELECT
  std::string format = "text";                             // what the text is: "text", "markdown"
  std::string licence;                                     // SPDX expression or a sentence; empty: undeclared, publish will ask
  std::string attribution;
  std::string classification;                                     // "public", "internal", "confidential"; empty: unknown
  std::string may_train, may_redistribute, may_use_commercially;  // "yes", "no"; empty: not declared
  bool share_alike = false;
  std::string readers_allowed, retention, personal_data_basis, reviewer;
};

/// One thing that a source holds; `problem` names why it cannot be read (a reason, see README.md).
struct SourceItem {
  std::string source_id;  // path as the recipe writes it, "/" between parts: stable over machines
  std::filesystem::path path;
  size_t config = 0;  // index of its SourceConfig
  uint64_t bytes = 0;
  std::string problem, detail;
  // Of what was fetched (fetch.h), else empty: it stands among the originals, as `path` says.
  std::string blob_id = {};
  std::string read_as = {};                          // a file's name whose end says what reads it: "x.html"
  std::map<std::string, std::string> metadata = {};  // of its document, beside what the reader says; "title", "language" instead of it
};

struct SourceListing {
  std::vector<SourceItem> items;                // sorted by source_id
  uint64_t hidden = 0;                          // names that begin with "." and were passed over
  uint64_t filtered = 0;                        // taken out by include and exclude
  std::map<std::string, uint64_t> passed_over;  // of what was fetched, parts that are no documents, by reason
  std::vector<std::string> notes;               // a line for each source that could not be asked for all of it
};

/// What is no file and not listed by list_sources(): kinds "website" and "postgresql".
bool is_fetched(const SourceConfig& source);
/// Whether an id is that of a page or row.
bool is_fetched_id(std::string_view source_id);

/// What all sources hold that are files. Errors: not_found (a path does not exist, or nothing is there at all and no source is fetched),
/// invalid_argument (a bad path).
Result<SourceListing> list_sources(const std::filesystem::path& base, const std::vector<SourceConfig>& sources);

/// A path as it stands in records and messages: bytes that are no UTF-8 and control characters as "%E9", all else as it is.
std::string readable_id(std::string_view path);

}  // namespace jangin::collect
