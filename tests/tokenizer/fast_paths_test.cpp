// What is fast against what is plain: cached words against words encoded anew, texts whose spaces the model reads itself against texts that were
// normalised and never cut, byte pairs by the plainest rule, and normal forms that are taken for granted.
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <filesystem>
#include <random>

#include "text/unicode.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/simple_merging.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {
namespace {
namespace fs = std::filesystem;

const fs::path kGoldens = fs::path(JANGIN_SOURCE_DIR) / "tests/tokenizer/goldens";

const std::vector<std::string> kPieces = {" ",
                                          " ",
                                          "  ",
                                          "\n",
                                          "\t",
                                          "\r\n",
                                          "a",
                                          "ab",
                                          "the",
                                          "spindle",
                                          " tool",
                                          "turns",
                                          "장인",
                                          "문서",
                                          " 공구",
                                          "을",
                                          "힣",
                                          "ퟻ",
                                          "\u1100\u1161\u11a8",
                                          "e\u0301",
                                          "\u0301",
                                          "é",
                                          "漢字",
                                          "ひ\u3099",
                                          "▁",
                                          "▁▁",
                                          "1",
                                          "23",
                                          "3.14",
                                          ",",
                                          ".",
                                          "(",
                                          ")>",
                                          "> <",
                                          "</",
                                          "'s",
                                          "-",
                                          "“",
                                          "”",
                                          "…",
                                          "😀",
                                          "\u00a0",
                                          "\u3000",
                                          "<|end|>",
                                          "<",
                                          "[",
                                          "공작기계주축대의윤활",
                                          "internationalization",
                                          "----------------------------",
                                          "\xff",
                                          "\xea\xb0"};

std::string random_text(std::mt19937& random, size_t most) {
  std::string text;
  for (size_t left = random() % most; left > 0; --left) text += kPieces[random() % kPieces.size()];
  return text;
}

TEST(FastPaths, IdsAreThoseOfTheWayThatKeepsOffsets) {
  for (const char* name :
       {"bert", "gemma", "gpt2", "gpt4o", "llama2", "llama3", "odd", "partial", "qwen2", "smollm", "unigram", "unigram_bytes", "words"}) {
    auto tokenizer = Tokenizer::open(kGoldens / name);
    ASSERT_TRUE(tokenizer) << tokenizer.error().text();
    std::mt19937 random(11);
    for (int i = 0; i < 1500; ++i) {
      const std::string text = random_text(random, 40);
      const bool special = i % 2 == 0;
      const auto expected = tokenizer->encode_with_offsets(text, {.special = special}).ids;
      for (const char* when : {"anew", "again"})
        ASSERT_EQ(tokenizer->encode(text, {.special = special}), expected) << name << " " << when << ": " << text;
    }
  }
}

/// Words of every length, so that keys, their ends in the text and numbers of tokens meet every border of the cache's tables.
TEST(FastPaths, WordsOfEveryLengthThroughTheCache) {
  for (const char* name : {"smollm", "gemma"}) {
    auto tokenizer = Tokenizer::open(kGoldens / name);
    ASSERT_TRUE(tokenizer) << tokenizer.error().text();
    for (size_t length = 0; length < 80; ++length) {
      for (const char* letters : {"spindle", "qxzvqwj", "장인", "뷁"}) {
        std::string word;
        while (word.size() < length) word += letters[word.size() % std::strlen(letters)];
        while (!text::is_valid_utf8(word)) word.pop_back();
        for (const std::string& text : {word, " " + word, word + " and more text behind it than any key has bytes"}) {
          const auto expected = tokenizer->encode_with_offsets(text).ids;
          for (int i = 0; i < 2; ++i) ASSERT_EQ(tokenizer->encode(text), expected) << name << ": " << text;
        }
      }
    }
  }
}

/// Joins the pair of the most urgent merge, the leftmost of equals, until none joins.
std::vector<TokenId> merge_bytes_simply(const TokenizerSpec& spec, const std::vector<std::string>& alphabet, const std::string& word) {
  std::vector<std::string> parts;
  for (const char byte : word) parts.push_back(alphabet[static_cast<uint8_t>(byte)]);
  while (true) {
    size_t best_rank = spec.merges.size();
    size_t best = 0;
    for (size_t i = 0; i + 1 < parts.size(); ++i) {
      const auto found = std::find(spec.merges.begin(), spec.merges.end(), std::pair(parts[i], parts[i + 1]));
      const auto rank = static_cast<size_t>(found - spec.merges.begin());
      if (rank >= best_rank) continue;
      best_rank = rank;
      best = i;
    }
    if (best_rank == spec.merges.size()) break;
    parts[best] += parts[best + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
  std::vector<TokenId> ids;
  for (const std::string& part : parts)
    ids.push_back(static_cast<TokenId>(std::find(spec.tokens.begin(), spec.tokens.end(), part) - spec.tokens.begin()));
  return ids;
}

TEST(FastPaths, BytesMergeAsTheSimpleRuleSays) {
  auto tokenizer = Tokenizer::open(kGoldens / "gpt2");
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  std::vector<std::string> alphabet(256);
  for (const std::string& token : tokenizer->spec().tokens) {
    const std::string bytes = tokenizer->token_bytes(tokenizer->find(token).value_or(kNoToken));
    if (bytes.size() == 1) alphabet[static_cast<uint8_t>(bytes[0])] = token;
  }
  std::mt19937 random(5);
  const std::string letters = "aeiostnrldhpmcgu";
  for (int i = 0; i < 1500; ++i) {
    std::string word;
    for (size_t left = 1 + random() % (i % 8 == 0 ? 60 : 14); left > 0; --left) word += letters[random() % letters.size()];
    ASSERT_EQ(tokenizer->encode(word), merge_bytes_simply(tokenizer->spec(), alphabet, word)) << word;
  }
}

/// Random merges in random order over the bytes of a few syllables, of which some come whole in time and some do not.
TokenizerSpec random_syllable_spec(std::mt19937& random, std::vector<std::string>& alphabet) {
  TokenizerSpec spec;
  for (int byte = 0; byte < 256; ++byte) {
    alphabet.push_back(to_byte_level(std::string(1, static_cast<char>(byte))));
    spec.tokens.push_back(alphabet.back());
  }
  std::vector<std::string> parts;
  for (const int byte : {0x20, 0x61, 0xea, 0xeb, 0xb0, 0xb1, 0x80, 0x81}) parts.push_back(alphabet[static_cast<size_t>(byte)]);
  for (const char* syllable : {"가", "각", "\uac40", "\ubc00"}) {  // what a vocabulary that knows Korean has
    const std::string_view bytes = syllable;
    const std::string begin = to_byte_level(bytes.substr(0, 2));
    spec.merges.emplace_back(to_byte_level(bytes.substr(0, 1)), to_byte_level(bytes.substr(1, 1)));
    spec.merges.emplace_back(begin, to_byte_level(bytes.substr(2, 1)));
    parts.push_back(begin);
    parts.push_back(to_byte_level(bytes));
  }
  for (int i = 0; i < 60; ++i) {
    const std::string& left = parts[random() % parts.size()];
    const std::string& right = parts[random() % parts.size()];
    if (left.size() + right.size() > 24) continue;
    spec.merges.emplace_back(left, right);
    parts.push_back(left + right);
  }
  const size_t known = random() % 9;  // the syllables' own merges come first, in part
  std::shuffle(spec.merges.begin() + static_cast<std::ptrdiff_t>(known), spec.merges.end(), random);
  std::vector<std::pair<std::string, std::string>> merges;
  for (const auto& merge : spec.merges) {
    if (std::find(merges.begin(), merges.end(), merge) == merges.end()) merges.push_back(merge);
  }
  spec.merges = merges;
  for (const auto& [left, right] : merges) {
    if (std::find(spec.tokens.begin(), spec.tokens.end(), left + right) == spec.tokens.end()) spec.tokens.push_back(left + right);
  }
  spec.pre_tokenizer.resize(1);
  spec.pre_tokenizer[0].kind = PreTokenStep::Kind::byte_level;
  return spec;
}

TEST(FastPaths, SyllablesMergeAsTheirBytesDo) {
  std::mt19937 random(17);
  for (int round = 0; round < 300; ++round) {
    std::vector<std::string> alphabet;
    auto tokenizer = Tokenizer::build(random_syllable_spec(random, alphabet), "t");
    ASSERT_TRUE(tokenizer) << tokenizer.error().text();
    for (int i = 0; i < 60; ++i) {
      std::string word = i % 2 == 0 ? " " : "";
      const std::vector<std::string> letters = {"가", "각", "\uac40", "\uac41", "\ubc00", "\ubc01", "a", "é"};
      for (size_t left = 1 + random() % 7; left > 0; --left) word += letters[random() % (i % 3 == 0 ? 8 : 6)];
      ASSERT_EQ(tokenizer->encode(word), merge_bytes_simply(tokenizer->spec(), alphabet, word)) << round << ": " << word;
    }
  }
}

/// Tokens that reach over spaces and from punctuation to letters: there, and only there, no cut is allowed.
TEST(FastPaths, TextsAreCutOnlyWhereNoTokenReaches) {
  TokenizerSpec spec = scored_spec();
  const auto add = [&](const char* token, double score) {
    spec.tokens.push_back(token);
    spec.scores.push_back(score);
  };
  for (const char* token : {">", "<", ",", "1", "-"}) add(token, -100);
  const std::pair<const char*, double> merged[] = {{"▁<", -3},  {">▁<", -4}, {"c▁", -2},  {"c▁a", -4}, {",a", -3},  {"b,", -2},   {"1가", -1},
                                                   {"나,", -2}, {"▁▁", -1},  {"▁▁▁", -4}, {"--", -2},  {"가▁", -3}, {"▁가나", -6}};
  for (const auto& [token, score] : merged) add(token, score);
  Normalization spaces(Normalization::replace);
  spaces.pattern = " ";
  spaces.content = "\u2581";
  spec.normalizers = {spaces};
  PreTokenStep step;
  step.pattern = " ";
  step.literal = true;
  step.behavior = SplitBehavior::merged_with_previous;
  spec.pre_tokenizer = {step};
  auto tokenizer = Tokenizer::build(spec, "t");
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  const std::vector<std::string> characters = {"a", "b", "c", "q", "가", "나", "다", " ", " ", "\u2581", ">", "<", ",", "1", "-", "z", "…", "\u25a0"};
  std::mt19937 random(9);
  for (int i = 0; i < 20'000; ++i) {
    std::string text;
    for (size_t left = 1 + random() % (i % 10 == 0 ? 120 : 14); left > 0; --left) text += characters[random() % characters.size()];
    std::string written;
    for (const char c : text) written += c == ' ' ? "\u2581" : std::string(1, c);
    ASSERT_EQ(tokenizer->encode(text), merge_simply(spec, written)) << text;
  }
}

/// Assigned after Unicode 9, the version of the original's tables: left where it stands.
bool is_later(char32_t c) {
  UVersionInfo age, nine = {9, 0, 0, 0};
  u_charAge(static_cast<UChar32>(c), age);
  return std::lexicographical_compare(std::begin(nine), std::end(nine), std::begin(age), std::end(age));
}

bool holds_later(std::string_view text) {
  const icu::UnicodeString characters = icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
  for (int32_t i = 0; i < characters.length(); i = characters.moveIndex32(i, 1))
    if (is_later(static_cast<char32_t>(characters.char32At(i)))) return true;
  return false;
}

TEST(FastPaths, NormalFormsAreIcus) {
  const Normalization forms[] = {Normalization::nfc};
  const auto normalizer = Normalizer::build(forms, "t");
  ASSERT_TRUE(normalizer);
  for (char32_t c = 1; c < 0x30000; ++c) {
    if ((c >= 0xd800 && c < 0xe000) || is_later(c)) continue;
    std::string text = c % 2 == 0 ? "an e가 " : "";
    text::append_utf8(text, c);
    text += c % 3 == 0 ? "\u0301 and more than a block" : c % 3 == 1 ? "가나다라마바사" : "\u11a8";
    ASSERT_EQ(normalizer->apply(text, false).text(), text::nfc(text)) << static_cast<uint32_t>(c);
  }
  std::mt19937 random(2);
  for (int i = 0; i < 20'000; ++i) {
    const std::string text(NormalizedText::repair(random_text(random, 20)).text());
    if (holds_later(text)) continue;
    ASSERT_EQ(normalizer->apply(text, false).text(), text::nfc(text));
  }
}

}  // namespace
}  // namespace jangin::tokenizer
