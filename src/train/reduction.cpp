// Messages in pieces through host memory: a rank's buffers are its device's.
#include "train/reduction.h"

#include <algorithm>
#include <cassert>

#include "kernel/elementwise.h"

namespace jangin::train {
namespace {

using tensor::Tensor;

constexpr int64_t kPieceElements = int64_t{4} << 20;  // 16 MB at a time

/// Chunks of the sum of squares that begin before element `end`.
int64_t chunks_until(int64_t end) { return (end + kernel::kSumChunk - 1) / kernel::kSumChunk; }

/// Elements [begin, begin + count) of a flat tensor ↔ host.
void to_host(const Tensor& from, int64_t begin, std::span<float> to) {
  const Tensor part = from.flat_slice(begin, {static_cast<int64_t>(to.size())});
  part.device().copy_out(to.data(), part, to.size_bytes());
}
void from_host(std::span<const float> from, const Tensor& to, int64_t begin) {
  const Tensor part = to.flat_slice(begin, {static_cast<int64_t>(from.size())});
  part.device().copy_in(part, from.data(), from.size_bytes());
}

/// `send` [range of `flat`] to one rank while `receive` comes from another; sizes may differ, either may be empty.
struct Side {
  int rank = 0;
  const Tensor* flat = nullptr;
  int64_t begin = 0;
  int64_t count = 0;
};
Status swap_pieces(Ranks& ranks, const Side& send, const Side& receive) {
  std::vector<float> out, in;
  for (int64_t at = 0; at < std::max(send.count, receive.count); at += kPieceElements) {
    out.resize(static_cast<size_t>(std::clamp<int64_t>(send.count - at, 0, kPieceElements)));
    in.resize(static_cast<size_t>(std::clamp<int64_t>(receive.count - at, 0, kPieceElements)));
    if (!out.empty()) to_host(*send.flat, send.begin + at, out);
    const Ranks::Outgoing outgoing{send.rank, std::as_bytes(std::span(out))};
    const Ranks::Incoming incoming{receive.rank, std::as_writable_bytes(std::span(in))};
    JANGIN_TRY(ranks.exchange({&outgoing, out.empty() ? 0u : 1u}, {&incoming, in.empty() ? 0u : 1u}));
    if (!in.empty()) from_host(in, *receive.flat, receive.begin + at);
  }
  return {};
}

/// A node's part that lies in this rank's range.
struct Part {
  TreeNode node;
  Tensor sum;
};

/// The parts of `nodes_from` from one rank, while this rank's nodes go to another.
Status swap_nodes(Ranks& ranks, tensor::Device& device, std::span<const GradientTree::Entry> own, int to, FlatRange theirs, int from,
                  std::span<const TreeNode> nodes_from, FlatRange mine, std::vector<Part>& parts) {
  const size_t rounds = std::max(theirs.size() > 0 ? own.size() : 0, mine.size() > 0 ? nodes_from.size() : 0);
  for (size_t i = 0; i < rounds; ++i) {
    Side send{.rank = to}, receive{.rank = from};
    Tensor sent;
    if (i < own.size() && theirs.size() > 0) {
      sent = own[i].sum->copy_flat(theirs.begin, theirs.size());
      send = {to, &sent, 0, theirs.size()};
    }
    if (i < nodes_from.size() && mine.size() > 0) {
      parts.push_back({nodes_from[i], Tensor::empty(device, {mine.size()}, tensor::DType::f32)});
      receive = {from, &parts.back().sum, 0, mine.size()};
    }
    JANGIN_TRY(swap_pieces(ranks, send, receive));
  }
  return {};
}

}  // namespace

std::vector<FlatRange> share_out(int64_t elements, int ranks, std::span<const FlatRange> whole) {
  const int64_t chunks = chunks_until(elements);
  const auto border = [&](int64_t r) {
    const int64_t even = std::min(elements, chunks * r / ranks * kernel::kSumChunk);
    for (const FlatRange& range : whole) {
      if (even > range.begin && even < range.end) return even - range.begin < range.end - even ? range.begin : range.end;
    }
    return even;
  };
  std::vector<FlatRange> shares;
  for (int64_t r = 0; r < ranks; ++r) shares.push_back({border(r), border(r + 1)});
  return shares;
}

std::vector<FlatRange> whole_chunks(int64_t elements, std::span<const FlatRange> shares) {
  std::vector<FlatRange> out;
  for (const FlatRange& share : shares)
    out.push_back({share.begin, share.size() > 0 ? std::min(elements, chunks_until(share.end) * kernel::kSumChunk) : share.end});
  return out;
}

FlatRange leaves_of(int64_t leaves, int rank, int ranks) { return {leaves * rank / ranks, leaves * (rank + 1) / ranks}; }

Result<Tensor> sum_over_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, int64_t leaves,
                              std::span<const GradientTree::Entry> own) {
  const int count = ranks.count();
  const FlatRange mine = shares[static_cast<size_t>(ranks.rank())];
  std::vector<Part> parts;
  for (const GradientTree::Entry& entry : own) {
    if (mine.size() == 0) break;
    parts.push_back({entry.node, entry.sum->copy_flat(mine.begin, mine.size())});
  }
  for (int distance = 1; distance < count; ++distance) {
    const int to = (ranks.rank() + distance) % count;
    const int from = (ranks.rank() - distance + count) % count;
    const FlatRange theirs = leaves_of(leaves, from, count);
    const std::vector<TreeNode> nodes = tree_nodes(theirs.begin, theirs.size());
    JANGIN_TRY(swap_nodes(ranks, device, own, to, shares[static_cast<size_t>(to)], from, nodes, mine, parts));
  }
  if (mine.size() == 0) return Tensor();
  std::sort(parts.begin(), parts.end(), [](const Part& x, const Part& y) { return x.node.begin < y.node.begin; });
  NodeStack<Tensor> stack;
  const auto add = [&](Tensor& left, Tensor&& right) { device.add(left, right, left); };
  for (Part& part : parts) stack.push(part.node, std::move(part.sum), add);
  stack.fold(add);
  return std::move(stack.entries().front().sum);
}

Status spread_to_ranks(Ranks& ranks, std::span<const FlatRange> shares, const Tensor& flat) {
  std::vector<std::byte> bytes;
  for (int r = 0; r < ranks.count(); ++r) {
    const FlatRange range = shares[static_cast<size_t>(r)];
    for (int64_t at = range.begin; at < range.end; at += kPieceElements) {
      const Tensor piece = flat.flat_slice(at, {std::min(kPieceElements, range.end - at)});
      bytes.resize(static_cast<size_t>(piece.elements()) * tensor::size_of(flat.dtype()));
      if (r == ranks.rank()) flat.device().copy_out(bytes.data(), piece, bytes.size());
      JANGIN_TRY(ranks.broadcast(r, bytes));
      if (r != ranks.rank()) flat.device().copy_in(piece, bytes.data(), bytes.size());
    }
  }
  return {};
}

Result<Tensor> collect_from_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, const Tensor& own, int64_t elements) {
  const FlatRange mine = shares[static_cast<size_t>(ranks.rank())];
  Tensor all;
  if (ranks.first()) {
    all = Tensor::zeros(device, {elements}, tensor::DType::f32, tensor::Lifetime::persistent);
    if (mine.size() > 0) device.copy(own, all.flat_slice(mine.begin, {mine.size()}));
  }
  for (int r = 1; r < ranks.count(); ++r) {
    const FlatRange range = shares[static_cast<size_t>(r)];
    if (ranks.first()) {
      JANGIN_TRY(swap_pieces(ranks, {}, {r, &all, range.begin, range.size()}));
    } else if (r == ranks.rank()) {
      JANGIN_TRY(swap_pieces(ranks, {0, &own, 0, range.size()}, {}));
    }
  }
  return all;
}

Result<double> sum_of_squares_over_ranks(Ranks& ranks, tensor::Device& device, std::span<const FlatRange> shares, const Tensor& own) {
  std::vector<size_t> counts;
  for (const FlatRange& range : shares) counts.push_back(static_cast<size_t>(chunks_until(range.end) - chunks_until(range.begin)));
  std::vector<double> partials(counts[static_cast<size_t>(ranks.rank())]);
  if (!partials.empty()) {
    const int64_t begin = shares[static_cast<size_t>(ranks.rank())].begin, before = chunks_until(begin) * kernel::kSumChunk - begin;
    device.partial_sums_of_squares(own.flat_slice(before, {own.elements() - before}), partials);
  }
  JANGIN_ASSIGN(const std::vector<double> all, ranks.gather(partials, counts));
  double sum = 0;
  for (double part : all) sum += part;
  return sum;
}

}  // namespace jangin::train
