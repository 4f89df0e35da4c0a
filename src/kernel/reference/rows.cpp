// Rotary embedding, gated activations and embeddings, scalar.
#include <cmath>

#include "kernel/functions.h"
#include "kernel/reference/access.h"
#include "kernel/reference/table.h"

namespace jangin::kernel::reference {

void rotary(const RotaryArgs& args, int64_t token_begin, int64_t token_end) {
  const int64_t half = args.head_size / 2;
  for (int64_t t = token_begin; t < token_end; ++t)
    for (int64_t h = 0; h < args.heads; ++h)
      for (int64_t i = 0; i < half; ++i) {
        const int64_t at = t * args.token_stride + h * args.head_size + i;
        const int64_t angle = args.positions[t] * half + i;
        const float c = args.cos[angle], s = args.inverse ? -args.sin[angle] : args.sin[angle];
        const float a = load(args.x, args.type, at), b = load(args.x, args.type, at + half);
        store(args.x, args.type, at, std::fma(a, c, -(b * s)));
        store(args.x, args.type, at + half, std::fma(b, c, a * s));
      }
}

void gated_forward(const GatedArgs& args, int64_t row_begin, int64_t row_end) {
  const bool silu = args.activation == Activation::silu;
  for (int64_t row = row_begin; row < row_end; ++row)
    for (int64_t i = 0; i < args.d; ++i) {
      const float gate = load(args.gate, args.type, row * args.gate_stride + i);
      const float up = load(args.up, args.type, row * args.up_stride + i);
      store(args.out, args.type, row * args.out_stride + i, (silu ? silu_f32(gate) : gelu_f32(gate)) * up);
    }
}

void gated_backward(const GatedArgs& args, int64_t row_begin, int64_t row_end) {
  const bool silu = args.activation == Activation::silu;
  for (int64_t row = row_begin; row < row_end; ++row)
    for (int64_t i = 0; i < args.d; ++i) {
      const float gate = load(args.gate, args.type, row * args.gate_stride + i);
      const float up = load(args.up, args.type, row * args.up_stride + i);
      const float dout = load(args.dout, args.type, row * args.dout_stride + i);
      const float value = silu ? silu_f32(gate) : gelu_f32(gate);
      const float slope = silu ? silu_slope(gate) : gelu_slope(gate);
      if (args.out != nullptr) store(args.out, args.type, row * args.out_stride + i, value * up);
      store(args.dgate, args.type, row * args.dgate_stride + i, dout * up * slope);
      store(args.dup, args.type, row * args.dup_stride + i, dout * value);
    }
}

void embedding_forward(const EmbeddingForwardArgs& args, int64_t token_begin, int64_t token_end) {
  for (int64_t t = token_begin; t < token_end; ++t)
    for (int64_t i = 0; i < args.d; ++i)
      store(args.out, args.type, t * args.out_stride + i, load(args.table, args.type, args.ids[t] * args.d + i) * args.scale);
}

void embedding_backward(const EmbeddingBackwardArgs& args, int64_t order_begin, int64_t order_end) {
  const auto id_at = [&args](int64_t place) { return args.ids[args.order[place]]; };
  int64_t place = order_begin;
  while (place > 0 && place < order_end && id_at(place) == id_at(place - 1)) ++place;  // a run that started before this range
  while (place < order_end) {
    const int32_t id = id_at(place);
    float* row = args.dtable + id * args.d;
    for (; place < args.tokens && id_at(place) == id; ++place)
      for (int64_t i = 0; i < args.d; ++i)
        row[i] = std::fma(load(args.dout, args.type, args.order[place] * args.dout_stride + i), args.scale, row[i]);
  }
}

}  // namespace jangin::kernel::reference
