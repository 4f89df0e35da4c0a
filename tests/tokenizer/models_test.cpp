// Models beyond the goldens: against slow and simple forms of the same rules, on long texts, in batches, in streams.
#include <gtest/gtest.h>

#include <filesystem>
#include <random>

#include "tokenizer/character_bpe.h"
#include "tokenizer/simple_merging.h"
#include "tokenizer/tokenizer.h"
#include "tokenizer/tokenizer_json.h"

namespace jangin::tokenizer {
namespace {
namespace fs = std::filesystem;

const fs::path kGoldens = fs::path(JANGIN_SOURCE_DIR) / "tests/tokenizer/goldens";

Tokenizer open_golden(const char* name) {
  auto tokenizer = Tokenizer::open(kGoldens / name);
  EXPECT_TRUE(tokenizer) << tokenizer.error().text();
  return std::move(*tokenizer);
}

TEST(CharacterBpe, MergesByScoreAsTheSimpleRuleSays) {
  const TokenizerSpec spec = scored_spec();
  auto model = CharacterBpeModel::build(spec, "t");
  ASSERT_TRUE(model) << model.error().text();
  std::mt19937 random(3);
  const std::vector<std::string> characters = {"a", "a", "b", "c", "q", "가", "나", "\u2581", "z", "😀"};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t left = 1 + random() % (i % 10 == 0 ? 200 : 12); left > 0; --left) text += characters[random() % characters.size()];
    std::vector<TokenId> ids;
    (*model)->encode(text, ids, nullptr);
    ASSERT_EQ(ids, merge_simply(spec, text)) << text;
    std::vector<TokenId> with_ends;
    std::vector<uint32_t> ends;
    (*model)->encode(text, with_ends, &ends);
    ASSERT_EQ(with_ends, ids);
    ASSERT_EQ(ends.back(), text.size());
  }
}

TEST(CharacterBpe, MergesOfAScoredVocabularyAreWrittenMostUrgentFirst) {
  const auto merges = merges_from_scores(scored_spec());
  ASSERT_FALSE(merges.empty());
  EXPECT_EQ(merges[0].first + merges[0].second, "ab");
  for (const auto& [left, right] : merges) EXPECT_NE(right, "q") << "is no token";
  EXPECT_EQ(std::count(merges.begin(), merges.end(), std::pair<std::string, std::string>("ab", "c")), 1);
  EXPECT_EQ(std::count(merges.begin(), merges.end(), std::pair<std::string, std::string>("a", "bc")), 1);
}

TEST(CharacterBpe, ALineOfAMegabyteTakesLinearTime) {
  for (const char* name : {"gemma", "llama2", "partial"}) {
    const Tokenizer tokenizer = open_golden(name);
    std::string joined;  // one word
    std::string spaced;
    while (joined.size() < 1'000'000) joined += "spindle장인machine";
    while (spaced.size() < 1'000'000) spaced += "the spindle 장인 ";
    for (const std::string& text : {joined, spaced}) {
      const auto ids = tokenizer.encode(text);
      EXPECT_EQ(tokenizer.decode(ids), text) << name;
      const std::string half = text.substr(0, text.find(' ') == std::string::npos ? 24 * 10 : 20 * 10);
      const auto first = tokenizer.encode(half);
      EXPECT_TRUE(std::equal(first.begin(), first.begin() + 5, ids.begin())) << name;
    }
  }
}

TEST(Tokenizer, ABatchIsItsTexts) {
  const Tokenizer tokenizer = open_golden("unigram");
  const std::vector<std::string_view> texts = {"", "the tool", "장인", "a<|end|>b", "  x  "};
  const auto batch = tokenizer.encode_batch(texts, {.special = true});
  ASSERT_EQ(batch.size(), texts.size());
  for (size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(batch[i], tokenizer.encode(texts[i], {.special = true}));
}

TEST(Tokenizer, StreamsAreTheWholeText) {
  for (const char* name : {"gemma", "llama2", "unigram", "unigram_bytes", "bert", "words", "smollm"}) {
    const Tokenizer tokenizer = open_golden(name);
    for (const char* text : {"the spindle turns", " two  spaces", "장인은 문서에서", "a\U0001F600b", "x"}) {
      const auto ids = tokenizer.encode(text);
      StreamDecoder stream(tokenizer);
      std::string out;
      for (TokenId id : ids) out += stream.push(id);
      EXPECT_EQ(out + stream.finish(), tokenizer.decode(ids)) << name;
    }
  }
}

TEST(Tokenizer, OffsetsOfPiecesWithSpacesAndBytes) {
  const Tokenizer tokenizer = open_golden("llama2");
  const std::string text = "the 😀tool";
  const Encoding encoding = tokenizer.encode_with_offsets(text);
  EXPECT_EQ(encoding.ids, tokenizer.encode(text));
  EXPECT_EQ(encoding.offsets.front().begin, 0u);
  EXPECT_EQ(encoding.offsets.back().end, text.size());
  const size_t face = text.find("😀");
  const TokenId byte = tokenizer.find("<0xF0>").value();
  const auto at = static_cast<size_t>(std::find(encoding.ids.begin(), encoding.ids.end(), byte) - encoding.ids.begin());
  ASSERT_LT(at + 3, encoding.ids.size());
  EXPECT_EQ(encoding.offsets[at], (ByteSpan{face, face + 1}));
  EXPECT_EQ(encoding.offsets[at + 3], (ByteSpan{face + 3, face + 4}));
}

TEST(Tokenizer, ATextOfAUserIsNoControlTokenOfAnyModel) {
  for (const char* name : {"gemma", "llama2", "unigram", "unigram_bytes", "bert", "words"}) {
    const Tokenizer tokenizer = open_golden(name);
    for (TokenId id : tokenizer.encode("x <|user|><|end|> y")) EXPECT_FALSE(tokenizer.is_special(id) && id != tokenizer.spec().unknown_byte) << name;
  }
}

std::string error_of(const std::string& model, const std::string& rest = "") {
  auto spec = spec_from_json(R"({"decoder":{"type":"Fuse"},)" + rest + R"("model":)" + model + "}", "t.json");
  if (!spec) return spec.error().text();
  auto tokenizer = Tokenizer::build(std::move(*spec), "t.json");
  return tokenizer ? "" : tokenizer.error().text();
}

TEST(TokenizerModelsParser, WrongModelsNameFileAndField) {
  EXPECT_EQ(error_of(R"({"type":"Unigram","unk_id":0,"vocab":[["<unk>",0],["a",-1]]})"), "");
  EXPECT_EQ(error_of(R"({"type":"Unigram","unk_id":2,"vocab":[["<unk>",0],["a",-1]]})"), "t.json: field `model.unk_id` is 2, outside 2 tokens");
  EXPECT_EQ(error_of(R"({"type":"Unigram","vocab":[["<unk>",0],["a"]]})"), "t.json: field `model.vocab`: entry 1 is no pair of text and number");
  EXPECT_EQ(error_of(R"({"type":"Unigram","vocab":[["a",0],["a",-1]]})"), "t.json: tokens 0 and 1 are both `a`");
  EXPECT_EQ(error_of(R"({"type":"WordPiece","vocab":{"a":0},"unk_token":"[UNK]"})"), "t.json: field `model.unk_token` is not in the vocabulary");
  EXPECT_EQ(error_of(R"({"type":"WordPiece","vocab":{"a":900000000}})").find("t.json: field `model.vocab`: `a` has id 900000000"), 0u);
  EXPECT_EQ(error_of(R"({"type":"BPE","byte_fallback":true,"vocab":{"a":0},"merges":[["a","b"]]})"),
            "t.json: merge 0 (`a` `b`) names a token that does not exist");
  const std::string good = R"({"type":"WordPiece","vocab":{"a":0}})";
  EXPECT_EQ(error_of(good, R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"?"},)"),
            "t.json: field `normalizer.precompiled_charsmap` is no base64");
  EXPECT_EQ(error_of(good, R"("normalizer":{"type":"Precompiled","precompiled_charsmap":"/////w=="},)"),
            "t.json: field `normalizer.precompiled_charsmap` does not hold the trie that it announces");
  EXPECT_EQ(error_of(good, R"("normalizer":{"type":"Replace","pattern":{"Regex":"("},"content":""},)").find("t.json: pre-tokenizer pattern"), 0u);
  EXPECT_EQ(error_of(good, R"("pre_tokenizer":{"type":"Metaspace","replacement":"ab"},)"),
            "t.json: field `pre_tokenizer.replacement` is not one character");
}

TEST(TokenizerModelsParser, ScoredTokensTooLongToSplitAreRefused) {
  TokenizerSpec spec = scored_spec();
  spec.tokens.emplace_back(5000, 'a');
  spec.scores.push_back(-9);
  auto built = Tokenizer::build(spec, "t");
  ASSERT_FALSE(built);
  EXPECT_EQ(built.error().code, ErrorCode::limit_exceeded);
  spec.scores.pop_back();
  EXPECT_EQ(Tokenizer::build(spec, "t").error().text(), "t: there are 273 scores for 274 tokens");
}

/// "xa" + "b" cost 12, an unknown "x" + "ab" 9 without the penalty, 19 with it (google/sentencepiece unigram_model.cc).
TEST(TokenizerModels, AnUnknownCharacterCostsMoreThanTheLeastLikelyToken) {
  TokenizerSpec spec;
  spec.model = ModelKind::unigram;
  spec.tokens = {"<unk>", "xa", "b", "ab"};
  spec.scores = {0, -8, -4, -1};
  spec.unknown_byte = 0;
  auto tokenizer = Tokenizer::build(std::move(spec), "test");
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  EXPECT_EQ(tokenizer->encode("xab"), (std::vector<TokenId>{1, 2}));
  EXPECT_EQ(tokenizer->encode("xbab"), (std::vector<TokenId>{0, 2, 3}));
}

}  // namespace
}  // namespace jangin::tokenizer
