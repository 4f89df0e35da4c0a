// The batch plan: every target once an epoch, rows within their length, shares, budgets, the same plan for the same seed.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "train/batch_plan.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

std::vector<TrainSource> two_sources(double first, double second) {
  return {{"a", first, pattern_sequences(50, 1)}, {"b", second, pattern_sequences(50, 2)}};
}

std::vector<int64_t> tokens_by_source(const BatchPlan& plan) {
  std::vector<int64_t> out(2, 0);
  for (const Row& row : plan.rows()) {
    for (const RowPart& part : row.parts) out[part.source] += part.length;
  }
  return out;
}

TEST(BatchPlan, AnEpochPredictsEveryTokenOnceEvenOfSequencesLongerThanARow) {
  std::vector<TrainSource> sources = {{"a", 1.0, pattern_sequences(30, 1)}};
  sources[0].sequences[3].tokens.assign(333, 9);
  sources[0].sequences[3].weights.clear();
  TrainConfig config = tiny_config();
  config.tokens = 0;
  auto plan = BatchPlan::make(sources, config);
  ASSERT_TRUE(plan) << plan.error().text();
  std::map<std::pair<uint32_t, uint32_t>, int> predicted;
  for (const Row& row : plan->rows()) {
    int64_t tokens = 0;
    for (const RowPart& part : row.parts) {
      tokens += part.length;
      for (uint32_t i = 0; i < part.length; ++i) ++predicted[{part.sequence, part.begin + i + 1}];
    }
    EXPECT_EQ(tokens, row.tokens);
    EXPECT_LE(tokens, config.sequence_length);
  }
  size_t targets = 0;
  for (const TrainSequence& sequence : sources[0].sequences) targets += sequence.tokens.size() - 1;
  EXPECT_EQ(predicted.size(), targets);
  for (const auto& [place, times] : predicted) EXPECT_EQ(times, 1);
  EXPECT_EQ(plan->tokens(), static_cast<int64_t>(targets));
}

TEST(BatchPlan, RowsAreWellFilled) {
  TrainConfig config = tiny_config();
  config.tokens = 50000;
  auto plan = BatchPlan::make(two_sources(1, 1), config);
  ASSERT_TRUE(plan);
  EXPECT_GT(static_cast<double>(plan->tokens()), 0.93 * static_cast<double>(plan->rows().size() * 64));
}

TEST(BatchPlan, EveryRowHasItsShareOfTheSecondSource) {
  std::vector<TrainSource> sources = {{"samples", 0.85, {}}, {"replay", 0.15, {}}};
  for (int i = 0; i < 40; ++i) sources[0].sequences.push_back({std::vector<int32_t>(static_cast<size_t>(300 + i * 7 % 60), 7), {}, 0});
  for (int i = 0; i < 40; ++i) sources[1].sequences.push_back({std::vector<int32_t>(static_cast<size_t>(50 + i % 20), 8), {}, 0});
  TrainConfig config = tiny_config();
  config.sequence_length = 512;
  config.tokens = 60'000;
  auto plan = BatchPlan::make(sources, config);
  ASSERT_TRUE(plan) << plan.error().text();
  const auto lacks_replay = [](const Row& row) {
    return std::none_of(row.parts.begin(), row.parts.end(), [](const RowPart& part) { return part.source == 1; });
  };
  const size_t rows = plan->rows().size();
  EXPECT_LE(std::count_if(plan->rows().begin(), plan->rows().end(), lacks_replay), static_cast<long>(rows / 10)) << "of " << rows;
  EXPECT_LE(std::count_if(plan->rows().end() - 20, plan->rows().end(), lacks_replay), 4) << "of the last 20";
  sources[0].share = 0.9, sources[1].share = 0.1;  // two pieces for three rows
  auto sparse = BatchPlan::make(sources, config);
  ASSERT_TRUE(sparse) << sparse.error().text();
  EXPECT_LE(std::count_if(sparse->rows().end() - 20, sparse->rows().end(), lacks_replay), 10)
      << "of the last 20: the end is held to the base as the beginning is";
}

TEST(BatchPlan, SharesAndBudgetAreKept) {
  TrainConfig config = tiny_config();
  config.tokens = 20000;
  auto plan = BatchPlan::make(two_sources(0.9, 0.1), config);
  ASSERT_TRUE(plan);
  EXPECT_LE(plan->tokens(), 20000);
  EXPECT_GT(plan->tokens(), 19900);
  EXPECT_NEAR(static_cast<double>(tokens_by_source(*plan)[1]) / static_cast<double>(plan->tokens()), 0.1, 0.005);
  auto without = BatchPlan::make(two_sources(1, 0), config);
  ASSERT_TRUE(without);
  EXPECT_EQ(tokens_by_source(*without)[1], 0);
}

TEST(BatchPlan, SeedAndContentDecideTheHash) {
  TrainConfig config = tiny_config();
  auto first = BatchPlan::make(two_sources(1, 1), config);
  auto again = BatchPlan::make(two_sources(1, 1), config);
  EXPECT_EQ(first->hash(), again->hash());
  config.seed = 2;
  EXPECT_NE(BatchPlan::make(two_sources(1, 1), config)->hash(), first->hash());
  config.seed = 1;
  auto changed = two_sources(1, 1);
  changed[1].sequences[7].weights[1] = 0.5f;
  EXPECT_NE(BatchPlan::make(changed, config)->hash(), first->hash());
}

TEST(BatchPlan, MicroBatchesShiftTargetsAndConfineDocuments) {
  std::vector<TrainSource> sources = {{"a", 1.0, {{{10, 11, 12}, {0, 1, 0.5f}, 1}, {{20, 21}, {}, 2}}}};
  const std::vector<Row> rows = {{{{0, 0, 0, 2}, {0, 1, 0, 1}}, 3}};
  const auto batches = make_micro_batches(sources, rows, 4);
  ASSERT_EQ(batches.size(), 1u);
  EXPECT_EQ(batches[0].tokens.ids, (std::vector<int32_t>{10, 11, 20}));
  EXPECT_EQ(batches[0].tokens.positions, (std::vector<int32_t>{0, 1, 0}));
  EXPECT_EQ(batches[0].targets, (std::vector<int32_t>{11, 12, 21}));
  EXPECT_EQ(batches[0].weights, (std::vector<float>{1, 0.5f, 1}));
  ASSERT_EQ(batches[0].tokens.spans.size(), 2u);
  EXPECT_EQ(batches[0].tokens.spans[1].q_begin, 2);
}

TEST(BatchPlan, ExposuresAddUpToTheTokens) {
  const auto sources = two_sources(0.7, 0.3);
  TrainConfig config = tiny_config();
  auto plan = BatchPlan::make(sources, config);
  int64_t tokens = 0, loss_tokens = 0;
  for (const SampleExposure& exposure : list_exposures(sources, *plan, plan->steps())) {
    tokens += exposure.tokens;
    loss_tokens += exposure.loss_tokens;
    EXPECT_EQ(exposure.sample / 1000, exposure.source + 1);
  }
  EXPECT_EQ(tokens, plan->tokens());
  EXPECT_LT(loss_tokens, tokens);
  EXPECT_GT(loss_tokens, tokens / 2);
}

TEST(BatchPlan, NothingToTrainOnIsAnError) {
  TrainConfig config = tiny_config();
  EXPECT_EQ(BatchPlan::make({}, config).error().code, ErrorCode::invalid_argument);
  auto sources = two_sources(1, 1);
  sources[0].sequences[2].weights.pop_back();
  EXPECT_EQ(BatchPlan::make(sources, config).error().code, ErrorCode::invalid_argument);
  config.tokens = 3;
  EXPECT_EQ(BatchPlan::make(two_sources(1, 1), config).error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace jangin::train
