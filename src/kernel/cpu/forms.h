// The processor forms: each function puts its kernels into a table that already holds those of the form below.
#pragma once

#include "kernel/kernel_table.h"

namespace jangin::kernel {

void add_avx2_products(KernelTable& table);
void add_avx512_products(KernelTable& table);
void add_avx512_bf16_products(KernelTable& table);
void add_amx_products(KernelTable& table);
void add_avx2_attention(KernelTable& table);
void add_avx512_attention(KernelTable& table);
void add_avx2_quantized(KernelTable& table);
void add_avx512_vnni_quantized(KernelTable& table);  // needs vnni_supported()
void add_avx2_rows(KernelTable& table);
void add_avx512_rows(KernelTable& table);

}  // namespace jangin::kernel
