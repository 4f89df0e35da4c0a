// Step `licence`: what a document says of its own licence (refine/licence/detect.h) and its folder's file LICENSE, against what the recipe declares. A document whose
// declared licence allows what the one found forbids is rejected, licence_conflict, until a person decides ([[refine.licence.decided]]). What is found and what is decided
// go into the document's metadata, where publish reads them. Score: permissions in contradiction.
#include <fmt/format.h>

#include <algorithm>

#include "base/glob.h"
#include "base/strings.h"
#include "record/licences.h"
#include "refine/licence/declared.h"
#include "refine/licence/detect.h"
#include "refine/registry.h"

namespace jangin::refine {
namespace {

std::vector<std::string> contradictions(const record::LicenceTerms& declared, const record::LicenceTerms& found) {
  std::vector<std::string> all;
  auto compare = [&](std::optional<bool> allowed, std::optional<bool> allows, const char* what) {
    if (allowed == true && allows == false) all.emplace_back(what);
  };
  compare(declared.may_train, found.may_train, "training");
  compare(declared.may_redistribute, found.may_redistribute, "passing on");
  compare(declared.may_use_commercially, found.may_use_commercially, "commercial use");
  if (declared.share_alike == false && found.share_alike == true) all.emplace_back("passing on under other terms");
  return all;
}

struct Found {
  std::string licence;   // joined by AND
  std::string evidence;  // for people
};

class Licence : public RefineStep {
 public:
  explicit Licence(LicenceConfig config) : config_(std::move(config)) {}

  std::optional<DocumentOutcome> refine_document(const record::Document& document) const override {
    DocumentOutcome outcome;
    const Found found = find(document);
    const LicenceDecision* decision = decided(document.source_id);
    outcome.metadata[record::kLicenceDetected] = found.licence;
    outcome.metadata[record::kLicenceDecided] = decision ? decision->licence : "";
    outcome.judgement =
        decision ? Judgement{true, "", 0, fmt::format("decided: {}{}", decision->licence, decision->by.empty() ? "" : " (" + decision->by + ")")}
                 : judge(document.source_id, found);
    return outcome;
  }

 private:
  Found find(const record::Document& document) const {
    std::vector<std::string> licences, evidence;
    auto add = [&](const std::string& licence, std::string_view from) {
      const bool joint = licence.find(" OR ") != std::string::npos;
      licences.push_back(joint ? "(" + licence + ")" : licence);
      evidence.push_back(fmt::format("{} ({})", licence, from));
    };
    const std::string governs = folder_licence(config_, document.source_id);
    for (const DetectedLicence& one : detect_licences(document.text, document.metadata)) {
      // A folder's licence grants what the notice reserves, as one within the document would.
      if (one.licence == "LicenseRef-All-Rights-Reserved" && !governs.empty()) continue;
      add(one.licence, one.evidence);
    }
    if (!governs.empty() && std::find(licences.begin(), licences.end(), governs) == licences.end()) add(governs, "the folder's licence file");
    return {join(licences, " AND "), join(evidence, ", ")};
  }

  const LicenceDecision* decided(const std::string& source_id) const {
    for (const LicenceDecision& decision : config_.decided) {
      if (decision.source == source_id || matches_glob(decision.source, source_id)) return &decision;
    }
    return nullptr;
  }

  Judgement judge(const std::string& source_id, const Found& found) const {
    if (found.licence.empty()) return {};
    const auto rights = config_.rights_of.find(source_id);
    const record::Rights declared = rights == config_.rights_of.end() ? record::Rights{} : config_.rights[rights->second];
    const std::vector<std::string> forbidden = contradictions(record::declared_terms(declared), record::licence_terms(found.licence));
    std::string detail =
        fmt::format("declared: {}; found: {}", declared.licence_declared.empty() ? "nothing" : declared.licence_declared, found.evidence);
    if (forbidden.empty()) return {true, "", 0, std::move(detail)};
    detail += fmt::format("; declared as allowed, and forbidden by what was found: {}", join(forbidden, ", "));
    const auto count = static_cast<double>(forbidden.size());
    if (config_.reject) return reject("licence_conflict", count, std::move(detail));
    return {true, "", count, "noted: licence_conflict: " + detail};
  }

  LicenceConfig config_;
};

}  // namespace

Result<std::unique_ptr<RefineStep>> make_licence(const RefineConfig& config) { return std::make_unique<Licence>(config.licence); }

}  // namespace jangin::refine
