// Caches: rows come back as the header says (exactly, rounded to bf16, or within half a scale), every form writes the same bytes, and attention over
// pages has the bits of attention over rows that hold the same values, whatever lies in slots that nobody wrote.
#include "kernel/key_value_cache.h"

#include <algorithm>

#include "kernel/reference/key_value_cache.h"
#include "kernel/support.h"

namespace jangin::kernel {
namespace {

constexpr CacheType kTypes[] = {CacheType::f32, CacheType::bf16, CacheType::q8};

std::string name_of(CacheType type) { return type == CacheType::f32 ? "f32" : type == CacheType::bf16 ? "bf16" : "q8"; }

/// A cache of keys and one of values, full of ones (NaN in every type) but for what was appended.
struct Caches {
  CacheLayout layout;
  Guarded keys, values;
  size_t bytes;

  Caches(const CacheLayout& of, int64_t pages)
      : layout(of),
        keys(static_cast<size_t>(pages * of.page_bytes()), 0xff),
        values(static_cast<size_t>(pages * of.page_bytes()), 0xff),
        bytes(static_cast<size_t>(pages * of.page_bytes())) {}
  void append(const KernelTable& table, const Values& k, const Values& v, const std::vector<int32_t>& slots) {
    const int64_t row = layout.kv_heads * layout.head_size;
    const CacheAppendArgs args{layout, k.type(), k.get(), row, v.get(), row, slots.data(), keys.get(), values.get()};
    in_uneven_ranges(static_cast<int64_t>(slots.size()), [&](int64_t begin, int64_t end) { table.cache_append(args, begin, end); });
    keys.check();
    values.check();
  }
  float element(bool of_key, int64_t slot, int64_t head, int64_t i) {
    return reference::load_cached(layout, of_key ? keys.get() : values.get(), of_key, slot, head, i);
  }
};

/// Tokens 0 … tokens of one sequence in these pages.
std::vector<int32_t> slots_of(const std::vector<int32_t>& pages, int64_t tokens) {
  std::vector<int32_t> slots;
  for (int64_t t = 0; t < tokens; ++t)
    slots.push_back(static_cast<int32_t>(pages[static_cast<size_t>(t / kAttentionKeyBlock)] * kAttentionKeyBlock + t % kAttentionKeyBlock));
  return slots;
}

TEST(KeyValueCache, EveryFormWritesTheSameBytes) {
  const std::vector<int32_t> slots = slots_of({2, 0}, 71);
  for (Isa isa : forms_here())
    for (DType type : {DType::f32, DType::bf16})
      for (CacheType cache : kTypes)
        for (int64_t d : {2, 20, 64, 80, 256}) {
          const Values k = Values::random(type, 71 * 3 * d, 1), v = Values::random(type, 71 * 3 * d, 2, 30.0f);
          Caches want({cache, 3, d}, 3), got({cache, 3, d}, 3);
          want.append(kernel_table(Isa::reference), k, v, slots);
          got.append(kernel_table(isa), k, v, slots);
          ASSERT_EQ(std::memcmp(want.keys.get(), got.keys.get(), want.bytes), 0) << isa_name(isa) << " " << name_of(cache) << " size " << d;
          ASSERT_EQ(std::memcmp(want.values.get(), got.values.get(), want.bytes), 0) << isa_name(isa) << " " << name_of(cache) << " size " << d;
        }
}

TEST(KeyValueCache, RowsComeBackWithinTheBound) {
  constexpr int64_t d = 80, heads = 2, tokens = 70;
  const std::vector<int32_t> slots = slots_of({1, 3}, tokens);
  const Values k = Values::random(DType::f32, tokens * heads * d, 5), v = Values::random(DType::f32, tokens * heads * d, 6, 1e-3f);
  for (CacheType type : kTypes) {
    Caches caches({type, heads, d}, 4);
    caches.append(kernel_table(Isa::reference), k, v, slots);
    for (bool of_key : {true, false})
      for (int64_t i = 0; i < tokens * heads * d; ++i) {
        const Values& x = of_key ? k : v;
        const int64_t first = i / d * d + i % d / kCacheBlock * kCacheBlock, last = std::min(first + kCacheBlock, i / d * d + d);
        float largest = 0.0f;
        for (int64_t j = first; j < last; ++j) largest = std::max(largest, std::fabs(x[j]));
        const float got = caches.element(of_key, slots[static_cast<size_t>(i / (heads * d))], i / d % heads, i % d);
        const double bound = type == CacheType::f32 ? 0.0 : type == CacheType::bf16 ? 0x1p-8 * std::fabs(x[i]) : largest / 127.0 * (0.5 + 0x1p-8);
        ASSERT_NEAR(got, x[i], bound) << name_of(type) << (of_key ? " key " : " value ") << i;
      }
  }
}

TEST(KeyValueCache, ExtremeBlocksStayWhatTheyAre) {
  const float infinity = INFINITY, nan = NAN;
  for (Isa isa : {Isa::reference, forms_here().empty() ? Isa::reference : forms_here().back()}) {
    Values x(DType::f32, 160);  // five blocks of 32: zeros, tiny, huge, an infinity, a NaN
    for (size_t i = 0; i < 160; ++i) x.set(i, i < 32 ? 0.0f : i < 64 ? 1e-37f : i < 96 ? 3e38f : 1.0f);
    x.set(100, infinity);
    x.set(140, nan);
    Caches caches({CacheType::q8, 1, 160}, 1);
    caches.append(kernel_table(isa), x, x, {7});
    for (bool of_key : {true, false}) {
      EXPECT_EQ(caches.element(of_key, 7, 0, 3), 0.0f);
      EXPECT_EQ(caches.element(of_key, 7, 0, 40), 0.0f);
      EXPECT_NEAR(caches.element(of_key, 7, 0, 70), 3e38f, 2e36f);
      EXPECT_TRUE(std::isnan(caches.element(of_key, 7, 0, 110)));
      EXPECT_TRUE(std::isnan(caches.element(of_key, 7, 0, 150)));
    }
  }
}

TEST(KeyValueCache, MemoryIsWhatTheHeaderSays) {
  EXPECT_EQ((CacheLayout{CacheType::f32, 3, 64}).page_bytes(), 64 * 3 * 64 * 4);
  EXPECT_EQ((CacheLayout{CacheType::bf16, 3, 64}).page_bytes(), 64 * 3 * 64 * 2);
  EXPECT_EQ((CacheLayout{CacheType::q8, 3, 64}).page_bytes(), 64 * 3 * (64 + 2 * 2));
  EXPECT_EQ((CacheLayout{CacheType::q8, 1, 80}).page_bytes(), 64 * (80 + 3 * 2));
}

struct Case {
  int64_t q_heads, kv_heads, head_size, window, queries, tokens;
};

/// o and lse of the last `queries` tokens.
struct Answer {
  Values o, lse;
};

Answer attend(const KernelTable& table, const Case& c, const Values& q, AttentionArgs args, const AttentionSpan& span) {
  Answer out{Values(q.type(), q.size()), Values(DType::f32, static_cast<size_t>(c.queries * c.q_heads))};
  args.type = q.type();
  args.q_heads = c.q_heads;
  args.kv_heads = c.kv_heads;
  args.head_size = c.head_size;
  args.scale = 1.0f / std::sqrt(static_cast<float>(c.head_size));
  args.window = c.window;
  args.spans = &span;
  args.span_count = 1;
  args.q = q.get();
  args.q_stride = args.o_stride = c.q_heads * c.head_size;
  args.o = out.o.get();
  args.lse = out.lse.floats();
  Guarded scratch(table.attention_forward_scratch_bytes(args));
  in_uneven_ranges(attention_forward_items(args), [&](int64_t begin, int64_t end) { table.attention_forward(args, begin, end, scratch.get()); });
  scratch.check();
  return out;
}

const Case kCases[] = {{6, 2, 64, 0, 1, 150},  {9, 3, 64, 0, 1, 64},   {9, 3, 64, 0, 2, 129}, {4, 1, 256, 70, 1, 150}, {4, 1, 256, 0, 3, 81},
                       {2, 2, 80, 0, 1, 33},   {3, 3, 20, 50, 2, 140}, {3, 1, 6, 0, 1, 17},   {6, 2, 64, 0, 90, 150},  {6, 2, 64, 37, 150, 150},
                       {4, 1, 256, 0, 40, 90}, {3, 1, 6, 0, 30, 70},   {5, 1, 16, 0, 1, 1}};

TEST(KeyValueCache, AttentionHasTheBitsOfRowsWithTheSameValues) {
  const std::vector<int32_t> pages = {4, 0, 2};
  std::vector<Isa> forms = forms_here();
  forms.push_back(Isa::reference);
  for (const Case& c : kCases)
    for (CacheType type : kTypes)
      for (DType q_type : {DType::f32, DType::bf16}) {
        const int64_t row = c.kv_heads * c.head_size;
        const std::vector<int32_t> slots = slots_of(pages, c.tokens);
        const Values q = Values::random(q_type, static_cast<size_t>(c.queries * c.q_heads * c.head_size), 1);
        const Values k = Values::random(q_type, static_cast<size_t>(c.tokens * row), 2), v = Values::random(q_type, k.size(), 3);
        Caches caches({type, c.kv_heads, c.head_size}, 5);
        caches.append(kernel_table(Isa::reference), k, v, slots);
        Values plain_k(DType::f32, k.size()), plain_v(DType::f32, v.size());
        for (int64_t i = 0; i < c.tokens * row; ++i) {
          const int32_t slot = slots[static_cast<size_t>(i / row)];
          plain_k.set(i, caches.element(true, slot, i % row / c.head_size, i % c.head_size));
          plain_v.set(i, caches.element(false, slot, i % row / c.head_size, i % c.head_size));
        }
        const Answer reference = attend(kernel_table(Isa::reference), c, q,
                                        {.k = plain_k.get(), .k_stride = row, .v = plain_v.get(), .v_stride = row}, {0, c.queries, 0, c.tokens});
        for (Isa isa : forms) {
          SCOPED_TRACE(std::string(isa_name(isa)) + " " + name_of(type) + " heads " + std::to_string(c.q_heads) + "/" + std::to_string(c.kv_heads) +
                       " size " + std::to_string(c.head_size) + " queries " + std::to_string(c.queries) + "/" + std::to_string(c.tokens));
          const Answer want = attend(kernel_table(isa), c, q, {.k = plain_k.get(), .k_stride = row, .v = plain_v.get(), .v_stride = row},
                                     {0, c.queries, 0, c.tokens});
          const Answer got = attend(kernel_table(isa), c, q, {.k = caches.keys.get(), .v = caches.values.get(), .cache_type = type},
                                    {0, c.queries, 0, c.tokens, pages.data()});
          ASSERT_TRUE(same_bits(got.o, want.o));
          ASSERT_TRUE(same_bits(got.lse, want.lse));
          for (size_t i = 0; i < got.o.size(); ++i) {
            const double rounding = q_type == DType::bf16 ? 0x1p-7 * std::fabs(reference.o[i]) : 0.0;
            ASSERT_NEAR(got.o[i], reference.o[i], 2e-5 * (1.0 + std::fabs(reference.o[i])) + rounding) << "element " << i;
          }
        }
      }
}

}  // namespace
}  // namespace jangin::kernel
