// The matrices between embedding and output projection, one by one as files name them: what an optimizer of whole matrices works on.
#pragma once

#include <cstdint>
#include <vector>

#include "model/network.h"
#include "train/reduction.h"

namespace jangin::train {

/// Rows of a weight that are a matrix of their own: a fused weight holds several.
struct HiddenMatrix {
  size_t weight = 0;
  int64_t row_begin = 0;
  int64_t rows = 0;
  /// Its elements in the flat buffers of `space`.
  FlatRange place(const tensor::WeightSpace& space) const {
    const int64_t columns = space[weight].value().columns();
    const int64_t begin = space[weight].flat_begin() + row_begin * columns;
    return {begin, begin + rows * columns};
  }
};

/// Of the network: the projections of attention, feed-forward layers and experts; not embeddings, output projection, routers, norms. Of its adapter
/// where one is attached: each A and each B. In the order of the flat buffer; a weight with one consists of them.
std::vector<HiddenMatrix> hidden_matrices(const model::Network& network);

}  // namespace jangin::train
