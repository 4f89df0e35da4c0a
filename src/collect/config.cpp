// [collect] of a recipe → CollectConfig.
#include "collect/collect.h"

namespace jangin::collect {
namespace {

Status read_source(ConfigTable table, SourceConfig& source) {
  const std::vector<std::string> answers{"yes", "no", ""};
  table.text("path", source.path).texts("include", source.include).texts("exclude", source.exclude);
  table.flag("follow_symlinks", source.follow_symlinks).flag("hidden", source.hidden);
  table.text("licence", source.licence).text("attribution", source.attribution).text("classification", source.classification);
  table.choice("may_train", source.may_train, answers).choice("may_redistribute", source.may_redistribute, answers);
  table.choice("may_use_commercially", source.may_use_commercially, answers).flag("share_alike", source.share_alike);
  table.text("readers_allowed", source.readers_allowed).text("retention", source.retention);
  table.text("personal_data_basis", source.personal_data_basis).text("reviewer", source.reviewer);
  return table.finish();
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
  table.flag("share_readers", config.share_readers);
  return table.finish();
}

}  // namespace jangin::collect
