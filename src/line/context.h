// What the stages of one build share, and the stages' entries. Internal to line/.
#pragma once

#include <functional>
#include <optional>

#include "base/ranks.h"
#include "engine/generator.h"
#include "line/base_models.h"
#include "line/line.h"
#include "model/formats/model_files.h"
#include "record/catalog.h"
#include "synthesize/synthesize.h"
#include "tensor/device.h"

namespace jangin::line {

struct Context {
  Recipe recipe;
  Workspace workspace;
  ResolvedModel base;
  std::string base_hash;  // SHA-256 of the base's weights
  tensor::Device* device = nullptr;
  Ranks* ranks = &Ranks::alone();  // rank 0 runs the line, the others help with collect, refine and training
  bool ranks_released = false;     // the others went home
  record::Catalog* catalog = nullptr;
  std::string run_id;
  std::vector<std::string> languages;  // of the refined documents, most frequent first; set by refine
  double tokens_per_second = 0;        // measured when the budget was a time; 0: not measured
  std::vector<BeforeAfter> evaluation;
  std::vector<ExpectedAndFound> expectation;
  std::optional<LoopTable> loop;  // set by train where the recipe has a loop
};

/// Each runs its stage or finds it current, and fills the outcome. Errors: those of the stage.
Status run_collect(Context& context, StageOutcome& outcome);
Status run_refine(Context& context, StageOutcome& outcome);
Status run_synthesize(Context& context, StageOutcome& outcome);
Status run_train(Context& context, StageOutcome& outcome);
/// One worker's share of collect or refine; fills the outcome. Errors: those of the stage.
Status run_collect_share(Context& context, const Share& share, StageOutcome& outcome);
Status run_refine_share(Context& context, const Share& share, StageOutcome& outcome);
/// To be called by rank 0 before it runs collect or refine: the other ranks and it do a share each; returns when all have. Errors: those of the stage; io_error.
Status share_with_ranks(Context& context, Stage stage);
/// What ranks other than the first do: wait for rank 0's calls and work with it, until they are released. Errors: those of what they are called for.
Status help(Context& context);
/// To be called by rank 0 when there is nothing more to share: the others go home. Errors: io_error.
Status release_ranks(Context& context);
Status run_evaluate(Context& context, StageOutcome& outcome);
Status run_publish(Context& context, StageOutcome& outcome);
Status run_report(Context& context, StageOutcome& outcome);

/// Turns the training time into tokens once (kept in the workspace, never measured again for the same recipe).
Status resolve_budget(Context& context);
/// Tokens of samples within the trained tokens: what replay leaves.
int64_t sample_token_budget(const Recipe& recipe);

/// What the stage synthesize is asked for; needs base_hash and the resolved budget. Errors: those of the base's tokenizer, of the question files, of the teacher.
Result<synthesize::SynthesizeRequest> synthesize_request(const Context& context);
/// Puts into the catalog which documents the samples' evidence stands in. Errors: those of the catalog and of reading.
Status record_lineage(Context& context, const std::vector<record::Sample>& samples);
/// Opens a model on the context's device when it is called.
std::function<Result<std::unique_ptr<engine::Generator>>()> model_opener(const Context& context, std::filesystem::path path);

/// The folder of the weights that are evaluated and published.
std::filesystem::path expert_weights(const Workspace& workspace);
/// Writes `<stage>/manifest.json` with time and memory, and puts it into the catalog.
Status finish_manifest(Context& context, record::Manifest manifest, double seconds);
/// Hash of a stage's manifest as written; empty when it has not run.
std::string manifest_hash(const Workspace& workspace, const std::string& stage);

}  // namespace jangin::line
