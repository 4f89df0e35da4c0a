// One step on several ranks: each computes the gradients of some leaves, sums up and updates its range of the flat buffers (sharded
// optimizer state), and all get the updated weights. The sums follow the tree of node_stack.h, so that any number of ranks gives the bits
// of one; no all-reduce, whose order would be its own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

#include "base/ranks.h"
#include "tensor/weight.h"
#include "train/gradient_tree.h"

namespace jangin::train {

/// Elements [begin, end) of a flat buffer.
struct FlatRange {
  int64_t begin = 0;
  int64_t end = 0;
  int64_t size() const { return end - begin; }
  /// What lies in [begin, begin + count), too: of size 0 or less when nothing does.
  FlatRange common_with(int64_t other, int64_t count) const { return {std::max(begin, other), std::min(end, other + count)}; }
  bool operator==(const FlatRange&) const = default;
};

/// The range of each rank, as even as whole chunks of the sum of squares (kernel::kSumChunk) allow; some are empty when there are fewer chunks than
/// ranks. `whole`: ranges, in ascending order, that must not be split: a border inside of one goes to its nearer end.
std::vector<FlatRange> share_out(int64_t elements, int ranks, std::span<const FlatRange> whole = {});
/// The same ranges as far as the end of the chunk that each ends in, so that every chunk lies whole in the one that it begins in: what a rank adds up.
std::vector<FlatRange> whole_chunks(int64_t elements, std::span<const FlatRange> shares);

/// Leaves of a step that rank `rank` of `ranks` computes: neighbours, as even as can be.
FlatRange leaves_of(int64_t leaves, int rank, int ranks);

/// The sum over all leaves of the step in this rank's range, [shares[rank].size()] f32; undefined where the range is empty. Ranges may overlap.
/// `leaves`: of the whole step. Errors: io_error.
Result<tensor::Tensor> sum_over_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, int64_t leaves,
                                      std::span<const GradientTree::Entry> own);
/// Each rank's range of `flat` (any type), at all. Errors: io_error.
Status spread_to_ranks(Ranks& ranks, std::span<const FlatRange> shares, const tensor::Tensor& flat);
/// Rank 0: all ranges side by side, in a new persistent buffer of `elements`; the others: undefined. `own` as sum_over_ranks gives it.
Result<tensor::Tensor> collect_from_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, const tensor::Tensor& own,
                                          int64_t elements);
/// Σ x² of the whole buffer from the chunks that begin in each rank's share, with the bits of Device::sum_of_squares of the whole. `own`: the values
/// of this rank's range of whole_chunks(). Errors: io_error.
Result<double> sum_of_squares_over_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, const tensor::Tensor& own);

}  // namespace jangin::train
