// Regression merging against its formula in double precision, on inputs observed here.
#include "train/merge.h"

#include <gtest/gtest.h>

#include <cmath>

#include "base/thread_pool.h"
#include "model/network.h"
#include "tensor/tape.h"
#include "train_test_support.h"

namespace jangin::train {
namespace {

using Square = std::vector<double>;

/// Mean of x·xᵀ at the inputs of `weight`, its off-diagonal shrunk as merge.cpp does.
Square observed_moments(const model::ModelFiles& files, const std::string& weight, const std::vector<TrainSequence>& sequences, int64_t k) {
  tensor::Device& device = **tensor::find_device("reference");
  auto network = *model::Network::load(files.config, *files.weights, device, tensor::DType::f32);
  Square sum(static_cast<size_t>(k * k));
  double rows = 0;
  network->observe_inputs([&](const tensor::Weight& seen, const tensor::Tensor& x) {
    if (seen.name() != weight) return;
    std::vector<float> values(static_cast<size_t>(x.shape()[0] * k));
    device.copy_out(values.data(), x, values.size() * sizeof(float));
    rows += static_cast<double>(x.shape()[0]);
    for (int64_t t = 0; t < x.shape()[0]; ++t) {
      for (int64_t i = 0; i < k; ++i) {
        for (int64_t j = 0; j < k; ++j)
          sum[static_cast<size_t>(i * k + j)] += static_cast<double>(values[static_cast<size_t>(t * k + i)]) * values[static_cast<size_t>(t * k + j)];
      }
    }
  });
  for (const TrainSequence& sequence : sequences) {
    model::PackedTokens tokens;
    tokens.append(sequence.tokens);
    device.arena().begin_step();
    {
      tensor::Tape tape = tensor::Tape::inference(device, tensor::DType::f32);
      network->forward(tape, tokens);
    }
    device.arena().end_step();
  }
  double trace = 0;
  for (int64_t i = 0; i < k; ++i) trace += sum[static_cast<size_t>(i * k + i)] / rows;
  for (int64_t i = 0; i < k; ++i) {
    for (int64_t j = 0; j < k; ++j) sum[static_cast<size_t>(i * k + j)] *= (i == j ? 1.0 : 0.95) / rows;
    sum[static_cast<size_t>(i * k + i)] += 1e-6 * trace / static_cast<double>(k);
  }
  return sum;
}

/// Solves X·A = B for X [rows, k] by elimination with pivots.
Square solve(Square a, Square b, size_t rows, size_t k) {
  for (size_t c = 0; c < k; ++c) {
    size_t pivot = c;
    for (size_t i = c + 1; i < k; ++i) {
      if (std::abs(a[c * k + i]) > std::abs(a[c * k + pivot])) pivot = i;
    }
    for (size_t i = 0; i < k; ++i) std::swap(a[i * k + c], a[i * k + pivot]);
    for (size_t r = 0; r < rows; ++r) std::swap(b[r * k + c], b[r * k + pivot]);
    for (size_t j = 0; j < k; ++j) {
      if (j == c) continue;
      const double factor = a[c * k + j] / a[c * k + c];
      for (size_t i = 0; i < k; ++i) a[i * k + j] -= factor * a[i * k + c];
      for (size_t r = 0; r < rows; ++r) b[r * k + j] -= factor * b[r * k + c];
    }
  }
  for (size_t r = 0; r < rows; ++r) {
    for (size_t j = 0; j < k; ++j) b[r * k + j] /= a[j * k + j];
  }
  return b;
}

std::vector<double> read_weight(const model::ModelFiles& files, const std::string& name) {
  std::vector<float> values(static_cast<size_t>(files.weights->find(name)->elements()));
  EXPECT_TRUE(files.weights->read_f32(name, values));
  return {values.begin(), values.end()};
}

class MergeTest : public ::testing::Test {
 protected:
  void SetUp() override {
    TrainConfig config = tiny_config();
    config.tokens = 3000;
    auto report = train_tiny(folder.path(), config);
    ASSERT_TRUE(report) << report.error().text();
    trained = report->model;
    base = *model::open_model(kTinyModel);
    inputs = {.own = own, .general = general, .tokens = 1'000'000};
  }
  model::ModelFiles merged(const Merge& merge, double share) {
    const Status status = merge.write(share, folder.path() / "merged");
    EXPECT_TRUE(status) << status.error().text();
    return *model::open_model(folder.path() / "merged");
  }

  TemporaryFolder folder{"merge"};
  std::filesystem::path trained;
  model::ModelFiles base;
  std::vector<TrainSequence> own = pattern_sequences(60, 1), general = pattern_sequences(40, 2);
  MergeInputs inputs;
};

TEST_F(MergeTest, EqualsItsFormula) {
  auto merge = Merge::measure(base, trained, inputs, tensor::default_device());
  ASSERT_TRUE(merge) << merge.error().text();
  const model::ModelFiles files = merged(*merge, 0.3), after = *model::open_model(trained);
  struct Case {
    std::string file, network;
    int64_t rows, columns;
  };
  for (const Case& c : {Case{"model.layers.1.mlp.up_proj.weight", "model.layers.1.mlp.gate_proj+up_proj", 48, 32},
                        Case{"model.layers.0.mlp.down_proj.weight", "model.layers.0.mlp.down_proj", 32, 48}}) {
    const auto rows = static_cast<size_t>(c.rows), k = static_cast<size_t>(c.columns);
    Square own_moments = observed_moments(after, c.network, own, c.columns), system = observed_moments(base, c.network, general, c.columns);
    for (size_t i = 0; i < system.size(); ++i) system[i] = 0.3 * own_moments[i] + 0.7 * system[i];
    const auto start = read_weight(base, c.file), end = read_weight(after, c.file), found = read_weight(files, c.file);
    Square wanted(rows * k);
    for (size_t r = 0; r < rows; ++r) {
      for (size_t i = 0; i < k; ++i) {
        for (size_t j = 0; j < k; ++j) wanted[r * k + j] += (end[r * k + i] - start[r * k + i]) * 0.3 * own_moments[i * k + j];
      }
    }
    wanted = solve(system, wanted, rows, k);
    double moved = 0, off = 0;
    for (size_t i = 0; i < wanted.size(); ++i) {
      moved += wanted[i] * wanted[i];
      off += (found[i] - start[i] - wanted[i]) * (found[i] - start[i] - wanted[i]);
    }
    EXPECT_GT(moved, 0);
    EXPECT_LT(std::sqrt(off / moved), 1e-3) << c.file;
  }
}

TEST_F(MergeTest, EndsAreTheModelsAndWhatIsNotLinearIsMixed) {
  auto merge = Merge::measure(base, trained, inputs, tensor::default_device());
  ASSERT_TRUE(merge) << merge.error().text();
  const model::ModelFiles after = *model::open_model(trained);
  for (const model::WeightInfo& info : after.weights->weights()) {
    EXPECT_EQ(read_weight(merged(*merge, 0), info.name), read_weight(base, info.name)) << info.name;
    EXPECT_EQ(read_weight(merged(*merge, 1), info.name), read_weight(after, info.name)) << info.name;
  }
  const auto start = read_weight(base, "model.norm.weight"), end = read_weight(after, "model.norm.weight"),
             found = read_weight(merged(*merge, 0.25), "model.norm.weight");
  EXPECT_NE(start, end);
  for (size_t i = 0; i < start.size(); ++i) EXPECT_NEAR(found[i], start[i] + 0.25 * (end[i] - start[i]), 1e-6);
}

TEST_F(MergeTest, EqualInputsMeanPlainMixing) {
  inputs.general = inputs.own;  // but for what training changed in the inputs of later layers
  auto merge = Merge::measure(base, trained, inputs, tensor::default_device());
  ASSERT_TRUE(merge) << merge.error().text();
  const std::string name = "model.layers.0.self_attn.q_proj.weight";
  const auto start = read_weight(base, name), end = read_weight(*model::open_model(trained), name), found = read_weight(merged(*merge, 0.5), name);
  double along = 0, whole = 0;
  for (size_t i = 0; i < start.size(); ++i) {
    along += (found[i] - start[i]) * (end[i] - start[i]);
    whole += (end[i] - start[i]) * (end[i] - start[i]);
  }
  EXPECT_NEAR(along / whole, 0.5, 0.1);
}

TEST_F(MergeTest, IsTheSameOnOneAndThreeThreads) {
  const std::string name = "model.layers.1.mlp.up_proj.weight";
  std::vector<std::vector<double>> found;
  const int before = ThreadPool::shared().size();
  for (int threads : {1, 3}) {
    ThreadPool::set_threads(threads);
    auto merge = Merge::measure(base, trained, inputs, tensor::default_device());
    ASSERT_TRUE(merge) << merge.error().text();
    found.push_back(read_weight(merged(*merge, 0.4), name));
  }
  ThreadPool::set_threads(before);
  EXPECT_EQ(found[0], found[1]);
}

TEST_F(MergeTest, RefusesWhatItCannotMerge) {
  auto merge = Merge::measure(base, trained, inputs, tensor::default_device());
  ASSERT_TRUE(merge);
  EXPECT_FALSE(merge->write(1.5, folder.path() / "wrong"));
  EXPECT_FALSE(merge->write(-0.1, folder.path() / "wrong"));
  inputs.general = {};
  EXPECT_FALSE(Merge::measure(base, trained, inputs, tensor::default_device()));
  std::vector<TrainSequence> outside = own;
  outside[0].tokens[0] = 1 << 20;
  inputs.general = outside;
  EXPECT_FALSE(Merge::measure(base, trained, inputs, tensor::default_device()));
}

}  // namespace
}  // namespace jangin::train
