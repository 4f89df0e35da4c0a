// What the ranks of one run do together: rank 0 calls, the others do what it says and wait for the next call. A call is JSON: the stage, and what the
// other ranks cannot read from the recipe.
#include <nlohmann/json.hpp>

#include "line/context.h"
#include "line/train_round.h"

namespace jangin::line {
namespace {

/// Returns when every rank has called it.
Status wait_for_all(Ranks& ranks) {
  const double nothing = 0;
  const std::vector<size_t> one_each(static_cast<size_t>(ranks.count()), 1);
  auto gathered = ranks.gather({&nothing, 1}, one_each);
  return gathered ? Status() : pass(gathered);
}

/// This rank's share; returns when all ranks have done theirs.
Status work_on_rank_share(Context& context, Stage stage) {
  const Share share{context.ranks->rank(), context.ranks->count()};
  StageOutcome outcome;
  JANGIN_TRY(stage == Stage::collect ? run_collect_share(context, share, outcome) : run_refine_share(context, share, outcome));
  return wait_for_all(*context.ranks);
}

}  // namespace

Status share_with_ranks(Context& context, Stage stage) {
  if (context.ranks->count() == 1 || context.ranks_released) return {};
  JANGIN_TRY(context.ranks->broadcast_text(nlohmann::json{{"stage", stage_name(stage)}}.dump()));
  return work_on_rank_share(context, stage);
}

Status help(Context& context) {
  while (true) {
    JANGIN_ASSIGN(const std::string text, context.ranks->broadcast_text(""));
    if (text.empty()) return {};
    const auto call = nlohmann::json::parse(text);
    const auto stage = call["stage"].get<std::string>();
    if (stage == stage_name(Stage::train)) {
      JANGIN_TRY(help_train(context, call));
    } else {
      JANGIN_TRY(work_on_rank_share(context, stage == stage_name(Stage::collect) ? Stage::collect : Stage::refine));
    }
  }
}

Status release_ranks(Context& context) {
  if (context.ranks_released) return {};
  context.ranks_released = true;
  JANGIN_TRY(context.ranks->broadcast_text(""));
  return {};
}

}  // namespace jangin::line
