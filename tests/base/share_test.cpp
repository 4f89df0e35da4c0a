// Shares: what may be written, what Slurm's variables mean, and that pieces are handed out whole, evenly and the same in every process.
#include "base/share.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <numeric>

#include "base/random.h"

namespace jangin {
namespace {

TEST(Share, IsWrittenFromOne) {
  auto second = parse_share("2/8");
  ASSERT_TRUE(second);
  EXPECT_EQ(second->index, 1);
  EXPECT_EQ(second->count, 8);
  EXPECT_EQ(second->text(), "2/8");
  EXPECT_EQ(second->file_name(), "2-of-8");
  EXPECT_TRUE(parse_share("512/512"));
  for (const char* wrong : {"", "/", "0/8", "9/8", "2", "2/", "/8", "-1/8", "2/8/1", "2 /8", "a/b", "1/513", "1/99999999999999999999"})
    EXPECT_FALSE(parse_share(wrong)) << wrong;
}

class SlurmArray : public ::testing::Test {
 protected:
  void TearDown() override { set({}); }
  static void set(const std::map<std::string, std::string>& variables) {
    for (const char* name : {"ID", "MIN", "MAX", "STEP", "COUNT"}) ::unsetenv((std::string("SLURM_ARRAY_TASK_") + name).c_str());
    for (const auto& [name, value] : variables) ::setenv(("SLURM_ARRAY_TASK_" + name).c_str(), value.c_str(), 1);
  }
  static std::string text() {
    auto share = share_of_slurm_array();
    return share ? share->text() : share.error().text();
  }
};

TEST_F(SlurmArray, NumbersMayBeginAnywhereAndHaveAStep) {
  set({{"ID", "0"}, {"MIN", "0"}, {"MAX", "7"}, {"STEP", "1"}, {"COUNT", "8"}});
  EXPECT_EQ(text(), "1/8");
  set({{"ID", "8"}, {"MIN", "1"}, {"MAX", "8"}, {"COUNT", "8"}});  // without _STEP
  EXPECT_EQ(text(), "8/8");
  set({{"ID", "12"}, {"MIN", "4"}, {"MAX", "16"}, {"STEP", "4"}, {"COUNT", "4"}});
  EXPECT_EQ(text(), "3/4");
  set({{"ID", "5"}, {"MIN", "5"}, {"MAX", "5"}, {"STEP", "1"}, {"COUNT", "1"}});
  EXPECT_EQ(text(), "1/1");
}

TEST_F(SlurmArray, WhatCannotBeToldIsAnError) {
  set({});
  EXPECT_NE(text().find("SLURM_ARRAY_TASK_ID is not set"), std::string::npos) << text();
  set({{"ID", "3"}, {"MIN", "1"}, {"MAX", "7"}, {"STEP", "1"}, {"COUNT", "3"}});  // --array=1,3,7
  EXPECT_NE(text().find("evenly spaced"), std::string::npos) << text();
  set({{"ID", "x"}, {"MIN", "0"}, {"MAX", "7"}, {"STEP", "1"}, {"COUNT", "8"}});
  EXPECT_NE(text().find("is no number"), std::string::npos) << text();
  set({{"ID", "0"}, {"MIN", "0"}, {"MAX", "4095"}, {"STEP", "1"}, {"COUNT", "4096"}});
  EXPECT_NE(text().find("at most 512"), std::string::npos) << text();
}

TEST(HandOut, NobodyHasMoreThanAFairPartAndTheHeaviestPiece) {
  Random random(5, 0);
  for (int workers : {1, 2, 3, 5, 64}) {
    for (size_t pieces : {0U, 1U, 4U, 200U}) {
      std::vector<uint64_t> bytes(pieces);
      for (uint64_t& b : bytes) b = random.below(10'000'000);
      const std::vector<int> owner = HandOut(workers).give(bytes);
      EXPECT_EQ(owner, HandOut(workers).give(bytes));
      std::vector<uint64_t> loads(static_cast<size_t>(workers));
      ASSERT_EQ(owner.size(), pieces);
      for (size_t i = 0; i < pieces; ++i) {
        ASSERT_TRUE(owner[i] >= 0 && owner[i] < workers);
        loads[static_cast<size_t>(owner[i])] += bytes[i];
      }
      const uint64_t total = std::accumulate(bytes.begin(), bytes.end(), uint64_t{0});
      const uint64_t heaviest = pieces == 0 ? 0 : *std::max_element(bytes.begin(), bytes.end());
      EXPECT_LE(*std::max_element(loads.begin(), loads.end()), total / static_cast<uint64_t>(workers) + heaviest + pieces * 4096);
    }
  }
}

TEST(HandOut, OneLargePieceBesideSmallOnesHasAWorkerOfItsOwn) {
  std::vector<uint64_t> bytes(101, 1'000'000);
  bytes[50] = 200'000'000;
  const std::vector<int> owner = HandOut(3).give(bytes);
  EXPECT_EQ(std::count(owner.begin(), owner.end(), owner[50]), 1);
  EXPECT_EQ(std::count(owner.begin(), owner.end(), (owner[50] + 1) % 3), 50);
  const std::vector<uint64_t> large = {100'000'000}, small(10, 1'000'000);
  HandOut hand_out(2);
  const int first = hand_out.give(large)[0];
  for (int worker : hand_out.give(small)) EXPECT_NE(worker, first) << "what was handed out before does not count";
  const std::vector<uint64_t> empty(6, 0);
  const std::vector<int> even = HandOut(2).give(empty);
  EXPECT_EQ(std::count(even.begin(), even.end(), 0), 3) << "pieces of no bytes all go to one";
}

}  // namespace
}  // namespace jangin
