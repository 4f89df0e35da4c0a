// Tables of collect → LicenceConfig.
#include "refine/licence/declared.h"

#include "base/file.h"
#include "base/strings.h"
#include "record/declared_rights.h"
#include "record/shard.h"
#include "refine/licence/names.h"
#include "text/unicode.h"

namespace jangin::refine {
namespace {

namespace fs = std::filesystem;

constexpr uint64_t kMostBytes = 1U << 20;  // of a licence file

std::string_view folder_of(std::string_view source_id) {
  const size_t slash = source_id.rfind('/');
  return slash == source_id.npos ? std::string_view() : source_id.substr(0, slash + 1);
}

}  // namespace

bool is_licence_file(std::string_view source_id) {
  std::string name = to_lower_ascii(source_id.substr(folder_of(source_id).size()));
  for (std::string_view extension : {".txt", ".md", ".rst"}) {
    if (name.ends_with(extension)) name.resize(name.size() - extension.size());
  }
  return name == "license" || name == "licence" || name == "copying";
}

std::string folder_licence(const LicenceConfig& config, std::string_view source_id) {
  if (config.folders.empty() || is_licence_file(source_id)) return "";
  for (std::string_view folder = folder_of(source_id);; folder = folder_of(folder.substr(0, folder.size() - 1))) {
    if (auto found = config.folders.find(std::string(folder)); found != config.folders.end()) return found->second;
    if (folder.empty()) return "";
  }
}

Status read_declared_licences(const fs::path& workspace, LicenceConfig& config) {
  std::error_code ignored;
  const fs::path collect = workspace / "collect";
  if (!fs::exists(collect / "sources.parquet", ignored) || !fs::exists(collect / "rights.parquet", ignored)) return {};
  JANGIN_ASSIGN(config.rights, record::read_declared_rights(collect / "rights.parquet"));
  std::map<std::string, size_t> index;
  for (size_t i = 0; i < config.rights.size(); ++i) index[config.rights[i].rights_id] = i;
  JANGIN_ASSIGN(const auto sources, record::read_sources(collect / "sources.parquet"));
  for (const record::SourceVersion& source : sources) {
    if (source.state != record::SourceState::present && source.state != record::SourceState::changed) continue;
    if (auto found = index.find(source.rights_id); found != index.end()) config.rights_of[source.source_id] = found->second;
    if (!is_licence_file(source.source_id) || source.blob_id.empty()) continue;
    auto text = read_file(workspace / "sources" / source.blob_id, kMostBytes);
    if (!text) continue;  // collect could not keep it, either
    if (std::string licence = identify_licence_file(text::repair_utf8(*text)); !licence.empty())
      config.folders[std::string(folder_of(source.source_id))] = std::move(licence);
  }
  return {};
}

}  // namespace jangin::refine
