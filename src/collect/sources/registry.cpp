// The kinds of sources. To add one: its file beside this one, a branch here, a mirrored test.
#include "collect/source.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "collect/sources/folder.h"
#include "text/unicode.h"

namespace jangin::collect {
namespace fs = std::filesystem;

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
  if (out.items.empty()) {
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
