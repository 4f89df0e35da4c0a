// Pages: shared, copied before writing, kept for whoever begins alike, and given up when wanted.
#include "model/page_pool.h"

#include <gtest/gtest.h>

#include <numeric>

#include "base/random.h"

namespace jangin::model {
namespace {

constexpr int64_t kTokens = PagePool::kPageTokens;

std::vector<int32_t> tokens(int64_t count, int32_t first = 0) {
  std::vector<int32_t> out(static_cast<size_t>(count));
  std::iota(out.begin(), out.end(), first);
  return out;
}

void append(PagePool& pool, int32_t sequence, const std::vector<int32_t>& more) {
  ASSERT_TRUE(pool.extend(sequence, more));
  pool.settle(sequence);
}

TEST(PagePool, PagesComeAsTokensDoAndAreGivenBack) {
  PagePool pool(4, 2);
  append(pool, 0, tokens(1));
  EXPECT_EQ(pool.pages(0).size(), 1U);
  append(pool, 0, tokens(kTokens - 1));
  EXPECT_EQ(pool.pages(0).size(), 1U);
  append(pool, 0, tokens(1));
  EXPECT_EQ(pool.pages(0).size(), 2U);
  EXPECT_EQ(pool.available(), 2);
  EXPECT_FALSE(pool.extend(1, tokens(3 * kTokens)));
  EXPECT_EQ(pool.length(1), 0);
  EXPECT_EQ(pool.available(), 2);
  pool.truncate(0, kTokens);
  EXPECT_EQ(pool.available(), 3);
  append(pool, 1, tokens(3 * kTokens, 1000));
  EXPECT_EQ(pool.available(), 0);
}

TEST(PagePool, ASharedPageIsCopiedBeforeEitherWrites) {
  PagePool pool(8, 3);
  append(pool, 0, tokens(kTokens + 10));
  pool.share(0, 1, kTokens + 5);
  EXPECT_EQ(pool.length(1), kTokens + 5);
  EXPECT_EQ(pool.available(), 6);
  EXPECT_EQ(pool.pages_for(1, 1), 1);
  const int32_t last = pool.pages(0)[1];
  auto copies = pool.extend(1, tokens(1, 500));
  ASSERT_TRUE(copies);
  ASSERT_EQ(copies->size(), 1U);
  EXPECT_EQ((*copies)[0].from_page, last);
  EXPECT_EQ((*copies)[0].to_page, pool.pages(1)[1]);
  EXPECT_EQ((*copies)[0].rows, 5);
  EXPECT_EQ(pool.pages(0)[0], pool.pages(1)[0]);
  EXPECT_NE(pool.pages(0)[1], pool.pages(1)[1]);
  auto alone = pool.extend(0, tokens(1, 600));  // nobody reads its last page any more
  ASSERT_TRUE(alone);
  EXPECT_TRUE(alone->empty());
}

TEST(PagePool, WhoeverBeginsAlikeFindsTheKeptPages) {
  PagePool pool(8, 2);
  append(pool, 0, tokens(3 * kTokens + 7));
  const std::vector<int32_t> pages(pool.pages(0).begin(), pool.pages(0).end());
  pool.truncate(0, 0);
  EXPECT_EQ(pool.available(), 8);
  EXPECT_EQ(pool.reuse(1, tokens(2 * kTokens + 1)), 2 * kTokens);
  EXPECT_EQ(pool.pages(1)[1], pages[1]);
  pool.truncate(1, 0);
  EXPECT_EQ(pool.reuse(1, tokens(2 * kTokens)), kTokens) << "the last token is always computed";
  pool.truncate(1, 0);
  std::vector<int32_t> other = tokens(3 * kTokens);
  other[kTokens + 3] = -5;
  EXPECT_EQ(pool.reuse(1, other), kTokens);
  pool.truncate(1, 0);
  const std::vector<int32_t> late = tokens(2 * kTokens, static_cast<int32_t>(kTokens));  // the second page's tokens, but as a first page
  EXPECT_EQ(pool.reuse(1, late), 0);
}

TEST(PagePool, UnwrittenPagesServeNobody) {
  PagePool pool(8, 2);
  ASSERT_TRUE(pool.extend(0, tokens(2 * kTokens)));
  EXPECT_EQ(pool.reuse(1, tokens(2 * kTokens)), 0);
  pool.truncate(0, 0);
  EXPECT_EQ(pool.reuse(1, tokens(2 * kTokens)), 0);
}

TEST(PagePool, KeptPagesAreTakenTheOldestFirstAndThenForgotten) {
  PagePool pool(4, 2);
  append(pool, 0, tokens(2 * kTokens, 0));
  pool.truncate(0, 0);
  append(pool, 0, tokens(2 * kTokens, 5000));
  pool.truncate(0, 0);
  append(pool, 1, tokens(kTokens, 9000));  // takes the tail of what was given up first
  EXPECT_EQ(pool.reuse(0, tokens(2 * kTokens + 1, 5000)), 2 * kTokens);
  pool.truncate(0, 0);
  EXPECT_EQ(pool.reuse(0, tokens(2 * kTokens + 1, 0)), kTokens);
  pool.truncate(0, 0);
  pool.forget();
  EXPECT_EQ(pool.available(), 3);
  EXPECT_EQ(pool.reuse(0, tokens(2 * kTokens + 1, 5000)), 0);
  pool.truncate(1, 0);
  EXPECT_EQ(pool.reuse(0, tokens(kTokens + 1, 9000)), 0);
  EXPECT_EQ(pool.available(), 4);
}

TEST(PagePool, WritingIntoAFullPageAgainWithdrawsIt) {
  PagePool pool(4, 2);
  append(pool, 0, tokens(kTokens));
  pool.truncate(0, kTokens - 1);
  append(pool, 0, tokens(1, 77));
  EXPECT_EQ(pool.reuse(1, tokens(kTokens + 1)), 0);
  std::vector<int32_t> now = tokens(kTokens - 1);
  now.push_back(77);
  now.push_back(0);
  EXPECT_EQ(pool.reuse(1, now), kTokens);
}

/// Against a plain model of what each row holds: whatever is done, a sequence reads the tokens that it was given.
TEST(PagePool, RowsAlwaysHoldWhatTheSequenceWasGiven) {
  constexpr int32_t kSequences = 5;
  PagePool pool(24, kSequences);
  std::vector<int32_t> rows(24 * kTokens, -1);  // token in each row
  std::vector<std::vector<int32_t>> want(kSequences);
  Random random(3);
  auto below = [&](uint32_t n) { return static_cast<int32_t>(random.next_u32() % n); };
  size_t reused = 0, copied = 0, refused = 0;
  for (int turn = 0; turn < 20000; ++turn) {
    const int32_t s = below(kSequences);
    auto& mine = want[static_cast<size_t>(s)];
    switch (below(8)) {
      case 0:
        mine.resize(mine.size() - static_cast<size_t>(below(static_cast<uint32_t>(mine.size() + 1))));
        pool.truncate(s, static_cast<int64_t>(mine.size()));
        break;
      case 1: {
        const int32_t from = below(kSequences);
        if (from == s) break;
        const auto& source = want[static_cast<size_t>(from)];
        mine.assign(source.begin(), source.begin() + below(static_cast<uint32_t>(source.size() + 1)));
        pool.share(from, s, static_cast<int64_t>(mine.size()));
        break;
      }
      case 2: {
        pool.truncate(s, 0);
        const std::vector<int32_t> beginning = tokens(3 * kTokens, below(2));
        const auto found = static_cast<size_t>(pool.reuse(s, beginning));
        reused += found;
        mine.assign(beginning.begin(), beginning.begin() + static_cast<std::ptrdiff_t>(found));
        break;
      }
      default: {
        std::vector<int32_t> more;
        const int32_t base = mine.empty() ? below(2) : mine[0];
        for (int32_t i = 0, n = 1 + below(90); i < n; ++i) {
          more.push_back(below(50) == 0 ? below(9) : base + static_cast<int32_t>(mine.size()) + i);
        }
        auto copies = pool.extend(s, more);
        if (!copies) {
          ++refused;
          break;
        }
        for (const PageCopy& copy : *copies) {
          ++copied;
          std::copy_n(rows.begin() + copy.from_page * kTokens, copy.rows, rows.begin() + copy.to_page * kTokens);
        }
        for (int32_t token : more) {
          rows[static_cast<size_t>(pool.pages(s)[mine.size() / kTokens] * kTokens) + mine.size() % kTokens] = token;
          mine.push_back(token);
        }
        pool.settle(s);
      }
    }
    for (int32_t q = 0; q < kSequences; ++q) {
      const auto& tokens_of = want[static_cast<size_t>(q)];
      ASSERT_EQ(pool.length(q), static_cast<int64_t>(tokens_of.size()));
      for (size_t i = 0; i < tokens_of.size(); ++i) {
        ASSERT_EQ(rows[static_cast<size_t>(pool.pages(q)[i / kTokens] * kTokens) + i % kTokens], tokens_of[i])
            << "turn " << turn << " sequence " << q << " token " << i;
      }
    }
  }
  EXPECT_GT(reused, 1000U);
  EXPECT_GT(copied, 100U);
  EXPECT_GT(refused, 100U);
  for (int32_t s = 0; s < kSequences; ++s) pool.truncate(s, 0);
  EXPECT_EQ(pool.available(), 24);
}

}  // namespace
}  // namespace jangin::model
