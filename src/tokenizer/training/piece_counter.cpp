// A batch is split by blocks into tables of each thread, then each shard gathers its tables: no locks, and what is dropped when memory
// is short depends on the text alone.
#include "tokenizer/training/piece_counter.h"

#include <algorithm>
#include <array>

#include "base/interrupt.h"
#include "base/thread_pool.h"
#include "tokenizer/training/text_blocks.h"

namespace jangin::tokenizer {
namespace {

constexpr unsigned kShardBits = 6;
constexpr size_t kShards = size_t{1} << kShardBits;

uint64_t table_bytes(const std::vector<PieceTable>& shards) {
  uint64_t bytes = 0;
  for (const PieceTable& shard : shards) bytes += shard.bytes();
  return bytes;
}

}  // namespace

size_t PieceCounts::distinct() const {
  size_t count = 0;
  for (const PieceTable& shard : shards) count += shard.size();
  return count;
}

PieceCounter::PieceCounter(const PreTokenizer& splitter, const Normalizer& normalizer, uint64_t memory_bytes, Progress& progress, size_t batch_bytes)
    : splitter_(splitter),
      normalizer_(normalizer),
      memory_bytes_(memory_bytes),
      progress_(progress),
      batch_bytes_(batch_bytes),
      local_(static_cast<size_t>(ThreadPool::shared().size()), std::vector<PieceTable>(kShards)) {
  counts_.shards.resize(kShards);
}

Status PieceCounter::add(std::string_view document) {
  ++counts_.documents;
  counts_.bytes += document.size();
  return visit_blocks(document, kBlockBytes, [&](std::string_view block) -> Status {
    if (text_.size() + block.size() > batch_bytes_) JANGIN_TRY(count_batch());
    blocks_.push_back({text_.size(), text_.size() + block.size()});
    text_.append(block);
    return {};
  });
}

Result<PieceCounts> PieceCounter::finish() {
  JANGIN_TRY(count_batch());
  return std::move(counts_);
}

void PieceCounter::count_block(std::string_view block, std::vector<PieceTable>& tables) const {
  split_pieces(block, splitter_, normalizer_, [&](std::string_view piece) {
    const uint64_t hash = piece_hash(piece);
    tables[hash >> (64 - kShardBits)].add(piece, hash, 1);
  });
}

Status PieceCounter::count_batch() {
  ThreadPool& pool = ThreadPool::shared();
  pool.parallel_for(blocks_.size(), 1, [&](size_t begin, size_t end, int thread) {
    for (size_t i = begin; i < end && !interrupted(); ++i) {
      const Block& block = blocks_[i];
      count_block(std::string_view(text_).substr(block.begin, block.end - block.begin), local_[static_cast<size_t>(thread)]);
      progress_.add(block.end - block.begin);
    }
  });
  if (interrupted()) return std::unexpected(interrupted_error());
  std::array<uint64_t, kShards> pieces{};
  pool.parallel_for(kShards, 1, [&](size_t begin, size_t end, int) {
    for (size_t shard = begin; shard < end; ++shard) {
      for (std::vector<PieceTable>& tables : local_) {
        tables[shard].visit([&](std::string_view piece, uint64_t hash, uint64_t count) {
          counts_.shards[shard].add(piece, hash, count);
          pieces[shard] += count;
        });
        tables[shard].clear();
      }
    }
  });
  for (uint64_t count : pieces) counts_.pieces += count;
  text_.clear();
  blocks_.clear();
  if (table_bytes(counts_.shards) > memory_bytes_) drop_rare();
  return {};
}

void PieceCounter::drop_rare() {
  for (uint64_t rare = 1; table_bytes(counts_.shards) > memory_bytes_ / 2 && counts_.distinct() > 0; rare *= 2) {
    for (PieceTable& shard : counts_.shards) {
      shard.visit([&](std::string_view, uint64_t, uint64_t count) {
        if (count > rare) return;
        counts_.dropped_pieces += count;
        ++counts_.dropped_distinct;
      });
      shard.keep_above(rare);
    }
  }
}

}  // namespace jangin::tokenizer
