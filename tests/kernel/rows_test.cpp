// Norms, rotary embedding, gates and embeddings: the fast forms have the reference's bits over odd widths and split ranges; the
// reference has the formulas' values (f64) and gradients (finite differences).
#include "kernel/functions.h"
#include "kernel/support.h"

namespace jangin::kernel {
namespace {

constexpr DType kActivations[] = {DType::f32, DType::bf16};
constexpr int64_t kWidths[] = {1, 7, 16, 33, 64, 576};

struct NormResult {
  Values y, h, rstd, dx, partials, dweight;
  bool operator==(const NormResult& o) const {
    return y == o.y && h == o.h && rstd == o.rstd && dx == o.dx && partials == o.partials && dweight == o.dweight;
  }
};

NormResult run_norm(const KernelTable& table, DType type, DType weight_type, int64_t rows, int64_t d, bool residual, bool split) {
  const auto over = [split](int64_t count, auto run) { split ? in_uneven_ranges(count, run) : run(int64_t{0}, count); };
  const size_t size = static_cast<size_t>(rows * d), parts = static_cast<size_t>((rows + kNormRowsPerPartial - 1) / kNormRowsPerPartial);
  const Values x = Values::random(type, size, 1), r = Values::random(type, size, 2), w = Values::random(weight_type, d, 3),
               dy = Values::random(type, size, 4);
  NormResult out{
      Values(type, size), x, Values(DType::f32, rows), Values(type, size), Values(DType::f32, parts * d), Values::random(DType::f32, d, 5)};
  const RowLayout layout = row_major(d);
  RmsNormForwardArgs f{type,        d,    1e-5f,       x.get(), layout,           residual ? r.get() : nullptr, layout, out.h.get(), layout, w.get(),
                       weight_type, 1.0f, out.y.get(), layout,  out.rstd.floats()};
  over(rows, [&](int64_t begin, int64_t end) { table.rms_norm_forward(f, begin, end); });
  RmsNormBackwardArgs b{type,    rows,
                        d,       out.h.get(),
                        layout,  out.rstd.floats(),
                        w.get(), weight_type,
                        1.0f,    dy.get(),
                        layout,  residual ? r.get() : nullptr,
                        layout,  out.dx.get(),
                        layout,  out.partials.floats()};
  over(static_cast<int64_t>(parts), [&](int64_t begin, int64_t end) { table.rms_norm_backward(b, begin, end); });
  const SumPartialsArgs s{out.partials.floats(), static_cast<int64_t>(parts), d, out.dweight.floats(), residual};
  over(d, [&](int64_t begin, int64_t end) { table.sum_partials(s, begin, end); });
  return out;
}

TEST(KernelNorm, EveryFormHasTheReferencesBits) {
  for (Isa isa : forms_here())
    for (DType type : kActivations)
      for (DType weight : kActivations)
        for (int64_t d : kWidths)
          for (bool residual : {false, true}) {
            const NormResult want = run_norm(kernel_table(Isa::reference), type, weight, 131, d, residual, false);
            ASSERT_TRUE(run_norm(kernel_table(isa), type, weight, 131, d, residual, true) == want)
                << isa_name(isa) << " " << type_name(type) << " weight " << type_name(weight) << " d " << d << " residual " << residual;
          }
}

TEST(KernelNorm, AWideSumIsNotRounded) {
  constexpr int64_t rows = 37;
  for (int64_t d : kWidths)
    for (bool added : {false, true}) {
      const auto run = [&](const KernelTable& table, DType weight_type, bool split) {
        const auto size = static_cast<size_t>(rows * d);
        const Values x = Values::random(DType::f32, size, 1), r = Values::random(DType::bf16, size, 2), w = Values::random(weight_type, d, 3);
        std::array<Values, 4> out = {x, Values(DType::bf16, size), Values(DType::bf16, size), Values(DType::f32, rows)};  // h, y, kept, rstd
        const RowLayout layout = row_major(d);
        RmsNormForwardArgs f{DType::bf16, d,           1e-5f, out[0].get(), layout, added ? r.get() : nullptr, layout, out[0].get(), layout,
                             w.get(),     weight_type, 0.0f,  out[1].get(), layout, out[3].floats(),           true,   out[2].get(), layout};
        const auto forward = [&](int64_t begin, int64_t end) { table.rms_norm_forward(f, begin, end); };
        split ? in_uneven_ranges(rows, forward) : forward(0, rows);
        for (size_t i = 0; i < size; ++i) {
          EXPECT_EQ(out[0][i], added ? x[i] + r[i] : x[i]);
          EXPECT_EQ(out[2][i], to_f32(to_bf16(out[0][i])));
        }
        return out;
      };
      for (DType weight : kActivations)
        for (Isa isa : forms_here())
          ASSERT_TRUE(run(kernel_table(isa), weight, true) == run(kernel_table(Isa::reference), weight, false)) << isa_name(isa) << " " << d;
    }
}

TEST(KernelNorm, RowsMayBeTheHeadsOfEachToken) {
  constexpr int64_t tokens = 5, heads = 3, d = 20, stride = 100;
  for (Isa isa : forms_here()) {
    Values buffer = Values::random(DType::bf16, tokens * stride, 1), plain(DType::bf16, tokens * heads * d), w = Values::random(DType::f32, d, 2);
    for (int64_t t = 0; t < tokens; ++t)
      for (int64_t i = 0; i < heads * d; ++i) plain.set(t * heads * d + i, buffer[t * stride + i]);
    RmsNormForwardArgs args{DType::bf16, d,          1e-6f, buffer.get(), {heads, stride, d}, nullptr, {}, nullptr, {},
                            w.get(),     DType::f32, 0.0f,  buffer.get(), {heads, stride, d}, nullptr};
    kernel_table(isa).rms_norm_forward(args, 0, tokens * heads);
    args.x = plain.get();
    args.y = plain.get();
    args.x_rows = args.y_rows = row_major(d);
    kernel_table(isa).rms_norm_forward(args, 0, tokens * heads);
    for (int64_t t = 0; t < tokens; ++t)
      for (int64_t i = 0; i < heads * d; ++i) ASSERT_EQ(plain[t * heads * d + i], buffer[t * stride + i]);
  }
}

/// loss = Σ dy · y by central differences, in f64 with the formula of norm.h.
TEST(KernelNorm, GradientsAreThoseOfTheFormula) {
  constexpr int64_t d = 24;
  const NormResult got = run_norm(kernel_table(Isa::reference), DType::f32, DType::f32, 1, d, false, false);
  const Values x = Values::random(DType::f32, d, 1), w = Values::random(DType::f32, d, 3), dy = Values::random(DType::f32, d, 4);
  const auto loss = [&](int64_t index, double dx, double dw) {
    double squares = 0.0, sum = 0.0;
    const auto value = [&](int64_t i) { return x[i] + (i == index ? dx : 0.0); };
    for (int64_t i = 0; i < d; ++i) squares += value(i) * value(i);
    const double rstd = 1.0 / std::sqrt(squares / d + 1e-5);
    for (int64_t i = 0; i < d; ++i) sum += dy[i] * value(i) * rstd * (1.0 + w[i] + (i == index ? dw : 0.0));
    return sum;
  };
  for (int64_t i = 0; i < d; ++i) {
    EXPECT_NEAR(got.dx[i], (loss(i, 1e-4, 0) - loss(i, -1e-4, 0)) / 2e-4, 1e-5);
    EXPECT_NEAR(got.partials[i], (loss(i, 0, 1e-4) - loss(i, 0, -1e-4)) / 2e-4, 1e-5);
  }
}

TEST(KernelNorm, ExtremeRowsStayFinite) {
  for (Isa isa : forms_here())
    for (float value : {0.0f, 1e-30f, 1e15f}) {
      Values x(DType::f32, 32), y(DType::f32, 32), w(DType::f32, 32);
      x.fill(value);
      w.fill(1.0f);
      RmsNormForwardArgs args{DType::f32, 32,      1e-6f,      x.get(), row_major(32), nullptr,       {},     nullptr,
                              {},         w.get(), DType::f32, 0.0f,    y.get(),       row_major(32), nullptr};
      kernel_table(isa).rms_norm_forward(args, 0, 1);
      EXPECT_NEAR(y[31], value == 1e15f ? 1.0f : 0.0f, 1e-5f);
    }
}

Values run_rotary(const KernelTable& table, DType type, int64_t head_size, bool inverse, Values x, bool split) {
  constexpr int64_t tokens = 9, heads = 3;
  const int64_t half = head_size / 2;
  Values cos(DType::f32, 40 * half), sin(DType::f32, 40 * half);
  for (int64_t p = 0; p < 40; ++p)
    for (int64_t i = 0; i < half; ++i) {
      cos.set(p * half + i, static_cast<float>(std::cos(p / std::pow(10000.0, 2.0 * i / head_size))));
      sin.set(p * half + i, static_cast<float>(std::sin(p / std::pow(10000.0, 2.0 * i / head_size))));
    }
  const int32_t positions[tokens] = {0, 1, 2, 39, 7, 7, 3, 20, 11};
  RotaryArgs args{type, x.get(), heads * head_size + 5, heads, head_size, positions, cos.floats(), sin.floats(), inverse};
  const auto run = [&](int64_t begin, int64_t end) { table.rotary(args, begin, end); };
  split ? in_uneven_ranges(tokens, run) : run(0, tokens);
  return x;
}

TEST(KernelRotary, EveryFormHasTheReferencesBitsAndTurnsBack) {
  for (Isa isa : forms_here())
    for (DType type : kActivations)
      for (int64_t head_size : {2, 6, 64, 80, 128, 256}) {
        const Values x = Values::random(type, 9 * (3 * head_size + 5), 1);
        const Values want = run_rotary(kernel_table(Isa::reference), type, head_size, false, x, false);
        ASSERT_TRUE(same_bits(run_rotary(kernel_table(isa), type, head_size, false, x, true), want)) << isa_name(isa) << " " << head_size;
        const Values back = run_rotary(kernel_table(isa), type, head_size, true, want, false);
        for (size_t i = 0; i < x.size(); ++i) ASSERT_NEAR(back[i], x[i], type == DType::f32 ? 2e-6 : 0.05);
      }
}

TEST(KernelRotary, PairsTurnByTheirAngle) {
  Values x(DType::f32, 9 * 11);
  x.fill(0.0f);
  x.set(11, 1.0f);  // token 1, head 0, first component of the first pair
  const Values got = run_rotary(kernel_table(Isa::reference), DType::f32, 2, false, x, false);
  EXPECT_NEAR(got[11], std::cos(1.0), 1e-6);
  EXPECT_NEAR(got[12], std::sin(1.0), 1e-6);
}

struct GateResult {
  Values out, dgate, dup, again;
};

GateResult run_gate(const KernelTable& table, Activation activation, DType type, int64_t d, bool split, float scale) {
  constexpr int64_t rows = 5;
  const int64_t wide = 2 * d + 1;
  const Values x = Values::random(type, rows * wide, 1, scale), dout = Values::random(type, rows * d, 2);
  GateResult r{Values(type, rows * d), x, Values(type, rows * d), Values(type, rows * d)};
  const auto* half = static_cast<const uint8_t*>(x.get()) + d * size_of(type);
  GatedArgs args{activation, type, d, x.get(), wide, half, wide, r.out.get(), d, dout.get(), d, r.dgate.get(), wide, r.dup.get(), d};
  const auto over = [split](auto run) { split ? in_uneven_ranges(rows, run) : run(0, rows); };
  over([&](int64_t begin, int64_t end) { table.gated_forward(args, begin, end); });
  args.out = r.again.get();
  args.gate = r.dgate.get();  // in place
  over([&](int64_t begin, int64_t end) { table.gated_backward(args, begin, end); });
  return r;
}

TEST(KernelGate, EveryFormHasTheReferencesBits) {
  for (Isa isa : forms_here())
    for (Activation activation : {Activation::silu, Activation::gelu_tanh})
      for (DType type : kActivations)
        for (int64_t d : kWidths)
          for (float scale : {1.0f, 100.0f}) {
            const GateResult want = run_gate(kernel_table(Isa::reference), activation, type, d, false, scale);
            const GateResult got = run_gate(kernel_table(isa), activation, type, d, true, scale);
            ASSERT_TRUE(same_bits(got.out, want.out)) << isa_name(isa) << " d " << d;
            ASSERT_TRUE(same_bits(got.dgate, want.dgate)) << isa_name(isa) << " d " << d;
            ASSERT_TRUE(same_bits(got.dup, want.dup)) << isa_name(isa) << " d " << d;
            ASSERT_TRUE(same_bits(got.again, got.out));
            for (size_t i = 0; i < got.dgate.size(); ++i) ASSERT_FALSE(std::isnan(got.dgate[i]));
          }
}

TEST(KernelEmbedding, GathersAndAddsBackInOneOrder) {
  constexpr int64_t tokens = 50, vocabulary = 9;
  for (Isa isa : forms_here())
    for (DType type : kActivations)
      for (int64_t d : {1, 16, 37}) {
        const Values table = Values::random(type, vocabulary * d, 1), dout = Values::random(type, tokens * d, 2);
        std::vector<int32_t> ids(tokens), order(tokens);
        for (int64_t t = 0; t < tokens; ++t) ids[t] = static_cast<int32_t>((t * t + 3 * t) % vocabulary);
        embedding_sort(ids.data(), tokens, order.data());
        Values out(type, tokens * d), dtable = Values::random(DType::f32, vocabulary * d, 3);
        std::vector<double> want(vocabulary * d);
        for (int64_t i = 0; i < vocabulary * d; ++i) want[i] = dtable[i];
        for (int64_t t = 0; t < tokens; ++t)
          for (int64_t i = 0; i < d; ++i) want[ids[t] * d + i] += dout[t * d + i] * 0.5;
        Values reference = dtable;
        EmbeddingForwardArgs f{type, d, table.get(), ids.data(), 2.0f, out.get(), d};
        EmbeddingBackwardArgs b{type, d, ids.data(), order.data(), tokens, dout.get(), d, 0.5f, dtable.floats()};
        in_uneven_ranges(tokens, [&](int64_t begin, int64_t end) { kernel_table(isa).embedding_forward(f, begin, end); });
        in_uneven_ranges(tokens, [&](int64_t begin, int64_t end) { kernel_table(isa).embedding_backward(b, begin, end); });
        b.dtable = reference.floats();
        kernel_table(Isa::reference).embedding_backward(b, 0, tokens);
        ASSERT_TRUE(same_bits(dtable, reference));
        for (int64_t t = 0; t < tokens; ++t)
          for (int64_t i = 0; i < d; ++i) ASSERT_EQ(out[t * d + i], 2.0f * table[ids[t] * d + i]);
        for (int64_t i = 0; i < vocabulary * d; ++i) ASSERT_NEAR(dtable[i], want[i], 1e-5);
      }
}

TEST(KernelEmbedding, OrderIsByIdThenByToken) {
  const int32_t ids[] = {5, 2, 5, 0, 2, 5};
  int32_t order[6];
  embedding_sort(ids, 6, order);
  EXPECT_EQ(std::vector<int32_t>(order, order + 6), (std::vector<int32_t>{3, 1, 4, 0, 2, 5}));
}

}  // namespace
}  // namespace jangin::kernel
