// Texts as sets: what counts as a word, as a shingle, as a paragraph.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "refine/duplicates/paragraphs.h"
#include "refine/duplicates/shingles.h"

namespace jangin::refine {
namespace {

std::vector<uint64_t> shingles(std::string_view text, size_t n = 5, ShingleUnit unit = ShingleUnit::word) {
  std::vector<uint64_t> hashes;
  hash_shingles(text, unit, n, hashes);
  return hashes;
}

TEST(Shingles, Words) {
  EXPECT_EQ(shingles("one two three four five six").size(), 2U);
  EXPECT_EQ(shingles("one two three four five").size(), 1U);
  EXPECT_TRUE(shingles("one two three four").empty());
  EXPECT_TRUE(shingles("").empty());
  EXPECT_TRUE(shingles("--- *** | | ... !").empty());
  EXPECT_EQ(shingles("The \"Spindle\" turns,\nwhen **IT** runs."), shingles("the spindle turns when it runs"));
  EXPECT_NE(shingles("the spindle turns when it"), shingles("the spindle turns it when")) << "order counts";
  EXPECT_NE(shingles("a feed of 100 mm"), shingles("a feed of 200 mm")) << "numbers count";
  EXPECT_NE(shingles("ab c", 2), shingles("a bc", 2));
  for (size_t length = 1; length < 20; ++length) {  // words of all lengths, at the end of the text and before other bytes
    std::string word = std::string("INTERCHANGEABILITIES").substr(0, length), lower = std::string("interchangeabilities").substr(0, length);
    EXPECT_EQ(shingles("a " + word, 2), shingles("A, " + lower + "\u2026 ", 2)) << length;
    EXPECT_EQ(shingles("a " + word + " b", 2).size(), 2U) << length;
    EXPECT_NE(shingles("a " + word, 2), shingles("a " + word.substr(1) + "x", 2)) << length;
  }
  EXPECT_EQ(shingles("x a b y a b", 2).size(), 5U);
  EXPECT_EQ(shingles("x a b y a b", 2)[1], shingles("x a b y a b", 2)[4]) << "the same wherever it stands";
}

TEST(Shingles, AsciiLettersAndDigitsMakeWords) {
  for (int c = 0; c < 128; ++c) {
    bool inside = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    std::string text = "ab cd ef gh i" + std::string(1, static_cast<char>(c)) + "j";
    EXPECT_EQ(shingles(text).size(), inside ? 1U : 2U) << c;
    EXPECT_EQ(shingles("ab cd ef gh é" + text.substr(12)).size(), inside ? 1U : 2U) << c << ", by code points";
  }
}

TEST(Shingles, KoreanAndOtherScripts) {
  EXPECT_EQ(shingles("공구를 교환할 때는, (주축을) 먼저 멈춘다."), shingles("공구를 교환할 때는 주축을 먼저 멈춘다"));
  EXPECT_EQ(shingles("공구를 교환할 때는 주축을 먼저 멈춘다").size(), 2U);
  EXPECT_NE(shingles("공구를 교환할 때는 주축을 먼저"), shingles("공구를 교환할 때는 주축이 먼저"));
  EXPECT_EQ(shingles("ÀÉ ΣΩ ЖД ÖÇ ÑÅ"), shingles("àé σω жд öç ñå"));
  EXPECT_EQ(shingles("𠀀𠀁 中文 日本", 3).size(), 1U) << "beyond the basic plane";
  EXPECT_EQ(shingles("가「나」다、라。마", 5).size(), 1U);
  EXPECT_EQ(shingles("broken \xEA\xB0 bytes \xFF are no words\x80", 5).size(), 1U);
}

TEST(Shingles, Characters) {
  EXPECT_EQ(shingles("공구 교환", 5, ShingleUnit::character).size(), 1U);
  EXPECT_TRUE(shingles("공구교환", 5, ShingleUnit::character).empty());
  EXPECT_EQ(shingles("Tool -- change.", 4, ShingleUnit::character), shingles("tool change", 4, ShingleUnit::character));
  EXPECT_EQ(shingles("tool change", 4, ShingleUnit::character).size(), 8U);
}

TEST(Paragraphs, LetterForLetterButForWhiteSpace) {
  EXPECT_EQ(hash_paragraphs("a b\nc\n\nd e\n"), hash_paragraphs("d  e\n \n\n\na b c"));
  EXPECT_EQ(hash_paragraphs("a b\n\na b\n").size(), 1U);
  EXPECT_TRUE(hash_paragraphs(" \n\n").empty());
  for (const char* other : {"ten 10.5 mm", "ten 105 mm.", "Ten 105 mm", "ten 10 5 mm", "ten105 mm", "ten 105", "ten 105 mm\n\nand"})
    EXPECT_NE(hash_paragraphs("ten 105 mm"), hash_paragraphs(other)) << other;
  EXPECT_NE(hash_paragraphs("12345678 9"), hash_paragraphs("123456789"));
  EXPECT_NE(hash_paragraphs("1234567 89"), hash_paragraphs("12345678 9"));
  EXPECT_EQ(hash_paragraphs("12345678"), hash_paragraphs("12345678\n"));
  EXPECT_NE(hash_paragraphs("abcdefg"), hash_paragraphs("abcdefi"));
  EXPECT_NE(hash_paragraphs("abcdefgh"), hash_paragraphs("abcdefgi"));
  EXPECT_EQ(count_missing(hash_paragraphs("a\n\nb\n\nc"), hash_paragraphs("c\n\na\n\nd")), 1U);
}

}  // namespace
}  // namespace jangin::refine
