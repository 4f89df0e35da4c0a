// Experts: the choice and its weights against a plain sort, mixing against sums in f64; fast forms have the reference's bits over odd widths
// and split ranges.
#include <algorithm>
#include <numeric>

#include "kernel/support.h"

namespace jangin::kernel {
namespace {

double sigmoid(double x) { return 1.0 / (1.0 + std::exp(-x)); }

TEST(KernelExperts, TheBestByBiasedScoreWithUnbiasedWeights) {
  constexpr int64_t rows = 50, experts = 9;
  Values logits = Values::random(DType::f32, rows * experts, 1), bias = Values::random(DType::f32, experts, 2, 0.3f);
  for (int64_t k : {1, 4, 9})
    for (bool normalize : {false, true}) {
      std::vector<int32_t> chosen(rows * k);
      std::vector<float> weights(rows * k);
      RouterArgs args{experts, k, normalize, 2.5f, logits.floats(), bias.floats(), chosen.data(), weights.data(), nullptr, nullptr};
      kernel_table(Isa::reference).router_forward(args, 0, rows);
      for (int64_t row = 0; row < rows; ++row) {
        std::vector<int32_t> order(experts);
        std::iota(order.begin(), order.end(), 0);
        std::stable_sort(order.begin(), order.end(), [&](int32_t a, int32_t b) {
          return sigmoid(logits[row * experts + a]) + bias[a] > sigmoid(logits[row * experts + b]) + bias[b];
        });
        std::sort(order.begin(), order.begin() + k);
        double sum = 0;
        for (int64_t j = 0; j < k; ++j) sum += sigmoid(logits[row * experts + order[j]]);
        for (int64_t j = 0; j < k; ++j) {
          ASSERT_EQ(chosen[row * k + j], order[j]);
          ASSERT_NEAR(weights[row * k + j], 2.5 * sigmoid(logits[row * experts + order[j]]) / (normalize ? sum : 1.0), 1e-6);
        }
      }
    }
}

TEST(KernelExperts, OfEqualScoresTheLowerIndexIsChosen) {
  const float logits[5] = {0, 1, 1, 1, 0}, bias[5] = {};
  int32_t chosen[2];
  float weights[2];
  kernel_table(Isa::reference).router_forward({5, 2, true, 1.0f, logits, bias, chosen, weights, nullptr, nullptr}, 0, 1);
  EXPECT_EQ(chosen[0], 1);
  EXPECT_EQ(chosen[1], 2);
  EXPECT_FLOAT_EQ(weights[0], 0.5f);
}

struct Mixed {
  Values out, dy;
  std::vector<float> dweights;
};

Mixed run_mix(const KernelTable& table, DType type, int64_t rows, int64_t k, int64_t d, bool split) {
  const auto over = [split](int64_t count, auto run) { split ? in_uneven_ranges(count, run) : run(int64_t{0}, count); };
  const Values y = Values::random(type, rows * k * d, 1), dout = Values::random(type, rows * d, 2);
  Values weights = Values::random(DType::f32, rows * k, 3);
  std::vector<int32_t> slots(rows * k);
  for (int64_t i = 0; i < rows * k; ++i) slots[i] = static_cast<int32_t>(i * 7 % (rows * k));  // 7 divides none of the counts below
  Mixed out{Values(type, rows * d), Values(type, rows * k * d), std::vector<float>(rows * k)};
  MixArgs args{type, d, k, slots.data(), weights.floats(), y.get(), d, out.out.get(), d, dout.get(), d, out.dy.get(), d, out.dweights.data()};
  over(rows, [&](int64_t begin, int64_t end) { table.mix_forward(args, begin, end); });
  over(rows, [&](int64_t begin, int64_t end) { table.mix_backward(args, begin, end); });
  for (int64_t row = 0; row < rows && !split; ++row)
    for (int64_t i = 0; i < d; ++i) {
      double sum = 0;
      for (int64_t j = 0; j < k; ++j) sum += static_cast<double>(weights[row * k + j]) * y[slots[row * k + j] * d + i];
      EXPECT_NEAR(out.out[row * d + i], sum, type == DType::f32 ? 1e-5 : 0.1);
    }
  return out;
}

TEST(KernelExperts, MixingHasTheReferencesBits) {
  std::vector<Isa> forms = forms_here();
  for (DType type : {DType::f32, DType::bf16})
    for (int64_t d : {1, 16, 33, 576})
      for (int64_t k : {1, 3}) {
        const Mixed want = run_mix(kernel_table(Isa::reference), type, 40, k, d, false);
        for (Isa isa : forms) {
          const Mixed got = run_mix(kernel_table(isa), type, 40, k, d, true);
          ASSERT_TRUE(got.out == want.out && got.dy == want.dy && got.dweights == want.dweights)
              << isa_name(isa) << " " << type_name(type) << " d " << d << " k " << k;
        }
      }
}

}  // namespace
}  // namespace jangin::kernel
