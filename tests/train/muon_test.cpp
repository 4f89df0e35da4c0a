// Muon against NumPy and torch.optim.Muon (goldens of tests/reference/make_muon_goldens.py), which weights it takes, and what it learns.
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "kernel/elementwise.h"
#include "tensor/operations/orthogonalize.h"
#include "train/optimizers/optimizer.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

using tensor::DType;
using tensor::Tensor;

nlohmann::json goldens() { return nlohmann::json::parse(*read_file(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/muon_goldens.json")); }

double largest_difference(const std::vector<float>& a, const std::vector<float>& b) {
  EXPECT_EQ(a.size(), b.size());
  double largest = 0;
  for (size_t i = 0; i < a.size(); ++i) largest = std::max(largest, static_cast<double>(std::abs(a[i] - b[i])));
  return largest;
}

std::vector<float> twice(std::vector<float> values) {
  values.insert(values.end(), values.begin(), values.end());
  return values;
}

class MuonGoldens : public testing::TestWithParam<const char*> {
 protected:
  tensor::Device& device_ = **tensor::find_device(GetParam());

  /// The case's matrix twice, one below the other in one weight, behind a norm: after the golden's steps, and the first moment.
  std::pair<std::vector<float>, std::vector<float>> steps(const nlohmann::json& head, const nlohmann::json& one, const std::string& precision,
                                                          double share_of_rate = 1.0) {
    const int64_t rows = one["rows"], columns = one["columns"];
    tensor::WeightSpace space(device_);
    space.declare("norm", {7}, false);
    const size_t fused = space.declare("fused", {2 * rows, columns}, true);
    space.allocate();
    space[fused].value().copy_from_host(twice(one["weight"].get<std::vector<float>>()));
    TrainConfig config;
    config.precision = precision;
    config.weight_decay = head["decay"];
    config.muon_momentum = head["momentum"];
    config.muon_steps = head["iterations"];
    config.peak_rate = 1e-3;
    config.muon_peak_rate = share_of_rate == 1.0 ? 0.0 : config.peak_rate * share_of_rate;
    const std::vector<HiddenMatrix> matrices = {{fused, 0, rows}, {fused, rows, rows}};
    const auto muon = find_optimizer("muon")->make(config, {space, {0, space.flat_elements()}, matrices});
    const Tensor gradients = space.flat_like();
    for (int64_t step = 1; step <= static_cast<int64_t>(one["gradients"].size()); ++step) {
      space.slice(gradients, space[fused]).copy_from_host(twice(one["gradients"][static_cast<size_t>(step - 1)].get<std::vector<float>>()));
      muon->step({step, head["rate"].get<double>() / share_of_rate, 1.0f}, parts_of(gradients));
    }
    return {space[fused].value().to_host(), space.slice(muon->state().front().second, space[fused]).to_host()};
  }
};

TEST_P(MuonGoldens, InF32ItIsTheFormulas) {
  const auto head = goldens();
  for (const auto& one : head["cases"]) {
    const auto [weight, momentum] = steps(head, one, "f32");
    EXPECT_LE(largest_difference(weight, twice(one["after"].get<std::vector<float>>())), 2e-6) << one["rows"] << "x" << one["columns"];
    EXPECT_LE(largest_difference(momentum, twice(one["momentum"].get<std::vector<float>>())), 1e-6);
  }
}

TEST_P(MuonGoldens, InBf16ItIsAsNearAsTorchs) {
  const auto head = goldens();
  for (const auto& one : head["cases"]) {
    const auto exact = twice(one["after"].get<std::vector<float>>()), torchs = twice(one["after_torch"].get<std::vector<float>>());
    const auto weight = steps(head, one, "bf16").first;
    const double moved = largest_difference(exact, twice(one["weight"].get<std::vector<float>>()));
    EXPECT_LE(largest_difference(weight, exact), 0.03 * moved);
    EXPECT_LE(largest_difference(weight, torchs), 0.04 * moved);
  }
}

TEST_P(MuonGoldens, ARateOfItsOwnFollowsTheSchedule) {
  const auto head = goldens();
  const auto& one = head["cases"][0];
  EXPECT_LE(largest_difference(steps(head, one, "f32", 4.0).first, steps(head, one, "f32").first), 1e-6);
}

INSTANTIATE_TEST_SUITE_P(Devices, MuonGoldens, testing::Values("reference", "cpu"), [](const auto& info) { return std::string(info.param); });

TEST(Muon, AZeroGradientMovesNothing) {
  tensor::Device& device = tensor::default_device();
  const Tensor zero = Tensor::zeros(device, {6, 4}, DType::f32);
  for (float value : tensor::orthogonalize(zero, DType::f32, 5).to_host()) EXPECT_EQ(value, 0.0f);
}

TEST(Muon, TakesTheMatricesBetweenEmbeddingAndOutput) {
  const auto names = [](const char* folder) {
    auto files = model::open_model(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/" + folder);
    auto network = *model::Network::create(files->config, tensor::default_device(), DType::f32);
    std::vector<std::string> out;
    int64_t end = 0;
    for (const HiddenMatrix& matrix : hidden_matrices(*network)) {
      for (const model::FileWeight& file : network->file_weights()) {
        if (file.weight == matrix.weight && file.row_begin == matrix.row_begin) out.push_back(file.name);
      }
      const FlatRange place = matrix.place(network->weights());
      EXPECT_GE(place.begin, end) << "ascending";
      end = place.end;
    }
    return out;
  };
  EXPECT_EQ(names("llama_tiny").size(), 2U * 7);
  const auto experts = names("exaone_moe_tiny");
  EXPECT_EQ(experts.size(), 3U * 4 + 3 + 2U * 3 * 7);
  for (const std::string& name : experts) {
    for (const char* other : {"mlp.gate.weight", "embed", "lm_head", "norm", "bias"}) EXPECT_EQ(name.find(other), std::string::npos) << name;
  }
}

TEST(Muon, AnUnknownOptimizerNamesTheNearest) {
  TrainConfig config;
  const Status status = read_config(*ConfigTable::parse("optimizer = \"moun\"\n", "test"), config);
  ASSERT_FALSE(status);
  EXPECT_NE(status.error().text().find("did you mean `muon`"), std::string::npos) << status.error().text();
  ASSERT_TRUE(read_config(*ConfigTable::parse("optimizer = \"muon\"\nmuon_peak_rate = 0.01\nmuon_momentum = 0.9\nmuon_steps = 6\n", "test"), config));
  for (auto change : {+[](TrainConfig& c) { c.muon_peak_rate = 0.02; }, +[](TrainConfig& c) { c.muon_momentum = 0.8; },
                      +[](TrainConfig& c) { c.muon_steps = 5; }}) {
    TrainConfig other = config;
    change(other);
    EXPECT_NE(config_hash(other), config_hash(config));
    other.optimizer = "adamw";
    TrainConfig adamw = config;
    adamw.optimizer = "adamw";
    EXPECT_EQ(config_hash(other), config_hash(adamw)) << "settings of an optimizer that is not used";
  }
}

TEST(Muon, SharesOfRanksHoldWholeMatrices) {
  constexpr int64_t kElements = 200'000;
  const std::vector<FlatRange> whole = {{1'000, 30'000}, {30'000, 90'000}, {90'100, 199'000}};
  for (int ranks : {1, 2, 3, 5, 9}) {
    const std::vector<FlatRange> shares = share_out(kElements, ranks, whole);
    const std::vector<FlatRange> sums = whole_chunks(kElements, shares);
    int64_t at = 0;
    for (size_t r = 0; r < shares.size(); ++r) {
      EXPECT_EQ(shares[r].begin, at);
      at = shares[r].end;
      for (const FlatRange& range : whole) EXPECT_FALSE(at > range.begin && at < range.end) << at;
      EXPECT_EQ(sums[r].begin, shares[r].begin);
      EXPECT_TRUE(shares[r].size() == 0 || sums[r].end == kElements || sums[r].end % kernel::kSumChunk == 0);
      EXPECT_GE(sums[r].end, shares[r].end);
    }
    EXPECT_EQ(at, kElements);
  }
}

TEST(Muon, LossOnRealTextFalls) {
  TrainConfig config = text_config();
  config.optimizer = "muon";
  config.tokens = 30'000;
  TemporaryFolder folder("muon_text");
  auto report = train_on_text(folder.path(), config);
  ASSERT_TRUE(report) << report.error().text();
  RecordProperty("last_loss", std::to_string(report->last_loss));
  EXPECT_GT(report->first_loss, 4.0);
  EXPECT_LT(report->last_loss, 2.8) << "letters alone leave some 3.0";
}

}  // namespace
}  // namespace jangin::train
