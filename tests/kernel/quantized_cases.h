// Weights, rows and shapes that the tests of products on weights in blocks share.
#pragma once

#include "kernel/block_layouts.h"
#include "kernel/quantized.h"
#include "kernel/support.h"

namespace jangin::kernel::quantized_cases {

struct Case {
  QuantizedShape shape;
  DType source_type = DType::f32, c_type = DType::f32;
  bool accumulate = false;
};

inline std::string describe(const Case& c) {
  const QuantizedShape& s = c.shape;
  return std::to_string(s.m) + "x" + std::to_string(s.n) + "x" + std::to_string(s.k) + (s.kind.format == QuantizedFormat::q8 ? " q8 " : " q4 ") +
         type_name(s.kind.scale_type) + " source " + type_name(c.source_type) + " c " + type_name(c.c_type) + (c.accumulate ? " +=" : "");
}

inline constexpr QuantizedKind kKinds[] = {
    {QuantizedFormat::q8, DType::f16}, {QuantizedFormat::q8, DType::f32}, {QuantizedFormat::q4, DType::f16}, {QuantizedFormat::q4, DType::f32}};

/// W [n, k] packed.
class Weight {
 public:
  Weight(const Values& w, int64_t n, int64_t k, QuantizedKind kind) : shape_{1, n, k, kind}, packed_(quantized_w_bytes(shape_)) {
    pack({w.get(), false, BlockFormat::q8_0, w.type(), k, n, k, kind, packed_.get()});
  }
  Weight(BlockFormat format, const std::vector<uint8_t>& blocks, int64_t n, int64_t k, QuantizedKind kind)
      : shape_{1, n, k, kind}, packed_(quantized_w_bytes(shape_)) {
    pack({blocks.data(), true, format, DType::f32, 0, n, k, kind, packed_.get()});
  }
  void* get() { return packed_.get(); }
  uint8_t* bytes() { return packed_.as<uint8_t>(); }
  std::vector<float> values() {
    std::vector<float> out(static_cast<size_t>(shape_.n * shape_.k));
    quantized_values({packed_.get(), shape_.k, shape_.kind, out.data(), shape_.k}, 0, shape_.n);
    return out;
  }

 private:
  void pack(const QuantizedWeightArgs& args) {
    in_uneven_ranges(quantized_w_panels(args.n), [&](int64_t begin, int64_t end) { quantized_pack_w(args, begin, end); });
    packed_.check();
  }
  QuantizedShape shape_;
  Guarded packed_;
};

/// Rows of C are three elements longer than n; what lies there must stay.
inline Values multiply(const KernelTable& table, const Case& c, const Values& x, Weight& weight, bool split) {
  const QuantizedShape& s = c.shape;
  const int64_t ldc = s.n + 3;
  Guarded packed(table.quantized_a_bytes(s)), scratch(table.quantized_scratch_bytes(s));
  Values result = Values::random(c.c_type, static_cast<size_t>(s.m * ldc), 7);
  const QuantizedRowsArgs rows{x.get(), x.type(), s.k, s, packed.get()};
  const QuantizedArgs args{s, packed.get(), weight.get(), result.get(), c.c_type, ldc, c.accumulate};
  const auto over = [split](int64_t count, auto run) {
    if (split)
      in_uneven_ranges(count, run);
    else
      run(int64_t{0}, count);
  };
  over(s.m, [&](int64_t begin, int64_t end) { table.quantized_pack_a(rows, begin, end); });
  over(table.quantized_tiles(s), [&](int64_t begin, int64_t end) { table.quantized(args, begin, end, scratch.get()); });
  packed.check();
  scratch.check();
  return result;
}

inline std::vector<Case> cases() {
  std::vector<Case> all;
  int turn = 0;
  for (int64_t m : {1, 2, 3, 4, 5, 6, 7, 13, 33})
    for (int64_t n : {1, 31, 33, 70})
      for (int64_t k : {1, 31, 32, 65, 160}) {
        ++turn;  // the other properties go round, so that each meets many shapes
        all.push_back({{m, n, k, kKinds[turn % 4]}, turn % 3 ? DType::f32 : DType::bf16, turn % 5 < 3 ? DType::f32 : DType::bf16, turn % 7 < 3});
      }
  for (QuantizedKind kind : kKinds) {  // more than one tile of rows, and more blocks than are staged at once
    all.push_back({{270, 40, 64, kind}});
    all.push_back({{9, 45, 1536, kind}, DType::bf16, DType::f32, true});
    all.push_back({{1, 45, 2048, kind}});
  }
  return all;
}

/// Every form's product of every case has the reference's bits, in one range and in many.
inline void expect_reference_bits(const KernelTable& table) {
  for (const Case& c : cases()) {
    SCOPED_TRACE(describe(c));
    const Values x = Values::random(c.source_type, static_cast<size_t>(c.shape.m * c.shape.k), 1);
    Weight weight(Values::random(DType::f32, static_cast<size_t>(c.shape.n * c.shape.k), 2), c.shape.n, c.shape.k, c.shape.kind);
    const Values want = multiply(kernel_table(Isa::reference), c, x, weight, false);
    ASSERT_TRUE(same_bits(multiply(table, c, x, weight, false), want));
    ASSERT_TRUE(same_bits(multiply(table, c, x, weight, true), want)) << "depends on the ranges";
  }
}

/// The numbers of largest magnitude everywhere: sums that would saturate 16 bits if their bound were wrong.
inline void expect_extremes(const KernelTable& table) {
  for (QuantizedKind kind : kKinds)
    for (float sign : {1.0f, -1.0f})
      for (int64_t m : {1, 9}) {
        const int64_t n = 40, k = 96;
        Weight weight(Values(DType::f32, static_cast<size_t>(n * k)), n, k, kind);
        std::memset(weight.bytes(), kind.format == QuantizedFormat::q8 ? 0 : 0xff, quantized_w_bytes({m, n, k, kind}));
        const uint16_t half = to_f16(0.5f).bits;
        const float single = 0.5f;
        const size_t record = quantized_record_bytes(kind), numbers = kind.format == QuantizedFormat::q8 ? 1024 : 512;
        for (size_t at = 0; at < quantized_w_bytes({m, n, k, kind}); at += record)
          for (size_t i = numbers; i < record; i += size_of(kind.scale_type))
            std::memcpy(weight.bytes() + at + i, kind.scale_type == DType::f16 ? static_cast<const void*>(&half) : &single, size_of(kind.scale_type));
        Values x(DType::f32, static_cast<size_t>(m * k));
        x.fill(sign * 127.0f);
        const Case c{{m, n, k, kind}};
        const Values got = multiply(table, c, x, weight, false);
        const float w = kind.format == QuantizedFormat::q8 ? -64.0f : 8.0f;
        for (int64_t row = 0; row < m; ++row)
          for (int64_t column = 0; column < n; ++column)
            ASSERT_EQ(got[static_cast<size_t>(row * (n + 3) + column)], sign * 127.0f * 96.0f * w) << describe(c);
      }
}

}  // namespace jangin::kernel::quantized_cases
