// The bytes of a weight in another number format, produced in pieces of a few megabytes: what both file writers stream.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "base/result.h"
#include "model/formats/weight_source.h"

namespace jangin::model {

/// Whether weights can be written in this format: f32, f16, bf16, q8_0, q4_0.
bool can_write(StoredType type);

/// Order of the rows that are written.
enum class RowOrder : uint8_t {
  halves,       // Hugging Face
  interleaved,  // GGUF llama q and k; `heads` says of how many heads
};

/// Gives all rows of `weight` in `type` to `sink`, a few megabytes at a time. Values pass through f32. Errors: those of reading, of the sink; unsupported when the format cannot be written or columns do not fill its blocks.
Status stream_weight(const WeightSource& source, const WeightInfo& weight, StoredType type, RowOrder order, int64_t heads,
                     const std::function<Status(std::span<const std::byte>)>& sink);

}  // namespace jangin::model
