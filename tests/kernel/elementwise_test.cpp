// Conversions, linear combinations, functions, sums of squares, AdamW and logits: the fast forms have the reference's bits,
// the reference has the formulas' values.
#include "kernel/functions.h"
#include "kernel/support.h"

namespace jangin::kernel {
namespace {

constexpr DType kTypes[] = {DType::f32, DType::bf16, DType::f16};
constexpr int64_t kCounts[] = {1, 15, 16, 17, 100, 1000};

/// Values of every magnitude, with infinities, subnormals and not-a-number among them.
Values hostile(DType type, int64_t count, uint32_t seed) {
  Values values = Values::random(type, count, seed);
  std::mt19937 generator(seed);
  for (int64_t i = 0; i < count; ++i) values.set(i, std::ldexp(values[i], static_cast<int>(generator() % 290) - 145));
  const float special[] = {0.0f, -0.0f, INFINITY, -INFINITY, NAN, 1e-40f, 65504.0f, 65520.0f, 3.39e38f, -87.5f, 88.5f};
  for (size_t i = 0; i < std::size(special); ++i)
    if (static_cast<int64_t>(7 * i) < count) values.set(7 * i, special[i]);
  return values;
}

template <typename Run>
Values both_ways(const Values& start, int64_t count, Run run) {
  Values whole = start, split = start;
  run(whole, 0, count);
  in_uneven_ranges(count, [&](int64_t begin, int64_t end) { run(split, begin, end); });
  EXPECT_TRUE(same_bits(whole, split)) << "depends on the ranges";
  return whole;
}

TEST(KernelElementwise, ConversionsHaveTheReferencesBits) {
  for (Isa isa : forms_here())
    for (DType from : kTypes)
      for (DType to : kTypes)
        for (int64_t count : kCounts) {
          const Values x = hostile(from, count, 3);
          const auto run = [&](const KernelTable& table) {
            return both_ways(Values(to, count), count,
                             [&](Values& out, int64_t begin, int64_t end) { table.convert({x.get(), from, out.get(), to}, begin, end); });
          };
          const Values got = run(kernel_table(isa)), want = run(kernel_table(Isa::reference));
          for (int64_t i = 0; i < count; ++i) {
            if (std::isnan(x[i]))
              ASSERT_TRUE(std::isnan(got[i]));
            else
              ASSERT_EQ(std::memcmp(static_cast<const uint8_t*>(got.get()) + i * size_of(to),
                                    static_cast<const uint8_t*>(want.get()) + i * size_of(to), size_of(to)),
                        0)
                  << isa_name(isa) << " " << type_name(from) << " to " << type_name(to) << " of " << x[i];
          }
        }
}

TEST(KernelElementwise, LinearCombinationsHaveTheReferencesBits) {
  for (Isa isa : forms_here())
    for (DType x_type : {DType::f32, DType::bf16})
      for (DType y_type : {DType::f32, DType::bf16})
        for (DType out_type : {DType::f32, DType::bf16})
          for (int64_t count : kCounts)
            for (bool with_y : {false, true}) {
              const Values x = Values::random(x_type, count, 1), y = Values::random(y_type, count, 2);
              const auto run = [&](const KernelTable& table) {
                return both_ways(Values(out_type, count), count, [&](Values& out, int64_t begin, int64_t end) {
                  table.linear({x_type, x.get(), 0.75f, y_type, with_y ? y.get() : nullptr, -1.5f, out_type, out.get()}, begin, end);
                });
              };
              const Values got = run(kernel_table(isa));
              ASSERT_TRUE(same_bits(got, run(kernel_table(Isa::reference))));
              ASSERT_NEAR(got[count - 1], 0.75 * x[count - 1] - (with_y ? 1.5 * y[count - 1] : 0.0), out_type == DType::f32 ? 1e-6 : 0.03);
            }
}

TEST(KernelElementwise, FunctionsHaveTheBitsOfFunctionsH) {
  for (Isa isa : forms_here())
    for (Function function : {Function::exp, Function::tanh, Function::sigmoid})
      for (int64_t count : {1, 17, 4000}) {
        const Values x = count == 4000 ? hostile(DType::f32, count, 5) : Values::random(DType::f32, count, 6, 10.0f);
        const Values got = both_ways(Values(DType::f32, count), count, [&](Values& out, int64_t begin, int64_t end) {
          const Values copy = x;
          kernel_table(isa).apply({function, const_cast<Values&>(copy).floats(), out.floats()}, begin, end);
        });
        for (int64_t i = 0; i < count; ++i) {
          const float want = function == Function::exp ? exp_f32(x[i]) : function == Function::tanh ? tanh_f32(x[i]) : sigmoid_f32(x[i]);
          if (std::isnan(want))
            ASSERT_TRUE(std::isnan(got[i]));
          else
            ASSERT_EQ(std::bit_cast<uint32_t>(got[i]), std::bit_cast<uint32_t>(want)) << isa_name(isa) << " x " << x[i];
        }
      }
}

TEST(KernelElementwise, SumsOfSquaresKeepOneOrder) {
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16})
      for (int64_t count : {int64_t{1}, int64_t{1000}, kSumChunk, 2 * kSumChunk + 5}) {
        const Values x = Values::random(type, count, 1);
        const int64_t chunks = (count + kSumChunk - 1) / kSumChunk;
        std::vector<double> got(chunks), want(chunks);
        SumSquaresArgs args{type, x.get(), count, got.data()};
        in_uneven_ranges(chunks, [&](int64_t begin, int64_t end) { kernel_table(isa).sum_squares(args, begin, end); });
        args.partials = want.data();
        kernel_table(Isa::reference).sum_squares(args, 0, chunks);
        ASSERT_EQ(got, want);
        double truth = 0.0, sum = 0.0;
        for (int64_t i = 0; i < count; ++i) truth += static_cast<double>(x[i]) * x[i];
        for (double part : got) sum += part;
        ASSERT_NEAR(sum, truth, truth * 1e-4);
      }
}

struct LogitResult {
  Values loss, lse, dlogits, maximum;
  std::vector<int32_t> argmax;
};

LogitResult run_logits(const KernelTable& table, DType type, DType gradient_type, int64_t vocabulary, float scale, bool in_place, bool split) {
  constexpr int64_t rows = 6;
  const int64_t stride = vocabulary + 3;
  const Values logits = Values::random(type, rows * stride, 1, scale);
  const int32_t targets[rows] = {0, static_cast<int32_t>(vocabulary - 1), kIgnoreTarget, static_cast<int32_t>(vocabulary / 2), 0, 0};
  const float weights[rows] = {1.0f, 0.5f, 1.0f, 2.0f, 0.0f, 1.0f};
  LogitResult r{Values(DType::f32, rows), Values(DType::f32, rows), in_place ? logits : Values(gradient_type, rows * stride),
                Values(DType::f32, rows), std::vector<int32_t>(rows)};
  const auto over = [split](auto run) { split ? in_uneven_ranges(rows, run) : run(0, rows); };
  RowStatisticsArgs s{type, vocabulary, logits.get(), stride, r.maximum.floats(), r.argmax.data(), r.lse.floats()};
  over([&](int64_t begin, int64_t end) { table.row_statistics(s, begin, end); });
  CrossEntropyArgs c{type,    vocabulary,      in_place ? r.dlogits.get() : logits.get(), stride, targets, weights, 0.25f, r.loss.floats(),
                     nullptr, r.dlogits.get(), in_place ? type : gradient_type,           stride};
  over([&](int64_t begin, int64_t end) { table.cross_entropy(c, begin, end); });
  return r;
}

TEST(KernelCrossEntropy, EveryFormHasTheReferencesBits) {
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16})
      for (DType gradient : {DType::f32, DType::bf16})
        for (int64_t vocabulary : {1, 16, 37, 1000})
          for (float scale : {1.0f, 60.0f})
            for (bool in_place : {false, true}) {
              const LogitResult want = run_logits(kernel_table(Isa::reference), type, gradient, vocabulary, scale, in_place, false);
              const LogitResult got = run_logits(kernel_table(isa), type, gradient, vocabulary, scale, in_place, true);
              ASSERT_TRUE(same_bits(got.loss, want.loss) && same_bits(got.lse, want.lse) && same_bits(got.maximum, want.maximum));
              ASSERT_EQ(got.argmax, want.argmax);
              for (int64_t row = 0; row < 6; ++row)
                for (int64_t i = 0; i < vocabulary; ++i)
                  ASSERT_EQ(got.dlogits[row * (vocabulary + 3) + i], want.dlogits[row * (vocabulary + 3) + i]) << row << " " << i;
            }
}

struct DivergenceResult {
  Values loss, dlogits;
};

DivergenceResult run_divergence(const KernelTable& table, DType type, DType gradient, int64_t vocabulary, float scale, bool split) {
  constexpr int64_t rows = 5;
  const int64_t stride = vocabulary + 3;
  const Values logits = Values::random(type, rows * stride, 1, scale), teacher = Values::random(type, rows * stride, 2, scale);
  const float weights[rows] = {1.0f, 0.5f, 0.0f, 2.0f, 1.0f};
  DivergenceResult r{Values(DType::f32, rows), Values(gradient, rows * stride)};
  DivergenceArgs args{type,    vocabulary, logits.get(),    stride,          teacher.get(), stride,
                      weights, 0.25f,      r.loss.floats(), r.dlogits.get(), gradient,      stride};
  const auto run = [&](int64_t begin, int64_t end) { table.divergence(args, begin, end); };
  split ? in_uneven_ranges(rows, run) : run(0, rows);
  return r;
}

TEST(KernelDivergence, EveryFormHasTheReferencesBits) {
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16})
      for (DType gradient : {DType::f32, DType::bf16})
        for (int64_t vocabulary : {1, 16, 37, 1000})
          for (float scale : {1.0f, 60.0f}) {
            const DivergenceResult want = run_divergence(kernel_table(Isa::reference), type, gradient, vocabulary, scale, false);
            const DivergenceResult got = run_divergence(kernel_table(isa), type, gradient, vocabulary, scale, true);
            ASSERT_TRUE(same_bits(got.loss, want.loss));
            for (int64_t row = 0; row < 5; ++row)
              for (int64_t i = 0; i < vocabulary; ++i)
                ASSERT_EQ(got.dlogits[row * (vocabulary + 3) + i], want.dlogits[row * (vocabulary + 3) + i]) << row << " " << i;
          }
}

TEST(KernelDivergence, IsTheFormulaAndItsGradient) {
  constexpr int64_t vocabulary = 37, stride = 40;
  const DivergenceResult got = run_divergence(kernel_table(Isa::reference), DType::f32, DType::f32, vocabulary, 3.0f, false);
  const Values logits = Values::random(DType::f32, 5 * stride, 1, 3.0f), teacher = Values::random(DType::f32, 5 * stride, 2, 3.0f);
  const double weights[] = {1.0, 0.5, 0.0, 2.0, 1.0};
  for (int64_t row = 0; row < 5; ++row) {
    double own = 0.0, other = 0.0, divergence = 0.0;
    for (int64_t i = 0; i < vocabulary; ++i) {
      own += std::exp(static_cast<double>(logits[row * stride + i]));
      other += std::exp(static_cast<double>(teacher[row * stride + i]));
    }
    for (int64_t i = 0; i < vocabulary; ++i) {
      const double q = std::exp(static_cast<double>(logits[row * stride + i])) / own,
                   p = std::exp(static_cast<double>(teacher[row * stride + i])) / other;
      divergence += p * std::log(p / q);
      EXPECT_NEAR(got.dlogits[row * stride + i], 0.25 * weights[row] * (q - p), 1e-6);
    }
    EXPECT_NEAR(got.loss[row], divergence, 1e-5);
  }
}

TEST(KernelCrossEntropy, BfloatGradientMayOverwriteFloatLogits) {
  constexpr int64_t rows = 2, vocabulary = 50;
  const int32_t targets[rows] = {3, 49};
  for (Isa isa : forms_here()) {
    Values logits = Values::random(DType::f32, rows * vocabulary, 1), loss(DType::f32, rows), apart(DType::bf16, rows * vocabulary);
    CrossEntropyArgs args{DType::f32, vocabulary,    logits.get(), vocabulary,  targets,     nullptr,
                          1.0f,       loss.floats(), nullptr,      apart.get(), DType::bf16, vocabulary};
    kernel_table(isa).cross_entropy(args, 0, rows);
    args.dlogits = logits.get();
    args.dlogits_stride = 2 * vocabulary;
    kernel_table(isa).cross_entropy(args, 0, rows);
    for (int64_t row = 0; row < rows; ++row)
      ASSERT_EQ(std::memcmp(static_cast<uint8_t*>(logits.get()) + row * vocabulary * 4, static_cast<uint8_t*>(apart.get()) + row * vocabulary * 2,
                            vocabulary * 2),
                0);
  }
}

TEST(KernelCrossEntropy, IsTheFormulaAndItsGradient) {
  constexpr int64_t vocabulary = 37, stride = 40;
  const LogitResult got = run_logits(kernel_table(Isa::reference), DType::f32, DType::f32, vocabulary, 3.0f, false, false);
  const Values logits = Values::random(DType::f32, 6 * stride, 1, 3.0f);
  const int64_t targets[] = {0, 36, -1, 18, 0, 0};
  const double weights[] = {1.0, 0.5, 0.0, 2.0, 0.0, 1.0};
  for (int64_t row = 0; row < 6; ++row) {
    double sum = 0.0;
    for (int64_t i = 0; i < vocabulary; ++i) sum += std::exp(static_cast<double>(logits[row * stride + i]));
    EXPECT_NEAR(got.lse[row], std::log(sum), 1e-5);
    EXPECT_NEAR(got.loss[row], targets[row] < 0 ? 0.0 : std::log(sum) - logits[row * stride + targets[row]], 1e-5);
    for (int64_t i = 0; i < vocabulary; ++i) {
      const double p = std::exp(static_cast<double>(logits[row * stride + i])) / sum;
      EXPECT_NEAR(got.dlogits[row * stride + i], 0.25 * weights[row] * (p - (i == targets[row] ? 1.0 : 0.0)), 1e-6);
    }
  }
}

}  // namespace
}  // namespace jangin::kernel
