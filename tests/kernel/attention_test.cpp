// Attention: fast forms against the plain two-pass reference over packed sequences, windows, groups and head sizes; gradients against
// finite differences; independence of items, batch and prompt length, bit for bit.
//
// Bounds. f32: scores of size s are summed over d terms and weights over n keys, each step rounding by 2^-24: 2e-5 at these sizes
// (d ≤ 256, n ≤ 300, unit normal values); gradients 1e-4. bf16 may fall on the neighbour when rounded: 2^-7 of the value beside it.
#include "kernel/attention.h"

#include "kernel/support.h"

namespace jangin::kernel {
namespace {

struct Case {
  DType type, kv_type;
  int64_t q_heads, kv_heads, head_size;
  bool causal;
  int64_t window;
  std::vector<AttentionSpan> spans;
};

std::string describe(const Case& c) {
  std::string text = std::string(type_name(c.type)) + " cache " + type_name(c.kv_type) + " heads " + std::to_string(c.q_heads) + "/" +
                     std::to_string(c.kv_heads) + " size " + std::to_string(c.head_size) + (c.causal ? " causal" : "") + " window " +
                     std::to_string(c.window) + " spans";
  for (const AttentionSpan& s : c.spans) text += " " + std::to_string(s.q_count) + "/" + std::to_string(s.k_count);
  return text;
}

int64_t q_tokens(const Case& c) {
  int64_t end = 0;
  for (const AttentionSpan& s : c.spans) end = std::max(end, s.q_begin + s.q_count);
  return end;
}
int64_t k_tokens(const Case& c) {
  int64_t end = 0;
  for (const AttentionSpan& s : c.spans) end = std::max(end, s.k_begin + s.k_count);
  return end;
}

struct Inputs {
  Values q, k, v, dout;
  explicit Inputs(const Case& c)
      : q(Values::random(c.type, q_tokens(c) * c.q_heads * c.head_size, 1)),
        k(Values::random(c.kv_type, k_tokens(c) * c.kv_heads * c.head_size, 2)),
        v(Values::random(c.kv_type, k_tokens(c) * c.kv_heads * c.head_size, 3)),
        dout(Values::random(c.type, q.size(), 4)) {}
};

struct Outputs {
  Values o, lse, dq, dk, dv;
};

Outputs run(const KernelTable& table, const Case& c, Inputs& in, bool backward, bool split) {
  const auto over = [split](int64_t count, auto body) { split ? in_uneven_ranges(count, body) : body(int64_t{0}, count); };
  const int64_t q_stride = c.q_heads * c.head_size, k_stride = c.kv_heads * c.head_size;
  Outputs out{Values(c.type, in.q.size()), Values(DType::f32, q_tokens(c) * c.q_heads), Values(c.type, in.q.size()), Values(c.type, in.k.size()),
              Values(c.type, in.k.size())};
  AttentionArgs f{c.type,           c.kv_type,
                  c.q_heads,        c.kv_heads,
                  c.head_size,      1.0f / std::sqrt(static_cast<float>(c.head_size)),
                  c.causal,         c.window,
                  c.spans.data(),   static_cast<int64_t>(c.spans.size()),
                  in.q.get(),       q_stride,
                  in.k.get(),       k_stride,
                  in.v.get(),       k_stride,
                  out.o.get(),      q_stride,
                  out.lse.floats(), 0};
  Guarded scratch(table.attention_forward_scratch_bytes(f));
  over(attention_forward_items(f), [&](int64_t begin, int64_t end) { table.attention_forward(f, begin, end, scratch.get()); });
  scratch.check();
  if (!backward) return out;
  Values dk_parts(DType::f32, k_tokens(c) * q_stride), dv_parts(DType::f32, k_tokens(c) * q_stride);
  AttentionBackwardArgs b{f,        in.dout.get(), q_stride, out.dq.get(), q_stride, dk_parts.floats(), dv_parts.floats(), out.dk.get(),
                          k_stride, out.dv.get(),  k_stride};
  Guarded more(table.attention_backward_scratch_bytes(b));
  over(attention_backward_items(b), [&](int64_t begin, int64_t end) { table.attention_backward(b, begin, end, more.get()); });
  over(k_tokens(c), [&](int64_t begin, int64_t end) { table.attention_backward_reduce(b, begin, end); });
  more.check();
  return out;
}

void expect_near(const Values& got, const Values& want, double bound, const char* what) {
  for (size_t i = 0; i < got.size(); ++i) {
    const double rounding = got.type() == DType::bf16 ? 0x1p-7 * std::fabs(want[i]) : 0.0;
    ASSERT_NEAR(got[i], want[i], bound * (1.0 + std::fabs(want[i])) + rounding) << what << " element " << i;
  }
}

/// Sequences one after the other, as in a training batch.
std::vector<AttentionSpan> packed(std::initializer_list<int64_t> lengths) {
  std::vector<AttentionSpan> spans;
  int64_t at = 0;
  for (int64_t n : lengths) {
    spans.push_back({at, n, at, n});
    at += n;
  }
  return spans;
}

std::vector<Case> cases() {
  std::vector<Case> all;
  for (DType type : {DType::f32, DType::bf16}) {
    all.push_back({type, type, 9, 3, 64, true, 0, packed({70, 1, 33, 130})});
    all.push_back({type, type, 2, 1, 64, true, 20, packed({150, 64})});
    all.push_back({type, type, 4, 4, 80, true, 65, packed({129})});
    all.push_back({type, type, 2, 2, 128, true, 0, packed({65, 3})});
    all.push_back({type, type, 4, 1, 256, true, 0, packed({40, 67})});
    all.push_back({type, type, 4, 1, 256, true, 24, packed({40, 130})});
    all.push_back({type, type, 2, 1, 128, true, 100, packed({150, 7})});
    all.push_back({type, type, 3, 1, 6, false, 0, packed({31, 70})});
    all.push_back({type, type, 1, 1, 2, true, 1, packed({5})});
  }
  return all;
}

TEST(KernelAttention, EveryFormAgreesWithTheReference) {
  for (Isa isa : forms_here())
    for (const Case& c : cases()) {
      SCOPED_TRACE(std::string(isa_name(isa)) + " " + describe(c));
      Inputs in(c);
      const Outputs want = run(kernel_table(Isa::reference), c, in, true, false), got = run(kernel_table(isa), c, in, true, false);
      expect_near(got.o, want.o, 2e-5, "o");
      expect_near(got.lse, want.lse, 2e-5, "lse");
      // The gradients of bf16 read the bf16 outputs, which may differ by a rounding.
      const double bound = c.type == DType::f32 ? 1e-4 : 2e-2;
      expect_near(got.dq, want.dq, bound, "dq");
      expect_near(got.dk, want.dk, bound, "dk");
      expect_near(got.dv, want.dv, bound, "dv");
      const Outputs again = run(kernel_table(isa), c, in, true, true);
      ASSERT_TRUE(same_bits(again.o, got.o) && same_bits(again.dq, got.dq) && same_bits(again.dk, got.dk) && same_bits(again.dv, got.dv))
          << "depends on the ranges";
      if (HasFatalFailure()) return;
    }
}

TEST(KernelAttention, Avx2AndAvx512GiveTheSameBits) {
  if (!isa_supported(Isa::avx512)) {
    std::printf("[ not run  ] avx2 against avx512 (the processor lacks it)\n");
    return;
  }
  for (const Case& c : cases()) {
    SCOPED_TRACE(describe(c));
    Inputs in(c);
    const Outputs a = run(kernel_table(Isa::avx2), c, in, true, false), b = run(kernel_table(Isa::avx512), c, in, true, false);
    ASSERT_TRUE(same_bits(a.o, b.o));
    ASSERT_TRUE(same_bits(a.lse, b.lse));
    ASSERT_TRUE(same_bits(a.dq, b.dq));
    ASSERT_TRUE(same_bits(a.dk, b.dk));
    ASSERT_TRUE(same_bits(a.dv, b.dv));
  }
}

/// The same sequence as one prompt, in chunks against a cache, and token by token, beside other sequences.
TEST(KernelAttention, PromptChunksAndDecodingAgreeBitForBit) {
  constexpr int64_t length = 150;
  std::vector<Isa> forms = forms_here();
  forms.push_back(Isa::reference);
  for (Isa isa : forms)
    for (int64_t window : {0, 37})
      for (DType cache : {DType::f32, DType::bf16}) {
        const Case whole{DType::f32, cache, 6, 2, 64, true, window, {{0, length, 0, length}}};
        Inputs in(whole);
        const Outputs want = run(kernel_table(isa), whole, in, false, false);
        for (int64_t chunk : {1, 7, 64}) {
          Values o(DType::f32, want.o.size());
          for (int64_t begin = 0; begin < length; begin += chunk) {
            const int64_t count = std::min(chunk, length - begin);
            Case part = whole;
            part.spans = {{0, 10, 0, 10}, {begin, count, 0, begin + count}};
            const Outputs got = run(kernel_table(isa), part, in, false, false);
            const int64_t row = 6 * 64;
            std::memcpy(o.floats() + begin * row, static_cast<const float*>(got.o.get()) + begin * row, count * row * 4);
          }
          ASSERT_TRUE(same_bits(o, want.o)) << isa_name(isa) << " chunk " << chunk << " window " << window;
        }
      }
}

/// A cache [heads][tokens][head_size] gives what [tokens][heads][head_size] gives.
TEST(KernelAttention, KeyHeadsMayLieApart) {
  constexpr int64_t tokens = 90, heads = 3, d = 20, row = heads * d;
  std::vector<Isa> forms = forms_here();
  forms.push_back(Isa::reference);
  for (Isa isa : forms)
    for (int64_t queries : {1, 90}) {
      const Case c{DType::bf16, DType::bf16, heads, heads, d, true, 0, {{0, queries, 0, tokens}}};
      Inputs in(c);
      const Outputs want = run(kernel_table(isa), c, in, false, false);
      Values k(DType::bf16, in.k.size()), v(DType::bf16, in.v.size()), o(DType::bf16, in.q.size());
      for (int64_t t = 0; t < tokens; ++t)
        for (int64_t i = 0; i < row; ++i) {
          k.set(i / d * tokens * d + t * d + i % d, in.k[t * row + i]);
          v.set(i / d * tokens * d + t * d + i % d, in.v[t * row + i]);
        }
      AttentionArgs args{DType::bf16, DType::bf16, heads,          heads, d,          1.0f / std::sqrt(static_cast<float>(d)),
                         true,        0,           c.spans.data(), 1,     in.q.get(), row,
                         k.get(),     d,           v.get(),        d,     o.get(),    row,
                         nullptr,     tokens * d};
      Guarded scratch(kernel_table(isa).attention_forward_scratch_bytes(args));
      kernel_table(isa).attention_forward(args, 0, attention_forward_items(args), scratch.get());
      ASSERT_TRUE(same_bits(o, want.o)) << isa_name(isa);
    }
}

/// loss = Σ dout · o, by central differences in the reference's own forward.
TEST(KernelAttention, GradientsAreThoseOfTheForward) {
  const Case c{DType::f32, DType::f32, 4, 2, 6, true, 5, packed({4, 9})};
  Inputs in(c);
  const KernelTable& table = kernel_table(Isa::reference);
  const Outputs got = run(table, c, in, true, false);
  const auto loss = [&] {
    const Outputs out = run(table, c, in, false, false);
    double sum = 0.0;
    for (size_t i = 0; i < out.o.size(); ++i) sum += static_cast<double>(out.o[i]) * in.dout[i];
    return sum;
  };
  const auto check = [&](Values& x, const Values& gradient, const char* what) {
    for (size_t i = 0; i < x.size(); i += 5) {
      const float value = x[i], h = 1e-2f;
      x.set(i, value + h);
      const double up = loss();
      x.set(i, value - h);
      const double down = loss();
      x.set(i, value);
      ASSERT_NEAR(gradient[i], (up - down) / (2 * h), 2e-3) << what << " element " << i;
    }
  };
  check(in.q, got.dq, "dq");
  check(in.k, got.dk, "dk");
  check(in.v, got.dv, "dv");
}

TEST(KernelAttention, ExtremeScoresStayFinite) {
  for (Isa isa : forms_here()) {
    const Case c{DType::f32, DType::f32, 1, 1, 16, true, 0, packed({70})};
    Inputs in(c);
    for (size_t i = 0; i < in.q.size(); ++i) in.q.set(i, in.q[i] * 1e4f);
    const Outputs got = run(kernel_table(isa), c, in, true, false);
    for (const Values* values : {&got.o, &got.lse, &got.dq, &got.dk, &got.dv})
      for (size_t i = 0; i < values->size(); ++i) ASSERT_TRUE(std::isfinite((*values)[i]));
  }
}

}  // namespace
}  // namespace jangin::kernel
