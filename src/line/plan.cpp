// What a build will take, from this machine's measured speed where it decides (training) and from figures of earlier work elsewhere.
#include <fmt/format.h>

#include "base/progress.h"
#include "collect/source.h"
#include "line/context.h"
#include "synthesize/synthesize.h"
#include "train/train.h"

namespace jangin::line {
namespace {

// Estimates for stages that depend little on the machine, per megabyte of documents; the remark says that they are estimates.
constexpr double kCollectSecondsPerMb = 1.5;
constexpr double kRefineSecondsPerMb = 0.3;
constexpr double kSynthesizeSecondsPerMb = 1.5;
constexpr double kEvaluatedTokens = 60'000;  // both models over the shipped general tasks, forward only: a third of training's cost

Result<uint64_t> document_bytes(const Recipe& recipe) {
  JANGIN_ASSIGN(collect::SourceListing listing, collect::list_sources(recipe.folder, recipe.collect.sources));
  uint64_t bytes = 0;
  for (const collect::SourceItem& item : listing.items) bytes += item.bytes;
  if (listing.items.empty()) return fail(ErrorCode::not_found, "no document was found", recipe.folder.string(), "check `path`, `include` and `exclude` of the sources");
  return bytes;
}

/// Accuracy to expect and what falls out, when refine has run; else a remark that says so.
void plan_teaching(const Recipe& recipe, const Workspace& workspace, Plan& plan) {
  synthesize::SynthesizeRequest request;
  request.workspace = workspace.root;
  request.config = recipe.synthesize;
  request.token_budget = sample_token_budget(recipe);
  auto teaching = synthesize::plan_synthesis(request);
  if (!teaching) {
    plan.remarks.push_back("How many facts fit into the budget is known once the documents are read: run `jangin refine` with this recipe, then plan again.");
    return;
  }
  plan.remarks.push_back(fmt::format("Facts found: {}, in focus {}; taught within the budget: {}, in {:.1f} wordings each ({:.0f} tokens a fact).", format_count(teaching->facts),
                                     format_count(teaching->facts_in_focus), format_count(teaching->facts_taught), teaching->wordings, teaching->tokens_per_fact));
  plan.remarks.push_back(fmt::format("Accuracy to expect: {:.0f} % of four-way choices, {:.0f} % of short answers. Teaching every fact would take {} tokens.",
                                     100 * teaching->expected_choice, 100 * teaching->expected_short, format_count(static_cast<uint64_t>(std::max<int64_t>(0, teaching->tokens_for_all)))));
  for (const std::string& heading : teaching->headings_beyond) plan.remarks.push_back("Beyond the budget: " + heading);
}

}  // namespace

Result<Plan> plan(const BuildOptions& options) {
  JANGIN_ASSIGN(Recipe recipe, load_recipe(options));
  Workspace workspace{options.workspace.empty() ? std::filesystem::path("out") / recipe.name : options.workspace};
  JANGIN_ASSIGN(ResolvedModel base, resolve_base_model(recipe.base, recipe.folder));
  JANGIN_ASSIGN(uint64_t bytes, document_bytes(recipe));
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
  plan.rows.push_back({"train", format_count(static_cast<uint64_t>(recipe.train.tokens)) + " tokens (measured speed)", seconds, speed.memory_bytes, parameters * 24});
  plan.rows.push_back({"evaluate", "before and after", kEvaluatedTokens / speed.tokens_per_second, parameters * 6, 1'000'000});
  plan.rows.push_back({"publish", "package and parity check", 60, parameters * 12, parameters * 5});
  plan.remarks.push_back(fmt::format("This machine trains {:.0f} tokens/s with this model (measured now). The other stages are estimates from the size of the documents.", speed.tokens_per_second));
  plan_teaching(recipe, workspace, plan);
  return plan;
}

}  // namespace jangin::line
