// The guard's search, with bits per byte that are a known function of how far the weights moved.
#include "line/forgetting_guard.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>
#include <fstream>

#include "train/train.h"

namespace jangin::line {
namespace {

namespace fs = std::filesystem;
const std::string kTinyModel = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/llama_tiny";
constexpr double kRise = 0.2;  // of the bits per byte, with the trained weights

std::vector<float> weight_of(const fs::path& model) {
  auto files = model::open_model(model);
  EXPECT_TRUE(files) << files.error().text();
  std::vector<float> values(32 * 48);
  EXPECT_TRUE(files->weights->read_f32("model.layers.1.mlp.down_proj.weight", values));
  return values;
}
double distance(const std::vector<float>& a, const std::vector<float>& b) {
  double sum = 0;
  for (size_t i = 0; i < a.size(); ++i) sum += (a[i] - b[i]) * (a[i] - b[i]);
  return std::sqrt(sum);
}

/// Bits per byte 1 for the base, 1 + kRise for the trained model, in proportion to the distance between.
class Ruler : public engine::Generator {
 public:
  explicit Ruler(double bits) : bits_(bits) {}
  const std::string& model_name() const override { return name_; }
  const std::string& model_hash() const override { return name_; }
  size_t context_tokens() const override { return 0; }
  Result<std::vector<engine::GenerateReply>> generate(std::span<const engine::GenerateRequest>) override {
    return fail(ErrorCode::unsupported, "a ruler");
  }
  Result<std::vector<std::vector<engine::ContinuationScore>>> score(std::span<const engine::ScoreRequest>) override {
    return fail(ErrorCode::unsupported, "a ruler");
  }
  Result<engine::TextScore> score_text(std::string_view text, size_t) override {
    return engine::TextScore{-bits_ * std::log(2.0) * static_cast<double>(text.size()), text.size() / 4, text.size()};
  }

 private:
  std::string name_ = "ruler";
  double bits_;
};

class ForgettingGuardTest : public ::testing::Test {
 protected:
  void SetUp() override {
    fs::remove_all(folder);
    fs::create_directories(folder);
    std::ofstream(folder / "guard.txt") << "A text that neither was trained on nor merged for.";
    base = *model::open_model(kTinyModel);
    for (uint32_t i = 0; i < 80; ++i) {
      train::TrainSequence sequence;
      for (uint32_t j = 0; j < 30; ++j) sequence.tokens.push_back(static_cast<int32_t>(3 + (i * 11 + j * (i % 2 ? 7 : 5)) % 90));
      (i % 2 ? own : general).push_back(std::move(sequence));
    }
    train::TrainRequest request;
    request.base = &base;
    request.sources = {{"samples", 1.0, own}};
    request.config.precision = "f32";
    request.config.sequence_length = 64;
    request.config.tokens = 2000;
    request.config.peak_rate = 3e-3;
    request.output = folder;
    auto report = train::train(std::move(request));
    ASSERT_TRUE(report) << report.error().text();
    trained = report->model;
    start = weight_of(base.path), whole = distance(weight_of(trained), start);
    ASSERT_GT(whole, 0);
  }
  void TearDown() override { fs::remove_all(folder); }
  double moved(const fs::path& model) { return distance(weight_of(model), start) / whole; }
  GuardReport guard(GuardConfig config) {
    OpenModel open = [this](const fs::path& path) -> Result<std::unique_ptr<engine::Generator>> {
      return std::make_unique<Ruler>(1 + kRise * moved(path));
    };
    auto report = guard_against_forgetting(
        config, {base, trained, {.own = own, .general = general}, {folder / "guard.txt"}, tensor::default_device(), open}, folder / "expert");
    EXPECT_TRUE(report) << report.error().text();
    return report ? *report : GuardReport{};
  }

  fs::path folder = fs::temp_directory_path() / ("jangin_guard_" + std::to_string(::getpid()));
  model::ModelFiles base;
  fs::path trained;
  std::vector<train::TrainSequence> own, general;
  std::vector<float> start;
  double whole = 0;
};

TEST_F(ForgettingGuardTest, TakesTheLargestShareWithinTheBound) {
  const GuardReport report = guard({.max_rise = 0.1, .least_share = 0.05, .steps = 8});
  EXPECT_TRUE(report.within_bound);
  EXPECT_NEAR(report.base_bits_per_byte, 1.0, 1e-9);
  EXPECT_LE(report.bits_per_byte, 1.1);
  EXPECT_GT(report.bits_per_byte, 1.1 - 0.01);
  EXPECT_NEAR(1 + kRise * moved(folder / "expert"), report.bits_per_byte, 1e-9) << "what was measured is what was written";
  EXPECT_FALSE(fs::exists(folder / "expert.guard"));
}

TEST_F(ForgettingGuardTest, EndsWhenItIsNearEnough) {
  const GuardReport report = guard({.max_rise = 0.1, .least_share = 0.05, .steps = 12});
  EXPECT_LT(report.measured.size(), 13U);
  EXPECT_GT(report.bits_per_byte, 1.1 - 0.0021);
}

TEST_F(ForgettingGuardTest, KeepsAllWhereTheBoundAllows) {
  EXPECT_EQ(guard({.max_rise = 0.25}).share, 1.0);
  EXPECT_EQ(weight_of(folder / "expert"), weight_of(trained));
  EXPECT_TRUE(guard({.max_rise = 1.0}).measured.empty()) << "no guard, nothing measured";
  EXPECT_EQ(weight_of(folder / "expert"), weight_of(trained));
}

TEST_F(ForgettingGuardTest, SaysWhenTheLeastShareIsTooMuch) {
  const GuardReport report = guard({.max_rise = 0.001, .least_share = 0.5, .steps = 5});
  EXPECT_FALSE(report.within_bound);
  EXPECT_EQ(report.share, 0.5);
}

}  // namespace
}  // namespace jangin::line
