// Learns merges from words with counts (arXiv:1508.07909): again and again the most frequent pair of neighbours becomes a token. Counts
// are kept up to date, not taken anew: each pair knows its words, and a queue holds the pairs by their counts. It splits no text.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/progress.h"
#include "base/result.h"
#include "tokenizer/spec.h"
#include "tokenizer/training/pair_table.h"

namespace jangin::tokenizer {

/// Tokens as bytes by id, and the merges that made them.
struct LearnedTokens {
  std::vector<std::string> bytes;
  std::unordered_set<std::string> known;            // bytes that no merge may make: those of all tokens, and of special tokens
  std::vector<std::pair<TokenId, TokenId>> merges;  // in the order learned
};

/// Memory: 4 bytes for each symbol of a word, 24 a word, 4 for each word of each pair (at most 12 bytes a symbol, over all merges),
/// some 70 bytes for each pair seen at least min_frequency times.
class MergeLearner {
 public:
  MergeLearner();
  ~MergeLearner();
  MergeLearner(const MergeLearner&) = delete;
  MergeLearner& operator=(const MergeLearner&) = delete;

  /// A distinct word and how often it occurs; words of one symbol count in tokens() only. Errors: limit_exceeded after 2^32 - 1 words.
  Status add(std::span<const TokenId> symbols, uint64_t count);

  struct Limits {
    size_t vocabulary = 0;       // tokens.bytes grows up to this
    uint64_t min_frequency = 1;  // ≥ 1; rarer pairs are left alone
    /// false: these bytes become no token.
    std::function<bool(std::string_view bytes)> allowed;
  };
  /// Once, after all add(). The order is: greater count, then lower left id, then lower right id (as huggingface/tokenizers does), so the
  /// merges depend on the words alone, not on their order nor on the number of threads. A pair whose bytes are a token already is never
  /// merged: each token is made in one way, and so encoding by ranked merges gives what training saw.
  /// Ends early when no pair is left. Works on ThreadPool::shared(). Errors: interrupted.
  Status learn(const Limits& limits, LearnedTokens& tokens, Progress& progress);

  /// Symbols of all words times their counts: before learn() of the input, afterwards what the input is encoded to.
  uint64_t tokens() const;

 private:
  struct Word {
    uint64_t begin;
    uint64_t count;
    uint32_t length;
  };
  struct PairRecord {
    uint64_t pair;
    uint64_t count;
    uint32_t* words;  // distinct; some may have lost the pair since
    size_t word_count;
  };
  struct Candidate {  // stale when the record's count has changed
    uint64_t count;
    uint64_t pair;
    uint32_t record;
    bool operator<(const Candidate& other) const { return count != other.count ? count < other.count : pair > other.pair; }
  };
  struct Neighbours;
  class WordLists;

  void count_pairs();
  void add_record(uint64_t pair, uint64_t count, uint32_t* words, size_t word_count);
  /// The next pair to merge; its record, or UINT32_MAX when there is none.
  uint32_t next_pair(const Limits& limits, const LearnedTokens& tokens);
  void merge(uint32_t record, TokenId merged);
  void merge_words(std::span<const uint32_t> words, uint64_t pair, TokenId merged, Neighbours& neighbours);
  void merge_word(uint32_t word, uint64_t pair, TokenId merged, Neighbours& neighbours);
  void settle(uint64_t pair, TokenId merged);

  uint64_t min_frequency_ = 1;
  uint64_t single_symbols_ = 0;
  std::vector<TokenId> symbols_;
  std::vector<Word> words_;
  std::vector<PairRecord> records_;
  PairTable<uint32_t> record_of_;  // index in records_
  std::vector<Candidate> queue_;   // a heap
  std::unique_ptr<WordLists> lists_;
  std::vector<Neighbours> neighbours_;  // by thread
};

}  // namespace jangin::tokenizer
