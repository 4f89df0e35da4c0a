// Products on weights in blocks in AVX-512 with VNNI.
#include <bit>

#include "kernel/cpu/forms.h"
#include "kernel/cpu/intrinsics.h"
#include "kernel/functions.h"
#include "kernel/quantized_layout.h"

#pragma GCC push_options
#pragma GCC target("avx2,fma,f16c,avx512f,avx512bw,avx512vl,avx512dq,avx512vnni,prefer-vector-width=512")
namespace jangin::kernel {
namespace avx512 {
namespace {
#include "kernel/cpu/lanes_avx512.inc"
#include "kernel/cpu/access.inc"
#include "kernel/cpu/quantized_avx512.inc"
#include "kernel/cpu/quantized_rows.inc"
#include "kernel/cpu/quantized_vnni.inc"
#include "kernel/cpu/quantized.inc"
#include "kernel/cpu/quantized_table.inc"

struct DotBytes {
  /// As written, for gcc not to add up products apart from their sum.
  static Ints add(Ints sum, Ints words, Ints row) {
    __asm__("vpdpbusd %2, %1, %0" : "+v"(sum) : "v"(words), "v"(row));
    return sum;
  }
};
}  // namespace
}  // namespace avx512

void add_avx512_vnni_quantized(KernelTable& table) {
  using namespace avx512;
  QuantizedProducts<Quantized<VnniBytes8<DotBytes>>, Quantized<VnniBytes4<DotBytes>>>::add_to(table);
}

}  // namespace jangin::kernel
#pragma GCC pop_options
