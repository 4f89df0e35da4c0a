// Regression merging of a base and what training made of it (RegMean: Jin et al., arXiv 2212.09849): each linear weight becomes the one that acts most
// like the trained weight on the inputs that the training data bring and most like the base's on the inputs of general text. What general text never
// shows stays as trained; so far more is kept for the same forgetting than by mixing the weights themselves (docs/trials.md).
//
// Legend: W_b, W_t [n, k] weights of base and trained model, Δ = W_t − W_b; C [k, k] = mean of x·xᵀ over the inputs x of a weight; s the share.
//   W = W_b + Δ · s·C_own · (s·C_own + (1−s)·C_general)⁻¹          (minimises s·‖(W − W_t)·X_own‖² + (1−s)·‖(W − W_b)·X_general‖² of means)
// C is shrunk towards its diagonal, since few tokens show only some of its directions (the paper's α). Weights that are not linear: W_b + s·Δ.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/formats/model_files.h"
#include "tensor/device.h"
#include "train/sequence.h"

namespace jangin::train {

struct MergeInputs {
  std::span<const TrainSequence> own;      // what was trained: the trained model's inputs are measured on it
  std::span<const TrainSequence> general;  // what must stay: the base's inputs are measured on it
  int64_t tokens = 8'192;                  // of each, taken evenly from all of it
};

/// Two models whose inputs were measured, ready to be merged at any share. Holds 4·k² bytes twice for each linear weight that training changed.
/// Thread-compatible. `base` must outlive it.
class Merge {
 public:
  /// Errors: conflict (the models differ in shape), invalid_argument (no sequences, tokens outside the vocabulary), those of loading; interrupted.
  static Result<Merge> measure(const model::ModelFiles& base, const std::filesystem::path& trained, const MergeInputs& inputs,
                               tensor::Device& device);
  /// Writes the merged model as a Hugging Face folder (f32, the base's tokenizer). share in [0, 1]: 0 the base, 1 the trained weights.
  /// Errors: invalid_argument (share), internal (a matrix that cannot be factorised), io_error.
  Status write(double share, const std::filesystem::path& output) const;

 private:
  /// One changed linear weight as files name it.
  struct Linear {
    std::vector<float> delta;         // Δ [n, k]
    std::vector<float> general_part;  // Δ · C_general [n, k]
    std::string moments;              // key of own_ and general_
    int64_t rows = 0, columns = 0;
  };
  using Moments = std::map<std::string, std::vector<float>>;  // by the network's weight: C [k, k]

  const model::ModelFiles* base_ = nullptr;
  model::ModelFiles trained_;
  Moments own_, general_;
  std::map<std::string, Linear> linears_;  // by the files' name
};

}  // namespace jangin::train
