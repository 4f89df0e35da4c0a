// What the report tells, gathered from the shards, manifests and JSON files of a workspace.
#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "base/result.h"
#include "line/workspace.h"
#include "record/licences.h"
#include "record/manifest.h"
#include "record/records.h"

namespace jangin::line {

struct ReportData {
  std::vector<record::SourceVersion> sources;
  std::vector<record::Rights> rights;
  std::vector<record::FoundLicence> found_licences;  // in the refined documents
  std::vector<record::Document> documents;           // refined, else collected; without places
  std::vector<record::Passage> passages;
  std::vector<record::Fact> facts;
  std::vector<record::Sample> samples;
  std::map<std::string, std::vector<record::Verdict>> rejected;  // stage → verdicts that do not pass
  std::map<std::string, record::Manifest> manifests;             // stage → manifest
  nlohmann::json balance;                                        // refine/balance.json; null: not there
  nlohmann::json evaluation;                                     // null: not run
  std::vector<nlohmann::json> curve;                             // training steps
  nlohmann::json training;                                       // train/training.json; null: not run
};
Result<ReportData> gather_report_data(const Workspace& workspace);

/// Title or file name of a document.
std::string document_name(const record::Document& document);

}  // namespace jangin::line
