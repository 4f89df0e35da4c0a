// The table of kernels: one function pointer for each operation, one table for each processor form. Every function computes only the
// range that it is given and touches nothing else, so threads may run disjoint ranges of one call at the same time. None of them
// allocates, locks or fails; arguments are checked by assert only.
//
// Numbers: reference, avx2 and avx512 give the same bits in every entry except attention, where avx2 and avx512 agree with one
// another and the reference is the plain two-pass softmax. avx512_bf16 and amx differ in products of bf16 operands only (gemm.h).
#pragma once

#include "kernel/activation.h"
#include "kernel/attention.h"
#include "kernel/blocks.h"
#include "kernel/cross_entropy.h"
#include "kernel/elementwise.h"
#include "kernel/embedding.h"
#include "kernel/experts.h"
#include "kernel/gemm.h"
#include "kernel/isa.h"
#include "kernel/key_value_cache.h"
#include "kernel/min_hash.h"
#include "kernel/norm.h"
#include "kernel/optimizer.h"
#include "kernel/quantized.h"
#include "kernel/rotary.h"

namespace jangin::kernel {

/// begin and end of a range: [begin, end), in units that each entry names. `scratch` is private to the calling thread, 64-byte
/// aligned, as long as the *_scratch_bytes entry says, and holds nothing between calls.
struct KernelTable {
  Isa isa = Isa::reference;

  // Matrix products (gemm.h). Bytes are for the whole operand; panels and tiles are the units of the ranges.
  PackLayout (*gemm_b_layout)(DType type);
  size_t (*gemm_pack_a_bytes)(const GemmShape&);
  int64_t (*gemm_pack_a_panels)(const GemmShape&);
  void (*gemm_pack_a)(const PackArgs&, int64_t panel_begin, int64_t panel_end);
  size_t (*gemm_pack_b_bytes)(const GemmShape&);
  int64_t (*gemm_pack_b_panels)(const GemmShape&);
  void (*gemm_pack_b)(const PackArgs&, int64_t panel_begin, int64_t panel_end);
  int64_t (*gemm_tiles)(const GemmShape&);
  size_t (*gemm_scratch_bytes)(const GemmShape&);
  void (*gemm)(const GemmArgs&, int64_t tile_begin, int64_t tile_end, void* scratch);

  // Products on weights of 8 and 4 bits (quantized.h). Ranges of rows of x, and of tiles.
  size_t (*quantized_a_bytes)(const QuantizedShape&);
  void (*quantized_pack_a)(const QuantizedRowsArgs&, int64_t row_begin, int64_t row_end);
  int64_t (*quantized_tiles)(const QuantizedShape&);
  size_t (*quantized_scratch_bytes)(const QuantizedShape&);
  void (*quantized)(const QuantizedArgs&, int64_t tile_begin, int64_t tile_end, void* scratch);

  // Attention (attention.h). Ranges of items; the reduction takes a range of key tokens, the appending to caches (key_value_cache.h) of rows.
  size_t (*attention_forward_scratch_bytes)(const AttentionArgs&);
  void (*attention_forward)(const AttentionArgs&, int64_t item_begin, int64_t item_end, void* scratch);
  void (*cache_append)(const CacheAppendArgs&, int64_t token_begin, int64_t token_end);
  size_t (*attention_backward_scratch_bytes)(const AttentionBackwardArgs&);
  void (*attention_backward)(const AttentionBackwardArgs&, int64_t item_begin, int64_t item_end, void* scratch);
  void (*attention_backward_reduce)(const AttentionBackwardArgs&, int64_t token_begin, int64_t token_end);

  // Ranges of rows, unless said.
  void (*rms_norm_forward)(const RmsNormForwardArgs&, int64_t row_begin, int64_t row_end);
  void (*rms_norm_backward)(const RmsNormBackwardArgs&, int64_t part_begin, int64_t part_end);  // parts of kNormRowsPerPartial rows
  void (*sum_partials)(const SumPartialsArgs&, int64_t column_begin, int64_t column_end);
  void (*rotary)(const RotaryArgs&, int64_t token_begin, int64_t token_end);
  void (*gated_forward)(const GatedArgs&, int64_t row_begin, int64_t row_end);
  void (*gated_backward)(const GatedArgs&, int64_t row_begin, int64_t row_end);
  void (*embedding_forward)(const EmbeddingForwardArgs&, int64_t token_begin, int64_t token_end);
  void (*embedding_backward)(const EmbeddingBackwardArgs&, int64_t order_begin, int64_t order_end);
  void (*cross_entropy)(const CrossEntropyArgs&, int64_t row_begin, int64_t row_end);
  void (*divergence)(const DivergenceArgs&, int64_t row_begin, int64_t row_end);
  void (*row_statistics)(const RowStatisticsArgs&, int64_t row_begin, int64_t row_end);
  void (*router_forward)(const RouterArgs&, int64_t row_begin, int64_t row_end);
  void (*router_backward)(const RouterArgs&, int64_t row_begin, int64_t row_end);
  void (*mix_forward)(const MixArgs&, int64_t row_begin, int64_t row_end);
  void (*mix_backward)(const MixArgs&, int64_t row_begin, int64_t row_end);

  // Ranges of elements, unless said.
  void (*convert)(const ConvertArgs&, int64_t begin, int64_t end);
  void (*linear)(const LinearArgs&, int64_t begin, int64_t end);
  void (*apply)(const FunctionArgs&, int64_t begin, int64_t end);
  void (*sum_squares)(const SumSquaresArgs&, int64_t chunk_begin, int64_t chunk_end);
  void (*adamw)(const AdamWArgs&, int64_t begin, int64_t end);
  void (*muon_momentum)(const MuonMomentumArgs&, int64_t begin, int64_t end);
  void (*decayed_step)(const DecayedStepArgs&, int64_t begin, int64_t end);

  // Ranges of blocks of the format.
  void (*dequantize)(const DequantizeArgs&, int64_t block_begin, int64_t block_end);
  void (*quantize)(const QuantizeArgs&, int64_t block_begin, int64_t block_end);

  // Ranges of units of kMinHashUnit hash functions.
  void (*min_hash)(const MinHashArgs&, int64_t unit_begin, int64_t unit_end);

  // Peaks (peaks.h): each runs a loop that keeps one unit busy and returns the work done.
  double (*peak_f32)(int64_t iterations);                // floating-point operations (a fused multiply-add is two)
  double (*peak_bf16)(int64_t iterations);               // the same with the bf16 product of this form; 0 where it has none
  double (*peak_read)(const void* data, int64_t bytes);  // bytes read
};

/// The table of a form. Calling its functions needs isa_supported(isa); reading it does not.
const KernelTable& kernel_table(Isa isa);

/// The table of active_isa(). Thread-safe.
const KernelTable& kernels();

}  // namespace jangin::kernel
