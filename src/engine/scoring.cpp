// Prompts first (all but their last token), then the continuations behind copies of the prompt's cache.
#include "engine/scoring.h"

#include <algorithm>
#include <numeric>

#include "base/interrupt.h"

namespace jangin::engine {
namespace {

/// One continuation of the group that is computed together.
struct Lane {
  size_t item = 0, continuation = 0;
  std::vector<int32_t> input;    // the prompt's last token, then the continuation without its last
  std::vector<int32_t> targets;  // the continuation
};

Lane make_lane(const ScoreItem& item, size_t index, size_t continuation) {
  const std::vector<int32_t>& text = item.continuations[continuation];
  Lane lane{index, continuation, {item.prompt.back()}, text};
  lane.input.insert(lane.input.end(), text.begin(), text.end() - 1);
  return lane;
}

/// Prompts of the group into the slots of their first lanes, then copies into the slots of the others.
Status fill_prompts(model::DecoderState& cache, std::span<const ScoreItem> items, const std::vector<Lane>& lanes) {
  std::vector<model::SequenceTokens> chunks;
  std::vector<int32_t> first_slot(lanes.size());
  for (size_t i = 0; i < lanes.size(); ++i) {
    cache.truncate(static_cast<int32_t>(i), 0);
    bool same = i > 0 && lanes[i].item == lanes[i - 1].item;
    first_slot[i] = same ? first_slot[i - 1] : static_cast<int32_t>(i);
    std::span<const int32_t> prompt = items[lanes[i].item].prompt;
    if (!same && prompt.size() > 1) chunks.push_back({static_cast<int32_t>(i), prompt.first(prompt.size() - 1)});
  }
  if (!chunks.empty()) JANGIN_TRY(cache.append(chunks, {}));
  for (size_t i = 0; i < lanes.size(); ++i) {
    if (first_slot[i] != static_cast<int32_t>(i)) cache.copy_prefix(first_slot[i], static_cast<int32_t>(i), cache.length(first_slot[i]));
  }
  return {};
}

Status score_lanes(model::DecoderState& cache, std::span<const ScoreItem> items, const std::vector<Lane>& lanes,
                   std::vector<std::vector<double>>& scores) {
  JANGIN_TRY(fill_prompts(cache, items, lanes));
  std::vector<model::SequenceTokens> chunks;
  std::vector<std::span<const int32_t>> targets;
  for (size_t i = 0; i < lanes.size(); ++i) {
    chunks.push_back({static_cast<int32_t>(i), lanes[i].input});
    targets.push_back(lanes[i].targets);
  }
  JANGIN_ASSIGN(auto log_probabilities, cache.score(chunks, targets));
  for (size_t i = 0; i < lanes.size(); ++i) {
    scores[lanes[i].item][lanes[i].continuation] = std::accumulate(log_probabilities[i].begin(), log_probabilities[i].end(), 0.0);
  }
  return {};
}

}  // namespace

Result<std::vector<std::vector<double>>> score_items(model::DecoderState& cache, std::span<const ScoreItem> items, size_t lane_count) {
  std::vector<std::vector<double>> scores;
  for (const ScoreItem& item : items) scores.emplace_back(item.continuations.size(), 0.0);
  std::vector<Lane> lanes;
  for (size_t i = 0; i < items.size(); ++i) {
    for (size_t c = 0; c < items[i].continuations.size(); ++c) {
      lanes.push_back(make_lane(items[i], i, c));
      if (lanes.size() < lane_count) continue;
      if (interrupted()) return std::unexpected(interrupted_error());
      JANGIN_TRY(score_lanes(cache, items, lanes, scores));
      lanes.clear();
    }
  }
  if (!lanes.empty()) JANGIN_TRY(score_lanes(cache, items, lanes, scores));
  return scores;
}

Result<double> score_window(model::DecoderState& cache, std::span<const int32_t> tokens) {
  cache.truncate(0, 0);
  JANGIN_ASSIGN(std::vector<float> log_probabilities, cache.score(0, tokens.first(tokens.size() - 1), tokens.subspan(1)));
  return std::accumulate(log_probabilities.begin(), log_probabilities.end(), 0.0);
}

}  // namespace jangin::engine
