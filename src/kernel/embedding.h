// Token embeddings: gathering rows of a table, and adding gradients back to them in a fixed order.
#pragma once

#include "kernel/types.h"

namespace jangin::kernel {

/// out[t] = table[ids[t]] · scale, for a range of t. Ids are inside the table (the caller has checked).
struct EmbeddingForwardArgs {
  DType type = DType::f32;  // of table and out
  int64_t d = 0;
  const void* table = nullptr;  // [vocabulary, d], rows adjacent
  const int32_t* ids = nullptr;
  float scale = 1.0f;
  void* out = nullptr;
  int64_t out_stride = 0;
};

/// dtable[ids[t]] += dout[t] · scale. `order` lists the tokens sorted by (id, t). A range of `order` handles the runs of equal
/// ids that start inside it, each run whole and in ascending t: disjoint ranges may run at the same time.
struct EmbeddingBackwardArgs {
  DType type = DType::f32;  // of dout
  int64_t d = 0;
  const int32_t* ids = nullptr;    // [tokens]
  const int32_t* order = nullptr;  // [tokens]
  int64_t tokens = 0;
  const void* dout = nullptr;
  int64_t dout_stride = 0;
  float scale = 1.0f;
  float* dtable = nullptr;  // [vocabulary, d]
};

/// Fills order[0, tokens) with the tokens sorted by (ids[t], t).
void embedding_sort(const int32_t* ids, int64_t tokens, int32_t* order);

}  // namespace jangin::kernel
