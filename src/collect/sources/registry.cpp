// The kinds of sources and the openers of files that hold many documents. To add one: its file beside this one, a branch or a line here, a
// mirrored test and a fuzz target.
#include "collect/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "collect/opener.h"
#include "collect/sources/archive.h"
#include "collect/sources/folder.h"
#include "collect/sources/jsonl.h"
#include "collect/sources/parquet.h"
#include "collect/sources/rows.h"
#include "collect/sources/sqlite.h"
#include "collect/sources/warc.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace fs = std::filesystem;

const std::vector<Opener>& openers() {
  static const std::vector<Opener> kOpeners{
      {"archive", 1, open_archive, prepare_archives, is_packed_single},
      {"warc", 3, open_warc, prepare_archives},
      {"jsonl", 2, open_jsonl, prepare_archives},
      {"parquet", 1, open_parquet, nullptr, nullptr, nullptr, true},
      {"sqlite", 1, open_sqlite, nullptr, nullptr, sqlite_beside},
  };
  return kOpeners;
}

const Opener* find_opener(std::string_view name) {
  auto at = std::ranges::find(openers(), name, &Opener::name);
  return at == openers().end() ? nullptr : &*at;
}

const Opener* opener_of_name(std::string_view path, std::string_view first_bytes) {
  if (is_warc(path)) return find_opener("warc");
  return is_archive(path, first_bytes) ? find_opener("archive") : nullptr;
}

const Opener* opener_of_source(const SourceConfig& source, std::string_view path, std::string_view first_bytes) {
  if (source.kind == "sqlite") return find_opener("sqlite");
  if (source.kind == "dataset") return find_opener(first_bytes.starts_with("PAR1") ? "parquet" : "jsonl");
  return source.open_archives ? opener_of_name(path, first_bytes) : nullptr;
}

std::string opener_options(const SourceConfig& source) { return source.kind.empty() || is_fetched(source) ? std::string() : row_options(source); }

std::string readable_id(std::string_view path) {
  std::string id;
  size_t invalid = text::find_invalid_utf8(path);
  for (size_t at = 0; at < path.size(); ++at) {
    const auto byte = static_cast<unsigned char>(path[at]);
    if (at != invalid && byte >= 0x20 && byte != 0x7f) {
      id += path[at];
      continue;
    }
    id += fmt::format("%{:02X}", byte);
    if (at != invalid) continue;
    const size_t next = text::find_invalid_utf8(path.substr(at + 1));
    invalid = next == std::string_view::npos ? next : at + 1 + next;
  }
  return id;
}

Result<SourceListing> list_sources(const fs::path& base, const std::vector<SourceConfig>& sources) {
  SourceListing out;
  for (size_t i = 0; i < sources.size(); ++i) {
    const SourceConfig& source = sources[i];
    if (is_fetched(source)) continue;
    if (source.path.empty()) return fail(ErrorCode::invalid_argument, "a source has no path", "collect.sources", "name a folder or a file");
    fs::path path = (fs::path(source.path).is_absolute() ? fs::path(source.path) : base / source.path).lexically_normal();
    std::error_code error;
    fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) return fail(ErrorCode::not_found, "no such file or folder", path.string(), "check the path of the source");
    fs::path normal = fs::path(source.path).lexically_normal();
    if (normal.has_filename() == false) normal = normal.parent_path();
    std::string name = normal == "." || normal == normal.root_path() ? "" : normal.filename().string();
    if (fs::is_directory(status)) {
      list_folder(path, name.empty() || name == ".." ? "" : name + '/', source, i, out);
    } else {
      list_file(path, name, i, out);
    }
  }
  if (out.items.empty() && std::ranges::none_of(sources, is_fetched)) {
    std::string where = sources.empty() ? base.string() : sources.front().path;
    return fail(ErrorCode::not_found, out.filtered > 0 ? "every file is taken out by include and exclude" : "there are no documents", where,
                "put documents (PDF, Markdown, text) there");
  }
  // File systems take any bytes as a name; records and messages are UTF-8 and one line.
  for (SourceItem& item : out.items) item.source_id = readable_id(item.source_id);
  std::sort(out.items.begin(), out.items.end(), [](const SourceItem& a, const SourceItem& b) {
    return std::tie(a.source_id, a.config, a.path) < std::tie(b.source_id, b.config, b.path);
  });
  // Two sources may hold the same file, or files of one name in folders of one name.
  std::set<std::string> ids;
  std::set<fs::path> paths;
  std::vector<SourceItem> kept;
  for (SourceItem& item : out.items) {
    if (!paths.insert(item.path).second) continue;
    if (!ids.insert(item.source_id).second) {
      item.source_id = readable_id(item.path.generic_string());
      while (!ids.insert(item.source_id).second) item.source_id += '~';
    }
    kept.push_back(std::move(item));
  }
  out.items = std::move(kept);
  return out;
}

}  // namespace jangin::collect
