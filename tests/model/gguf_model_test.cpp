// What a GGUF says about its model: sizes, tokenizer and weights that contradict one another are errors that name the file and the field.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <cstring>
#include <filesystem>
#include <functional>
#include <limits>

#include <nlohmann/json.hpp>

#include "base/file.h"
#include "gguf_bytes.h"
#include "kernel/kernel_table.h"
#include "model/formats/model_files.h"

namespace jangin::model {
namespace {

using testing::HasSubstr;

/// Opens the bytes as a user would open the file; the error of the model or of its tokenizer, "" when both are good.
class GgufModelParser : public testing::Test {
 protected:
  GgufModelParser() : path_(std::filesystem::temp_directory_path() / ("jangin_gguf_" + std::to_string(::getpid()) + ".gguf")) {}
  ~GgufModelParser() override { std::filesystem::remove(path_); }

  const std::filesystem::path& path() const { return path_; }
  std::string error_of_bytes(const std::string& bytes) {
    EXPECT_TRUE(write_file(path_, bytes));
    auto model = open_model(path_);
    if (!model) return checked(model.error());
    std::vector<float> values;
    for (const WeightInfo& weight : model->weights->weights()) {
      values.resize(static_cast<size_t>(weight.elements()));
      EXPECT_TRUE(model->weights->read_f32(weight.name, values));
    }
    auto tokenizer = model->load_tokenizer();
    return tokenizer ? "" : checked(tokenizer.error());
  }
  std::string error_of(const GgufBytes& gguf) { return error_of_bytes(gguf.build()); }

  /// The tiny model with one entry's bytes in the place of the entry of the same key.
  std::string with(const std::string& key, const std::string& bytes) {
    GgufBytes gguf = tiny_gguf();
    bool found = false;
    for (std::string& one : gguf.metadata) {
      if (!one.starts_with(raw_text(key))) continue;
      one = bytes;
      found = true;
    }
    if (!found) gguf.metadata.push_back(bytes);
    return error_of(gguf);
  }
  std::string with_tensor(const std::string& name, const std::function<void(TensorBytes&)>& change) {
    GgufBytes gguf = tiny_gguf();
    for (TensorBytes& tensor : gguf.tensors) {
      if (tensor.name == name) change(tensor);
    }
    return error_of(gguf);
  }

 private:
  std::string checked(const Error& error) {
    EXPECT_EQ(error.place, path_.string()) << error.text();
    return error.text();
  }
  std::filesystem::path path_;
};

TEST_F(GgufModelParser, TheTinyModelOpens) { EXPECT_EQ(error_of(tiny_gguf()), ""); }

TEST_F(GgufModelParser, MissingAndMistypedKeysAreNamed) {
  for (const char* key : {"general.architecture", "llama.block_count", "llama.context_length", "llama.embedding_length", "llama.feed_forward_length",
                          "llama.attention.head_count", "llama.attention.layer_norm_rms_epsilon", "tokenizer.ggml.model", "tokenizer.ggml.tokens",
                          "tokenizer.ggml.token_type", "tokenizer.ggml.merges"}) {
    GgufBytes gguf = tiny_gguf();
    std::erase_if(gguf.metadata, [&](const std::string& one) { return one.starts_with(raw_text(key)); });
    EXPECT_THAT(error_of(gguf), HasSubstr("metadata `" + std::string(key) + "` is missing"));
    EXPECT_THAT(with(key, entry(key, GgufType::boolean, "\x01")), HasSubstr("metadata `" + std::string(key) + "` is not"));
  }
}

TEST_F(GgufModelParser, SizesOutOfRangeAreRefused) {
  const auto u64 = [](const std::string& key, uint64_t value) { return entry(key, GgufType::u64, raw_bytes(value)); };
  for (const uint64_t bad : {uint64_t{0}, uint64_t{5000}, uint64_t{1} << 62})
    EXPECT_THAT(with("llama.block_count", u64("llama.block_count", bad)), HasSubstr("llama.block_count` is"));
  EXPECT_THAT(with("llama.block_count", u64("llama.block_count", UINT64_MAX)), HasSubstr("`llama.block_count` is not an integer"));
  EXPECT_THAT(with("llama.block_count", u32_entry("llama.block_count", 2)), HasSubstr("has no weight `model.layers.1."));
  EXPECT_THAT(with("llama.embedding_length", u32_entry("llama.embedding_length", 0)), HasSubstr("head size is 0"));
  EXPECT_THAT(with("llama.embedding_length", u32_entry("llama.embedding_length", 8)), HasSubstr("has shape ["));
  EXPECT_THAT(with("llama.embedding_length", u64("llama.embedding_length", 1ULL << 60)), HasSubstr("head size is"));
  EXPECT_THAT(with("llama.feed_forward_length", u64("llama.feed_forward_length", 1ULL << 40)), HasSubstr("intermediate_size is"));
  EXPECT_THAT(with("llama.context_length", u32_entry("llama.context_length", 0)), HasSubstr("max_position_embeddings is 0"));
  EXPECT_THAT(with("llama.attention.head_count", u32_entry("llama.attention.head_count", 0)), HasSubstr("head size is 0"));
  EXPECT_THAT(with("llama.attention.head_count_kv", u32_entry("llama.attention.head_count_kv", 3)), HasSubstr("is no multiple"));
  EXPECT_THAT(with("llama.attention.head_count_kv", u32_entry("llama.attention.head_count_kv", 0)), HasSubstr("num_key_value_heads is 0"));
  EXPECT_THAT(with("llama.attention.key_length", u32_entry("llama.attention.key_length", 100'000)), HasSubstr("head size is 100000"));
  EXPECT_THAT(with("llama.attention.value_length", u32_entry("llama.attention.value_length", 4)),
              HasSubstr("heads whose rotary or value part differs"));
  EXPECT_THAT(with("llama.expert_count", u32_entry("llama.expert_count", 8)), HasSubstr("experts are not supported"));
  const float none = std::numeric_limits<float>::quiet_NaN();
  EXPECT_THAT(with("llama.attention.layer_norm_rms_epsilon", f32_entry("llama.attention.layer_norm_rms_epsilon", none)),
              HasSubstr("rms_norm_eps is nan"));
  EXPECT_THAT(with("llama.rope.freq_base", f32_entry("llama.rope.freq_base", none)), HasSubstr("rope_theta of layer 0 is nan"));
  EXPECT_THAT(with("llama.rope.freq_base", f32_entry("llama.rope.freq_base", -1)), HasSubstr("rope_theta of layer 0 is -1"));
}

TEST_F(GgufModelParser, OtherModelsAreNamedInOneShortLine) {
  EXPECT_THAT(with("general.architecture", text_entry("general.architecture", "mamba")),
              HasSubstr("architecture `mamba` is not supported; supported: llama"));
  const std::string error = with("general.architecture", text_entry("general.architecture", "x\n\xff" + std::string(5000, 'y')));
  EXPECT_THAT(error, HasSubstr("architecture `x \xef\xbf\xbdyyy"));
  EXPECT_LT(error.size(), 400U);
  EXPECT_THAT(with("tokenizer.ggml.model", text_entry("tokenizer.ggml.model", "rwkv")), HasSubstr("`tokenizer.ggml.model`: `rwkv` is not supported"));
  EXPECT_THAT(with("tokenizer.ggml.model", text_entry("tokenizer.ggml.model", "llama")), HasSubstr("`tokenizer.ggml.scores`"));
  EXPECT_THAT(with("tokenizer.ggml.pre", text_entry("tokenizer.ggml.pre", "martian")), HasSubstr("`tokenizer.ggml.pre`: `martian` is not known"));
  EXPECT_THAT(with("llama.rope.scaling.type", text_entry("llama.rope.scaling.type", "yarn")), HasSubstr("rotary scaling `yarn`"));
}

TEST_F(GgufModelParser, WeightsMustBeThoseOfTheModel) {
  EXPECT_THAT(with_tensor("token_embd.weight", [](TensorBytes& t) { t.name = "token_embedding"; }),
              HasSubstr("tensor `token_embd.weight` is missing"));
  EXPECT_THAT(with_tensor("token_embd.weight", [](TensorBytes& t) { t.sizes = {16}; }),
              HasSubstr("tensor `token_embd.weight` is missing or no matrix"));
  EXPECT_THAT(with_tensor("blk.0.ffn_up.weight", [](TensorBytes& t) { t.name = "blk.0.ffn_more.weight"; }),
              HasSubstr("tensor `blk.0.ffn_more.weight` is not part of"));
  EXPECT_THAT(with_tensor("blk.0.attn_q.weight", [](TensorBytes& t) { t.sizes = {4, 3}; }),
              HasSubstr("has shape [3, 4], the configuration says [4, 4]"));
  EXPECT_THAT(with_tensor("blk.0.ffn_up.weight", [](TensorBytes& t) { t.type = 26; }), HasSubstr("is stored as I32, which cannot be read"));
  GgufBytes gguf = tiny_gguf();
  gguf.add("rope_freqs.weight", {3});
  EXPECT_THAT(error_of(gguf), HasSubstr("tensor `rope_freqs.weight` is not F32 of 1"));
  gguf = tiny_gguf();
  std::erase_if(gguf.tensors, [](const TensorBytes& t) { return t.name == "output_norm.weight"; });
  EXPECT_THAT(error_of(gguf), HasSubstr("has no weight `model.norm.weight`"));
}

/// The keys of exaone-moe, before any weight is looked at.
GgufBytes tiny_experts() {
  GgufBytes gguf;
  const std::string p = "exaone-moe.";
  gguf.metadata = {text_entry("general.architecture", "exaone-moe"),
                   u32_entry(p + "block_count", 3),
                   u32_entry(p + "context_length", 16),
                   u32_entry(p + "embedding_length", 4),
                   u32_entry(p + "feed_forward_length", 6),
                   u32_entry(p + "attention.head_count", 2),
                   f32_entry(p + "attention.layer_norm_rms_epsilon", 1e-5f),
                   u32_entry(p + "attention.sliding_window", 5),
                   i32s_entry(p + "attention.sliding_window_pattern", {1, 0}),
                   u32_entry(p + "leading_dense_block_count", 1),
                   u32_entry(p + "nextn_predict_layers", 1),
                   u32_entry(p + "expert_count", 2),
                   u32_entry(p + "expert_used_count", 1),
                   u32_entry(p + "expert_feed_forward_length", 3),
                   u32_entry(p + "expert_gating_func", 2)};
  gguf.add("token_embd.weight", {4, 4});
  gguf.add("output.weight", {4, 4});
  return gguf;
}

TEST_F(GgufModelParser, ExpertsWindowsAndFurtherLayersMustAddUp) {
  const auto with_key = [&](const std::string& key, const std::string& bytes) {
    GgufBytes gguf = tiny_experts();
    std::erase_if(gguf.metadata, [&](const std::string& one) { return one.starts_with(raw_text("exaone-moe." + key)); });
    if (!bytes.empty()) gguf.metadata.push_back(bytes);
    return error_of(gguf);
  };
  const auto number = [&](const std::string& key, uint32_t value) { return with_key(key, u32_entry("exaone-moe." + key, value)); };
  EXPECT_THAT(error_of(tiny_experts()), HasSubstr("has no weight `model.layers.0."));
  EXPECT_THAT(number("nextn_predict_layers", 2), HasSubstr("`exaone-moe.nextn_predict_layers` is 2"));
  EXPECT_THAT(number("block_count", 1), HasSubstr("nextn_predict_layers` is 1"));
  EXPECT_THAT(number("block_count", 4), HasSubstr("sliding_window_pattern` names 2 layers of 3"));
  EXPECT_THAT(number("attention.sliding_window_pattern", 0), HasSubstr("sliding_window_pattern` is 0"));
  EXPECT_THAT(number("expert_gating_func", 1), HasSubstr("expert_gating_func` is not sigmoid"));
  EXPECT_THAT(number("expert_count", 0), HasSubstr("experts, but their number is 0"));
  EXPECT_THAT(number("expert_used_count", 3), HasSubstr("num_experts_per_tok is 3"));
  EXPECT_THAT(with_key("expert_count", ""), HasSubstr("metadata `exaone-moe.expert_count` is missing"));
  for (const std::vector<uint64_t>& sizes : {std::vector<uint64_t>{4, 3}, std::vector<uint64_t>{4, 3, 3}}) {
    GgufBytes gguf = tiny_experts();
    gguf.add("blk.1.ffn_gate_exps.weight", sizes);
    EXPECT_THAT(error_of(gguf), HasSubstr("tensor `blk.1.ffn_gate_exps.weight` does not hold 2 experts"));
  }
}

/// Files of the other architectures as this program writes them, with one byte of the header changed.
TEST_F(GgufModelParser, AnyChangedByteOfOtherArchitecturesIsReadOrRefused) {
  for (const char* name : {"gemma3_tiny", "exaone4_global_tiny", "exaone_moe_tiny"}) {
    auto model = open_model(std::filesystem::path(JANGIN_SOURCE_DIR) / "tests/reference" / name);
    ASSERT_TRUE(model) << model.error().text();
    ASSERT_TRUE(save_gguf(path(), model->config, *model->weights, nullptr, StoredType::f32, "tiny"));
    const std::string bytes = *read_file(path(), 1 << 20);
    for (size_t at = 0; at < 1500; at += 13) {
      std::string changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ (at % 2 == 0 ? 0x10 : 0xff));
      (void)error_of_bytes(changed);
    }
  }
}

/// Weights may lie at any byte where the file says that its alignment is 1.
TEST_F(GgufModelParser, UnalignedWeightsAreRead) {
  GgufBytes gguf = tiny_gguf();
  gguf.metadata.push_back(u32_entry("general.alignment", 1));
  const std::vector<TensorBytes> tensors = std::move(gguf.tensors);
  GgufBytes packed;
  packed.alignment = 1;
  packed.metadata = gguf.metadata;
  for (const TensorBytes& tensor : tensors) packed.add(tensor.name, tensor.sizes);
  for (int shift = 0; shift < 4; ++shift) {
    packed.metadata.back() = u32_entry("general.alignment", 1);
    packed.metadata.push_back(text_entry("x", std::string(static_cast<size_t>(shift), 'x')));
    std::swap(packed.metadata.back(), packed.metadata[packed.metadata.size() - 2]);
    EXPECT_EQ(error_of(packed), "") << shift;
    packed.metadata.erase(packed.metadata.end() - 2);
  }
}

TEST_F(GgufModelParser, TokenizersThatContradictThemselvesAreRefused) {
  const auto tokens = [&](const std::vector<std::string>& texts) {
    return with("tokenizer.ggml.tokens", texts_entry("tokenizer.ggml.tokens", texts));
  };
  EXPECT_THAT(tokens({"a"}), HasSubstr("`tokenizer.ggml.token_type` has 4 entries for 1 tokens"));
  EXPECT_THAT(tokens({"a", "a", "ab", "<s>"}), HasSubstr("`tokenizer.ggml.tokens`: `a` is there twice"));
  EXPECT_THAT(tokens({"a", "b", "ab", "<\xff>"}), HasSubstr("`tokenizer.ggml.tokens`: `<\xef\xbf\xbd>` is no UTF-8"));
  EXPECT_THAT(tokens({"a", "b", "xy", "<s>"}), HasSubstr("merge 0"));
  const auto merges = [&](const std::vector<std::string>& texts) {
    return with("tokenizer.ggml.merges", texts_entry("tokenizer.ggml.merges", texts));
  };
  for (const char* bad : {"", " ", "ab", "a ", " b"})
    EXPECT_THAT(merges({bad}), HasSubstr("`tokenizer.ggml.merges`: `" + std::string(bad) + "` is not a pair"));
  EXPECT_THAT(merges({"a q"}), HasSubstr("merge 0 (`a` `q`) names a token that does not exist"));
  EXPECT_THAT(merges({"a \xff"}), HasSubstr("is no UTF-8"));
  EXPECT_THAT(with("tokenizer.ggml.bos_token_id", u32_entry("tokenizer.ggml.bos_token_id", 4)),
              HasSubstr("special token id is outside the vocabulary of 4"));
  EXPECT_THAT(with("tokenizer.ggml.unknown_token_id", u32_entry("tokenizer.ggml.unknown_token_id", 99)),
              HasSubstr("`tokenizer.ggml.unknown_token_id` is 99, outside 4 tokens"));
  EXPECT_THAT(with("tokenizer.chat_template", text_entry("tokenizer.chat_template", "\xc3(")), HasSubstr("`tokenizer.chat_template` is no UTF-8"));
  EXPECT_THAT(with("tokenizer.ggml.token_type", array_entry("tokenizer.ggml.token_type", 6, 4, std::string(16, 'x'))),
              HasSubstr("is not an array of i32"));
}

/// `inspect` prints what any file holds, also one whose texts are no UTF-8 and one that no decoder here can run.
TEST_F(GgufModelParser, DescriptionsAreWholeJson) {
  GgufBytes gguf = tiny_gguf();
  gguf.metadata.push_back(text_entry("x.text", "bad \xff"));
  gguf.metadata.push_back(texts_entry("x.texts", {"\xfe", "ok"}));
  gguf.metadata.push_back(f32_entry("x.real", std::numeric_limits<float>::quiet_NaN()));
  ASSERT_TRUE(write_file(path(), gguf.build()));
  auto described = describe_file(path());
  ASSERT_TRUE(described) << described.error().text();
  EXPECT_EQ((*described)["metadata"]["x.text"], "bad \xef\xbf\xbd");
  EXPECT_EQ((*described)["metadata"]["x.texts"][1], "ok");
  EXPECT_EQ((*described)["tensors"].size(), 11U);
  EXPECT_NO_THROW((void)described->dump());
  ASSERT_TRUE(write_file(path(), gguf.build().substr(0, 700)));
  EXPECT_THAT(describe_file(path()).error().text(), HasSubstr("metadata"));
}

constexpr StoredType kBlockTypes[] = {StoredType::q4_0, StoredType::q4_1, StoredType::q5_0, StoredType::q5_1, StoredType::q8_0, StoredType::iq4_nl,
                                      StoredType::q2_k, StoredType::q3_k, StoredType::q4_k, StoredType::q5_k, StoredType::q6_k, StoredType::iq4_xs};

/// Whole weights, single rows and bf16 are the same numbers; rows of q lie interleaved in the file.
TEST_F(GgufModelParser, EveryBlockFormatIsReadRowByRow) {
  for (const StoredType type : kBlockTypes) {
    ASSERT_EQ(error_of(wide_gguf(traits(type))), "") << traits(type).name;
    auto model = open_model(path());
    ASSERT_TRUE(model) << model.error().text();
    const WeightInfo* query = model->weights->find("model.layers.0.self_attn.q_proj.weight");
    ASSERT_EQ(query->type, type);
    ASSERT_EQ(query->bytes, static_cast<uint64_t>(8 * 256 / traits(type).block_values * traits(type).block_bytes));
    std::vector<float> whole(8 * 256), row(256);
    std::vector<kernel::Bf16> rounded(256);
    ASSERT_TRUE(model->weights->read_f32(query->name, whole));
    for (int64_t r = 0; r < 8; ++r) {
      ASSERT_TRUE(model->weights->read_rows_f32(*query, r, r + 1, row));
      ASSERT_TRUE(model->weights->read_rows_bf16(*query, r, r + 1, rounded));
      ASSERT_EQ(std::memcmp(row.data(), whole.data() + r * 256, row.size() * sizeof(float)), 0) << traits(type).name << " row " << r;
      for (size_t i = 0; i < row.size(); ++i) ASSERT_EQ(rounded[i].bits, kernel::to_bf16(row[i]).bits) << traits(type).name;
    }
    // Row 1 of a head of four lies behind row 2, the first of the second half.
    std::vector<float> stored(8 * 256);
    kernel::kernels().dequantize({*block_format(type), model->weights->raw(*query).data(), stored.data(), kernel::DType::f32, 8 * 256}, 0,
                                 8 * 256 / traits(type).block_values);
    ASSERT_EQ(std::memcmp(whole.data() + 256, stored.data() + 2 * 256, row.size() * sizeof(float)), 0) << traits(type).name;
  }
}

TEST_F(GgufModelParser, BlocksOfAnyBytesAreReadAndCutOnesRefused) {
  for (const StoredType type : kBlockTypes) {
    const std::string bytes = wide_gguf(traits(type)).build();
    std::string changed = bytes;
    for (size_t at = bytes.size() * 3 / 4; at < bytes.size(); ++at) changed[at] = static_cast<char>(at * at * 31 >> 3);
    EXPECT_EQ(error_of_bytes(changed), "") << traits(type).name;
    EXPECT_THAT(error_of_bytes(bytes.substr(0, bytes.size() - 1)), HasSubstr("beyond the end of the file")) << traits(type).name;
    for (size_t at = 0; at < 1800; at += 331) {
      changed = bytes;
      changed[at] = static_cast<char>(changed[at] ^ 0x80);
      (void)error_of_bytes(changed);
    }
  }
}

TEST_F(GgufModelParser, AnyChangedByteOfTheHeaderIsReadOrRefused) {
  const std::string bytes = tiny_gguf().build();
  for (size_t at = 0; at < 1600; at += 3) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ (at % 2 == 0 ? 0x10 : 0xff));
    (void)error_of_bytes(changed);
  }
}

}  // namespace
}  // namespace jangin::model
