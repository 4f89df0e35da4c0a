// Ids, decoded text and offsets against Hugging Face's tokenizers (tests/reference/make_tokenizer_goldens.py).
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {
namespace {
using nlohmann::json;
namespace fs = std::filesystem;

const fs::path kGoldens = fs::path(JANGIN_SOURCE_DIR) / "tests/tokenizer/goldens";

json read_json(const fs::path& path) {
  auto text = read_file(path);
  EXPECT_TRUE(text) << text.error().text();
  return json::parse(text.value_or("null"));
}

void expect_equal(const Tokenizer& tokenizer, const json& test) {
  const std::string text = test["text"];
  const bool special = test["special"];
  const auto ids = tokenizer.encode(text, {.special = special});
  EXPECT_EQ(ids, test["ids"].get<std::vector<TokenId>>()) << text;
  EXPECT_EQ(tokenizer.encode(text, {.special = special}), ids) << "the second time, from the cache: " << text;
  if (test.contains("surrounded")) {
    EXPECT_EQ(tokenizer.encode(text, {.special = special, .surround = true}), test["surrounded"].get<std::vector<TokenId>>()) << text;
  }
  EXPECT_EQ(tokenizer.decode(ids, false), test["decode"].get<std::string>()) << text;
  const Encoding encoding = tokenizer.encode_with_offsets(text, {.special = special});
  EXPECT_EQ(encoding.ids, ids) << text;
  size_t previous = 0;
  for (const ByteSpan& span : encoding.offsets) {
    EXPECT_LE(span.begin, span.end);
    EXPECT_LE(span.end, text.size());
    EXPECT_GE(span.begin, previous) << text;
    previous = span.begin;
  }
}

class TokenizerGoldens : public testing::TestWithParam<const char*> {};

TEST_P(TokenizerGoldens, SameIdsAsTheOriginal) {
  auto tokenizer = Tokenizer::open(kGoldens / GetParam());
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  const json cases = read_json(kGoldens / GetParam() / "cases.json");
  ASSERT_GT(cases.size(), 30u);
  for (const json& test : cases) expect_equal(*tokenizer, test);
}

TEST_P(TokenizerGoldens, SameIdsAfterSaving) {
  auto tokenizer = Tokenizer::open(kGoldens / GetParam());
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  const fs::path folder = fs::path(testing::TempDir()) / "jangin_tokenizer_saved" / GetParam();
  const Status saved = tokenizer->save(folder);
  ASSERT_TRUE(saved) << saved.error().text();
  auto again = Tokenizer::open(folder);
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->spec().added, tokenizer->spec().added);
  EXPECT_EQ(again->spec().pre_tokenizer, tokenizer->spec().pre_tokenizer);
  EXPECT_EQ(again->spec().tokens, tokenizer->spec().tokens);
  EXPECT_EQ(again->spec().merges, tokenizer->spec().merges);
  EXPECT_EQ(again->spec().surround, tokenizer->spec().surround);
  EXPECT_EQ(again->spec().scores, tokenizer->spec().scores);
  EXPECT_EQ(again->spec().normalizers, tokenizer->spec().normalizers);
  EXPECT_EQ(again->spec().decoding, tokenizer->spec().decoding);
  for (const json& test : read_json(kGoldens / GetParam() / "cases.json")) expect_equal(*again, test);
}

INSTANTIATE_TEST_SUITE_P(Kinds, TokenizerGoldens,
                         testing::Values("gpt2", "smollm", "llama3", "qwen2", "gpt4o", "odd", "gemma", "llama2", "partial", "unigram",
                                         "unigram_bytes", "bert", "words"),
                         [](const auto& info) { return std::string(info.param); });

}  // namespace
}  // namespace jangin::tokenizer
