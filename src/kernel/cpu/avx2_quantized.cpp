// Products on weights in blocks in AVX2.
#include <bit>

#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"
#include "kernel/quantized_layout.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c")
namespace jangin::kernel {
namespace avx2 {
namespace {
#include "kernel/cpu/lanes_avx2.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/quantized_avx2.inc"
#include "kernel/cpu/quantized_rows.inc"
#include "kernel/cpu/quantized.inc"
#include "kernel/cpu/quantized_table.inc"
}  // namespace
}  // namespace avx2

void add_avx2_quantized(KernelTable& table) { avx2::QuantizedProducts<avx2::Quantized<avx2::Bytes8>, avx2::Quantized<avx2::Bytes4>>::add_to(table); }

}  // namespace jangin::kernel
#pragma GCC pop_options
