// Smallest hash values: every form has the reference's bits, over odd counts, split ranges and minima that are there already.
#include <limits>

#include "kernel/support.h"

namespace jangin::kernel {
namespace {

std::vector<uint64_t> numbers(size_t count, uint64_t seed) {
  std::vector<uint64_t> out(count);
  for (uint64_t& number : out) {
    seed += 0x9e3779b97f4a7c15ULL;
    number = (seed ^ seed >> 31) * 0xbf58476d1ce4e5b9ULL | 1;
  }
  return out;
}

TEST(KernelMinHash, EveryFormHasTheReferencesBits) {
  constexpr size_t kOffset = 1;  // operands need no alignment beyond that of their type
  for (size_t n : {0, 1, 2, 17, 300})
    for (size_t units : {1, 3, 7, 14, 15}) {
      const size_t functions = units * kMinHashUnit;
      const std::vector<uint64_t> items = numbers(n + kOffset, 1), multipliers = numbers(functions + kOffset, 2);
      std::vector<int64_t> before(functions + kOffset, std::numeric_limits<int64_t>::max());
      for (size_t k = 0; k < before.size(); k += 3) before[k] = -(1LL << 62);
      std::vector<int64_t> want = before;
      for (size_t k = kOffset; k < want.size(); ++k)
        for (size_t i = kOffset; i < items.size(); ++i) want[k] = std::min(want[k], static_cast<int64_t>(items[i] * multipliers[k]));
      for (Isa isa : kAllIsas) {
        if (!isa_supported(isa)) continue;
        for (bool split : {true, false}) {
          std::vector<int64_t> got = before;
          const MinHashArgs args{items.data() + kOffset, static_cast<int64_t>(n), multipliers.data() + kOffset, got.data() + kOffset};
          const auto run = [&](int64_t begin, int64_t end) { kernel_table(isa).min_hash(args, begin, end); };
          split ? in_uneven_ranges(static_cast<int64_t>(units), run) : run(0, static_cast<int64_t>(units));
          ASSERT_EQ(got, want) << isa_name(isa) << " n " << n << " units " << units << " split " << split;
        }
      }
    }
}

}  // namespace
}  // namespace jangin::kernel
