// What this machine can do at best, measured in the moment of asking: the yardstick beside every kernel's speed. One thread;
// a caller with several threads runs them together and adds.
#pragma once

#include "kernel/kernel_table.h"

namespace jangin::kernel {

/// Floating-point operations a second from registers: the median of `rounds` loops of about a millisecond each.
/// type bf16: the product instruction of the form on bf16 operands; forms without one widen, so it is that of f32.
double peak_flops(const KernelTable& table, DType type, int rounds = 5);

/// Bytes a second read from `data` (longer than the caches to measure memory): the median of `rounds` passes.
double peak_read_bandwidth(const KernelTable& table, const void* data, int64_t bytes, int rounds = 3);

}  // namespace jangin::kernel
