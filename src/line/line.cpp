// The order of the stages, the lock, the run's row in the catalog.
#include "line/line.h"

#include "base/clock.h"
#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/log.h"
#include "line/context.h"
#include "line/recipe_check.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;

struct StageEntry {
  Stage stage;
  Status (*run)(Context&, StageOutcome&);
};
constexpr StageEntry kStages[] = {
    {Stage::collect, &run_collect},   {Stage::refine, &run_refine},   {Stage::synthesize, &run_synthesize}, {Stage::train, &run_train},
    {Stage::evaluate, &run_evaluate}, {Stage::publish, &run_publish}, {Stage::report, &run_report},
};

std::string program_version() { return JANGIN_VERSION; }

Status run_stages(Context& context, Stage last, BuildReport& report) {
  for (const StageEntry& entry : kStages) {
    if (interrupted()) return std::unexpected(interrupted_error());
    StageOutcome outcome;
    outcome.stage = entry.stage;
    Stopwatch watch;
    log_info("{}", stage_name(entry.stage));
    JANGIN_TRY(entry.run(context, outcome));
    outcome.seconds = watch.seconds();
    outcome.peak_memory_bytes = peak_memory_bytes();
    report.stages.push_back(std::move(outcome));
    if (entry.stage == last) break;
  }
  return {};
}

Result<Context> start_context(const BuildOptions& options) {
  Context context;
  JANGIN_ASSIGN(context.recipe, load_recipe(options));
  context.workspace.root = options.workspace.empty() ? fs::path("out") / context.recipe.name : options.workspace;
  JANGIN_ASSIGN(context.device, tensor::find_device(options.device));
  JANGIN_ASSIGN(context.base, resolve_base_model(context.recipe.base, context.recipe.folder));
  return context;
}

record::RunRow start_run(const Context& context) {
  record::RunRow row;
  row.recipe_hash = sha256_hex(context.recipe.resolved);
  row.started_at = timestamp_now();
  row.run_id = hash_fields({"run", row.recipe_hash, row.started_at});
  row.state = "running";
  row.program_version = program_version();
  row.machine = context.device->arithmetic();
  return row;
}

std::string_view state_of(const Status& status) {
  if (status) return "done";
  return status.error().code == ErrorCode::interrupted ? "stopped" : "failed";
}

}  // namespace

std::string_view stage_name(Stage stage) {
  switch (stage) {
    case Stage::collect: return "collect";
    case Stage::refine: return "refine";
    case Stage::synthesize: return "synthesize";
    case Stage::train: return "train";
    case Stage::evaluate: return "evaluate";
    case Stage::publish: return "publish";
    case Stage::report: return "report";
  }
  return "report";
}

Result<Recipe> load_recipe(const BuildOptions& options) {
  std::error_code error;
  bool folder = fs::is_directory(options.recipe_or_folder, error);
  JANGIN_ASSIGN(Recipe recipe, folder ? recipe_for_folder(options.recipe_or_folder) : read_recipe(options.recipe_or_folder));
  if (options.base) recipe.base = *options.base;
  if (options.budget_seconds) recipe.train_seconds = *options.budget_seconds, recipe.train.tokens = 0;
  if (options.trained_tokens) recipe.train.tokens = *options.trained_tokens;
  return recipe;
}

Result<BuildReport> build(const BuildOptions& options, Stage last) {
  JANGIN_ASSIGN(Context context, start_context(options));
  if (last >= Stage::train) JANGIN_TRY(check_recipe(context.recipe, context.base.path, options.device));
  JANGIN_ASSIGN(context.ranks, Ranks::world());
  if (!context.ranks->first()) {
    JANGIN_TRY(help(context));
    return BuildReport{};
  }
  JANGIN_ASSIGN(WorkspaceLock lock, WorkspaceLock::take(context.workspace));
  set_log_file(context.workspace.log().string());
  JANGIN_ASSIGN(record::Catalog catalog, record::Catalog::open(context.workspace.catalog()));
  context.catalog = &catalog;
  JANGIN_TRY(write_file(context.workspace.recipe(), context.recipe.resolved));

  record::RunRow run = start_run(context);
  context.run_id = run.run_id;
  JANGIN_TRY(catalog.put_run(run));
  BuildReport report;
  Status status = run_stages(context, last, report);
  run.ended_at = timestamp_now();
  run.state = state_of(status);
  JANGIN_TRY(catalog.put_run(run));
  set_log_file("");
  if (!status) return pass(status);
  JANGIN_TRY(release_ranks(context));
  report.recipe = std::move(context.recipe);
  report.workspace = std::move(context.workspace);
  report.evaluation = std::move(context.evaluation);
  report.expectation = std::move(context.expectation);
  report.loop = std::move(context.loop);
  return report;
}

Result<BuildReport> work_on_share(const BuildOptions& options, Stage stage, const Share& share) {
  JANGIN_ASSIGN(Context context, start_context(options));
  JANGIN_ASSIGN(WorkspaceLock lock, WorkspaceLock::take_share(context.workspace, share));
  StageOutcome outcome;
  outcome.stage = stage;
  log_info("{}, share {}", stage_name(stage), share.text());
  JANGIN_TRY(stage == Stage::collect ? run_collect_share(context, share, outcome) : run_refine_share(context, share, outcome));
  BuildReport report;
  report.stages.push_back(std::move(outcome));
  report.recipe = std::move(context.recipe);
  report.workspace = std::move(context.workspace);
  return report;
}

}  // namespace jangin::line
