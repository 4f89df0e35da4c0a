// What the caches are given, cut into passes, and which rows of a pass are wanted.
#pragma once

#include <span>
#include <vector>

#include "model/inference.h"
#include "tensor/device.h"

namespace jangin::model {

/// Cuts chunks into passes of at most 512 tokens (a chunk goes on in the next pass). A part's `logits` are those of its own tokens.
std::vector<std::vector<SequenceTokens>> cut_passes(std::span<const SequenceTokens> chunks);

/// The rows of a pass whose logits are wanted.
std::vector<int32_t> wanted_rows(std::span<const SequenceTokens> parts);
/// Which of the wanted rows are those of parts that want the likeliest token, or of the others.
std::vector<int32_t> wanted_rows(std::span<const SequenceTokens> parts, bool likeliest);
/// The biases of the rows that want the likeliest token, counted among these.
std::vector<tensor::LogitBias> biases_of(std::span<const SequenceTokens> parts, int64_t vocab);

}  // namespace jangin::model
