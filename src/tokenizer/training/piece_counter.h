// How often each piece occurs in a stream of documents: split on all threads of the pool, counted in shards, memory bounded.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/training/piece_table.h"

namespace jangin::tokenizer {

/// The pieces of a text as encoding sees them: repaired, normalised, split.
template <typename Receive>
void split_pieces(std::string_view text, const PreTokenizer& splitter, const Normalizer& normalizer, Receive&& receive) {
  const NormalizedText repaired = NormalizedText::repair(text);
  const NormalizedText normalized = normalizer.apply(repaired.text(), false);
  const std::string_view normal = normalized.text();
  const auto scanner = splitter.scanner();
  if (!scanner) return splitter.split(normal, true, [&](const PreTokenizer::Piece& piece) { receive(piece.bytes); });
  std::array<size_t, 256> ends;
  size_t begin = 0;
  while (const size_t count = scan_pieces(*scanner, normal, begin, ends)) {
    for (size_t i = 0; i < count; ++i) {
      receive(normal.substr(begin, ends[i] - begin));
      begin = ends[i];
    }
  }
}

struct PieceCounts {
  std::vector<PieceTable> shards;  // each piece is in one of them
  uint64_t documents = 0;
  uint64_t bytes = 0;           // of the documents
  uint64_t pieces = 0;          // occurrences, dropped ones included
  uint64_t dropped_pieces = 0;  // occurrences that were forgotten for want of memory
  uint64_t dropped_distinct = 0;

  size_t distinct() const;
};

/// Called from one thread; works on ThreadPool::shared(). The counts do not depend on the number of threads.
class PieceCounter {
 public:
  static constexpr size_t kBlockBytes = size_t{1} << 20;  // a longer document counts as several, cut as block_length() says
  static constexpr size_t kBatchBytes = size_t{1} << 26;  // so much text is collected, then counted

  /// `splitter` and `normalizer` must outlive the counter. When the table of distinct pieces exceeds `memory_bytes` after a batch, the
  /// rarest are dropped until half of it is free. Beside it: `batch_bytes` of text and the distinct pieces of one batch, a thread.
  PieceCounter(const PreTokenizer& splitter, const Normalizer& normalizer, uint64_t memory_bytes, Progress& progress,
               size_t batch_bytes = kBatchBytes);

  /// Broken UTF-8 is repaired as when encoding. Errors: interrupted.
  Status add(std::string_view document);
  Result<PieceCounts> finish();

 private:
  struct Block {
    size_t begin, end;  // in text_
  };
  Status count_batch();
  void count_block(std::string_view block, std::vector<PieceTable>& tables) const;
  void drop_rare();

  const PreTokenizer& splitter_;
  const Normalizer& normalizer_;
  uint64_t memory_bytes_;
  Progress& progress_;
  size_t batch_bytes_;
  std::string text_;
  std::vector<Block> blocks_;
  std::vector<std::vector<PieceTable>> local_;  // by thread, by shard; empty between batches
  PieceCounts counts_;
};

}  // namespace jangin::tokenizer
