// The texts of a package: model card and data card, from what the records say. Markdown, English, with the Korean title line.
#pragma once

#include <string>
#include <vector>

#include "publish/publish.h"
#include "record/licences.h"

namespace jangin::publish {

/// What the cards tell of the data, gathered from a workspace's records.
struct DataFacts {
  std::vector<record::SourceVersion> sources;  // present ones
  std::vector<record::Rights> rights;
  std::vector<record::FoundLicence> found;    // in the refined documents of the sources: what they say, what a person decided; ascending by source
  std::map<std::string, std::string> titles;  // source_id → document title
  std::map<std::string, uint64_t> pages;      // source_id → pages
  uint64_t documents = 0, passages = 0, samples = 0;
  std::map<std::string, uint64_t> rejected;  // "step: reason" → count
  std::map<std::string, uint64_t> sample_kinds;
};
/// `more_samples`: as in PublishRequest; a sample that stands in several shards counts once.
Result<DataFacts> gather_data_facts(const std::filesystem::path& workspace, const std::vector<std::filesystem::path>& more_samples = {});

/// What may be done with the package, as the most restrictive of the rights says: declared, decided, and found in the documents themselves.
struct Permission {
  bool undeclared = false;  // a source without a declared licence, and without a decision on all its documents
  bool may_train = true;    // false: a source forbids it
  bool may_redistribute = true;
  bool may_use_commercially = true;
  bool share_alike = false;
  std::vector<std::string> licences;  // distinct, as declared or decided, then as found
  std::vector<std::string> copyleft;  // those of them that are share-alike
};
Permission most_restrictive(const DataFacts& facts);

std::string model_card(const PublishRequest& request, const DataFacts& facts, const Permission& permission, const std::vector<Parity>& parity,
                       const std::string& evaluation_json);
std::string data_card(const PublishRequest& request, const DataFacts& facts, const Permission& permission);
/// LICENSE.md: the terms that follow the base model and the sources.
std::string licence_notes(const PublishRequest& request, const DataFacts& facts, const Permission& permission);

}  // namespace jangin::publish
