// Shared by the tests of training: a tiny model and sequences that it can learn.
#pragma once

#include <unistd.h>

#include <filesystem>
#include <string>

#include "base/file.h"
#include "base/random.h"
#include "train/train.h"

namespace jangin::train {

inline const std::string kTinyModel = std::string(JANGIN_SOURCE_DIR) + "/tests/reference/llama_tiny";

/// Sequences of a few repeated patterns; every third token has no loss.
inline std::vector<TrainSequence> pattern_sequences(size_t count, uint64_t seed, int64_t vocab = 96) {
  std::vector<TrainSequence> out;
  for (size_t i = 0; i < count; ++i) {
    Random random(seed, i);
    TrainSequence sequence;
    const uint32_t length = 5 + random.below(40);
    const uint32_t start = random.below(8);
    for (uint32_t j = 0; j < length; ++j) {
      sequence.tokens.push_back(static_cast<int32_t>(3 + (start * 11 + j * 7) % static_cast<uint32_t>(vocab - 3)));
      sequence.weights.push_back(j % 3 == 0 ? 0.0f : 1.0f);
    }
    sequence.sample = seed * 1000 + i;
    out.push_back(std::move(sequence));
  }
  return out;
}

inline TrainConfig tiny_config() {
  TrainConfig config;
  config.precision = "f32";
  config.sequence_length = 64;
  config.batch_rows = 6;
  config.micro_batch_rows = 1;
  config.leaf_rows = 2;
  config.tokens = 12000;
  config.peak_rate = 3e-3;
  config.checkpoint_steps = 4;
  config.keep_checkpoints = 2;
  return config;
}

/// What a run may train, by name: "full", "adapter" (of rank 4), "muon", "bf16" (weights kept as bf16, Muon on them).
inline TrainConfig with_kind(TrainConfig config, const std::string& kind) {
  if (kind == "adapter") config.lora.rank = 4;
  if (kind == "muon" || kind == "bf16") config.optimizer = "muon";
  if (kind == "bf16") config.weights = "bf16";
  return config;
}

/// A folder that is empty at the start and gone at the end.
class TemporaryFolder {
 public:
  explicit TemporaryFolder(const std::string& name)
      : path_(std::filesystem::temp_directory_path() / ("jangin_train_" + name + "_" + std::to_string(::getpid()))) {
    std::filesystem::remove_all(path_);
    std::filesystem::create_directories(path_);
  }
  ~TemporaryFolder() { std::filesystem::remove_all(path_); }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

/// `anchor`: how much the second source is held to what the base predicts; 0: it is learned as text.
inline Result<TrainReport> train_tiny(const std::filesystem::path& output, const TrainConfig& config, const std::string& device = "cpu",
                                      double anchor = 1.5, Ranks& ranks = Ranks::alone()) {
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(kTinyModel));
  TrainRequest request;
  request.base = &files;
  request.sources = {{"samples", 0.8, pattern_sequences(60, 1)}, {"replay", 0.2, pattern_sequences(40, 2), anchor}};
  request.config = config;
  request.output = output;
  request.device = device;
  request.ranks = &ranks;
  return train(std::move(request));
}

/// English text (the forgetting guard's) character by character, 64 a sequence: kTinyModel's vocabulary holds all that can be printed.
inline std::vector<TrainSequence> text_sequences() {
  const std::string text = *read_file(std::filesystem::path(JANGIN_SOURCE_DIR) / "recipes/data/guard/english.txt");
  std::vector<TrainSequence> out;
  for (size_t begin = 0; begin < text.size(); begin += 64) {
    TrainSequence sequence;
    for (char c : text.substr(begin, 64)) sequence.tokens.push_back(c >= ' ' && c <= '~' ? c - ' ' + 1 : 0);
    sequence.weights.assign(sequence.tokens.size(), 1.0f);
    sequence.sample = out.size();
    out.push_back(std::move(sequence));
  }
  return out;
}

/// Some 210 steps of 256 tokens.
inline TrainConfig text_config() {
  TrainConfig config;
  config.sequence_length = 64;
  config.batch_rows = 4;
  config.tokens = 54'000;
  config.peak_rate = 5e-3;
  config.checkpoint_steps = 0;
  return config;
}

/// From random weights.
inline Result<TrainReport> train_on_text(const std::filesystem::path& output, const TrainConfig& config) {
  JANGIN_ASSIGN(model::ModelFiles files, model::open_model(kTinyModel));
  TrainRequest request;
  request.base = &files;
  request.random_start = true;
  request.sources = {{"text", 1.0, text_sequences()}};
  request.config = config;
  request.output = output;
  return train(std::move(request));
}

}  // namespace jangin::train
