// Windows of words: equal ones have equal hashes and equal anchors; the filter misses none that repeats; the table compares words, not hashes.
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <string>

#include "refine/duplicates/shingles.h"
#include "refine/duplicates/window_table.h"
#include "refine/duplicates/word_windows.h"

namespace jangin::refine {
namespace {

std::vector<Word> cut(std::string_view text) {
  std::vector<Word> words;
  cut_words(text, words);
  return words;
}

TEST(WordWindows, Words) {
  const std::string text = " a  bcdefgh bcdefghi\tbcdefghij\n\n가나다라마바사 x";
  std::vector<std::string> found;
  for (const Word& word : cut(text)) found.emplace_back(text.substr(word.begin, word.end - word.begin));
  EXPECT_EQ(found, (std::vector<std::string>{"a", "bcdefgh", "bcdefghi", "bcdefghij", "가나다라마바사", "x"}));
  EXPECT_TRUE(cut(" \n ").empty());
  EXPECT_TRUE(cut("").empty());
  EXPECT_EQ(cut("x bcdefghi")[1].hash, cut("bcdefghi")[0].hash) << "wherever it stands";
  EXPECT_NE(cut("bcdefghi")[0].hash, cut("bcdefghj")[0].hash);
  EXPECT_NE(cut("bcdefghij")[0].hash, cut("bcdefghijj")[0].hash);
}

TEST(WordWindows, EqualWindowsHaveEqualHashesAndAnchors) {
  std::mt19937 random(3);
  std::string text;
  for (int i = 0; i < 3000; ++i) text += std::string(1, static_cast<char>('a' + random() % 2)) + " ";  // repeats often, with equal minima
  const std::vector<Word> words = cut(text);
  for (size_t n : {1UL, 2UL, 5UL, 9UL, 50UL}) {
    std::vector<Window> windows;
    hash_windows(words, n, windows);
    ASSERT_EQ(windows.size(), words.size() - n + 1);
    std::map<std::string, size_t> first;
    std::map<uint64_t, std::string> of_hash;
    for (size_t i = 0; i < windows.size(); ++i) {
      const std::string window = text.substr(words[i].begin, words[i + n - 1].end - words[i].begin);
      ASSERT_GE(windows[i].anchor_at, i);
      ASSERT_LE(windows[i].anchor_at + anchor_words(n), i + n) << "within the window";
      const size_t j = first.try_emplace(window, i).first->second;
      EXPECT_EQ(windows[i].hash, windows[j].hash);
      EXPECT_EQ(windows[i].anchor, windows[j].anchor);
      EXPECT_EQ(windows[i].anchor_at - i, windows[j].anchor_at - j);
      EXPECT_EQ(of_hash.try_emplace(windows[i].hash, window).first->second, window);
    }
  }
  std::vector<Window> windows(1);
  hash_windows(std::span(words).first(4), 5, windows);
  EXPECT_TRUE(windows.empty());
}

TEST(WordWindows, FilterMissesNone) {
  RepeatFilter filter(10'000);
  for (uint64_t i = 0; i < 10'000; ++i) filter.add(mix_bits(i + 1));
  for (uint64_t i = 0; i < 10'000; i += 3) filter.add(mix_bits(i + 1));
  size_t others = 0;
  for (uint64_t i = 0; i < 10'000; ++i) {
    const bool found = filter.may_repeat(mix_bits(i + 1));
    ASSERT_TRUE(found || i % 3 != 0);
    others += found && i % 3 != 0 ? 1 : 0;
  }
  EXPECT_LT(others, 1'000U);
}

TEST(WindowTable, ComparesWordsWhereHashesAreEqual) {
  const std::string text = "a b c  a b d\na  b\nc a b d a bb c ab c ";
  WindowTable table(text, 3);
  for (uint64_t at : {0UL, 7UL}) table.add(42, at);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_EQ(table.find(42, 13), 0U) << "a b c, wrapped";
  EXPECT_EQ(table.find(42, 20), 7U) << "a b d";
  EXPECT_FALSE(table.find(42, 26)) << "a bb c";
  EXPECT_FALSE(table.find(43UL << 40, 13)) << "another hash";
  table.add(42, 13);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_FALSE(table.find(42, 28)) << "the text ends within";
}

TEST(WindowTable, Grows) {
  std::string text;
  std::vector<uint64_t> places;
  for (int round = 0; round < 2; ++round) {
    for (int i = 0; i < 20'000; ++i) {
      places.push_back(text.size());
      text += std::to_string(i) + " ";
    }
  }
  WindowTable table(text, 1);
  for (uint64_t i = 0; i < 20'000; ++i) table.add(mix_bits(i + 1), places[i]);
  EXPECT_EQ(table.size(), 20'000U);
  EXPECT_LE(table.bytes(), 20'000U * 8 * 2);
  for (uint64_t i = 0; i < 20'000; ++i) ASSERT_EQ(table.find(mix_bits(i + 1), places[20'000 + i]), places[i]);
}

}  // namespace
}  // namespace jangin::refine
