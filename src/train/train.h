// Training: a base model and tokenised sequences in, a trained model out, step by step the same bits on every run, killed and resumed
// or not, on one thread or many. Measuring for `plan`.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "base/ranks.h"
#include "base/result.h"
#include "model/formats/model_files.h"
#include "tensor/device.h"
#include "train/sequence.h"
#include "train/train_config.h"

namespace jangin::train {

struct TrainRequest {
  const model::ModelFiles* base = nullptr;  // the start; must outlive the call
  bool random_start = false;                // weights from config.seed instead of the base's (foundation models)
  std::string base_hash;                    // identity of the base's weights; empty: hashed here
  const model::ModelFiles* anchor =
      nullptr;              // whose predictions anchored sources are held to; null: the start's. Of the start's configuration; must outlive the call
  std::string anchor_hash;  // identity of its weights; needed with anchor
  std::vector<TrainSource> sources;  // moved in; the first one is what `epochs` counts
  TrainConfig config;
  std::filesystem::path output;  // folder; see below
  std::string device = "cpu";
  Ranks* ranks = &Ranks::alone();  // who shares the work: all call train() with equal requests (see below)
};

/// One optimizer step as recorded in curve.jsonl.
struct StepRecord {
  int64_t step = 0;         // counts from 1
  double loss = 0;          // weighted mean over the batch, natural logarithm
  double divergence = 0;    // from the base, mean over the anchored tokens, nats
  int64_t tokens = 0;       // trained up to and with this step
  int64_t loss_tokens = 0;  // of this step: those with a loss weight
  double rate = 0;
  double gradient_norm = 0;  // before clipping
  double seconds = 0;        // of this step
};

/// How often and when a sample was seen.
struct SampleExposure {
  int64_t step = 0;
  size_t source = 0;
  uint64_t sample = 0;
  int64_t loss_tokens = 0;
  int64_t tokens = 0;
};

struct TrainReport {
  std::filesystem::path model;       // Hugging Face folder, f32, with the base's tokenizer; an adapter is merged into it
  std::filesystem::path adapter;     // the adapter alone in peft's files; empty where weights themselves were trained
  std::filesystem::path checkpoint;  // what is trained and optimizer state after the last step
  std::string checkpoint_hash;       // SHA-256 of that file: equal for equal runs
  std::string chain_hash;            // last link of the hash chain: data, steps, checkpoint
  std::string plan_hash;             // of the batches in their order
  std::string arithmetic;            // kernel family, number format
  int64_t steps = 0;
  int64_t tokens = 0;
  int64_t loss_tokens = 0;
  double first_loss = 0;  // mean of the first and of the last tenth of the steps
  double last_loss = 0;
  double seconds = 0;            // of the steps done by this call
  double tokens_per_second = 0;  // of the same
  uint64_t peak_memory_bytes = 0;
  std::vector<StepRecord> curve;
  std::vector<SampleExposure> exposures;
};

/// Trains. In `output`: curve.jsonl (a StepRecord a line), chain.jsonl (hash chain), checkpoints/<run>/step-*.safetensors, model/ and, with
/// config.lora, adapter/.
/// A run that was stopped at any moment goes on from its last checkpoint and ends with the same bits; a finished one is only reported.
/// On several ranks the leaves of a step are shared out, the optimizer's state too; the bits are those of one rank. Rank 0 writes, the others
/// read `output` only (a folder that all see), and stop when rank 0 is interrupted.
/// Errors: invalid_argument (configuration, tokens), limit_exceeded (memory, disk), interrupted (a checkpoint was written),
/// io_error, conflict (ranks with different requests), internal when the loss is no longer a number (the message says what to lower).
Result<TrainReport> train(TrainRequest request);

/// Whether the weights that the configuration names (trainable, lora.targets) are in a model: to be asked before hours of work that lead to training.
/// Errors: not_found naming what no weight has; limit_exceeded (memory).
Status check_names(const model::ModelConfig& model, const TrainConfig& config, const std::string& device = "cpu");

/// This machine's speed with this model and configuration, from a few seconds of work on random tokens.
struct TrainingSpeed {
  double seconds_per_token = 0;  // forward and backward
  double seconds_per_step = 0;   // clipping and optimizer
  double tokens_per_second = 0;  // with the configuration's batches
  uint64_t memory_bytes = 0;     // estimated for the whole run
};
Result<TrainingSpeed> measure_training_speed(const model::ModelConfig& model, const TrainConfig& config, const std::string& device = "cpu");

/// Memory that a run takes: weights, moments, gradients, activations of a micro-batch. An adapter counts as one on every layer.
uint64_t estimate_memory(const model::ModelConfig& model, const TrainConfig& config);

}  // namespace jangin::train
