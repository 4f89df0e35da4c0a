// SHA-256 against the vectors of FIPS 180-4, Philox against those of its authors (Random123 kat_vectors).
#include <gtest/gtest.h>

#include <cmath>
#include <set>
#include <vector>

#include "base/hash.h"
#include "base/random.h"

namespace jangin {
namespace {

TEST(Sha256, PublishedVectors) {
  EXPECT_EQ(sha256_hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 parts;
  parts.update("a").update("bc");
  EXPECT_EQ(parts.hex(), sha256_hex("abc"));
}

TEST(Sha256, FieldsDoNotRunIntoOneAnother) { EXPECT_NE(hash_fields({"ab", "c"}), hash_fields({"a", "bc"})); }

TEST(Philox, PublishedVectors) {
  std::array<uint32_t, 4> zero = philox4x32({0, 0, 0, 0}, {0, 0});
  EXPECT_EQ(zero, (std::array<uint32_t, 4>{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}));
  std::array<uint32_t, 4> ones = philox4x32({~0U, ~0U, ~0U, ~0U}, {~0U, ~0U});
  EXPECT_EQ(ones, (std::array<uint32_t, 4>{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}));
}

TEST(Random, KeyedAndUniform) {
  Random a(7, 1), b(7, 1), c(7, 2);
  EXPECT_EQ(a.next_u64(), b.next_u64());
  EXPECT_NE(a.next_u64(), c.next_u64());
  std::vector<int> counts(10);
  for (int i = 0; i < 10000; ++i) ++counts[a.below(10)];
  for (int count : counts) EXPECT_NEAR(count, 1000, 150);
  double sum = 0, squares = 0;
  for (int i = 0; i < 20000; ++i) {
    double x = a.normal();
    sum += x, squares += x * x;
  }
  EXPECT_NEAR(sum / 20000, 0, 0.03);
  EXPECT_NEAR(squares / 20000, 1, 0.05);
}

TEST(Random, ShuffleIsAPermutation) {
  std::vector<int> items(100);
  for (int i = 0; i < 100; ++i) items[i] = i;
  Random(3).shuffle(items);
  EXPECT_EQ(std::set<int>(items.begin(), items.end()).size(), 100U);
  EXPECT_NE(items[0] * 100 + items[1], 1);
}

}  // namespace
}  // namespace jangin
