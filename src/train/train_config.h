// What a training run does, as a plain struct read from a recipe's [train] table.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "model/adapters/lora.h"

namespace jangin::train {

struct TrainConfig {
  std::string objective = "supervised";  // objectives/registry.cpp
  std::string optimizer = "adamw";       // optimizers/registry.cpp: adamw, muon
  std::string schedule = "cosine";       // schedules/registry.cpp: cosine, wsd, constant
  /// Parts of weight names ("mlp", "layers.7."): only weights that hold one are trained, the others stay the base's. Empty: all are trained.
  std::vector<std::string> trainable;
  /// Low-rank adapters instead of the weights (the table [train.lora]; `trainable` is then empty): the base is not touched until it is merged with them.
  model::LoraConfig lora;
  std::string precision = "bf16";  // of activations and products' operands: bf16 or f32; moments are f32
  /// What weights are kept as between steps: f32, or bf16 that every step rounds at random (kernel/random_rounding.h), so that small steps add up
  /// without a copy in f32: two bytes less for each weight. With an adapter: f32.
  std::string weights = "f32";
  uint64_t seed = 1;

  int64_t tokens = 0;              // stop after this many trained tokens (padding does not exist here); 0: `epochs` decides
  double epochs = 1.0;             // passes over the first source when tokens is 0
  int64_t sequence_length = 1024;  // tokens a row holds: documents are packed into it, longer ones are cut
  int64_t batch_rows = 4;          // rows of one optimizer step
  int64_t micro_batch_rows = 4;    // rows of one forward and backward pass: memory against speed
  int64_t leaf_rows = 0;           // rows whose gradients are added up one pass after the other: a leaf of the tree that adds up the
                                   // batch; 0: micro_batch_rows

  double peak_rate = 5e-4;        // learning rate after the warm-up
  double final_rate_share = 0.1;  // of the peak, reached at the last step
  double warmup_share = 0.03;     // of the steps, rate rising linearly from 0
  double decay_share = 0.2;       // wsd: of the steps, at the end
  double beta1 = 0.9;
  double beta2 = 0.95;
  double epsilon = 1e-8;
  double muon_peak_rate = 0;    // muon: peak rate of the hidden matrices (peak_rate is everything else's); 0: peak_rate, whose steps are as large
  double muon_momentum = 0.95;  // muon: of the hidden matrices' gradients, Nesterov's form
  int64_t muon_steps = 5;       // muon: iterations that make the momentum orthogonal
  double weight_decay = 0.01;   // on matrices, not on norms and embeddings; 0: off
  double clip_norm = 1.0;       // largest norm of the gradient; 0: off
  double prompt_weight = 0.0;   // weight of the loss on what is not the assistant's in a conversation, against 1 on the assistant's; 0: none.
                                // Whoever makes the sequences (line/training_data.h) applies it

  int64_t checkpoint_steps = 200;  // between checkpoints; 0: only at the end and when interrupted
  int64_t keep_checkpoints = 1;    // the newest ones
};

/// Reads the table's keys (named as the fields) and finishes it. Errors: invalid_format, invalid_argument naming the key.
Status read_config(ConfigTable table, TrainConfig& config);
/// Names are known, rows divide. Errors: invalid_argument, not_found.
Status check_config(const TrainConfig& config);
/// leaf_rows, or what 0 stands for.
int64_t resolved_leaf_rows(const TrainConfig& config);
/// Hash over every field that decides the weights (not checkpoint_steps and keep_checkpoints). Without an adapter its other fields do not count, nor those of an
/// optimizer that is not used.
std::string config_hash(const TrainConfig& config);

}  // namespace jangin::train
