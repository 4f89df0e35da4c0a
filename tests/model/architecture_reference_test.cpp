// A tiny random model of each architecture against transformers: logits, loss, gradients, greedy continuation (goldens of
// tests/reference/make_model_goldens.py); and the same answers from what is written as a Hugging Face folder and as GGUF.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <nlohmann/json.hpp>

#include "base/file.h"
#include "golden_support.h"
#include "model/formats/gguf.h"
#include "model/formats/model_files.h"
#include "model/formats/safetensors.h"
#include "model/inference.h"
#include "model/network.h"

namespace jangin::model {
namespace {

using tensor::DType;

struct Case {
  std::string folder;  // in tests/reference
  std::string device;
  friend void PrintTo(const Case& c, std::ostream* out) { *out << c.folder << " on " << c.device; }
};

class ArchitectureReference : public testing::TestWithParam<Case> {
 protected:
  void SetUp() override {
    const std::string folder = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/" + GetParam().folder;
    goldens_ = std::move(*SafetensorsSource::open(folder + "/goldens.safetensors"));
    text_ = nlohmann::json::parse(*read_file(folder + "/goldens.json"));
    documents_ = text_["documents"].get<std::vector<std::vector<int32_t>>>();
    auto files = open_model(folder);
    ASSERT_TRUE(files) << files.error().text();
    files_ = std::move(*files);
    device_ = *tensor::find_device(GetParam().device);
    network_ = load(files_, DType::f32);
  }

  std::unique_ptr<Network> load(const ModelFiles& files, DType compute) {
    auto network = Network::load(files.config, *files.weights, *device_, compute);
    EXPECT_TRUE(network) << network.error().text();
    return network ? std::move(*network) : nullptr;
  }

  /// Packed into one batch, each document must get the logits that it gets alone: attention does not leak.
  std::vector<float> packed_logits(const Network& network) const {
    PackedTokens packed;
    for (const auto& document : documents_) packed.append(document);
    tensor::Tape tape = tensor::Tape::inference(*device_, network.compute());
    tensor::Variable hidden = network.forward(tape, packed);
    return tensor::logits(tape, hidden.tensor(), network.output_projection()).to_host();
  }

  std::vector<float> golden_logits() const {
    std::vector<float> out;
    for (size_t i = 0; i < documents_.size(); ++i) {
      const std::vector<float> one = read_golden(*goldens_, "logits." + std::to_string(i));
      out.insert(out.end(), one.begin(), one.end());
    }
    return out;
  }

  tensor::Device* device_ = nullptr;
  ModelFiles files_;
  std::unique_ptr<Network> network_;
  std::unique_ptr<SafetensorsSource> goldens_;
  nlohmann::json text_;
  std::vector<std::vector<int32_t>> documents_;
};

TEST_P(ArchitectureReference, PackedLogitsEqualTransformers) { EXPECT_LE(largest_difference(packed_logits(*network_), golden_logits()), 1e-4f); }

TEST_P(ArchitectureReference, Bf16StaysNearTransformers) {
  const std::vector<float> ours = packed_logits(*load(files_, DType::bf16));
  const std::vector<float> golden = golden_logits();
  const size_t vocab = static_cast<size_t>(files_.config.vocab), rows = golden.size() / vocab;
  double sum = 0;
  for (size_t row = 0; row < rows; ++row)
    sum += divergence(std::span(golden).subspan(row * vocab, vocab), std::span(ours).subspan(row * vocab, vocab));
  EXPECT_LE(sum / static_cast<double>(rows), 1e-3);
}

TEST_P(ArchitectureReference, LossAndGradientsEqualTransformers) {
  PackedTokens packed;
  std::vector<int32_t> targets;
  std::vector<float> weights;
  for (const auto& document : documents_) {
    packed.append(document);
    targets.insert(targets.end(), document.begin() + 1, document.end());
    targets.push_back(-1);
    weights.insert(weights.end(), document.size(), 1.0f);
  }
  const float scale = 1.0f / static_cast<float>(targets.size() - documents_.size());
  tensor::Gradients gradients(network_->weights());
  tensor::Tape tape = tensor::Tape::training(*device_, DType::f32, gradients);
  tensor::ProjectionLoss loss;
  {
    tensor::Variable hidden = network_->forward(tape, packed);
    loss = tensor::projection_loss(tape, hidden, network_->output_projection(), targets, weights, scale);
  }
  EXPECT_NEAR(loss.weighted_sum / loss.weights, text_["loss"].get<double>(), 1e-5);
  tape.backward();
  gradients.finish();
  MemoryWeights named("gradients");
  ASSERT_TRUE(network_->add_flat_weights(gradients.copy_flat(), "grad.", named));
  for (const WeightInfo& info : named.weights()) {
    const std::vector<float> ours = read_golden(named, info.name);
    if (info.name.ends_with("e_score_correction_bias")) {  // counts for the choice of experts only
      EXPECT_TRUE(std::all_of(ours.begin(), ours.end(), [](float value) { return value == 0.0f; }));
      continue;
    }
    const std::vector<float> golden = read_golden(*goldens_, info.name);
    const float magnitude = largest_magnitude(golden);
    const bool may_be_unused = info.name.find(".experts.") != std::string::npos;  // no token need choose an expert
    EXPECT_TRUE(magnitude > 0.0f || may_be_unused) << info.name;
    EXPECT_LE(largest_difference(ours, golden), 1e-3f * magnitude) << info.name;
  }
}

std::vector<int32_t> greedy(DecoderState& state, int32_t sequence, std::vector<int32_t> prompt, size_t count) {
  std::vector<float> logits(static_cast<size_t>(state.vocab()));
  std::vector<int32_t> out;
  EXPECT_TRUE(state.prefill(sequence, prompt, logits));
  while (true) {
    out.push_back(static_cast<int32_t>(std::max_element(logits.begin(), logits.end()) - logits.begin()));
    if (out.size() == count) return out;
    const SequenceToken next{sequence, out.back()};
    EXPECT_TRUE(state.step({&next, 1}, logits));
  }
}

TEST_P(ArchitectureReference, GreedyContinuationEqualsTransformers) {
  auto state = DecoderState::create(*network_, 2, 64);
  ASSERT_TRUE(state);
  auto golden = text_["greedy"].get<std::vector<int32_t>>();
  EXPECT_EQ(greedy(**state, 1, text_["prompt"].get<std::vector<int32_t>>(), golden.size()), golden);
}

TEST_P(ArchitectureReference, WrittenModelsAnswerTheSame) {
  const WrittenModels written(GetParam().folder);
  ASSERT_TRUE(save_huggingface(written.path(), files_.config, *files_.weights, nullptr, StoredType::f32));
  const std::vector<float> before = packed_logits(*network_);
  auto huggingface = open_model(written.path());
  ASSERT_TRUE(huggingface) << huggingface.error().text();
  EXPECT_EQ(huggingface->config, files_.config);
  EXPECT_EQ(packed_logits(*load(*huggingface, DType::f32)), before);

  const std::filesystem::path gguf = written.path() / "model.gguf";
  const auto saved = save_gguf(gguf, files_.config, *files_.weights, nullptr, StoredType::f32, "tiny");
  if (GetParam().folder == "exaone4_hybrid_tiny") {  // llama.cpp would give its layers no window
    ASSERT_FALSE(saved);
    EXPECT_NE(saved.error().text().find("64 layers"), std::string::npos) << saved.error().text();
    return;
  }
  ASSERT_TRUE(saved) << saved.error().text();
  auto reopened = open_model(gguf);
  ASSERT_TRUE(reopened) << reopened.error().text();
  ModelConfig expected = files_.config;  // GGUF keeps special ids with the tokenizer, and no range of initial weights
  expected.bos_id = expected.pad_id = -1;
  expected.eos_ids.clear();
  expected.initializer_range = reopened->config.initializer_range;
  EXPECT_EQ(reopened->config, expected);
  EXPECT_LE(largest_difference(packed_logits(*load(*reopened, DType::f32)), before), 1e-4f);
}

TEST_P(ArchitectureReference, ModelsInSeveralFilesAnswerTheSame) {
  const WrittenModels written(GetParam().folder + "_sharded");
  ASSERT_TRUE(save_huggingface(written.path(), files_.config, *files_.weights, nullptr, StoredType::f32, 20'000));
  EXPECT_TRUE(is_index(*find_weights(written.path())));
  auto reopened = open_model(written.path());
  ASSERT_TRUE(reopened) << reopened.error().text();
  EXPECT_EQ(reopened->config, files_.config);
  EXPECT_EQ(packed_logits(*load(*reopened, DType::f32)), packed_logits(*network_));
}

std::vector<float> raw_floats(const GgufFile& file, const std::string& name) {
  const GgufTensor* tensor = file.find_tensor(name);
  EXPECT_NE(tensor, nullptr) << name;
  std::vector<float> out(tensor ? tensor->bytes / sizeof(float) : 0);
  if (tensor) std::memcpy(out.data(), file.data(*tensor).data(), tensor->bytes);
  return out;
}

/// What reading undoes, a round trip does not show: the numbers as they lie in the file are llama.cpp's.
TEST(WrittenGguf, HoldsNormsAndExpertsAsLlamaCppReadsThem) {
  const WrittenModels written("gguf_as_it_lies");
  for (const char* name : {"gemma3_tiny", "exaone_moe_tiny"}) {
    auto model = open_model(std::string(JANGIN_SOURCE_DIR) + "/tests/reference/" + name);
    ASSERT_TRUE(model) << model.error().text();
    ASSERT_TRUE(save_gguf(written.path() / name, model->config, *model->weights, nullptr, StoredType::bf16, "tiny"));
    auto file = GgufFile::open(written.path() / name);
    ASSERT_TRUE(file) << file.error().text();
    if (name == std::string("gemma3_tiny")) {
      for (const auto& [gguf, hf] : {std::pair{"output_norm", "model.norm"},
                                     {"blk.1.attn_q_norm", "model.layers.1.self_attn.q_norm"},
                                     {"blk.2.post_ffw_norm", "model.layers.2.post_feedforward_layernorm"}}) {
        std::vector<float> expected = read_golden(*model->weights, std::string(hf) + ".weight");
        for (float& value : expected) value += 1.0f;
        EXPECT_EQ(raw_floats(*file, std::string(gguf) + ".weight"), expected) << gguf;
      }
      continue;
    }
    EXPECT_EQ(*file->text("general.architecture"), "exaone-moe");
    EXPECT_EQ(raw_floats(*file, "blk.1.ffn_gate_inp.weight"), read_golden(*model->weights, "model.layers.1.mlp.gate.weight"))
        << "the router stays f32";
    EXPECT_EQ(raw_floats(*file, "blk.1.exp_probs_b.bias"), read_golden(*model->weights, "model.layers.1.mlp.e_score_correction_bias"));
    const GgufTensor* stacked = file->find_tensor("blk.2.ffn_down_exps.weight");
    ASSERT_NE(stacked, nullptr);
    EXPECT_EQ(stacked->shape, (std::vector<int64_t>{6, 32, 12}));
    kernel::Bf16 first;  // of expert 4
    std::memcpy(&first, file->data(*stacked).data() + size_t{4} * 32 * 12 * 2, sizeof(first));
    EXPECT_EQ(first.bits, kernel::to_bf16(read_golden(*model->weights, "model.layers.2.mlp.experts.4.down_proj.weight")[0]).bits);
  }
}

/// 64 thin layers of exaone4: what llama.cpp takes for a hybrid model.
TEST(ThinExaone4, GgufKeepsWindowsAndWhichLayersRotate) {
  ModelConfig config;
  config.architecture = "exaone4";
  config.vocab = 96;
  config.context = 128;
  config.d_model = 16;
  config.heads = 2;
  config.kv_heads = 1;
  config.head_dim = 8;
  config.ffn = 24;
  config.norm_placement = NormPlacement::post;
  config.qk_norm = true;
  config.attention_scale = 1.0 / std::sqrt(8.0);
  config.initializer_range = 0.3;
  const RopeScaling scaling{RopeScalingKind::llama3, 16.0, 1.0, 4.0, 8192};
  for (int i = 0; i < 64; ++i) {
    const bool sliding = (i + 1) % 4 != 0;
    config.layers.push_back({sliding ? AttentionKind::sliding : AttentionKind::full, sliding ? 5 : 0, sliding, 1e6, scaling, FeedForwardKind::dense});
  }
  auto network = Network::create(config, tensor::default_device(), DType::f32);
  ASSERT_TRUE(network) << network.error().text();
  (*network)->initialize(3);
  const WrittenModels written("exaone4_thin");
  const std::filesystem::path gguf = written.path() / "model.gguf";
  const Status saved = (*network)->with_weights([&](const WeightSource& weights) -> Status {
    JANGIN_TRY(save_huggingface(written.path(), config, weights, nullptr, StoredType::f32));
    JANGIN_TRY(save_gguf(gguf, config, weights, nullptr, StoredType::f32, "thin"));
    return {};
  });
  ASSERT_TRUE(saved) << saved.error().text();
  for (const auto& path : {written.path(), gguf}) {
    auto files = open_model(path);
    ASSERT_TRUE(files) << files.error().text();
    EXPECT_EQ(files->config.layers, config.layers) << path;
  }
}

std::vector<Case> cases() {
  std::vector<Case> out;
  for (const char* name : {"llama_tiny", "qwen3_tiny", "gemma3_tiny", "exaone4_hybrid_tiny", "exaone4_global_tiny", "exaone_moe_tiny"}) {
    for (const char* device : {"reference", "cpu"}) out.push_back({name, device});
  }
  return out;
}

INSTANTIATE_TEST_SUITE_P(Tiny, ArchitectureReference, testing::ValuesIn(cases()),
                         [](const auto& info) { return info.param.folder + "_" + info.param.device; });

}  // namespace
}  // namespace jangin::model
