// What the quality steps count: lines, words, symbols; repeated sequences of words against a plain form.
#include "refine/text_statistics.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <random>
#include <set>

#include "refine/word_sequences.h"

namespace jangin::refine {
namespace {

using ::testing::ElementsAre;

TEST(TextStatistics, WordsSymbolsLines) {
  const std::string text = "(\"well-known\".) 3.5 -\n\n  공구를 — 바꾼다.…\nx\u00A0y\n";
  TextStatistics found = cut_text(text);
  std::vector<std::string> tokens;
  std::string kinds;
  for (const Token& token : found.tokens) {
    tokens.push_back(text.substr(token.begin, token.bytes));
    kinds += !token.word ? 's' : token.letter ? 'l' : 'n';
  }
  EXPECT_THAT(tokens, ElementsAre("(\"", "well-known", "\".)", "3.5", "-", "공구를", "—", "바꾼다", ".…", "x", "y"));
  EXPECT_EQ(kinds, "slsnslslsll");
  EXPECT_EQ(found.words, 6U);
  EXPECT_EQ(found.words_with_letter, 5U);
  EXPECT_EQ(found.word_characters, 10U + 3 + 3 + 3 + 1 + 1);
  EXPECT_EQ(found.letters, 9U + 6 + 2);
  EXPECT_EQ(found.hangul, 6U);
  ASSERT_EQ(found.lines.size(), 4U);
  EXPECT_TRUE(found.lines[1].blank());
  EXPECT_EQ(found.lines[2].characters, 13U);
  EXPECT_EQ(found.lines[2].runs, 3U);
  EXPECT_EQ(found.lines[2].longest_run, 5U);
  EXPECT_EQ(found.lines[2].text_begin, found.lines[2].begin + 2);
  EXPECT_EQ(found.characters, 21U + 1 + 1 + 13 + 1 + 3 + 1);
}

TEST(TextStatistics, RepeatedLinesAndLineEnds) {
  TextStatistics found = cut_text("a\nb\n\n\na\nb ");
  std::string repeats;
  for (const Line& line : found.lines) repeats += line.repeats ? '1' : '0';
  EXPECT_EQ(repeats, "000010") << "empty lines never, and white space counts";
  EXPECT_TRUE(cut_text("").lines.empty());
  EXPECT_EQ(cut_text("\n").lines.size(), 1U);
  EXPECT_TRUE(ends_in_terminal("그렇다.") && ends_in_terminal("何。") && ends_in_terminal("a!"));
  EXPECT_FALSE(ends_in_terminal("") || ends_in_terminal("a:") || ends_in_terminal("a…") || ends_in_terminal("\"a.\""));
}

/// The definition, written as it reads.
struct PlainSequences {
  uint64_t top = 0, repeated = 0;
  PlainSequences(const std::vector<std::string>& tokens, size_t n) {
    std::map<std::vector<std::string>, uint64_t> counts;
    std::vector<std::vector<std::string>> order;
    std::set<std::vector<std::string>> seen;
    size_t next = 0;
    for (size_t i = 0; i + n <= tokens.size(); ++i) {
      std::vector<std::string> sequence(tokens.begin() + static_cast<long>(i), tokens.begin() + static_cast<long>(i + n));
      if (++counts[sequence] == 1) order.push_back(sequence);
      if (i < next) continue;
      if (seen.insert(sequence).second) continue;
      repeated += characters(sequence);
      next = i + n;
    }
    uint64_t most = 0;
    for (const auto& sequence : order) {
      if (counts[sequence] <= most) continue;
      most = counts[sequence];
      top = (characters(sequence) + n - 1) * most;
    }
  }
  static uint64_t characters(const std::vector<std::string>& sequence) {
    uint64_t sum = 0;
    for (const std::string& token : sequence) sum += token.size();
    return sum;
  }
};

TEST(WordSequences, EqualThePlainForm) {
  std::mt19937 random(7);
  for (int round = 0; round < 200; ++round) {
    const size_t size = random() % 120, alphabet = 1 + random() % 12;
    std::vector<std::string> tokens;
    std::string text;
    for (size_t i = 0; i < size; ++i) {
      if (random() % 10 == 0 && i > 12) {  // says again what it said
        for (size_t back = 12, copies = random() % 12; copies > 0; --copies) tokens.push_back(tokens[tokens.size() - back]);
      } else {
        tokens.push_back(std::string(1 + random() % alphabet, static_cast<char>('a' + random() % alphabet)));
      }
    }
    for (const std::string& token : tokens) text += (text.empty() ? "" : " ") + token;
    TextStatistics found = cut_text(text);
    ASSERT_EQ(found.tokens.size(), tokens.size());
    WordSequences sequences(found);
    for (size_t n = 1; n <= 10; ++n) {
      while (sequences.length() < n) sequences.lengthen();
      PlainSequences plain(tokens, n);
      ASSERT_EQ(sequences.top_characters(), plain.top) << n << ": " << text;
      ASSERT_EQ(sequences.repeated_characters(), plain.repeated) << n << ": " << text;
    }
  }
}

}  // namespace
}  // namespace jangin::refine
