// A tokenizer as SentencePiece's (GGUF: tokenizer.ggml.model "llama") written and read again: the same ids, whether it came with scores
// (from a GGUF) or with merges (from tokenizer.json).
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "model/formats/gguf.h"
#include "model/formats/gguf_tokenizer.h"
#include "model/formats/gguf_writer.h"
#include "tokenizer/tokenizer.h"

namespace jangin::model {
namespace {

namespace fs = std::filesystem;
using tokenizer::Normalization;
using tokenizer::TokenId;
using tokenizer::Tokenizer;
using tokenizer::TokenizerSpec;

const std::string kSpace = "\u2581";
constexpr int64_t kRows = 512;  // of the embedding: more than there are tokens

/// Joined in this order ("ale" is al, e and not a, le); every part is a token.
const std::vector<std::pair<std::string, std::string>> kMerges = {
    {"t", "h"},  {kSpace, "th"}, {kSpace + "th", "e"}, {"i", "n"},      {kSpace, "a"},       {"a", "l"},   {"s", "p"},
    {"in", "d"}, {"l", "e"},     {"sp", "ind"},        {"spind", "le"}, {kSpace, "spindle"}, {"안", "전"}, {kSpace, "안전"}};

class SentencePieceGguf : public testing::TestWithParam<bool> {
 protected:
  SentencePieceGguf() : path_(fs::temp_directory_path() / ("jangin_gguf_tokenizer_" + std::to_string(::getpid()) + ".gguf")) {}
  ~SentencePieceGguf() override { fs::remove(path_); }

  TokenId id(const TokenizerSpec& spec, const std::string& token) const {
    return static_cast<TokenId>(std::find(spec.tokens.begin(), spec.tokens.end(), token) - spec.tokens.begin());
  }
  /// Control tokens, bytes, characters, joined tokens. `prefix`: a space before every text, as Llama 2 has it; without, as in Gemma's vocabulary, two
  /// spaces are a token of the user's that is also joined before all others.
  TokenizerSpec make_spec(bool prefix) const {
    TokenizerSpec spec;
    spec.model = tokenizer::ModelKind::bpe;
    spec.tokens = {"<unk>", "<s>", "</s>", "<pad>", "<turn>", prefix ? "<tool>" : kSpace + kSpace};
    for (int byte = 0; byte < 256; ++byte) {
      char text[8];
      std::snprintf(text, sizeof(text), "<0x%02X>", byte);
      spec.tokens.emplace_back(text);
    }
    for (const char* character : {"\u2581", "t", "h", "e", "i", "n", "d", "a", "s", "p", "l", "안", "전", "모", "."})
      spec.tokens.emplace_back(character);
    for (const auto& [left, right] : kMerges) spec.tokens.push_back(left + right);
    for (const TokenId control : {0, 1, 2, 3, 4, 5})
      spec.added.push_back({.text = spec.tokens[static_cast<size_t>(control)], .id = control, .special = control < 5});
    spec.unk = spec.unknown_byte = 0;
    spec.bos = 1;
    spec.eos = 2;
    spec.pad = 3;
    spec.add_bos = true;
    spec.surround.before = {1};
    spec.byte_fallback = spec.fuse_unknown = true;
    if (prefix) spec.normalizers.emplace_back(Normalization::prepend).content = kSpace;
    Normalization& replace = spec.normalizers.emplace_back(Normalization::replace);
    replace.pattern = " ";
    replace.content = kSpace;
    spec.decoding.space = kSpace;
    spec.decoding.bytes = spec.decoding.fuse = true;
    spec.decoding.strip_begin = prefix ? 1 : 0;
    spec.chat_template = "{{ messages[0].content }}";
    return spec;
  }
  static void give_scores(TokenizerSpec& spec) {
    spec.scores.assign(spec.tokens.size(), -1000);
    spec.scores[5] = 1;
    for (size_t i = 0; i < kMerges.size(); ++i) spec.scores[spec.tokens.size() - kMerges.size() + i] = -1.5 * static_cast<double>(i);
  }
  GgufFile write(const TokenizerSpec& spec) {
    GgufWriter writer;
    writer.set_text("general.architecture", "llama");
    EXPECT_TRUE(tokenizer_to_gguf(spec, kRows, writer));
    EXPECT_TRUE(writer.write(path_, [](size_t, const GgufWriter::Sink&) -> Status { return {}; }));
    auto file = GgufFile::open(path_);
    EXPECT_TRUE(file) << file.error().text();
    return std::move(*file);
  }
  void expect_equal_ids(const TokenizerSpec& before, const TokenizerSpec& after) {
    auto ours = Tokenizer::build(before, "before"), theirs = Tokenizer::build(after, "after");
    ASSERT_TRUE(ours) << ours.error().text();
    ASSERT_TRUE(theirs) << theirs.error().text();
    for (const char* text : {"the spindle", " the  spindle. ", "then a  spin", "hale", "안전모", "안전 안전모 the", "한글 😀 é", "\n\tthe",
                             "<turn>the</s> a", "a <tool>the", "", " ", "ththe<0x41>", "\u2581the"}) {
      for (const bool special : {false, true}) {
        const auto ids = ours->encode(text, {.special = special, .surround = true});
        EXPECT_EQ(theirs->encode(text, {.special = special, .surround = true}), ids) << text;
        EXPECT_EQ(theirs->decode(ids, false), ours->decode(ids, false)) << text;
      }
    }
  }

  fs::path path_;
};

TEST_P(SentencePieceGguf, GivesTheSameIds) {
  for (const bool scored : {false, true}) {
    TokenizerSpec spec = make_spec(GetParam());
    if (scored) {
      give_scores(spec);
    } else {
      spec.merges = kMerges;
      if (!GetParam()) spec.merges.insert(spec.merges.begin(), {kSpace, kSpace});
    }
    const GgufFile file = write(spec);
    EXPECT_EQ(*file.text("tokenizer.ggml.model"), "llama");
    auto back = tokenizer_from_gguf(file);
    ASSERT_TRUE(back) << back.error().text();
    expect_equal_ids(spec, *back);
    const TokenId first = GetParam() ? id(spec, kSpace + "the") : id(spec, "th");
    EXPECT_EQ(Tokenizer::build(*back, "after")->encode("the 안전모", {}).front(), first);
    EXPECT_EQ(back->unk, 0);
    EXPECT_EQ(back->bos, 1);
    EXPECT_EQ(back->eos, 2);
    EXPECT_EQ(back->pad, 3);
    EXPECT_TRUE(back->add_bos);
    EXPECT_EQ(back->chat_template, spec.chat_template);
    if (scored) {
      back->scores.resize(spec.scores.size());
      EXPECT_EQ(back->scores, spec.scores);
    }
  }
}

/// llama.cpp goes by the types: bytes are fallback, control tokens are no text, the user's are looked for as they stand in a text.
TEST_P(SentencePieceGguf, SaysWhatEachTokenIs) {
  const TokenizerSpec spec = make_spec(GetParam());
  const GgufFile file = write(spec);
  const GgufArray& types = **file.array("tokenizer.ggml.token_type", GgufType::i32);
  const GgufArray& tokens = **file.array("tokenizer.ggml.tokens", GgufType::string);
  ASSERT_EQ(types.count, static_cast<uint64_t>(kRows));
  EXPECT_EQ(types.integer(0), 2) << "<unk>";
  EXPECT_EQ(types.integer(1), 3) << "<s>";
  EXPECT_EQ(types.integer(5), 4) << "the user's";
  EXPECT_EQ(tokens.strings[5], GetParam() ? "<tool>" : "  ");
  EXPECT_EQ(types.integer(6 + 0x41), 6) << "<0x41>";
  EXPECT_EQ(types.integer(static_cast<uint64_t>(id(spec, "th"))), 1);
  EXPECT_EQ(types.integer(kRows - 1), 5) << "a row without a token";
  EXPECT_EQ(file.flag_or("tokenizer.ggml.add_space_prefix", !GetParam()), GetParam());
  EXPECT_TRUE(file.flag_or("tokenizer.ggml.add_bos_token", false));
}

/// What llama.cpp would do otherwise is not written: here text is lowercased first.
TEST_P(SentencePieceGguf, OtherStepsAreRefused) {
  TokenizerSpec spec = make_spec(GetParam());
  spec.normalizers.emplace_back(Normalization::lowercase);
  GgufWriter writer;
  const auto refused = tokenizer_to_gguf(spec, kRows, writer);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::unsupported);
}

INSTANTIATE_TEST_SUITE_P(Prefix, SentencePieceGguf, testing::Bool(), [](const auto& info) { return info.param ? "Space" : "None"; });

}  // namespace
}  // namespace jangin::model
