// Behaviour of the tokenizer beyond the goldens: injected special tokens, broken bytes, streams, offsets, threads, wrong files.
#include "tokenizer/tokenizer.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "base/file.h"
#include "tokenizer/normalizer.h"
#include "tokenizer/pattern.h"
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

/// A tokenizer of single bytes with one merge, as text of tokenizer.json.
std::string small_json(const std::string& added = "[]", const std::string& merges = R"([["a","b"]])") {
  return R"({"added_tokens":)" + added + R"(,"normalizer":null,"pre_tokenizer":{"type":"ByteLevel","add_prefix_space":false,"use_regex":true},)" +
         R"("post_processor":null,"decoder":{"type":"ByteLevel"},"model":{"type":"BPE","vocab":{"a":0,"b":1,"ab":2,"Ġ":3},"merges":)" + merges + "}}";
}

std::string error_of(const std::string& json) {
  auto spec = spec_from_json(json, "t.json");
  if (!spec) return spec.error().text();
  auto tokenizer = Tokenizer::build(std::move(*spec), "t.json");
  return tokenizer ? "" : tokenizer.error().text();
}

TEST(Tokenizer, TextOfAUserCannotBecomeASpecialToken) {
  const Tokenizer tokenizer = open_golden("smollm");
  const TokenId end = tokenizer.find("<|end|>").value();
  const std::string text = "a<|end|>b";
  const auto asked = tokenizer.encode(text, {.special = true});
  EXPECT_EQ(std::count(asked.begin(), asked.end(), end), 1);
  const auto plain = tokenizer.encode(text);
  EXPECT_EQ(std::count(plain.begin(), plain.end(), end), 0);
  EXPECT_EQ(tokenizer.decode(plain), text);
  const ByteSpan literal[] = {{0, 3}};  // overlaps the token by two bytes
  const auto protected_part = tokenizer.encode(text, {.special = true, .literal = literal});
  EXPECT_EQ(std::count(protected_part.begin(), protected_part.end(), end), 0);
  const ByteSpan before[] = {{0, 1}, {8, 9}};
  const auto beside = tokenizer.encode(text, {.special = true, .literal = before});
  EXPECT_EQ(std::count(beside.begin(), beside.end(), end), 1);
}

TEST(Tokenizer, DecodingSkipsSpecialTokensWhenAsked) {
  const Tokenizer tokenizer = open_golden("gpt2");
  const auto ids = tokenizer.encode("<|user|>hi<|end|>", {.special = true});
  EXPECT_EQ(tokenizer.decode(ids), "hi");
  EXPECT_EQ(tokenizer.decode(ids, false), "<|user|>hi<|end|>");
  const TokenId outside[] = {-1, 1 << 20};
  EXPECT_EQ(tokenizer.decode(outside, false), "");
}

TEST(Tokenizer, BrokenUtf8BecomesReplacementCharacters) {
  const Tokenizer tokenizer = open_golden("gpt2");
  const std::string broken =
      "a\xff\xfe"
      "b\xea\xb0"
      "c\xf0\x9f\x98";
  const std::string repaired = "a\uFFFD\uFFFDb\uFFFDc\uFFFD";
  EXPECT_EQ(tokenizer.encode(broken), tokenizer.encode(repaired));
  const Encoding encoding = tokenizer.encode_with_offsets(broken);
  EXPECT_EQ(encoding.ids, tokenizer.encode(repaired));
  EXPECT_EQ(encoding.offsets.back().end, broken.size());
}

TEST(Tokenizer, OffsetsCoverTheTextWithoutGaps) {
  const Tokenizer tokenizer = open_golden("llama3");
  const std::string text = "The 장인's tool 😀 T05, 12345 x\u0301\n\n  end<|end|> more";
  const Encoding encoding = tokenizer.encode_with_offsets(text, {.special = true});
  size_t at = 0;
  for (size_t i = 0; i < encoding.ids.size(); ++i) {
    EXPECT_EQ(encoding.offsets[i].begin, at);
    at = encoding.offsets[i].end;
    EXPECT_EQ(tokenizer.token_bytes(encoding.ids[i]), text.substr(encoding.offsets[i].begin, at - encoding.offsets[i].begin));
  }
  EXPECT_EQ(at, text.size());
}

TEST(Tokenizer, OffsetsPointIntoTheTextBeforeNormalisation) {
  const Tokenizer tokenizer = open_golden("qwen2");
  const std::string text = "xe\u0301 \u1100\u1161\u11a8y";  // é and 각 in parts
  const Encoding encoding = tokenizer.encode_with_offsets(text);
  EXPECT_EQ(tokenizer.decode(encoding.ids), "xé 각y");
  EXPECT_EQ(encoding.offsets.front(), (ByteSpan{0, 1}));
  EXPECT_EQ(encoding.offsets.back(), (ByteSpan{text.size() - 1, text.size()}));
}

TEST(Tokenizer, StreamHoldsBackHalfCharacters) {
  const Tokenizer tokenizer = open_golden("gpt2");
  const std::string text = "장인 😀 done";
  StreamDecoder stream(tokenizer);
  std::string out;
  for (TokenId id : tokenizer.encode(text)) {
    const std::string part = stream.push(id);
    EXPECT_EQ(part.find("\uFFFD"), std::string::npos);
    out += part;
  }
  EXPECT_EQ(out + stream.finish(), text);
  const auto ids = tokenizer.encode("\xed\x95\x9c");  // 한
  ASSERT_GT(ids.size(), 1u);
  EXPECT_EQ(stream.push(ids[0]), "");
  EXPECT_EQ(stream.finish(), "\uFFFD");
  EXPECT_EQ(stream.finish(), "");
}

TEST(Tokenizer, ManyThreadsAgree) {
  const Tokenizer tokenizer = open_golden("llama3");
  std::string text;
  for (int i = 0; i < 200; ++i) text += "장인 line " + std::to_string(i * 7919) + " of a text, isn't it\n";
  const auto expected = tokenizer.encode(text);
  std::vector<std::vector<TokenId>> got(4);
  std::vector<std::thread> threads;
  for (auto& ids : got) threads.emplace_back([&] { ids = tokenizer.encode(text); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& ids : got) EXPECT_EQ(ids, expected);
}

TEST(Tokenizer, TwoTokenizersInOneThreadDoNotShareTheirCache) {
  const Tokenizer first = open_golden("gpt2");
  auto spec = spec_from_json(small_json(), "t.json");
  ASSERT_TRUE(spec);
  auto second = Tokenizer::build(std::move(*spec), "t.json");
  ASSERT_TRUE(second);
  const auto before = first.encode("ab");
  EXPECT_EQ(second->encode("ab"), std::vector<TokenId>{2});
  EXPECT_EQ(first.encode("ab"), before);
}

TEST(Tokenizer, LongPiecesMergeAsShortOnes) {
  const Tokenizer tokenizer = open_golden("gpt2");
  const std::string word = "revolutionspindlemachinetoolchanger";
  std::string text;
  for (int i = 0; i < 3000; ++i) text += word;  // one piece of 105,000 letters
  const auto ids = tokenizer.encode(text);
  EXPECT_EQ(tokenizer.decode(ids), text);
  const auto once = tokenizer.encode(word + word + word);
  EXPECT_EQ(ids[0], once[0]);
  EXPECT_LT(ids.size(), 3000 * once.size());
}

TEST(TokenizerJsonParser, WrongFilesNameFileAndField) {
  EXPECT_EQ(error_of(small_json()), "");
  EXPECT_NE(error_of("").find("t.json: is not valid JSON"), std::string::npos);
  EXPECT_NE(error_of("[1]").find("is not an object"), std::string::npos);
  EXPECT_NE(error_of("{}").find("`model` is missing"), std::string::npos);
  EXPECT_NE(error_of(small_json("[]", R"(["a"])")).find("`model.merges`: entry 0"), std::string::npos);
  EXPECT_NE(error_of(small_json("[]", R"([["a","q"]])")).find("merge 0"), std::string::npos);
  EXPECT_NE(error_of(small_json(R"([{"id":900000000,"content":"x"}])")).find("id 900000000, far outside"), std::string::npos);
  EXPECT_NE(error_of(small_json(R"([{"id":-4,"content":"x"}])")).find("has id -4"), std::string::npos);
  EXPECT_NE(error_of(small_json(R"([{"id":0,"content":"x"}])")).find("belongs to"), std::string::npos);
  EXPECT_NE(error_of(small_json(R"([{"id":4,"content":"x"},{"id":4,"content":"x"}])")).find("is there twice"), std::string::npos);
  EXPECT_NE(error_of(small_json(R"([{"id":"4","content":"x"}])")).find("`added_tokens.id` is not an integer"), std::string::npos);
}

TEST(TokenizerJsonParser, WhatWouldChangeTokensIsRefused) {
  auto with = [](const std::string& from, const std::string& to) {
    std::string json = small_json();
    return error_of(json.replace(json.find(from), from.size(), to));
  };
  const std::string steps = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true})";
  EXPECT_NE(with(R"("normalizer":null)", R"("normalizer":{"type":"Nmt"})").find("field `normalizer`: type `Nmt` is not supported"),
            std::string::npos);
  EXPECT_NE(with(steps, R"({"type":"UnicodeScripts"})").find("`UnicodeScripts`"), std::string::npos);
  EXPECT_NE(with(steps, R"({"type":"Metaspace"})").find("does not end with ByteLevel"), std::string::npos);
  EXPECT_NE(with(steps, R"({"type":"Sequence","pretokenizers":[{"type":"Digits"},{"type":"Metaspace"},{"type":"ByteLevel"}]})")
                .find("`Metaspace` is supported as the first"),
            std::string::npos);
  EXPECT_NE(with(R"("type":"BPE")", R"("type":"WordLevel")").find("`WordLevel`"), std::string::npos);
  EXPECT_NE(with(R"("type":"BPE")", R"("type":"Unigram")").find("field `model.vocab` is not an array"), std::string::npos);
  EXPECT_NE(with(R"("type":"BPE")", R"("type":"BPE","byte_fallback":true)").find("`decoder`: type `ByteLevel`"), std::string::npos);
  EXPECT_NE(with(R"("type":"BPE")", R"("type":"BPE","dropout":0.1)").find("dropout"), std::string::npos);
  EXPECT_NE(with(R"("decoder":{"type":"ByteLevel"})", R"("decoder":null)").find("`decoder`"), std::string::npos);
  const std::string regex =
      R"({"type":"Sequence","pretokenizers":[{"type":"Split","pattern":{"Regex":"(a"},"behavior":"Isolated"},{"type":"ByteLevel"}]})";
  EXPECT_NE(with(R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true})", regex).find("pattern `(a`"), std::string::npos);
}

TEST(TokenizerJsonParser, DepthAndStepsAreBounded) {
  const std::string deep(1'000'000, '[');
  EXPECT_NE(error_of(deep).find("t.json: is JSON nested deeper than 256 levels"), std::string::npos);
  EXPECT_NE(error_of(small_json(deep + std::string(1'000'000, ']'))).find("nested deeper"), std::string::npos);
  EXPECT_EQ(error_of(small_json(R"([{"id":4,"content":")" + deep + R"(\"[{"}])")), "") << "brackets in texts are no nesting";
  const auto with_steps = [](size_t count) {
    std::string steps;
    for (size_t i = 0; i + 1 < count; ++i) steps += R"({"type":"Digits"},)";
    std::string json = small_json();
    const std::string from = R"({"type":"ByteLevel","add_prefix_space":false,"use_regex":true})";
    return error_of(json.replace(json.find(from), from.size(), R"({"type":"Sequence","pretokenizers":[)" + steps + from + "]}"));
  };
  EXPECT_EQ(with_steps(64), "");
  EXPECT_NE(with_steps(65).find("more than 64 steps"), std::string::npos);
  EXPECT_NE(with_steps(100'000).find("more than 64 steps"), std::string::npos);
}

TEST(TokenizerJsonParser, OneTextIsOneToken) {
  EXPECT_NE(error_of(small_json(R"([{"id":4,"content":"a"}])")).find("t.json: tokens 0 and 4 are both `a`"), std::string::npos);
  EXPECT_EQ(error_of(small_json(R"([{"id":0,"content":"a"}])")), "") << "an entry of the vocabulary may be an added token too";
}

TEST(TokenizerJsonParser, WhatIsSavedCanBeReadAgain) {
  // The token of unknown bytes is the last one and an added one: it must stay in the vocabulary, where `unk_token` looks for it.
  std::string json = small_json(R"([{"id":4,"content":"<unk>","special":true}])");
  json.replace(json.find(R"("Ġ":3)"), std::string(R"("Ġ":3)").size(), R"("Ġ":3,"<unk>":4)");
  json.replace(json.find(R"("type":"BPE")"), std::string(R"("type":"BPE")").size(), R"("type":"BPE","unk_token":"<unk>")");
  auto spec = spec_from_json(json, "t.json");
  ASSERT_TRUE(spec) << spec.error().text();
  auto again = spec_from_json(spec_to_json(*spec), "saved.json");
  ASSERT_TRUE(again) << again.error().text();
  EXPECT_EQ(again->unknown_byte, 4);
  EXPECT_EQ(again->tokens, spec->tokens);
}

TEST(TokenizerJsonParser, CutAnywhereIsAnError) {
  auto text = read_file(kGoldens / "odd" / "tokenizer.json");
  ASSERT_TRUE(text);
  for (size_t length = 0; length < text->size() - 1; length += 97)
    EXPECT_FALSE(spec_from_json(std::string_view(*text).substr(0, length), "t")) << length;
}

TEST(TokenizerJsonParser, UnknownBytesAreDroppedOrNamed) {
  auto spec = spec_from_json(small_json(), "t");
  ASSERT_TRUE(spec);
  auto dropping = Tokenizer::build(*spec, "t");
  EXPECT_EQ(dropping->encode("azb a"), (std::vector<TokenId>{2, 3, 0}));  // z is no token: a and b meet
  spec->unknown_byte = 3;
  auto naming = Tokenizer::build(*spec, "t");
  EXPECT_EQ(naming->encode("azzb"), (std::vector<TokenId>{0, 3, 3, 1}));
  const Encoding encoding = dropping->encode_with_offsets("azb");
  ASSERT_EQ(encoding.ids, std::vector<TokenId>{2});
  EXPECT_EQ(encoding.offsets[0], (ByteSpan{0, 3}));
}

TEST(TokenizerConfigParser, NamesOfSpecialTokensAndTemplates) {
  auto spec = spec_from_json(small_json(R"([{"id":4,"content":"<s>","special":true}])"), "t");
  ASSERT_TRUE(spec);
  TokenizerSpec one = *spec;
  ASSERT_TRUE(add_tokenizer_config(R"({"bos_token":{"content":"<s>"},"pad_token":null,"chat_template":"T","model_max_length":8192})", "c", one));
  EXPECT_EQ(one.bos, 4);
  EXPECT_EQ(one.chat_template, "T");
  EXPECT_EQ(one.context, 8192);
  TokenizerSpec named = *spec;
  ASSERT_TRUE(add_tokenizer_config(R"({"chat_template":[{"name":"tool","template":"A"},{"name":"default","template":"B"}],"model_max_length":1e30})",
                                   "c", named));
  EXPECT_EQ(named.chat_template, "B");
  EXPECT_EQ(named.context, 0);
  TokenizerSpec bad = *spec;
  EXPECT_FALSE(add_tokenizer_config(R"({"eos_token":"</s>"})", "c", bad));
  EXPECT_FALSE(add_tokenizer_config(R"({"eos_token":7})", "c", bad));
  EXPECT_FALSE(add_tokenizer_config(R"({"chat_template":3})", "c", bad));
}

TEST(Pattern, WhiteSpaceIsUnicodesEvenInsideClasses) {
  EXPECT_EQ(spell_out_spaces(R"(\S\\s[^\s\]]\s)").find("\\s"), spell_out_spaces(R"(\S\\s)").find("\\s"));
  auto pattern = Pattern::compile(R"([^\s]+)", "t");
  ASSERT_TRUE(pattern);
  const auto match = pattern->find("\u3000\u180e\u00a0", 0);  // U+180E is no white space
  ASSERT_TRUE(match);
  EXPECT_EQ(match->begin, 3u);
  EXPECT_EQ(match->end, 6u);
}

TEST(Pattern, EndlessSearchesStop) {
  auto pattern = Pattern::compile("(a+)+b", "t");
  ASSERT_TRUE(pattern);
  EXPECT_FALSE(pattern->find(std::string(40, 'a'), 0));
}

TEST(Normalizer, MapsBackThroughEdits) {
  const std::string text = "ae\u0301b";
  const Normalization forms[] = {Normalization::nfc};
  const auto normalizer = Normalizer::build(forms, "t");
  ASSERT_TRUE(normalizer);
  const NormalizedText normal = normalizer->apply(text, true);
  EXPECT_EQ(normal.text(), "aéb");
  EXPECT_EQ(normal.origin_begin(0), 0u);
  EXPECT_EQ(normal.origin_begin(1), 1u);
  EXPECT_EQ(normal.origin_begin(2), 1u);  // inside the changed character
  EXPECT_EQ(normal.origin_end(2), 4u);
  EXPECT_EQ(normal.origin_end(3), 4u);
  EXPECT_EQ(normal.origin_begin(3), 4u);
  EXPECT_EQ(normal.origin_end(4), 5u);
}

TEST(Normalizer, FormsAreThoseOfUnicode9) {
  // U+08DA (class 230, Unicode 9) before U+1ABF (class 220, Unicode 13) and U+0316 (220): only what Unicode 9 has is put in order; of U+11935 and U+11930
  // Unicode 13 makes one character. As tokenizers 0.23.3 does.
  const Normalization forms[] = {Normalization::nfc};
  const auto normalizer = Normalizer::build(forms, "t");
  ASSERT_TRUE(normalizer);
  for (const std::string text : {"\u2609\u08da\u1abf", "\U00011935\U00011930"}) EXPECT_EQ(normalizer->apply(text, false).text(), text);
  EXPECT_EQ(normalizer->apply("\u2609\u08da\u0316", false).text(), "\u2609\u0316\u08da");
}

}  // namespace
}  // namespace jangin::tokenizer
