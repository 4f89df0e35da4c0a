// evaluate, publish, report: the finished weights and what is said of them.
#include <fmt/format.h>

#include "base/clock.h"
#include "base/file.h"
#include "base/progress.h"
#include "base/strings.h"
#include "line/context.h"
#include "line/expectation.h"
#include "line/loop.h"
#include "line/report/report.h"
#include "line/shipped_data.h"
#include "line/training_data.h"
#include "model/formats/safetensors_folder.h"
#include "record/shard.h"
#include "synthesize/examination.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
constexpr size_t kProbes = 6;  // texts of the parity check: half general, half from the samples
constexpr size_t kProbeBytes = 500;

Result<std::vector<evaluate::TaskSpec>> tasks_of(const Context& context) {
  const evaluate::EvaluateConfig& config = context.recipe.evaluate;
  std::vector<evaluate::TaskSpec> tasks = evaluate::own_tasks(config);
  for (evaluate::TaskSpec& task : tasks) task.file = context.recipe.folder / task.file;
  const fs::path examination = context.workspace.stage("synthesize") / synthesize::kExaminationFile;
  if (std::error_code error; fs::exists(examination, error) && fs::file_size(examination, error) > 0)
    tasks.push_back({"questions", kOwnExamination, examination, false});
  if (!config.general) return tasks;
  JANGIN_ASSIGN(fs::path data, shipped_data_folder());
  tasks.push_back({"text", "general English (chemistry textbook)", data / "general/english.txt", true});
  if (std::find(context.languages.begin(), context.languages.end(), "ko") != context.languages.end()) {
    tasks.push_back({"text", "general Korean (statutes)", data / "general/korean.txt", true});
  }
  tasks.push_back({"questions", "MMLU validation, 200 questions", data / "mmlu-validation-200.jsonl", true});
  return tasks;
}

/// Texts for the parity check: from the domain's samples and from the shipped general text.
Result<std::vector<std::string>> parity_probes(const Context& context) {
  std::vector<std::string> probes;
  JANGIN_ASSIGN(auto samples, record::read_samples(context.workspace.stage("synthesize") / "samples.parquet"));
  for (size_t i = 0; i < samples.size() && probes.size() < kProbes / 2; i += std::max<size_t>(1, samples.size() / (kProbes / 2))) {
    std::string text;
    for (const record::Message& message : samples[i].messages) text += message.text() + "\n";
    probes.push_back(std::move(text));
  }
  JANGIN_ASSIGN(fs::path data, shipped_data_folder());
  JANGIN_ASSIGN(std::string general, read_file(data / "general/english.txt"));
  for (size_t at = 0; probes.size() < kProbes && at + kProbeBytes < general.size(); at += kProbeBytes)
    probes.push_back(general.substr(at, kProbeBytes));
  return probes;
}

}  // namespace

Status run_evaluate(Context& context, StageOutcome& outcome) {
  Stopwatch watch;
  evaluate::EvaluateRequest request;
  request.config = context.recipe.evaluate;
  request.folder = context.workspace.stage("evaluate");
  JANGIN_ASSIGN(request.tasks, tasks_of(context));
  request.base_hash = context.base_hash;
  JANGIN_ASSIGN(request.expert_hash, model::hash_weights(expert_weights(context.workspace)));
  request.open_base = model_opener(context, context.base.path);
  request.open_expert = model_opener(context, expert_weights(context.workspace));
  JANGIN_ASSIGN(evaluate::EvaluateReport report, evaluate::evaluate(request));
  outcome.skipped = report.from_cache;
  for (const evaluate::Comparison& row : report.table) {
    context.evaluation.push_back({row.task, row.metric, row.before, row.after, row.of, row.higher_is_better});
    JANGIN_TRY(context.catalog->put_evaluation({request.expert_hash, row.task, row.metric, row.after, row.of}));
    JANGIN_TRY(context.catalog->put_evaluation({request.base_hash, row.task, row.metric, row.before, row.of}));
  }
  if (const auto synthesized = record::read_manifest(context.workspace.manifest("synthesize")))
    context.expectation = compare_expectation(synthesized->figures, report.table);
  outcome.figures.emplace_back("tasks", std::to_string(request.tasks.size()));
  outcome.figures.emplace_back("forgetting", report.remark);
  if (outcome.skipped) return {};
  record::Manifest manifest;
  manifest.stage = "evaluate";
  manifest.inputs = {{"base", request.base_hash}, {"expert", request.expert_hash}};
  return finish_manifest(context, std::move(manifest), watch.seconds());
}

Status run_publish(Context& context, StageOutcome& outcome) {
  publish::PublishRequest request;
  request.config = context.recipe.publish;
  request.workspace = context.workspace.root;
  request.more_samples = later_samples(context.workspace);
  request.package = context.workspace.expert();
  request.trained = expert_weights(context.workspace);
  request.name = context.recipe.name;
  request.base_name = context.base.name;
  request.base_licence = context.base.licence;
  request.base_hash = context.base_hash;
  request.evaluation = context.workspace.stage("evaluate") / "evaluation.json";
  for (const char* stage : {"collect", "refine", "synthesize", "train"}) request.lineage[stage] = manifest_hash(context.workspace, stage);
  JANGIN_ASSIGN(auto replayed, replay_files(context.recipe, context.languages));
  for (const fs::path& file : replayed) {
    JANGIN_ASSIGN(TextOrigin origin, origin_of(file));
    request.replayed.push_back({origin.name, origin.from, origin.licence});
  }
  JANGIN_ASSIGN(request.probes, parity_probes(context));
  request.program_version = JANGIN_VERSION;
  request.device = context.device;
  JANGIN_ASSIGN(publish::PublishReport report, publish::publish(request));
  outcome.skipped = report.skipped;
  outcome.figures.emplace_back("package", format_bytes(report.bytes));
  for (const publish::Parity& parity : report.parity) outcome.figures.emplace_back(parity.file, fmt::format("KL {:.1e}", parity.mean_kl));
  outcome.figures.emplace_back("may be passed on:", report.may_be_redistributed ? "yes, see LICENSE.md" : "no");
  record::ModelRow row{report.model_id, request.package.string(), "", context.base_hash, context.run_id, join({context.base.licence}, "")};
  return context.catalog->put_model(row);
}

Status run_report(Context& context, StageOutcome& outcome) {
  JANGIN_TRY(write_report(context.workspace, context.recipe));
  outcome.figures.emplace_back("page", context.workspace.report().string());
  return {};
}

}  // namespace jangin::line
