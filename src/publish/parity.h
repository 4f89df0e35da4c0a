// Parity: does a written file answer as the model that it was made from does? Measured by running both on the same texts. No export without it.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/network.h"

namespace jangin::publish {

/// Over all predicted positions of the probe texts; p: the trained model's distribution of the next token, q: the exported one's.
struct Parity {
  std::string file;
  double mean_kl = 0;  // nats: mean of Σ p ln(p/q)
  double max_kl = 0;
  double top1_agreement = 1;  // share of positions where both have the same likeliest token
  uint64_t positions = 0;
};

/// What a format may lose, computed in f32 on both sides: only the rounding of weights shows. q8_0 rounds weights to 8 bits (llama.cpp's own Q8_0 of models of this
/// size stays near 1e-3).
struct ParityBound {
  double mean_kl = 1e-3;
  double top1_agreement = 0.97;
};

inline constexpr ParityBound kHalfBound{5e-3, 0.93};  // f16, bf16: rounding of weights and of sums (measured: up to 2.6e-3)
inline constexpr ParityBound kQ8Bound{1e-2, 0.90};    // q8_0

/// `texts`: token sequences, each computed for itself. Both networks must have one vocabulary.
/// Errors: invalid_argument, those of the network.
Result<Parity> compare_networks(const model::Network& trained, const model::Network& exported, const std::vector<std::vector<int32_t>>& texts,
                                const std::string& file);
/// Opens `exported` and compares it. Errors also: those of the formats.
Result<Parity> compare_with_file(const model::Network& trained, const std::filesystem::path& exported,
                                 const std::vector<std::vector<int32_t>>& texts);

/// Every weight of `exported` is the trained one, rounded to bf16 (nearest even) and nothing else. Error: conflict naming the weight.
Status check_rounded_weights(const model::WeightSource& trained, const model::WeightSource& exported);

/// Error (conflict) naming the file and both figures when it is out of bounds.
Status check_parity(const Parity& parity, const ParityBound& bound);

}  // namespace jangin::publish
