// Signatures and the search among them, against their theory: bias, spread, how many pairs of a similarity are found.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>
#include <set>

#include "refine/duplicates/groups.h"
#include "refine/duplicates/shingles.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;

/// Sets of random items: two of `size` with `common` in common.
struct Pair {
  std::vector<uint64_t> a, b;
};
Pair random_pair(size_t size, size_t common, std::mt19937_64& random) {
  Pair pair;
  for (size_t i = 0; i < size; ++i) {
    pair.a.push_back(random());
    pair.b.push_back(i < common ? pair.a.back() : random());
  }
  return pair;
}

TEST(MinHashSignature, EstimatesAsTheTheorySays) {
  const MinHash hashes(112);
  std::mt19937_64 random(1);
  constexpr int kTrials = 400;
  for (size_t size : {20, 1000})
    for (double share : {0.0, 0.4, 0.8, 0.95}) {
      auto common = static_cast<size_t>(share * static_cast<double>(size));
      double exact = static_cast<double>(common) / static_cast<double>(2 * size - common), sum = 0, squares = 0;
      for (int trial = 0; trial < kTrials; ++trial) {
        Pair pair = random_pair(size, common, random);
        double error = hashes.similarity(hashes.signature(pair.a), hashes.signature(pair.b)) - exact;
        sum += error;
        squares += error * error;
      }
      double deviation = std::sqrt(exact * (1 - exact) / 112);
      EXPECT_LE(std::abs(sum / kTrials), 4 * deviation / std::sqrt(kTrials) + 1e-4) << "biased at " << exact << " of " << size;
      EXPECT_LE(std::sqrt(squares / kTrials), 1.15 * deviation + 1e-3) << "too wide at " << exact << " of " << size;
    }
}

TEST(MinHashSignature, SimilarityCountsEqualValues) {
  std::mt19937_64 random(2);
  for (size_t size : {1, 3, 4, 5, 112, 130}) {
    const MinHash hashes(size);
    Pair pair = random_pair(50, 45, random);
    auto a = hashes.signature(pair.a), b = hashes.signature(pair.b);
    size_t equal = 0;
    for (size_t k = 0; k < size; ++k) equal += signature_value(a, k) == signature_value(b, k);
    EXPECT_DOUBLE_EQ(hashes.similarity(a, b), static_cast<double>(equal) / static_cast<double>(size));
    std::reverse(pair.a.begin(), pair.a.end());
    pair.a.push_back(pair.a[7]);
    EXPECT_EQ(hashes.signature(pair.a), a) << "a set has no order and no repetitions";
    EXPECT_EQ(a.size(), hashes.words());
  }
}

using Signatures = std::vector<std::vector<uint64_t>>;
std::vector<std::vector<uint32_t>> groups_of(const Signatures& signatures, const MinHash& hashes, double similarity, Banding banding = {}) {
  std::vector<std::span<const uint64_t>> views(signatures.begin(), signatures.end());
  return find_groups(views, hashes, banding, similarity);
}

TEST(Groups, AreFoundAsOftenAsTheTheorySays) {
  const MinHash hashes(112);
  std::mt19937_64 random(3);
  constexpr size_t kPairs = 600, kSize = 400;
  for (double wanted : {0.5, 0.65, 0.72, 0.8, 0.85}) {
    auto common = static_cast<size_t>(std::lround(2 * kSize * wanted / (1 + wanted)));
    double exact = static_cast<double>(common) / static_cast<double>(2 * kSize - common);
    Signatures signatures;
    for (size_t i = 0; i < kPairs; ++i) {
      Pair pair = random_pair(kSize, common, random);
      signatures.push_back(hashes.signature(pair.a));
      signatures.push_back(hashes.signature(pair.b));
    }
    auto groups = groups_of(signatures, hashes, 0);
    for (const auto& group : groups) EXPECT_EQ(group[0] / 2, group.back() / 2) << "joined with a stranger";
    double theory = 1 - std::pow(1 - std::pow(exact, 8), 14), found = static_cast<double>(groups.size()) / kPairs;
    EXPECT_NEAR(found, theory, 4 * std::sqrt(theory * (1 - theory) / kPairs)) << "at " << exact;
  }
}

TEST(Groups, JoinChainsAndLeaveOutWhatHasNoSignature) {
  const MinHash hashes(112);
  std::mt19937_64 random(4);
  std::vector<uint64_t> items(1000);
  for (uint64_t& item : items) item = random();
  Signatures signatures{{}, {}};
  for (int step = 0; step < 4; ++step) {  // each 60 items further: neighbours at 0.89, ends at 0.70
    signatures.push_back(hashes.signature(items));
    for (int i = 0; i < 60; ++i) items[static_cast<size_t>(step * 60 + i)] = random();
  }
  signatures.push_back(hashes.signature(random_pair(1000, 0, random).a));
  EXPECT_THAT(groups_of(signatures, hashes, 0.8), ElementsAre(ElementsAre(2, 3, 4, 5)));
  EXPECT_TRUE(groups_of(signatures, hashes, 0.999).empty());
  EXPECT_TRUE(groups_of({}, hashes, 0.8).empty());
}

TEST(Groups, ManyAlikeAreOneGroupInAnyOrder) {
  const MinHash hashes(112);
  std::mt19937_64 random(5);
  Signatures signatures;
  for (int family = 0; family < 3; ++family) {
    std::vector<uint64_t> items = random_pair(500, 0, random).a;
    for (int i = 0; i < 200; ++i) {
      std::vector<uint64_t> changed = items;
      for (int change = 0; change < 10; ++change) changed[random() % changed.size()] = random();
      signatures.push_back(hashes.signature(changed));
    }
  }
  std::vector<size_t> order(signatures.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (int round = 0; round < 3; ++round) {
    Signatures shuffled;
    for (size_t i : order) shuffled.push_back(signatures[i]);
    auto groups = groups_of(shuffled, hashes, 0.8);
    ASSERT_EQ(groups.size(), 3U);
    for (const auto& group : groups) {
      std::set<size_t> families;
      for (uint32_t i : group) families.insert(order[i] / 200);
      EXPECT_EQ(families.size(), 1U);
      EXPECT_EQ(group.size(), 200U);
    }
    std::shuffle(order.begin(), order.end(), random);
  }
}

}  // namespace
}  // namespace jangin::refine
