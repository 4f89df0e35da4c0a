// Counts of pieces: equal to counting by hand, whatever the blocks, batches and threads; what is forgotten when memory is short.
#include "tokenizer/training/piece_counter.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "base/interrupt.h"
#include "base/random.h"
#include "base/thread_pool.h"
#include "text/unicode.h"
#include "tokenizer/training/bpe_trainer.h"
#include "tokenizer/training/text_blocks.h"

namespace jangin::tokenizer {
namespace {

using Counts = std::map<std::string, uint64_t>;

Counts as_map(const PieceCounts& counts) {
  Counts out;
  for (const PieceTable& shard : counts.shards) {
    shard.visit([&](std::string_view piece, uint64_t hash, uint64_t count) {
      EXPECT_EQ(hash, piece_hash(piece));
      EXPECT_TRUE(out.emplace(piece, count).second) << piece << " is there twice";
    });
  }
  return out;
}

PreTokenizer words() {
  auto built = PreTokenizer::build(default_pre_tokenizer(), "test");
  EXPECT_TRUE(built);
  return std::move(*built);
}

Normalizer plain() { return std::move(*Normalizer::build({}, "test")); }

Result<PieceCounts> count(const std::vector<std::string>& documents, uint64_t memory_bytes, size_t batch_bytes,
                          std::span<const Normalization> forms = {}) {
  static const PreTokenizer splitter = words();
  JANGIN_ASSIGN(const Normalizer normalizer, Normalizer::build(forms, "test"));
  Progress progress("counting", 0, "bytes");
  PieceCounter counter(splitter, normalizer, memory_bytes, progress, batch_bytes);
  for (const std::string& document : documents) JANGIN_TRY(counter.add(document));
  return counter.finish();
}

/// Words of a long-tailed vocabulary in lines, as documents.
std::vector<std::string> documents(size_t count, size_t words_each) {
  Random random(3);
  std::vector<std::string> out(count);
  for (std::string& document : out) {
    for (size_t i = 0; i < words_each; ++i) {
      const uint32_t rank = random.next_u32() % (1 + random.next_u32() % 5000);
      document += (i % 11 == 10 ? "\n" : i == 0 ? "" : " ");
      for (uint32_t rest = rank + 1; rest > 0; rest /= 20) text::append_utf8(document, (rank % 2 == 0 ? U'가' : U'a') + rest % 20);
    }
  }
  return out;
}

class PieceCounting : public testing::Test {
 protected:
  void SetUp() override { set_progress_style(ProgressStyle::silent); }
  void TearDown() override {
    ThreadPool::set_threads(2);
    set_progress_style(ProgressStyle::automatic);
  }
};

TEST_F(PieceCounting, EqualsCountingOneByOne) {
  const auto texts = documents(40, 500);
  Counts expected;
  uint64_t pieces = 0;
  for (const std::string& text : texts) {
    split_pieces(text, words(), plain(), [&](std::string_view piece) { ++expected[std::string(piece)], ++pieces; });
  }
  for (size_t batch : {size_t{1}, size_t{5000}, PieceCounter::kBatchBytes}) {
    for (int threads : {1, 2, 5}) {
      ThreadPool::set_threads(threads);
      auto counts = count(texts, UINT64_MAX, batch);
      ASSERT_TRUE(counts);
      EXPECT_EQ(as_map(*counts), expected);
      EXPECT_EQ(counts->pieces, pieces);
      EXPECT_EQ(counts->documents, 40u);
      EXPECT_EQ(counts->distinct(), expected.size());
      EXPECT_EQ(counts->dropped_pieces, 0u);
    }
  }
}

TEST_F(PieceCounting, LongDocumentsAreCutWhereNoPieceIs) {
  std::string text;
  for (const std::string& part : documents(80, 5000)) text += part + "\n\n";
  ASSERT_GT(text.size(), 2 * PieceCounter::kBlockBytes);
  Counts expected;
  split_pieces(text, words(), plain(), [&](std::string_view piece) { ++expected[std::string(piece)]; });
  auto counts = count({text}, UINT64_MAX, PieceCounter::kBatchBytes);
  ASSERT_TRUE(counts);
  EXPECT_EQ(as_map(*counts), expected);
  EXPECT_EQ(counts->bytes, text.size());
}

TEST_F(PieceCounting, RepairsAndNormalizesAsEncodingDoes) {
  const Normalization nfc = Normalization::nfc;
  auto counts = count({"\u1112\u1161\u11ab \xff"}, UINT64_MAX, 100, {&nfc, 1});
  ASSERT_TRUE(counts);
  EXPECT_EQ(as_map(*counts), (Counts{{"한", 1}, {" \ufffd", 1}}));
}

TEST_F(PieceCounting, ForgetsTheRarestWhenMemoryIsShort) {
  const auto texts = documents(200, 500);
  const Counts all = as_map(*count(texts, UINT64_MAX, 20000));
  constexpr uint64_t kMemory = 100'000;
  std::vector<Counts> kept;
  for (int threads : {1, 2, 5}) {
    ThreadPool::set_threads(threads);
    auto counts = count(texts, kMemory, 20000);
    ASSERT_TRUE(counts);
    uint64_t bytes = 0;
    for (const PieceTable& shard : counts->shards) bytes += shard.bytes();
    EXPECT_LE(bytes, kMemory);
    kept.push_back(as_map(*counts));
    uint64_t left = 0;
    for (const auto& [piece, n] : kept.back()) {
      EXPECT_LE(n, all.at(piece));
      left += n;
    }
    EXPECT_EQ(left + counts->dropped_pieces, counts->pieces);
    EXPECT_GT(counts->dropped_distinct, 0u);
  }
  EXPECT_EQ(kept[1], kept[0]);
  EXPECT_EQ(kept[2], kept[0]);
  const auto most_frequent = std::max_element(all.begin(), all.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  EXPECT_EQ(kept[0].at(most_frequent->first), most_frequent->second);
  EXPECT_LT(kept[0].size(), all.size());
}

TEST_F(PieceCounting, StopsWhenAsked) {
  set_interrupted(true);
  auto counts = count({"a b"}, UINT64_MAX, 100);
  set_interrupted(false);
  ASSERT_FALSE(counts);
  EXPECT_EQ(counts.error().code, ErrorCode::interrupted);
}

TEST(TextBlocks, CutAfterLinesThenSpacesThenCharacters) {
  auto blocks = [](std::string_view text, size_t limit) {
    std::vector<std::string> out;
    EXPECT_TRUE(visit_blocks(text, limit, [&](std::string_view block) -> Status {
      out.emplace_back(block);
      return {};
    }));
    return out;
  };
  using Blocks = std::vector<std::string>;
  EXPECT_EQ(blocks("", 4), Blocks{});
  EXPECT_EQ(blocks("abcd", 4), Blocks{"abcd"});
  EXPECT_EQ(blocks("ab\ncd e\nf", 6), (Blocks{"ab\n", "cd e\nf"}));
  EXPECT_EQ(blocks("ab\n\n\ncdef", 6), (Blocks{"ab\n\n\n", "cdef"}));
  EXPECT_EQ(blocks("ab\n  cdef", 6), (Blocks{"ab\n  c", "def"}));  // no line end before text, no space after text: within a word
  EXPECT_EQ(blocks("ab cd efg", 7), (Blocks{"ab cd", " efg"}));
  EXPECT_EQ(blocks("가나다", 5), (Blocks{"가", "나", "다"}));
  EXPECT_EQ(blocks(std::string(9, '\x80'), 4).size(), 6u);  // not UTF-8: goes on all the same
}

}  // namespace
}  // namespace jangin::tokenizer
