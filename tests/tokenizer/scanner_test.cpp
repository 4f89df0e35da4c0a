// The hand-written scanners against the patterns that they stand for, on random texts of difficult characters.
#include "tokenizer/scanner.h"

#include <gtest/gtest.h>
#include <unicode/uchar.h>

#include <random>

#include "text/unicode.h"
#include "tokenizer/pre_tokenizer.h"
#include "tokenizer/presets.h"

namespace jangin::tokenizer {
namespace {

/// Characters of every class, and every border between classes that a pattern speaks of.
const std::vector<std::string> kPieces = {"a",
                                          "b",
                                          "s",
                                          "S",
                                          "t",
                                          "T",
                                          "re",
                                          "LL",
                                          "ve",
                                          "D",
                                          "m",
                                          "'",
                                          "'",
                                          "'s",
                                          "'\u017f",
                                          "Z",
                                          "AB",
                                          "\u01c5",
                                          "\u02b0",
                                          "\u00aa",
                                          "\u0301",
                                          "\u0903",
                                          "\u20dd",
                                          "가",
                                          "한글",
                                          "힣",
                                          "\ud788",
                                          "\ud77f",
                                          "\ud7a4",
                                          "\ud7fc",
                                          "\uabff",
                                          "\ud7b0",
                                          "가나다라마바사",
                                          "abcdefghijklmnop",
                                          "Abcdefghijklmnopqrstuvwxyz",
                                          "\u1100",
                                          "漢",
                                          "龥",
                                          "龦",
                                          "ひ",
                                          "ー",
                                          "・",
                                          "\u3040",
                                          "\u303f",
                                          "1",
                                          "23",
                                          "456",
                                          "7890",
                                          "٣",
                                          "½",
                                          "Ⅷ",
                                          " ",
                                          " ",
                                          "  ",
                                          "\t",
                                          "\n",
                                          "\r",
                                          "\r\n",
                                          "\u00a0",
                                          "\u3000",
                                          "\u2028",
                                          "\xC2\x85",
                                          "\u180e",
                                          "\u200b",
                                          "!",
                                          "..",
                                          "/",
                                          "//",
                                          "-",
                                          "$",
                                          "€",
                                          "_",
                                          "😀",
                                          "\u200d",
                                          "\x01",
                                          "\u0378",
                                          "\ue000",
                                          "é",
                                          "ß"};

std::string random_text(std::mt19937& random) {
  std::string text;
  for (size_t left = random() % 24; left > 0; --left) text += kPieces[random() % kPieces.size()];
  return text;
}

std::vector<std::string> by_pattern(const PreTokenizer& pre_tokenizer, std::string_view text) {
  std::vector<std::string> pieces;
  pre_tokenizer.split(text, true, [&](const PreTokenizer::Piece& piece) { pieces.emplace_back(piece.bytes); });
  return pieces;
}

/// In batches of `room` ends, so that pieces on a batch's border are seen, too.
std::vector<std::string> by_scanner(ScannerKind kind, std::string_view text, size_t room) {
  std::vector<std::string> pieces;
  std::vector<size_t> ends(room);
  for (size_t from = 0; const size_t count = scan_pieces(kind, text, from, ends);) {
    for (size_t i = 0; i < count; ++i) {
      pieces.emplace_back(text.substr(from, ends[i] - from));
      from = ends[i];
    }
  }
  return pieces;
}

/// PCRE2's Unicode may be older than ours: what came after Unicode 14 is compared with the originals only (compare_tokenizers.py).
bool known_to_pcre(char32_t c) {
  UVersionInfo version;
  u_charAge(static_cast<UChar32>(c), version);
  return version[0] >= 1 && version[0] <= 14;
}

class Scanner : public testing::TestWithParam<const char*> {};

TEST_P(Scanner, SplitsAsThePatternDoes) {
  const Preset* preset = find_preset(GetParam());
  ASSERT_TRUE(preset);
  auto pre_tokenizer = PreTokenizer::build(preset->steps, "t");
  ASSERT_TRUE(pre_tokenizer);
  ASSERT_TRUE(pre_tokenizer->scanner());
  std::mt19937 random(7);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text = random_text(random);
    ASSERT_EQ(by_scanner(*pre_tokenizer->scanner(), text, i % 2 == 0 ? 256 : 3), by_pattern(*pre_tokenizer, text)) << text;
  }
}

TEST_P(Scanner, KnowsEveryCharacter) {
  const Preset* preset = find_preset(GetParam());
  auto pre_tokenizer = PreTokenizer::build(preset->steps, "t");
  ASSERT_TRUE(pre_tokenizer);
  for (char32_t c = 1; c < 0x20000; ++c) {
    if ((c >= 0xd800 && c < 0xe000) || !known_to_pcre(c)) continue;
    std::string text = "ab";
    text::append_utf8(text, c);
    text += "cd ";
    text::append_utf8(text, c);
    text += "1 가나다";
    text::append_utf8(text, c);
    text += "Letters to fill blocks of sixteen bytes";
    ASSERT_EQ(by_scanner(*pre_tokenizer->scanner(), text, 64), by_pattern(*pre_tokenizer, text)) << static_cast<uint32_t>(c);
  }
}

INSTANTIATE_TEST_SUITE_P(Kinds, Scanner, testing::Values("gpt-2", "smollm", "llama-bpe", "qwen2", "gpt-4o", "deepseek-v3"), [](const auto& info) {
  std::string name = info.param;
  std::erase(name, '-');
  return name;
});

TEST(ScannerChoice, OnlyExactStepsAreKnown) {
  std::vector<PreTokenStep> steps = find_preset("llama-bpe")->steps;
  EXPECT_EQ(find_scanner(steps), ScannerKind::llama3);
  steps[0].pattern += " ";
  EXPECT_EQ(find_scanner(steps), std::nullopt);
  steps = find_preset("llama-bpe")->steps;
  steps[0].invert = true;
  EXPECT_EQ(find_scanner(steps), std::nullopt);
  steps = find_preset("gpt-2")->steps;
  steps[0].add_prefix_space = true;
  EXPECT_EQ(find_scanner(steps), std::nullopt);
}

}  // namespace
}  // namespace jangin::tokenizer
