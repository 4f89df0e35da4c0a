// What the miners found, kept by passage: a passage that has not changed is not mined again. One JSON line a passage.
#pragma once

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "synthesize/facts/mined_fact.h"

namespace jangin::synthesize {

/// In the stage's folder.
inline constexpr const char* kMinedFile = "mined.jsonl";

struct MinedPassage {
  std::string key;                    // of all that the miners see of the passage and its document, and of their versions
  std::vector<MinedFact> facts;       // in_focus is not kept
  std::vector<std::string> rejected;  // ids of samples on these facts that were rejected
};
using MinedStore = std::unordered_map<std::string, MinedPassage>;  // by passage_id

/// What can be read of the file; a line of another version, or damaged, is left out. A file that is not there is an empty store.
MinedStore read_mined(const std::filesystem::path& path);
/// In the order of `passages`; those that `store` lacks are left out, and so are facts whose text is not UTF-8. Error: io_error.
Status write_mined(const std::filesystem::path& path, const MinedStore& store, const std::vector<record::Passage>& passages);

}  // namespace jangin::synthesize
