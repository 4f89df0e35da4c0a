// Rotary position embedding, rotate-half convention (arXiv 2104.09864; the halves of a head are the two components).
// The tables are the caller's: any base, scaling or partial rotation is expressed in them.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// In place, for token t and head h with the halves a, b of x[t, h]: a' = a·cos − b·sin, b' = b·cos + a·sin at positions[t].
/// `inverse` rotates back (the gradient). Arithmetic in f32, one rounding.
struct RotaryArgs {
  DType type = DType::f32;  // of x
  void* x = nullptr;        // [tokens, heads, head_size]; heads are adjacent
  int64_t token_stride = 0;
  int64_t heads = 0;
  int64_t head_size = 0;               // even
  const int32_t* positions = nullptr;  // [tokens]
  const float* cos = nullptr;          // [positions, head_size / 2]
  const float* sin = nullptr;
  bool inverse = false;
};

}  // namespace jangin::kernel
