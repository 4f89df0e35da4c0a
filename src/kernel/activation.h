// Gated activations: out = act(gate) · up, and their gradients (arXiv 2002.05202). Row ranges; arithmetic in f32, one rounding.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

enum class Activation : uint8_t {
  silu,       // x · sigmoid(x)
  gelu_tanh,  // x · sigmoid(2u), u = sqrt(2/π) (x + 0.044715 x³): the tanh form of GELU, arXiv 1606.08415
};

/// gate, up, out: [rows, d]. gate and up may be halves of one buffer. Forward reads gate and up, writes out.
/// Backward reads gate, up and dout, writes dgate and dup, which may be gate and up themselves. Without an output the pointer may be null:
/// backward with `out` set also writes the recomputed forward value.
struct GatedArgs {
  Activation activation = Activation::silu;
  DType type = DType::f32;
  int64_t d = 0;
  const void* gate = nullptr;
  int64_t gate_stride = 0;
  const void* up = nullptr;
  int64_t up_stride = 0;
  void* out = nullptr;
  int64_t out_stride = 0;
  const void* dout = nullptr;
  int64_t dout_stride = 0;
  void* dgate = nullptr;
  int64_t dgate_stride = 0;
  void* dup = nullptr;
  int64_t dup_stride = 0;
};

}  // namespace jangin::kernel
