// Reads what is there; a stage that has not run leaves its part empty.
#include "line/report/report_data.h"

#include "base/file.h"
#include "base/strings.h"
#include "line/loop.h"
#include "record/declared_rights.h"
#include "record/shard.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

/// Reads a table when its file exists.
template <typename Row>
Status read_if_there(const fs::path& path, Result<std::vector<Row>> (*read)(const fs::path&), std::vector<Row>& rows) {
  std::error_code error;
  if (!fs::exists(path, error)) return {};
  JANGIN_ASSIGN(rows, read(path));
  return {};
}

Result<nlohmann::json> read_json_if_there(const fs::path& path) {
  std::error_code error;
  if (!fs::exists(path, error)) return nlohmann::json(nullptr);
  JANGIN_ASSIGN(std::string text, read_file(path));
  auto json = nlohmann::json::parse(text, nullptr, false);
  if (json.is_discarded()) return fail(ErrorCode::invalid_format, "is not JSON", path.string(), "delete it and build again");
  return json;
}

Status gather_stage(const Workspace& workspace, const std::string& stage, ReportData& data) {
  std::vector<record::Verdict> verdicts;
  JANGIN_TRY(read_if_there(workspace.stage(stage) / "verdicts.parquet", &record::read_verdicts, verdicts));
  for (record::Verdict& verdict : verdicts) {
    if (!verdict.pass) data.rejected[stage].push_back(std::move(verdict));
  }
  if (auto manifest = record::read_manifest(workspace.manifest(stage))) data.manifests[stage] = std::move(*manifest);
  return {};
}

}  // namespace

Result<ReportData> gather_report_data(const Workspace& workspace) {
  ReportData data;
  fs::path collect = workspace.stage("collect"), refine = workspace.stage("refine"), synthesize = workspace.stage("synthesize");
  JANGIN_TRY(read_if_there(collect / "sources.parquet", &record::read_sources, data.sources));
  JANGIN_TRY(read_if_there(collect / "rights.parquet", &record::read_declared_rights, data.rights));
  JANGIN_ASSIGN(data.found_licences, record::read_found_licences(workspace.root));
  JANGIN_TRY(read_if_there(collect / "documents.parquet", &record::read_documents, data.documents));
  for (record::Document& document : data.documents) {
    document.places.clear();
    document.text.clear();
  }
  JANGIN_TRY(read_if_there(refine / "passages.parquet", &record::read_passages, data.passages));
  JANGIN_TRY(read_if_there(synthesize / "facts.parquet", &record::read_facts, data.facts));
  if (std::error_code error; fs::exists(synthesize / "samples.parquet", error)) {
    JANGIN_ASSIGN(data.samples, read_trained_samples(workspace));
  }
  for (const char* stage : {"collect", "refine", "synthesize", "train", "evaluate"}) JANGIN_TRY(gather_stage(workspace, stage, data));
  JANGIN_ASSIGN(data.balance, read_json_if_there(refine / "balance.json"));
  JANGIN_ASSIGN(data.evaluation, read_json_if_there(workspace.stage("evaluate") / "evaluation.json"));
  JANGIN_ASSIGN(data.training, read_json_if_there(workspace.stage("train") / "training.json"));
  if (auto text = read_file(workspace.stage("train") / "curve.jsonl")) {
    for (std::string_view line : split_lines(*text)) {
      auto json = nlohmann::json::parse(line, nullptr, false);
      if (json.is_object()) data.curve.push_back(std::move(json));
    }
  }
  return data;
}

std::string document_name(const record::Document& document) {
  if (document.path_inside.empty()) return document.source_id;
  return document.source_id + " / " + document.path_inside;
}

}  // namespace jangin::line
