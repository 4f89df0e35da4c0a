// The VNNI form of products on weights in blocks with its one instruction emulated on AVX2: packing, slots, corrections and edges are the real
// ones. What stays unproven here on a processor without VNNI is the instruction and the AVX-512 loads and stores.
#include <bit>

#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"
#include "kernel/quantized_cases.h"
#include "kernel/quantized_layout.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
namespace jangin::kernel::emulated {
namespace {
#include "kernel/cpu/lanes_avx2.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/quantized_avx2.inc"
#include "kernel/cpu/quantized_rows.inc"
#include "kernel/cpu/quantized_vnni.inc"
#include "kernel/cpu/quantized.inc"
#include "kernel/cpu/quantized_table.inc"

/// vpdpbusd as Intel's manual states it: unsigned by signed bytes, the four products and the sum added in 32 bits.
struct EmulatedDot {
  [[gnu::noinline]] static Ints add(Ints sum, Ints words, Ints row) {
    int32_t s[16];
    uint8_t w[64];
    int8_t x[64];
    std::memcpy(s, &sum, 64);
    std::memcpy(w, &words, 64);
    std::memcpy(x, &row, 64);
    for (int i = 0; i < 64; ++i) s[i / 4] += w[i] * x[i];
    std::memcpy(&sum, s, 64);
    return sum;
  }
};

KernelTable vnni_table() {
  KernelTable table = kernel_table(Isa::avx2);
  QuantizedProducts<Quantized<VnniBytes8<EmulatedDot>>, Quantized<VnniBytes4<EmulatedDot>>>::add_to(table);
  return table;
}
}  // namespace
}  // namespace jangin::kernel::emulated
#pragma GCC pop_options

namespace jangin::kernel {
namespace {

bool machine_can() {
  if (isa_supported(Isa::avx2)) return true;
  std::printf("[ not run  ] the emulated VNNI form (the processor lacks AVX2)\n");
  return false;
}

TEST(KernelEmulatedQuantized, VnniHasTheBitsOfTheReference) {
  if (machine_can()) quantized_cases::expect_reference_bits(emulated::vnni_table());
}

TEST(KernelEmulatedQuantized, NumbersOfLargestMagnitudeDoNotSaturate) {
  if (machine_can()) quantized_cases::expect_extremes(emulated::vnni_table());
}

}  // namespace
}  // namespace jangin::kernel
