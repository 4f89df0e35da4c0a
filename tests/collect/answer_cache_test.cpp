// Answers come back as they were put in, whatever happened to the file meanwhile; what is torn or damaged is not there.
#include "collect/answer_cache.h"

#include <gtest/gtest.h>

#include "base/file.h"
#include "base/hash.h"
#include "collect/readers_for_tests.h"
#include "collect/wire.h"

namespace jangin::collect {
namespace {

namespace fs = std::filesystem;

std::string id(int number) { return sha256_hex(std::to_string(number)); }
std::string answer(const std::string& text) {
  Reading reading;
  reading.title = "title";
  reading.text = text + "\n";
  return encode_outcome(reading);
}
AnswerCache opened(const TemporaryFolder& folder) {
  auto cache = AnswerCache::open(folder.path / "cache");
  EXPECT_TRUE(cache) << cache.error().text();
  return std::move(*cache);
}
/// The text of an answer without its line end, "none" where there is none.
std::string text_of(const AnswerCache& cache, int number) {
  auto outcome = cache.read(id(number));
  return outcome && *outcome ? (*outcome)->text.substr(0, (*outcome)->text.size() - 1) : "none";
}
size_t packs(const TemporaryFolder& folder) {
  return static_cast<size_t>(std::distance(fs::directory_iterator(folder.path / "cache"), fs::directory_iterator()));
}

TEST(AnswerCache, KeepsAnswersOverRunsInOnePack) {
  TemporaryFolder folder;
  for (int run = 0; run < 3; ++run) {
    AnswerCache cache = opened(folder);
    for (int before = 0; before < 10 * run; ++before) EXPECT_EQ(text_of(cache, before), "text " + std::to_string(before));
    EXPECT_EQ(text_of(cache, 10 * run), "none");
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(cache.write(id(10 * run + i), answer("text " + std::to_string(10 * run + i))));
    EXPECT_EQ(text_of(cache, 10 * run + 9), "text " + std::to_string(10 * run + 9));
  }
  EXPECT_EQ(packs(folder), 1U);
}

TEST(AnswerCache, FailuresAreKeptAndALaterAnswerStandsForAnEarlierOne) {
  TemporaryFolder folder;
  {
    AnswerCache cache = opened(folder);
    ASSERT_TRUE(cache.write(id(1), encode_outcome(read_failure("no_text", "nothing"))));
    ASSERT_TRUE(cache.write(id(2), answer("old")));
    ASSERT_TRUE(cache.write(id(2), answer("new")));
  }
  AnswerCache cache = opened(folder);
  auto failure = cache.read(id(1));
  ASSERT_TRUE(failure && !*failure);
  EXPECT_EQ(failure->error().reason, "no_text");
  EXPECT_EQ(text_of(cache, 2), "new");
}

/// Cut at every byte of the last record: those before it are there, it is not, and the next run writes over what is left of it.
TEST(AnswerCache, WhatAKilledRunLeftUnfinishedIsWrittenOver) {
  TemporaryFolder folder;
  ASSERT_TRUE(opened(folder).write(id(1), answer("first")));
  const fs::path pack = fs::directory_iterator(folder.path / "cache")->path();
  const uint64_t whole = fs::file_size(pack);
  ASSERT_TRUE(opened(folder).write(id(2), answer("second")));
  const std::string bytes = bytes_of(pack);
  for (uint64_t cut = whole; cut < bytes.size(); ++cut) {
    ASSERT_TRUE(write_file(pack, bytes.substr(0, cut)));
    {
      AnswerCache cache = opened(folder);
      EXPECT_EQ(text_of(cache, 1), "first");
      EXPECT_EQ(text_of(cache, 2), "none") << cut;
      ASSERT_TRUE(cache.write(id(3), answer("third")));
    }
    AnswerCache cache = opened(folder);
    EXPECT_EQ(text_of(cache, 1), "first");
    EXPECT_EQ(text_of(cache, 3), "third") << cut;
  }
}

/// Behind a record that is written over a torn one nothing of that is left: a document's text may look like an answer to another document.
TEST(AnswerCache, WhatStoodInATornRecordIsNoAnswer) {
  TemporaryFolder folder;
  ASSERT_TRUE(opened(folder).write(id(1), answer("first")));
  const fs::path pack = fs::directory_iterator(folder.path / "cache")->path();
  const std::string next = id(3) + answer("third"), forged = id(9) + answer("forged");
  std::string torn = id(2) + answer(std::string(next.size(), 'x') + forged + "the end");
  torn.replace(next.size(), forged.size(), forged);
  ASSERT_TRUE(write_file(pack, bytes_of(pack) + torn.substr(0, torn.size() - 1)));
  ASSERT_TRUE(opened(folder).write(id(3), answer("third")));
  AnswerCache cache = opened(folder);
  EXPECT_EQ(text_of(cache, 3), "third");
  EXPECT_EQ(text_of(cache, 9), "none");
}

TEST(AnswerCache, ADamagedAnswerIsNotThereAndOthersAre) {
  TemporaryFolder folder;
  {
    AnswerCache cache = opened(folder);
    for (int i = 0; i < 3; ++i) ASSERT_TRUE(cache.write(id(i), answer("text " + std::to_string(i))));
  }
  const fs::path pack = fs::directory_iterator(folder.path / "cache")->path();
  std::string bytes = bytes_of(pack);
  const size_t at = bytes.find("text 1");
  ASSERT_NE(at, std::string::npos);
  bytes[at] ^= 1;
  ASSERT_TRUE(write_file(pack, bytes));
  AnswerCache cache = opened(folder);
  EXPECT_EQ(text_of(cache, 0), "text 0");
  EXPECT_EQ(text_of(cache, 1), "none");
  EXPECT_EQ(text_of(cache, 2), "text 2");
}

TEST(AnswerCache, TwoRunsAtOnceDoNotWriteIntoOnePack) {
  TemporaryFolder folder;
  {
    AnswerCache one = opened(folder), other = opened(folder);
    for (int i = 0; i < 20; ++i) ASSERT_TRUE((i % 2 ? one : other).write(id(i), answer(std::string(static_cast<size_t>(100 * i + 1), 'x'))));
  }
  EXPECT_EQ(packs(folder), 2U);
  AnswerCache cache = opened(folder);
  for (int i = 0; i < 20; ++i) EXPECT_EQ(text_of(cache, i), std::string(static_cast<size_t>(100 * i + 1), 'x'));
}

TEST(AnswerCache, EachWorkerHasPacksOfItsOwnAndARunWithoutSharesTheLastWord) {
  TemporaryFolder folder;
  auto worker = [&](const char* name, int number, const char* text) {
    auto cache = AnswerCache::open(folder.path / "cache", name);
    ASSERT_TRUE(cache) << cache.error().text();
    ASSERT_TRUE(cache->write(id(number), answer(text)));
  };
  worker("1-of-2", 1, "worker's");
  worker("2-of-2", 2, "the other's");
  {
    AnswerCache cache = opened(folder);
    EXPECT_EQ(text_of(cache, 1), "worker's");
    EXPECT_EQ(text_of(cache, 2), "the other's");
    ASSERT_TRUE(cache.write(id(1), answer("later")));
  }
  worker("1-of-2", 3, "again");
  EXPECT_EQ(packs(folder), 3U);
  EXPECT_TRUE(fs::exists(folder.path / "cache/1-of-2.000000.pack"));
  EXPECT_TRUE(fs::exists(folder.path / "cache/000000.pack"));
  AnswerCache cache = opened(folder);
  EXPECT_EQ(text_of(cache, 1), "later");
  EXPECT_EQ(text_of(cache, 3), "again");
}

}  // namespace
}  // namespace jangin::collect
