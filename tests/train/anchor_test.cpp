// A later training that starts from trained weights is held to the base that its request names, not to its start.
#include <gtest/gtest.h>

#include "base/hash.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

struct Trained {
  TrainReport report;
  std::string weights;
};

/// A few steps from `start`, anchored to `anchor` (empty: to the start).
Trained train_from(const std::filesystem::path& start, const std::filesystem::path& anchor, const std::filesystem::path& output,
                   const std::string& kind) {
  auto files = model::open_model(start);
  EXPECT_TRUE(files) << files.error().text();
  Result<model::ModelFiles> held_to = anchor.empty() ? Result<model::ModelFiles>(model::ModelFiles{}) : model::open_model(anchor);
  EXPECT_TRUE(held_to) << held_to.error().text();
  TrainRequest request;
  request.base = &*files;
  if (!anchor.empty()) request.anchor = &*held_to, request.anchor_hash = "the base";
  request.sources = {{"samples", 0.5, pattern_sequences(30, 1)}, {"replay", 0.5, pattern_sequences(30, 2), 2.0}};
  request.config = with_kind(tiny_config(), kind);
  request.config.tokens = 3000;
  request.output = output;
  auto report = train(std::move(request));
  EXPECT_TRUE(report) << report.error().text();
  return {*report, *sha256_file_hex(report->model / "model.safetensors")};
}

class Anchor : public ::testing::TestWithParam<std::string> {};
INSTANTIATE_TEST_SUITE_P(Kinds, Anchor, ::testing::Values("full", "adapter"));

TEST_P(Anchor, TheStartItselfAsAnchorChangesNothing) {
  TemporaryFolder folder("anchor_same");
  const auto plain = train_from(kTinyModel, "", folder.path() / "plain", GetParam()),
             named = train_from(kTinyModel, kTinyModel, folder.path() / "named", GetParam());
  EXPECT_EQ(plain.weights, named.weights);
  EXPECT_NE(plain.report.chain_hash, named.report.chain_hash) << "another run, by its anchor";
}
TEST_P(Anchor, ALaterRoundIsHeldToTheBase) {
  TemporaryFolder folder("anchor_later");
  const auto first = train_from(kTinyModel, "", folder.path() / "first", GetParam());
  const auto to_start = train_from(first.report.model, "", folder.path() / "start", GetParam());
  const auto to_base = train_from(first.report.model, kTinyModel, folder.path() / "base", GetParam());
  // At its first step a model does not diverge from itself, but from the base it does by now.
  EXPECT_NEAR(to_start.report.curve.front().divergence, 0, 1e-5);
  EXPECT_GT(to_base.report.curve.front().divergence, 1e-3);
  EXPECT_NE(to_start.weights, to_base.weights);
}

}  // namespace
}  // namespace jangin::train
