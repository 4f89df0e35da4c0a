// Rows are cut into stretches, a few for each worker, and these are handed out.
#include "refine/row_shares.h"

#include <algorithm>

namespace jangin::refine {
namespace {

constexpr uint64_t kDocumentBytes = 1000;          // what a document costs besides its text, about
constexpr uint64_t kStretchesEach = 8;             // so that workers differ by an eighth of a part at most, large documents apart
constexpr uint64_t kMostStretchBytes = 64U << 20;  // of a large corpus more stretches, so that its division is even finer

std::vector<RowRange> cut_stretches(std::span<const uint64_t> text_bytes, uint64_t stretch_bytes, std::vector<uint64_t>& weights) {
  std::vector<RowRange> stretches;
  for (uint64_t row = 0; row < text_bytes.size(); ++row) {
    if (stretches.empty() || weights.back() >= stretch_bytes) stretches.push_back({row, row}), weights.push_back(0);
    stretches.back().end = row + 1;
    weights.back() += text_bytes[row] + kDocumentBytes;
  }
  return stretches;
}

}  // namespace

std::vector<RowRange> rows_of_share(std::span<const uint64_t> text_bytes, const Share& share) {
  uint64_t total = 0;
  for (uint64_t bytes : text_bytes) total += bytes + kDocumentBytes;
  std::vector<uint64_t> weights;
  const std::vector<RowRange> stretches =
      cut_stretches(text_bytes, std::min(total / (kStretchesEach * static_cast<uint64_t>(share.count)), kMostStretchBytes), weights);
  const std::vector<int> owner = HandOut(share.count).give(weights);
  std::vector<RowRange> own;
  for (size_t i = 0; i < stretches.size(); ++i) {
    if (owner[i] != share.index) continue;
    if (!own.empty() && own.back().end == stretches[i].begin)
      own.back().end = stretches[i].end;
    else
      own.push_back(stretches[i]);
  }
  return own;
}

}  // namespace jangin::refine
