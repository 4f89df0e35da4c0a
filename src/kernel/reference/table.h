// The functions of the scalar reference, by the names of KernelTable. Each is the plain statement of what its fast forms compute.
#pragma once

#include "kernel/kernel_table.h"

namespace jangin::kernel::reference {

PackLayout gemm_b_layout(DType type);
size_t gemm_pack_a_bytes(const GemmShape& shape);
int64_t gemm_pack_a_panels(const GemmShape& shape);
void gemm_pack(const PackArgs& args, int64_t panel_begin, int64_t panel_end);
size_t gemm_pack_b_bytes(const GemmShape& shape);
int64_t gemm_pack_b_panels(const GemmShape& shape);
int64_t gemm_tiles(const GemmShape& shape);
size_t gemm_scratch_bytes(const GemmShape& shape);
void gemm(const GemmArgs& args, int64_t tile_begin, int64_t tile_end, void* scratch);

size_t quantized_a_bytes(const QuantizedShape& shape);
void quantized_pack_a(const QuantizedRowsArgs& args, int64_t row_begin, int64_t row_end);
int64_t quantized_tiles(const QuantizedShape& shape);
size_t quantized_scratch_bytes(const QuantizedShape& shape);
void quantized(const QuantizedArgs& args, int64_t tile_begin, int64_t tile_end, void* scratch);

size_t attention_forward_scratch_bytes(const AttentionArgs& args);
void attention_forward(const AttentionArgs& args, int64_t item_begin, int64_t item_end, void* scratch);
void cache_append(const CacheAppendArgs& args, int64_t token_begin, int64_t token_end);
size_t attention_backward_scratch_bytes(const AttentionBackwardArgs& args);
void attention_backward(const AttentionBackwardArgs& args, int64_t item_begin, int64_t item_end, void* scratch);
void attention_backward_reduce(const AttentionBackwardArgs& args, int64_t token_begin, int64_t token_end);

void rms_norm_forward(const RmsNormForwardArgs& args, int64_t row_begin, int64_t row_end);
void rms_norm_backward(const RmsNormBackwardArgs& args, int64_t part_begin, int64_t part_end);
void sum_partials(const SumPartialsArgs& args, int64_t column_begin, int64_t column_end);
void rotary(const RotaryArgs& args, int64_t token_begin, int64_t token_end);
void gated_forward(const GatedArgs& args, int64_t row_begin, int64_t row_end);
void gated_backward(const GatedArgs& args, int64_t row_begin, int64_t row_end);
void embedding_forward(const EmbeddingForwardArgs& args, int64_t token_begin, int64_t token_end);
void embedding_backward(const EmbeddingBackwardArgs& args, int64_t order_begin, int64_t order_end);
void cross_entropy(const CrossEntropyArgs& args, int64_t row_begin, int64_t row_end);
void divergence(const DivergenceArgs& args, int64_t row_begin, int64_t row_end);
void row_statistics(const RowStatisticsArgs& args, int64_t row_begin, int64_t row_end);
void router_forward(const RouterArgs& args, int64_t row_begin, int64_t row_end);
void router_backward(const RouterArgs& args, int64_t row_begin, int64_t row_end);
void mix_forward(const MixArgs& args, int64_t row_begin, int64_t row_end);
void mix_backward(const MixArgs& args, int64_t row_begin, int64_t row_end);

void convert(const ConvertArgs& args, int64_t begin, int64_t end);
void linear(const LinearArgs& args, int64_t begin, int64_t end);
void apply(const FunctionArgs& args, int64_t begin, int64_t end);
void sum_squares(const SumSquaresArgs& args, int64_t chunk_begin, int64_t chunk_end);
void adamw(const AdamWArgs& args, int64_t begin, int64_t end);
void muon_momentum(const MuonMomentumArgs& args, int64_t begin, int64_t end);
void decayed_step(const DecayedStepArgs& args, int64_t begin, int64_t end);
void dequantize(const DequantizeArgs& args, int64_t block_begin, int64_t block_end);
void quantize(const QuantizeArgs& args, int64_t block_begin, int64_t block_end);

void min_hash(const MinHashArgs& args, int64_t unit_begin, int64_t unit_end);

double peak_f32(int64_t iterations);
double peak_bf16(int64_t iterations);
double peak_read(const void* data, int64_t bytes);

/// The table that the fast forms start from.
KernelTable table();

}  // namespace jangin::kernel::reference
