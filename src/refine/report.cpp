// Counting verdicts; RefineReport ↔ JSON.
#include "refine/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace jangin::refine {
namespace {

using Json = nlohmann::ordered_json;
constexpr size_t kExamples = 3;

/// The first words of a text, on one line.
std::string beginning(std::string_view text) {
  constexpr size_t kBytes = 80;
  size_t end = std::min(text.size(), kBytes);
  while (end < text.size() && end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  std::string line(text.substr(0, end));
  std::replace(line.begin(), line.end(), '\n', ' ');
  return end < text.size() ? line + "…" : line;
}

/// What people call the subjects of verdicts.
std::unordered_map<std::string_view, std::string> subject_names(const RunResult& result) {
  std::unordered_map<std::string_view, std::string> names;
  for (const record::Document& document : result.rejected_documents) {
    names[document.doc_id] = document.source_id + (document.path_inside.empty() ? "" : " / " + document.path_inside);
  }
  for (const record::Passage& passage : result.rejected_passages) {
    names[passage.passage_id] = (passage.heading_path.empty() ? "" : passage.heading_path.back() + ": ") + "\"" + beginning(passage.text) + "\"";
  }
  return names;
}

}  // namespace

std::vector<ReasonCount> count_reasons(const RunResult& result) {
  auto names = subject_names(result);
  std::unordered_map<std::string_view, uint64_t> times;  // a rejected passage may have been cut several times
  for (const record::Passage& passage : result.rejected_passages) times[passage.passage_id] = passage.occurrences.size();
  std::map<std::pair<std::string, std::string>, ReasonCount> reasons;
  for (const record::Verdict& verdict : result.verdicts) {
    if (verdict.pass) continue;
    ReasonCount& count = reasons[{verdict.step, verdict.reason}];
    count.step = verdict.step;
    count.reason = verdict.reason;
    auto passage = times.find(verdict.subject_id);
    if (passage != times.end()) {
      count.passages += passage->second;
    } else {
      ++count.documents;
    }
    if (count.examples.size() < kExamples) count.examples.push_back(names[verdict.subject_id] + ": " + verdict.detail);
  }
  std::vector<ReasonCount> all;
  for (auto& [key, count] : reasons) all.push_back(std::move(count));
  std::stable_sort(all.begin(), all.end(), [](const ReasonCount& a, const ReasonCount& b) { return a.documents + a.passages > b.documents + b.passages; });
  return all;
}

std::string report_to_json(const RefineReport& report) {
  Json reasons = Json::array();
  for (const ReasonCount& reason : report.reasons) {
    reasons.push_back({{"step", reason.step}, {"reason", reason.reason}, {"documents", reason.documents}, {"passages", reason.passages}, {"examples", reason.examples}});
  }
  Json json{{"documents", {{"in", report.documents_in}, {"kept", report.documents_kept}, {"rejected", report.documents_rejected}, {"rewritten", report.documents_rewritten}}},
            {"bytes", {{"in", report.bytes_in}, {"kept", report.bytes_kept}, {"rejected", report.bytes_rejected}}},
            {"passages", {{"cut", report.passages_cut}, {"kept", report.passages_kept}, {"merged", report.passages_merged}, {"rejected", report.passages_rejected}}},
            {"masked", report.masked},
            {"languages", report.languages},
            {"reasons", reasons}};
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<RefineReport> report_from_json(const std::string& text, const std::string& place) {
  Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::invalid_format, "is no JSON", place);
  RefineReport report;
  try {
    const Json& documents = json.at("documents");
    report.documents_in = documents.at("in");
    report.documents_kept = documents.at("kept");
    report.documents_rejected = documents.at("rejected");
    report.documents_rewritten = documents.at("rewritten");
    report.bytes_in = json.at("bytes").at("in");
    report.bytes_kept = json.at("bytes").at("kept");
    report.bytes_rejected = json.at("bytes").at("rejected");
    const Json& passages = json.at("passages");
    report.passages_cut = passages.at("cut");
    report.passages_kept = passages.at("kept");
    report.passages_merged = passages.at("merged");
    report.passages_rejected = passages.at("rejected");
    json.at("masked").get_to(report.masked);
    json.at("languages").get_to(report.languages);
    for (const Json& reason : json.at("reasons")) {
      report.reasons.push_back({reason.at("step"), reason.at("reason"), reason.at("documents"), reason.at("passages"), reason.at("examples")});
    }
  } catch (const Json::exception& error) {
    return fail(ErrorCode::invalid_format, error.what(), place);
  }
  return report;
}

}  // namespace jangin::refine
