// Whole trainings: against Hugging Face's tokenizers (tests/reference/make_tokenizer_training_goldens.py), what a trained tokenizer
// promises, superwords, and what is refused.
#include "tokenizer/training/bpe_trainer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>

#include "base/file.h"
#include "base/hash.h"
#include "base/interrupt.h"
#include "base/progress.h"
#include "base/random.h"
#include "base/strings.h"
#include "base/thread_pool.h"
#include "text/unicode.h"
#include "tokenizer/byte_level.h"
#include "tokenizer/presets.h"
#include "tokenizer/tokenizer.h"

namespace jangin::tokenizer {
namespace {

const std::filesystem::path kGoldens = std::filesystem::path(JANGIN_SOURCE_DIR) / "tests/tokenizer/training/goldens";

std::string corpus() { return read_file(kGoldens / "corpus.txt").value_or(""); }
nlohmann::json golden(const char* name) { return nlohmann::json::parse(read_file(kGoldens / "huggingface.json").value_or("{}"))[name]; }

TextSource texts(std::vector<std::string> all) {
  return [all = std::move(all)](const TextReceiver& receive) -> Status {
    for (const std::string& text : all) JANGIN_TRY(receive(text));
    return {};
  };
}

BpeTrainingConfig with_superwords() {
  BpeTrainingConfig config;
  config.vocabulary = 1500;
  config.superwords_from = 1000;
  config.special_tokens = {"<|endoftext|>", "<|im_start|>", "<|im_end|>"};
  return config;
}

int count_words(const std::string& text) {
  std::istringstream words(text);
  return static_cast<int>(std::distance(std::istream_iterator<std::string>(words), {}));
}

Result<Tokenizer> build(const BpeTraining& training) { return Tokenizer::build(training.spec, "trained"); }

void expect_golden(const BpeTraining& training, const nlohmann::json& expected) {
  std::vector<std::string> merges;
  for (const auto& [left, right] : training.spec.merges) merges.push_back(left + " " + right);
  ASSERT_GT(merges.size(), 5u);
  EXPECT_EQ(std::vector<std::string>(merges.end() - 5, merges.end()), expected["last_merges"].get<std::vector<std::string>>());
  EXPECT_EQ(sha256_hex(join(merges, "\n")), expected["merges_sha256"].get<std::string>());
  EXPECT_EQ(training.spec.tokens.size(), expected["tokens"].get<size_t>());
  EXPECT_EQ(sha256_hex(join(training.spec.tokens, "\n")), expected["vocabulary_sha256"].get<std::string>());
}

class BpeTrainer : public testing::Test {
 protected:
  void SetUp() override { set_progress_style(ProgressStyle::silent); }
  void TearDown() override {
    ThreadPool::set_threads(2);
    set_progress_style(ProgressStyle::automatic);
  }
};

TEST_F(BpeTrainer, SameAsTheOriginal) {
  BpeTrainingConfig config;
  config.vocabulary = 3000;
  config.special_tokens = {"<|endoftext|>", "<|im_end|>"};
  auto training = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(training) << training.error().text();
  expect_golden(*training, golden("default"));
  const Preset* preset = find_preset(training->spec);  // what GGUF calls it
  ASSERT_NE(preset, nullptr);
  EXPECT_EQ(preset->names.front(), "qwen2");
}

TEST_F(BpeTrainer, SameAsTheOriginalWithOnlySeenBytes) {
  BpeTrainingConfig config;
  config.vocabulary = 1200;
  config.min_frequency = 5;
  config.all_bytes = false;
  config.normalizers = {};
  config.pre_tokenizer = find_preset("gpt-2")->steps;
  auto training = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(training) << training.error().text();
  expect_golden(*training, golden("only_seen_bytes"));
}

TEST_F(BpeTrainer, SameAsTheOriginalWithShortTokens) {
  BpeTrainingConfig config;
  config.vocabulary = 1500;
  config.max_token_bytes = 6;
  auto training = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(training) << training.error().text();
  expect_golden(*training, golden("short_tokens"));
}

TEST_F(BpeTrainer, SuperwordsEncodeAsTheOriginalReadsThem) {
  auto training = train_bpe(texts({corpus()}), with_superwords());
  ASSERT_TRUE(training) << training.error().text();
  const auto tokenizer = build(*training);
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  const nlohmann::json expected = golden("superwords");
  for (const auto& test : expected["cases"]) {
    const std::string text = test["text"];
    EXPECT_EQ(tokenizer->encode(text), test["ids"].get<std::vector<TokenId>>()) << text;
  }
  std::vector<std::string> ids;
  for (TokenId id : tokenizer->encode(corpus())) ids.push_back(std::to_string(id));
  EXPECT_EQ(ids.size(), expected["corpus_tokens"].get<size_t>());
  EXPECT_EQ(sha256_hex(join(ids, "\n")), expected["corpus_sha256"].get<std::string>());
}

TEST_F(BpeTrainer, EncodingGivesWhatTrainingSaw) {
  for (bool superwords : {false, true}) {
    BpeTrainingConfig config = with_superwords();
    if (!superwords) config.superwords_from = 0;
    auto training = train_bpe(texts({corpus()}), config);
    ASSERT_TRUE(training) << training.error().text();
    const auto tokenizer = build(*training);
    ASSERT_TRUE(tokenizer) << tokenizer.error().text();
    EXPECT_EQ(tokenizer->encode(corpus()).size(), training->tokens) << superwords;
    EXPECT_EQ(training->spec.tokens.size(), 1500u);
  }
}

TEST_F(BpeTrainer, SuperwordsCrossSpacesAndSaveTokens) {
  BpeTrainingConfig config = with_superwords();
  auto super = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(super) << super.error().text();
  EXPECT_EQ(super->superwords_begin, 1000u);
  size_t crossing = 0;
  for (size_t id = config.special_tokens.size(); id < super->spec.tokens.size(); ++id) {
    const std::string bytes = *from_byte_level(super->spec.tokens[id]);
    const int words = count_words(bytes);
    if (id < 1000) {
      EXPECT_LE(words, 1) << bytes;
      continue;
    }
    crossing += words > 1;
    EXPECT_LE(words, 4) << bytes;
    EXPECT_EQ(bytes.find(": "), std::string::npos) << bytes;
    EXPECT_EQ(bytes.substr(0, bytes.find_last_not_of("\r\n") + 1).find('\n'), std::string::npos) << "crosses a line: " << bytes;
  }
  EXPECT_GT(crossing, 100u);
  config.superwords_from = 0;
  auto plain = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(plain);
  EXPECT_LT(super->tokens * 100, plain->tokens * 96);  // on so little text 6 % fewer
}

TEST_F(BpeTrainer, NoSuperwordHasAColonBeforeSpace) {
  BpeTrainingConfig config;
  config.vocabulary = 400;
  config.superwords_from = 300;
  std::string text;
  for (int i = 0; i < 300; ++i) text += "The short answer:\nyes it is: a pump\n";
  auto training = train_bpe(texts({text}), config);
  ASSERT_TRUE(training) << training.error().text();
  const auto tokenizer = build(*training);
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  ASSERT_GT(training->superwords_begin, 0u);
  bool ends_in_colon = false;
  for (size_t id = training->superwords_begin; id < training->spec.tokens.size(); ++id) {
    const std::string bytes = tokenizer->token_bytes(static_cast<TokenId>(id));
    EXPECT_EQ(bytes.find(":\n"), std::string::npos) << bytes;
    EXPECT_EQ(bytes.find(": "), std::string::npos) << bytes;
    ends_in_colon = ends_in_colon || bytes.ends_with("it is:");
  }
  EXPECT_TRUE(ends_in_colon);
}

TEST_F(BpeTrainer, TellsWhatWasForgottenForWantOfMemory) {
  BpeTrainingConfig config;
  config.vocabulary = 600;
  auto exact = train_bpe(texts({corpus()}), config);
  config.memory_bytes = 300'000;
  auto bounded = train_bpe(texts({corpus()}), config);
  ASSERT_TRUE(exact && bounded);
  EXPECT_EQ(exact->dropped_pieces, 0u);
  EXPECT_GT(bounded->dropped_pieces, 0u);
  EXPECT_LT(bounded->distinct_pieces, exact->distinct_pieces);
}

TEST_F(BpeTrainer, AnyBytesComeBack) {
  auto training = train_bpe(texts({corpus()}), with_superwords());
  ASSERT_TRUE(training);
  training->spec.normalizers = {};
  const auto tokenizer = build(*training);
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  Random random(11);
  for (int i = 0; i < 200; ++i) {
    std::string random_text;
    for (uint32_t length = random.next_u32() % 40; length > 0; --length) {
      char32_t c = random.next_u32() % (random.next_u32() % 2 ? 0x80 : 0x11000);
      if (c >= 0xd800 && c < 0xe000) c = U'가';
      text::append_utf8(random_text, c);
    }
    EXPECT_EQ(tokenizer->decode(tokenizer->encode(random_text)), random_text);
  }
}

TEST_F(BpeTrainer, AnyNumberOfThreadsGivesTheSame) {
  std::vector<std::string> lines;
  const std::string text = corpus();
  for (std::string_view line : split_lines(text)) lines.emplace_back(std::string(line) + "\n");
  std::vector<BpeTraining> results;
  for (int threads : {1, 2, 3}) {
    ThreadPool::set_threads(threads);
    auto training = train_bpe(texts(lines), with_superwords());
    ASSERT_TRUE(training);
    results.push_back(std::move(*training));
  }
  for (const BpeTraining& other : results) {
    EXPECT_EQ(other.spec.tokens, results[0].spec.tokens);
    EXPECT_EQ(other.spec.merges, results[0].spec.merges);
    EXPECT_EQ(other.tokens, results[0].tokens);
  }
}

TEST_F(BpeTrainer, NoMergeMakesASpecialToken) {
  BpeTrainingConfig config;
  config.vocabulary = 300;
  config.special_tokens = {"abc"};
  config.eos = "abc";
  auto training = train_bpe(texts({"abc abc abc abcd abcd"}), config);
  ASSERT_TRUE(training) << training.error().text();
  const auto tokenizer = build(*training);
  ASSERT_TRUE(tokenizer) << tokenizer.error().text();
  EXPECT_EQ(tokenizer->eos(), 0);
  EXPECT_TRUE(tokenizer->is_special(0));
  for (TokenId id : tokenizer->encode("abc abcd")) EXPECT_NE(id, 0);
  EXPECT_EQ(tokenizer->encode("abc", {.special = true}), std::vector<TokenId>{0});
  EXPECT_EQ(tokenizer->decode(tokenizer->encode("abc abcd")), "abc abcd");
}

TEST_F(BpeTrainer, EndsWhenNoPairIsLeft) {
  BpeTrainingConfig config;
  auto training = train_bpe(texts({"aab aab"}), config);
  ASSERT_TRUE(training);
  EXPECT_EQ(training->spec.tokens.size(), 258u);  // "aa" and "aab"; " aab" occurs once
  EXPECT_EQ(training->spec.merges.size(), 2u);
}

TEST_F(BpeTrainer, RefusesWhatCannotBe) {
  auto refused = [](auto change, ErrorCode code = ErrorCode::invalid_argument, std::vector<std::string> all = {"some text"}) {
    BpeTrainingConfig config;
    change(config);
    auto training = train_bpe(texts(std::move(all)), config);
    ASSERT_FALSE(training);
    EXPECT_EQ(training.error().code, code) << training.error().text();
    EXPECT_FALSE(training.error().message.empty());
  };
  refused([](auto& c) { c.vocabulary = 255; });
  refused([](auto& c) { c.vocabulary = size_t{1} << 40; });
  refused([](auto& c) { c.special_tokens = {"<a>", "<a>"}; });
  refused([](auto& c) { c.special_tokens = {""}; });
  refused([](auto& c) { c.special_tokens = {"a"}; });
  refused([](auto& c) { c.eos = "</s>"; });
  refused([](auto& c) { c.superwords_from = 32000; });
  refused([](auto& c) { c.superwords_from = 100; });
  refused([](auto& c) { c.superwords_from = 1000, c.max_superword_words = 1; });
  refused([](auto& c) { c.superwords_from = 1000, c.ignore_merges = true; });
  refused([](auto& c) { c.pre_tokenizer.clear(); });
  refused([](auto& c) { c.pre_tokenizer[0].pattern = "("; }, ErrorCode::unsupported);
  refused([](auto&) {}, ErrorCode::invalid_argument, {});
  refused([](auto&) {}, ErrorCode::invalid_argument, {""});
}

TEST_F(BpeTrainer, PassesOnWhatTheSourceSays) {
  auto training = train_bpe([](const TextReceiver&) -> Status { return fail(ErrorCode::io_error, "gone", "file"); }, {});
  ASSERT_FALSE(training);
  EXPECT_EQ(training.error().code, ErrorCode::io_error);
  set_interrupted(true);
  training = train_bpe(texts({"a b"}), {});
  set_interrupted(false);
  ASSERT_FALSE(training);
  EXPECT_EQ(training.error().code, ErrorCode::interrupted);
}

}  // namespace
}  // namespace jangin::tokenizer
