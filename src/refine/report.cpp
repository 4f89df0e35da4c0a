// Counting verdicts; RefineReport ↔ JSON.
#include "refine/report.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "record/shard.h"

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

constexpr std::string_view kMasked = "masked.";

std::string document_name(const record::Document& document) {
  return document.source_id + (document.path_inside.empty() ? "" : " / " + document.path_inside);
}

std::string passage_name(const record::Passage& passage) {
  return (passage.heading_path.empty() ? "" : passage.heading_path.back() + ": ") + "\"" + beginning(passage.text) + "\"";
}

std::vector<ReasonCount> by_frequency(std::map<std::pair<std::string, std::string>, ReasonCount> reasons) {
  std::vector<ReasonCount> all;
  for (auto& [key, count] : reasons) all.push_back(std::move(count));
  std::stable_sort(all.begin(), all.end(),
                   [](const ReasonCount& a, const ReasonCount& b) { return a.documents + a.passages > b.documents + b.passages; });
  return all;
}

ReasonCount& reason_of(std::map<std::pair<std::string, std::string>, ReasonCount>& reasons, const record::Verdict& verdict) {
  ReasonCount& count = reasons[{verdict.step, verdict.reason}];
  count.step = verdict.step;
  count.reason = verdict.reason;
  return count;
}

Json reasons_to_json(const std::vector<ReasonCount>& reasons) {
  Json all = Json::array();
  for (const ReasonCount& r : reasons) {
    all.push_back(
        {{"step", r.step}, {"reason", r.reason}, {"documents", r.documents}, {"bytes", r.bytes}, {"passages", r.passages}, {"examples", r.examples}});
  }
  return all;
}

std::vector<ReasonCount> reasons_from_json(const Json& json) {
  std::vector<ReasonCount> reasons;
  for (const Json& r : json) reasons.push_back({r.at("step"), r.at("reason"), r.at("documents"), r.at("bytes"), r.at("passages"), r.at("examples")});
  return reasons;
}

Json steps_to_json(const std::vector<StepFigures>& steps) {
  Json all = Json::array();
  for (const StepFigures& s : steps) {
    all.push_back({{"step", s.step},
                   {"documents", s.documents},
                   {"bytes", s.bytes},
                   {"rejected", s.rejected},
                   {"bytes_rejected", s.bytes_rejected},
                   {"rewritten", s.rewritten},
                   {"passages_rejected", s.passages_rejected}});
  }
  return all;
}

std::vector<StepFigures> steps_from_json(const Json& json) {
  std::vector<StepFigures> steps;
  for (const Json& s : json) {
    steps.push_back(
        {s.at("step"), s.at("documents"), s.at("bytes"), s.at("rejected"), s.at("bytes_rejected"), s.at("rewritten"), s.at("passages_rejected"), 0});
  }
  return steps;
}

}  // namespace

ReportCounter::ReportCounter(std::span<const NamedStep> steps, RefineReport& report) : report_(report) {
  for (const NamedStep& step : steps) report_.steps.push_back({.step = step.name});
  report_.steps.push_back({.step = kPassagesStep});
  for (size_t i = 0; i < report_.steps.size(); ++i) step_at_[report_.steps[i].step] = i;
}

void ReportCounter::add_document(const RefinedDocument& refined, bool kept) {
  ++report_.documents_in;
  report_.bytes_in += refined.bytes_in;
  ++(kept ? report_.documents_kept : report_.documents_rejected);
  (kept ? report_.bytes_kept : report_.bytes_rejected) += refined.bytes_in;
  if (!refined.edits.empty()) ++report_.documents_rewritten;
  if (kept) ++report_.languages[refined.document.language];
  for (const auto& [name, count] : refined.counts) {
    if (name.starts_with(kMasked)) report_.masked[name.substr(kMasked.size())] += count;
  }
  for (const record::TextEdit& edit : refined.edits) ++report_.steps[step_at_.at(edit.step)].rewritten;
  for (const record::Verdict& verdict : refined.verdicts) {
    StepFigures& step = report_.steps[step_at_.at(verdict.step)];
    ++step.documents;
    step.bytes += refined.bytes_in;
    if (verdict.pass) continue;
    ++step.rejected;
    step.bytes_rejected += refined.bytes_in;
    ReasonCount& count = reason_of(reasons_, verdict);
    ++count.documents;
    count.bytes += refined.bytes_in;
    if (count.examples.size() < kExamples) count.examples.push_back(document_name(refined.document) + ": " + verdict.detail);
  }
}

void ReportCounter::add_rejected(const CutPassage& cut, bool is_new) {
  ++report_.passages_rejected;
  ++report_.steps[step_at_.at(cut.verdict.step)].passages_rejected;
  ReasonCount& count = reason_of(reasons_, cut.verdict);
  ++count.passages;
  if (is_new && count.examples.size() < kExamples) count.examples.push_back(passage_name(cut.passage) + ": " + cut.verdict.detail);
}

void ReportCounter::finish() { report_.reasons = by_frequency(std::move(reasons_)); }

Result<CollectedFigures> read_collected(const std::filesystem::path& workspace) {
  std::filesystem::path folder = workspace / "collect";
  CollectedFigures figures;
  std::error_code ignored;
  if (!std::filesystem::exists(folder / "verdicts.parquet", ignored)) return figures;
  JANGIN_ASSIGN(const auto verdicts, record::read_verdicts(folder / "verdicts.parquet"));
  JANGIN_ASSIGN(const auto items, record::read_items(folder / "items.parquet"));
  if (verdicts.size() != items.size())
    return fail(ErrorCode::invalid_format, "has not one verdict for each item", (folder / "verdicts.parquet").string(), "run `jangin collect` again");
  std::map<std::pair<std::string, std::string>, ReasonCount> reasons;
  for (size_t i = 0; i < verdicts.size(); ++i) {
    ++figures.files;
    figures.bytes += items[i].bytes;
    if (verdicts[i].pass) continue;
    ++figures.failed;
    figures.bytes_failed += items[i].bytes;
    ReasonCount& count = reason_of(reasons, verdicts[i]);
    ++count.documents;
    count.bytes += items[i].bytes;
    if (count.examples.size() < kExamples) count.examples.push_back(verdicts[i].detail);
  }
  figures.reasons = by_frequency(std::move(reasons));
  return figures;
}

std::string report_to_json(const RefineReport& report) {
  const CollectedFigures& collected = report.collected;
  Json failures = reasons_to_json(collected.reasons);
  Json json{
      {"documents",
       {{"in", report.documents_in},
        {"kept", report.documents_kept},
        {"rejected", report.documents_rejected},
        {"rewritten", report.documents_rewritten}}},
      {"bytes", {{"in", report.bytes_in}, {"kept", report.bytes_kept}, {"rejected", report.bytes_rejected}}},
      {"passages",
       {{"cut", report.passages_cut}, {"kept", report.passages_kept}, {"merged", report.passages_merged}, {"rejected", report.passages_rejected}}},
      {"masked", report.masked},
      {"languages", report.languages},
      {"reasons", reasons_to_json(report.reasons)},
      {"steps", steps_to_json(report.steps)},
      {"collected",
       {{"files", collected.files},
        {"bytes", collected.bytes},
        {"failed", collected.failed},
        {"bytes_failed", collected.bytes_failed},
        {"reasons", failures}}}};
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
    report.reasons = reasons_from_json(json.at("reasons"));
    report.steps = steps_from_json(json.at("steps"));
    const Json& collected = json.at("collected");
    report.collected = {collected.at("files"), collected.at("bytes"), collected.at("failed"), collected.at("bytes_failed"),
                        reasons_from_json(collected.at("reasons"))};
  } catch (const Json::exception& error) {
    return fail(ErrorCode::invalid_format, error.what(), place);
  }
  return report;
}

}  // namespace jangin::refine
