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

}  // namespace
}  // namespace jangin::kernel
