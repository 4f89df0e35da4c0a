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
  const auto wrapped = table.find(42, 13), other = table.find(42, 20);
  ASSERT_TRUE(wrapped && other);
  EXPECT_EQ(wrapped->begin, 0U) << "a b c, wrapped";
  EXPECT_EQ(wrapped->end, 5U);
  EXPECT_EQ(other->begin, 7U) << "a b d";
  EXPECT_EQ(other->end, 12U);
  EXPECT_FALSE(table.find(42, 26)) << "a bb c";
  EXPECT_FALSE(table.find(43UL << 40, 13)) << "another hash";
  table.add(42, 13);
  EXPECT_EQ(table.size(), 2U);
  EXPECT_FALSE(table.find(42, 28)) << "the text ends within";
}

TEST(WindowTable, WhatFollowsAFoundWindowIsFoundAsIfAlone) {
  std::mt19937 random(5);
  std::string text;
  std::vector<Word> words;
  for (int i = 0; i < 4'000; ++i) text += (random() % 3 == 0 ? "b" : "aa") + std::string(random() % 40 == 0 ? "\n\n" : " ");
  cut_words(text, words);
  constexpr size_t kWords = 9;
  WindowTable table(text, kWords);
  const auto hash = [&](size_t i) { return mix_bits(text[words[i].begin] == 'b' ? 1 : 2) & ~(uint64_t{0xff} << 56); };  // many windows share one
  std::optional<EarlierWindow> before;
  size_t found = 0, followed = 0;
  for (size_t i = 0; i + kWords <= words.size(); ++i) {
    const auto alone = table.find(hash(i), words[i].begin);
    if (before) {
      const auto next = table.find_next(hash(i), words[i].begin, words[i + kWords - 1].begin, *before);
      ASSERT_EQ(next.has_value(), alone.has_value()) << i;
      if (next) {
        ASSERT_EQ(next->begin, alone->begin);
        ASSERT_EQ(next->end, alone->end);
        followed += next->begin == next_word(text, before->begin) ? 1 : 0;
      }
    }
    found += alone ? 1 : 0;
    before = alone;
    table.add(hash(i), words[i].begin);
  }
  EXPECT_GT(followed, 200U);
  EXPECT_GT(found - followed, 200U) << "others, too, whose place is another";
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
  for (uint64_t i = 0; i < 20'000; ++i) ASSERT_EQ(table.find(mix_bits(i + 1), places[20'000 + i])->begin, places[i]);
}

}  // namespace
}  // namespace jangin::refine
