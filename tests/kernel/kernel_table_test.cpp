// The tables: one a form, each resting on the one below.
#include "kernel/kernel_table.h"

#include <gtest/gtest.h>

namespace jangin::kernel {
namespace {

TEST(KernelTable, AFormThatTheMachineLacksKeepsTheEntriesOfTheOneBelow) {
  for (size_t i = 1; i < std::size(kAllIsas); ++i) {
    const KernelTable& table = kernel_table(kAllIsas[i]);
    const KernelTable& below = kernel_table(kAllIsas[i - 1]);
    EXPECT_EQ(table.isa, kAllIsas[i]);
    EXPECT_EQ(table.gemm == below.gemm, !isa_supported(kAllIsas[i])) << isa_name(kAllIsas[i]);
  }
}

TEST(Isa, ACapNamesTheForm) {
  const Isa before = active_isa();
  for (Isa isa : kAllIsas) {
    cap_isa(isa);
    EXPECT_TRUE(isa_supported(active_isa()));
    EXPECT_EQ(active_isa() == isa, isa_supported(isa)) << isa_name(isa);
  }
  cap_isa(before);
}

}  // namespace
}  // namespace jangin::kernel
