// Smallest hash values of a set, scalar (min_hash.h has the formula).
#include <algorithm>

#include "kernel/reference/table.h"

namespace jangin::kernel::reference {

void min_hash(const MinHashArgs& args, int64_t unit_begin, int64_t unit_end) {
  for (int64_t k = unit_begin * kMinHashUnit; k < unit_end * kMinHashUnit; ++k) {
    int64_t least = args.minima[k];
    for (int64_t i = 0; i < args.n; ++i) least = std::min(least, static_cast<int64_t>(args.items[i] * args.multipliers[k]));
    args.minima[k] = least;
  }
}

}  // namespace jangin::kernel::reference
