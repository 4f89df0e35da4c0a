// What a build will take, from this machine's measured speed where it decides (training) and from figures of earlier work elsewhere.
#include <algorithm>

#include <fmt/format.h>

#include "base/progress.h"
#include "collect/source.h"
#include "line/context.h"
#include "line/recipe_check.h"
#include "line/teacher.h"
#include "record/manifest.h"
#include "record/shard.h"
#include "synthesize/synthesize.h"
#include "synthesize/teacher/teacher_stage.h"
#include "train/train.h"

namespace jangin::line {
namespace {

// Estimates for stages that depend little on the machine, per megabyte of documents; the remark says that they are estimates.
constexpr double kCollectSecondsPerMb = 1.5;
constexpr double kRefineSecondsPerMb = 0.3;
constexpr double kSynthesizeSecondsPerMb = 1.5;
constexpr double kQuestionTokens = 40;       // of training's cost for a question to a model: some 120 tokens, forward only
constexpr double kEvaluatedTokens = 60'000;  // both models over the shipped general tasks, forward only: a third of training's cost

bool is_fetching(const Recipe& recipe) { return std::ranges::any_of(recipe.collect.sources, collect::is_fetched); }

/// Of web sites and databases what the last run had of them: they are not asked here.
Result<uint64_t> document_bytes(const Recipe& recipe, const Workspace& workspace) {
  JANGIN_ASSIGN(collect::SourceListing listing, collect::list_sources(recipe.folder, recipe.collect.sources));
  uint64_t bytes = 0;
  for (const collect::SourceItem& item : listing.items) bytes += item.bytes;
  if (auto known = record::read_sources(workspace.stage("collect") / "sources.parquet"); known && is_fetching(recipe)) {
    for (const record::SourceVersion& source : *known) bytes += collect::is_fetched_id(source.source_id) ? source.bytes : 0;
  }
  if (listing.items.empty() && !is_fetching(recipe)) {
    return fail(ErrorCode::not_found, "no document was found", recipe.folder.string(), "check `path`, `include` and `exclude` of the sources");
  }
  return bytes;
}

/// The rounds of a loop, each with its examination; their training is part of the row above.
void plan_loop(const Recipe& recipe, double tokens_per_second, uint64_t parameters, Plan& plan) {
  const LoopConfig& loop = recipe.loop;
  if (loop.rounds == 1) return;
  const double asked = static_cast<double>(loop.questions + recipe.synthesize.examination) * kQuestionTokens / tokens_per_second;
  for (int64_t round = 1; round <= loop.rounds; ++round) {
    const auto tokens = static_cast<uint64_t>(round_tokens(loop, recipe.train.tokens, round));
    const bool with_base = round == 1;
    plan.rows.push_back({fmt::format("  round {}", round),
                         fmt::format("{} of these tokens, then {} questions{} (estimate)", format_count(tokens),
                                     loop.questions + recipe.synthesize.examination, with_base ? " to it and the base" : ""),
                         asked * (with_base ? 2 : 1), 0, parameters * 8});
  }
  plan.remarks.push_back(
      fmt::format("The loop ends early when {:.0f} % of the steering questions are right, or when general text rises by more than {:.1f} % in a "
                  "round; what is left of the tokens is then not used.",
                  100 * loop.target, 100 * recipe.guard.max_rise));
}

std::string percent(const synthesize::Expected& e) { return fmt::format("{:.0f} % ({:.0f}–{:.0f})", 100 * e.share, 100 * e.low, 100 * e.high); }

std::string answers(const synthesize::ExpectedAnswers& expected) {
  return percent(expected.choice) + " of four-way choices, " + percent(expected.short_answer) + " of short answers";
}

void add_quality_remarks(const synthesize::SynthesisPlan& quality, std::vector<std::string>& remarks) {
  const synthesize::TeachingPlan &budget = quality.budget, &twice = quality.twice;
  remarks.push_back(fmt::format("Facts found: {}, in focus {}; taught within the budget: {}, each by {:.1f} questions ({:.0f} tokens).",
                                format_count(quality.facts), format_count(quality.facts_in_focus), format_count(budget.facts_taught),
                                budget.exposures, budget.tokens_per_fact));
  remarks.push_back("Expected of the own examination (taught facts in held-back wordings): " + answers(budget.examination) + ".");
  remarks.push_back("Expected of people's questions on the focus: " + answers(budget.questions) + ".");
  remarks.push_back(fmt::format("With twice the budget: {} facts, each by {:.1f} questions; own examination {}; people's questions {}.",
                                format_count(twice.facts_taught), twice.exposures, answers(twice.examination), answers(twice.questions)));
  remarks.push_back("These expectations: " + synthesize::expectation_source() + ".");
  remarks.push_back(fmt::format("Teaching every fact of the focus in all wordings would take {} tokens.",
                                format_count(static_cast<uint64_t>(std::max<int64_t>(0, quality.tokens_for_all)))));
  for (const auto& heading : quality.headings_beyond)
    remarks.push_back(fmt::format("Beyond the budget: {} ({} of {} facts{})", heading.heading, heading.facts - heading.taught, heading.facts,
                                  heading.taught == 0 ? ", it falls out" : ""));
}

/// Accuracy to expect and what falls out, when refine has run; else a remark that says so.
void plan_teaching(const Recipe& recipe, const Workspace& workspace, Plan& plan) {
  synthesize::SynthesizeRequest request;
  request.workspace = workspace.root;
  request.config = recipe.synthesize;
  request.token_budget = sample_token_budget(recipe);
  auto teaching = synthesize::plan_synthesis(request);
  if (!teaching) {
    plan.remarks.push_back(
        "How many facts fit into the budget is known once the documents are read: run `jangin refine` with this recipe, then plan again.");
    return;
  }
  plan.quality = std::move(*teaching);
  add_quality_remarks(*plan.quality, plan.remarks);
}

/// How fast the teacher is: measured now when it runs here, from the stage's last run when it is behind a URL.
synthesize::TeacherRate teacher_rate(const synthesize::SynthesizeRequest& request) {
  if (!request.config.teacher.is_url()) return synthesize::measure_teacher(request).value_or(synthesize::TeacherRate{});
  const auto manifest = record::read_manifest(request.workspace / "synthesize" / "manifest.json");
  if (!manifest) return {};
  const auto figure = manifest->figures.find("teacher tokens_per_second");
  if (figure == manifest->figures.end() || figure->second <= 0) return {};
  return {1e9, figure->second};  // its writing, with the reading in it
}

/// What the teacher will be asked and what that costs, when refine has run.
Status plan_teacher(const Recipe& recipe, const Workspace& workspace, const ResolvedModel& base, const std::string& device, Plan& plan) {
  if (!recipe.synthesize.teacher.is_set()) return {};
  synthesize::SynthesizeRequest request;
  request.workspace = workspace.root;
  request.config = recipe.synthesize;
  request.token_budget = sample_token_budget(recipe);
  JANGIN_ASSIGN(tensor::Device * found, tensor::find_device(device));
  JANGIN_ASSIGN(request.teacher, teacher_access(recipe, base, found));
  auto teacher = synthesize::plan_teacher(request, {});
  if (!teacher && teacher.error().code == ErrorCode::not_found) {
    plan.remarks.push_back("What the teacher is asked is known once the documents are read: run `jangin refine` with this recipe, then plan again.");
    return {};
  }
  if (teacher) teacher = synthesize::plan_teacher(request, teacher_rate(request));
  if (!teacher) return pass(teacher);
  const auto count = [](int64_t n) { return format_count(static_cast<uint64_t>(std::max<int64_t>(0, n))); };
  const synthesize::TeacherConfig& config = recipe.synthesize.teacher;
  plan.rows.push_back({"  teacher", count(teacher->expected.requests) + " requests (estimate)", teacher->seconds, 0, 0});
  plan.remarks.push_back(fmt::format("Teacher {}: about {} requests on {} passages, {} tokens in, {} out{}{}.", request.teacher.name,
                                     count(teacher->expected.requests), count(static_cast<int64_t>(teacher->passages)),
                                     count(teacher->expected.tokens_in), count(teacher->expected.tokens_out),
                                     teacher->cost > 0 ? fmt::format(", cost {:.2f}", teacher->cost) : "",
                                     teacher->seconds > 0 ? ", " + format_duration(teacher->seconds) : "; its speed is known after its first run"));
  plan.remarks.push_back(fmt::format("Teacher, never more than: {} requests, {} tokens{}{}.", count(config.max_requests), count(config.max_tokens),
                                     config.max_cost > 0 ? fmt::format(", cost {:.2f}", config.max_cost) : "",
                                     teacher->bounded ? "; that ends it before its share of the samples is reached" : ""));
  for (const auto& row : teacher->rows)
    plan.remarks.push_back(
        fmt::format("Teacher, {}: {} requests, {} tokens in, {} out", row.method, count(row.requests), count(row.tokens_in), count(row.tokens_out)));
  return {};
}

}  // namespace

Result<Plan> plan(const BuildOptions& options) {
  JANGIN_ASSIGN(Recipe recipe, load_recipe(options));
  Workspace workspace{options.workspace.empty() ? std::filesystem::path("out") / recipe.name : options.workspace};
  JANGIN_ASSIGN(ResolvedModel base, resolve_base_model(recipe.base, recipe.folder));
  JANGIN_TRY(check_recipe(recipe, base.path, options.device));
  JANGIN_ASSIGN(uint64_t bytes, document_bytes(recipe, workspace));
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(base.path));
  JANGIN_ASSIGN(train::TrainingSpeed speed, train::measure_training_speed(files.config, recipe.train, options.device));
  if (recipe.train.tokens <= 0) recipe.train.tokens = static_cast<int64_t>(speed.tokens_per_second * recipe.train_seconds);

  Plan plan;
  plan.training_tokens_per_second = speed.tokens_per_second;
  plan.trained_tokens = recipe.train.tokens;
  double mb = static_cast<double>(bytes) / 1e6;
  uint64_t parameters = 0;
  for (const model::WeightInfo& weight : files.weights->weights()) parameters += static_cast<uint64_t>(weight.elements());
  double seconds = static_cast<double>(recipe.train.tokens) / speed.tokens_per_second;
  plan.rows.push_back({"collect", "read documents of " + format_bytes(bytes), mb * kCollectSecondsPerMb, 500'000'000, bytes + bytes / 2});
  plan.rows.push_back({"refine", "clean, judge, cut", mb * kRefineSecondsPerMb, 1'000'000'000, bytes / 2});
  plan.rows.push_back({"synthesize", "mine facts, write samples", mb * kSynthesizeSecondsPerMb, 1'000'000'000, 50'000'000});
  plan.rows.push_back(
      {"train", format_count(static_cast<uint64_t>(recipe.train.tokens)) + " tokens (measured speed)", seconds, speed.memory_bytes, parameters * 24});
  plan_loop(recipe, speed.tokens_per_second, parameters, plan);
  plan.rows.push_back({"evaluate", "before and after", kEvaluatedTokens / speed.tokens_per_second, parameters * 6, 1'000'000});
  plan.rows.push_back({"publish", "package and parity check", 60, parameters * 12, parameters * 5});
  plan.remarks.push_back(fmt::format(
      "This machine trains {:.0f} tokens/s with this model (measured now). The other stages are estimates from the size of the documents.",
      speed.tokens_per_second));
  if (is_fetching(recipe)) {
    plan.remarks.push_back(
        "Of web sites and databases only what the last run fetched is counted; how long fetching takes depends on them (rate, Crawl-delay).");
  }
  plan_teaching(recipe, workspace, plan);
  JANGIN_TRY(plan_teacher(recipe, workspace, base, options.device, plan));
  return plan;
}

}  // namespace jangin::line
