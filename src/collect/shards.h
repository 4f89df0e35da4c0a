// What collect leaves behind: documents, one verdict and one item each, sources, rights. Internal to collect/.
#pragma once

#include <filesystem>
#include <vector>

#include "collect/answer_cache.h"
#include "collect/collect.h"
#include "collect/entry.h"
#include "record/shard.h"

namespace jangin::collect {

record::Rights rights_of(const SourceConfig& source);

struct ShardInput {
  const std::filesystem::path& folder;  // <workspace>/collect
  const CollectConfig& config;
  const std::vector<Reader>& all;
  const AnswerCache& cache;
  const std::vector<Entry>& entries;  // all settled; members behind what they lie in
};

/// Writes all shards in bounded memory (texts and rows one by one) and counts into `report`: found, read, from_cache, failed, pages,
/// text_bytes, failures, sources. Errors: io_error, interrupted, conflict (a cache file went meanwhile).
Result<std::vector<record::ShardInfo>> write_shards(const ShardInput& input, CollectReport& report);

}  // namespace jangin::collect
