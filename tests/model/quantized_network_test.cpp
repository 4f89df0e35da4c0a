// Networks held in blocks of 8 and 4 bits: what a file has in blocks arrives as it is, logits stay near those of the plain weights, and no row depends on
// its neighbours.
#include <gtest/gtest.h>

#include <cmath>
#include <cstring>
#include <map>

#include "base/random.h"
#include "kernel/kernel_table.h"
#include "model/adapters/lora.h"
#include "model/inference.h"
#include "tensor/device.h"

namespace jangin::model {
namespace {

using tensor::DType;
using enum StoredType;

/// Rows of 256 fill all blocks; those of the attention output (96) and k and v (rows of 32) leave panels half full.
ModelConfig small_config(bool tied) {
  ModelConfig config;
  config.architecture = "llama";
  config.vocab = 200;
  config.context = 256;
  config.d_model = 256;
  config.heads = 3;
  config.kv_heads = 1;
  config.head_dim = 32;
  config.ffn = 512;
  config.attention_scale = 1 / std::sqrt(32.0);
  config.tied_embeddings = tied;
  config.layers.resize(2);
  config.initializer_range = 0.08;
  return config;
}

/// Weights of a network as a file would have them: matrices in block formats chosen by the end of their names (the first that fits), the rest in f32.
class BlockSource : public WeightSource {
 public:
  using Formats = std::vector<std::pair<std::string, StoredType>>;
  BlockSource(const Network& network, const Formats& formats) {
    EXPECT_TRUE(network.with_weights([&](const WeightSource& source) -> Status {
      for (const WeightInfo& info : source.weights()) {
        std::vector<float> values(static_cast<size_t>(info.elements()));
        JANGIN_TRY(source.read_f32(info.name, values));
        add(info, values, formats);
      }
      return {};
    }));
  }
  const std::vector<WeightInfo>& weights() const override { return infos_; }
  std::span<const std::byte> raw(const WeightInfo& weight) const override { return bytes_[static_cast<size_t>(&weight - infos_.data())]; }
  const std::string& place() const override { return place_; }
  void remove_last() { infos_.pop_back(); }
  /// The rows of q and k are stored as llama's GGUF stores them.
  void interleave(const std::string& name, int64_t heads) {
    for (WeightInfo& info : infos_) {
      if (!info.name.ends_with(name)) continue;
      info.interleaved_heads = heads;
      std::vector<std::byte>& bytes = bytes_[static_cast<size_t>(&info - infos_.data())];
      const std::vector<std::byte> plain = bytes;
      const size_t row_bytes = bytes.size() / static_cast<size_t>(info.rows());
      const int64_t size = info.rows() / heads;
      for (int64_t row = 0; row < info.rows(); ++row) {
        const int64_t inside = row % size, to = row - inside + 2 * (inside % (size / 2)) + inside / (size / 2);
        std::copy_n(plain.begin() + static_cast<std::ptrdiff_t>(static_cast<size_t>(row) * row_bytes), row_bytes,
                    bytes.begin() + static_cast<std::ptrdiff_t>(static_cast<size_t>(to) * row_bytes));
      }
    }
  }

 private:
  void add(const WeightInfo& info, const std::vector<float>& values, const Formats& formats) {
    WeightInfo& stored = infos_.emplace_back(info);
    stored.type = f32;
    for (const auto& [end, type] : formats) {
      if (info.shape.size() != 2 || !info.name.ends_with(end)) continue;
      stored.type = type;
      break;
    }
    const StoredTypeTraits& form = traits(stored.type);
    stored.bytes = static_cast<uint64_t>(info.elements() / form.block_values * form.block_bytes);
    std::vector<std::byte>& bytes = bytes_.emplace_back(stored.bytes);
    if (auto format = block_format(stored.type)) {
      kernel::kernels().quantize({*format, values.data(), bytes.data(), info.elements()}, 0, info.elements() / form.block_values);
    } else {
      std::memcpy(bytes.data(), values.data(), bytes.size());
    }
  }
  std::string place_ = "blocks in memory";
  std::vector<WeightInfo> infos_;
  std::vector<std::vector<std::byte>> bytes_;
};

const BlockSource::Formats kMixed = {{"q_proj.weight", q4_k},    {"k_proj.weight", q4_0},       {"v_proj.weight", q6_k},
                                     {"o_proj.weight", q5_0},    {"gate_proj.weight", q4_k},    {"up_proj.weight", q8_0},
                                     {"down_proj.weight", q4_k}, {"embed_tokens.weight", q8_0}, {"lm_head.weight", q6_k}};

std::unique_ptr<Network> random_network(const ModelConfig& config) {
  auto network = *Network::create(config, tensor::default_device(), DType::f32);
  network->initialize(5);
  return network;
}

std::unique_ptr<Network> held(const ModelConfig& config, const WeightSource& source, WeightForm form, DType compute = DType::f32,
                              const char* device = "cpu") {
  auto network = Network::load_for_inference(config, source, **tensor::find_device(device), compute, form);
  EXPECT_TRUE(network) << network.error().text();
  return std::move(*network);
}

std::vector<int32_t> some_tokens(int count, int first) {
  std::vector<int32_t> out;
  for (int i = 0; i < count; ++i) out.push_back((first * 31 + i * i * 7 + i) % 200);
  return out;
}

/// Logits of all tokens of a text.
std::vector<float> logits_of(const Network& network, const std::vector<int32_t>& tokens) {
  auto state = *DecoderState::create(network, 1, 256);
  std::vector<float> logits(tokens.size() * static_cast<size_t>(state->vocab()));
  const SequenceTokens chunk{0, tokens, tokens.size()};
  EXPECT_TRUE(state->append({&chunk, 1}, logits));
  return logits;
}

/// Root mean square of the difference over that of `want`.
double distance(const std::vector<float>& got, const std::vector<float>& want) {
  double off = 0.0, all = 0.0;
  for (size_t i = 0; i < want.size(); ++i) {
    off += std::pow(static_cast<double>(got[i]) - want[i], 2);
    all += std::pow(static_cast<double>(want[i]), 2);
  }
  return std::sqrt(off / all);
}

/// Rounding of rows to 8 bits moves each product's result by some 0.6 % of its size, and the logits behind nine of them by 2.2 % here; bf16 activations on both
/// sides add theirs (3.2 %).
TEST(QuantizedNetwork, AFilesBlocksAnswerAsTheirPlainNumbers) {
  for (bool tied : {true, false})
    for (DType compute : {DType::f32, DType::bf16}) {
      const ModelConfig config = small_config(tied);
      BlockSource source(*random_network(config), kMixed);
      source.interleave("q_proj.weight", 3);
      source.interleave("k_proj.weight", 1);
      const auto plain = *Network::load(config, source, tensor::default_device(), compute);
      const auto network = held(config, source, WeightForm::file, compute);
      EXPECT_TRUE(network->inference_only());
      const std::vector<int32_t> tokens = some_tokens(40, 1);
      const double off = distance(logits_of(*network, tokens), logits_of(*plain, tokens));
      EXPECT_LT(off, compute == DType::f32 ? 0.03 : 0.045) << "tied " << tied << " " << tensor::dtype_name(compute);
      EXPECT_GT(off, 0.001) << "the rows are not rounded";
    }
}

TEST(QuantizedNetwork, FittedBlocksStayNear) {
  const ModelConfig config = small_config(true);
  const auto plain = random_network(config);
  const BlockSource source(*plain, {});
  const std::vector<int32_t> tokens = some_tokens(40, 2);
  const std::vector<float> want = logits_of(*plain, tokens);
  EXPECT_LT(distance(logits_of(*held(config, source, WeightForm::q8), tokens), want), 0.05);
  const double four = distance(logits_of(*held(config, source, WeightForm::q4), tokens), want);
  EXPECT_LT(four, 0.5);
  EXPECT_GT(four, 0.2) << "too good to be four bits";
  EXPECT_EQ(logits_of(*held(config, source, WeightForm::f32), tokens), want);
  EXPECT_FALSE(held(config, source, WeightForm::file)->inference_only()) << "a file without blocks stays plain";
}

TEST(QuantizedNetwork, AnEmbeddingIsReadFromThePackedProjection) {
  const ModelConfig config = small_config(true);
  const BlockSource source(*random_network(config), kMixed);
  const auto plain = *Network::load(config, source, tensor::default_device(), DType::f32);
  const auto network = held(config, source, WeightForm::file);
  tensor::Tape tape = tensor::Tape::inference(network->device(), DType::f32);
  const std::vector<int32_t> ids = {0, 199, 7, 31, 32, 33, 7};
  EXPECT_EQ(network->embed(tape, ids).tensor().to_host(), plain->embed(tape, ids).tensor().to_host());
}

/// A weight is read in chunks of 8 MB of f32: 8,192 rows of 256.
TEST(QuantizedNetwork, RowsBehindTheFirstChunkAreTheirOwn) {
  ModelConfig config = small_config(true);
  config.vocab = 8300;
  const std::vector<int32_t> ids = {0, 107, 8191, 8192, 8193, 8299};
  const auto random = random_network(config);
  for (const WeightForm form : {WeightForm::file, WeightForm::q8}) {
    const BlockSource source(*random, form == WeightForm::file ? kMixed : BlockSource::Formats{});
    const auto plain = *Network::load(config, source, tensor::default_device(), DType::f32);
    const auto network = held(config, source, form);
    tensor::Tape tape = tensor::Tape::inference(network->device(), DType::f32);
    EXPECT_LT(distance(network->embed(tape, ids).tensor().to_host(), plain->embed(tape, ids).tensor().to_host()),
              form == WeightForm::file ? 1e-9 : 0.01);
  }
}

TEST(QuantizedNetwork, ABatchAnswersAsEachAloneToTheBit) {
  const ModelConfig config = small_config(true);
  const BlockSource source(*random_network(config), kMixed);
  const size_t vocab = 200;
  for (DType compute : {DType::f32, DType::bf16}) {
    const auto network = held(config, source, WeightForm::file, compute);
    std::vector<std::vector<int32_t>> texts;
    for (int i = 0; i < 70; ++i) texts.push_back(some_tokens(3 + i % 5, i));
    auto together = *DecoderState::create(*network, 70, 16);
    std::vector<SequenceTokens> prompts;
    std::vector<SequenceToken> next;
    for (int32_t i = 0; i < 70; ++i) {
      prompts.push_back({i, texts[static_cast<size_t>(i)]});
      next.push_back({i, i});
    }
    std::vector<float> logits(70 * vocab);
    ASSERT_TRUE(together->append(prompts, logits));
    ASSERT_TRUE(together->step(next, logits));
    auto alone = *DecoderState::create(*network, 1, 16);
    std::vector<float> own(vocab);
    for (int32_t i = 0; i < 70; i += 23) {
      alone->truncate(0, 0);
      for (int32_t token : texts[static_cast<size_t>(i)]) ASSERT_TRUE(alone->prefill(0, {&token, 1}, {}));
      ASSERT_TRUE(alone->prefill(0, std::span(&i, 1), own));
      const auto row = logits.begin() + i * static_cast<std::ptrdiff_t>(vocab);
      EXPECT_TRUE(std::equal(own.begin(), own.end(), row)) << "sequence " << i;
    }
  }
}

TEST(QuantizedNetwork, TheReferenceDeviceAnswersAlike) {
  const ModelConfig config = small_config(false);
  const BlockSource source(*random_network(config), kMixed);
  const std::vector<int32_t> tokens = some_tokens(9, 4);
  const auto fast = held(config, source, WeightForm::file), plain = held(config, source, WeightForm::file, DType::f32, "reference");
  EXPECT_LT(distance(logits_of(*fast, tokens), logits_of(*plain, tokens)),
            2e-3);  // attention sums in another order, which rounds some rows otherwise
}

/// q4_k in 24 bytes a block of 32, q4_0 in 20, q8_0, q5_0 and what is fitted in 34; rows in panels of 32; norms in f32.
TEST(QuantizedNetwork, MemoryIsThatOfTheBlocks) {
  const ModelConfig config = small_config(false);
  const BlockSource source(*random_network(config), kMixed);
  const auto network = held(config, source, WeightForm::file);
  const size_t attention = 96 * 8 * 24 + 32 * 8 * 20 + 32 * 8 * 34 + 256 * 3 * 34;
  const size_t feed_forward = 512 * 8 * 24 + 512 * 8 * 34 + 256 * 16 * 24;
  const size_t ends = 2 * 224 * 8 * 34;
  EXPECT_EQ(network->weight_bytes(), 2 * (attention + feed_forward) + ends + 5 * 256 * 4);
}

TEST(QuantizedNetwork, AFusedWeightThatIsPartlyPlainStaysPlain) {
  const ModelConfig config = small_config(true);
  BlockSource::Formats formats = kMixed;
  formats[2].second = f32;  // v_proj
  const BlockSource source(*random_network(config), formats);
  const auto network = held(config, source, WeightForm::file);
  int plain = 0, blocks = 0;
  for (size_t i = 0; i < network->weights().size(); ++i) {
    const tensor::Weight& weight = network->weights()[i];
    if (weight.shape().rank() == 2) ++(weight.quantized() ? blocks : plain);
    EXPECT_FALSE(weight.name().ends_with("v_proj") && weight.quantized());
  }
  EXPECT_EQ(plain, 2);
  EXPECT_EQ(blocks, 7);
  const std::vector<int32_t> tokens = some_tokens(20, 3);
  const auto all_plain = *Network::load(config, source, tensor::default_device(), DType::f32);
  EXPECT_LT(distance(logits_of(*network, tokens), logits_of(*all_plain, tokens)), 0.03);
}

void fill(LoraAdapter& adapter) {
  std::vector<float> values(static_cast<size_t>(adapter.weights().flat_elements()));
  Random random(3, 0);
  for (float& value : values) value = static_cast<float>(0.05 * random.normal());
  adapter.weights().flat().copy_from_host(values);
  adapter.weights().changed();
}

TEST(QuantizedNetwork, AnAdapterWorksOnTop) {
  const ModelConfig config = small_config(true);
  const BlockSource source(*random_network(config), kMixed);
  const std::vector<int32_t> tokens = some_tokens(30, 6);
  const auto plain = *Network::load(config, source, tensor::default_device(), DType::f32);
  const auto network = held(config, source, WeightForm::file);
  const std::vector<float> without = logits_of(*plain, tokens);
  auto on_plain = *LoraAdapter::create(*plain, {.rank = 8}), on_blocks = *LoraAdapter::create(*network, {.rank = 8});
  fill(*on_plain);
  fill(*on_blocks);
  plain->attach(on_plain.get());
  network->attach(on_blocks.get());
  const std::vector<float> want = logits_of(*plain, tokens);
  EXPECT_GT(distance(without, want), 0.1);
  EXPECT_LT(distance(logits_of(*network, tokens), want), 0.03);
}

TEST(QuantizedNetwork, WhatNeedsPlainWeightsIsRefused) {
  const ModelConfig config = small_config(true);
  BlockSource source(*random_network(config), kMixed);
  const auto network = held(config, source, WeightForm::file);
  for (const Status& status : {network->read_weights(source), network->with_weights([](const WeightSource&) -> Status { return {}; })}) {
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::unsupported);
  }
  const std::string last = source.weights().back().name;
  source.remove_last();
  const auto missing = Network::load_for_inference(config, source, tensor::default_device(), DType::f32, WeightForm::file);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::not_found);
  EXPECT_NE(missing.error().message.find(last), std::string::npos);
  ModelConfig other = config;
  other.ffn = 480;
  const auto shape = Network::load_for_inference(other, source, tensor::default_device(), DType::f32, WeightForm::q8);
  ASSERT_FALSE(shape);
  EXPECT_EQ(shape.error().code, ErrorCode::invalid_format);
  EXPECT_EQ(weight_form("q5").error().code, ErrorCode::invalid_argument);
}

}  // namespace
}  // namespace jangin::model
