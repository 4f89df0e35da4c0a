// The bytes of a weight in another number format, produced in pieces of a few megabytes: what both file writers stream.
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <string>

#include "base/result.h"
#include "model/formats/weight_source.h"

namespace jangin::model {

/// Whether weights can be written in this format: f32, f16, bf16, q8_0, q4_0, q5_0, q4_k, q6_k.
bool can_write(StoredType type);

/// Order of the rows that are written.
enum class RowOrder : uint8_t {
  halves,       // Hugging Face
  interleaved,  // GGUF llama q and k; `heads` says of how many heads
};

/// A weight of a written file: the format that the file's type asks for, and the one that its rows allowed.
struct WrittenWeight {
  std::string name;  // Hugging Face
  StoredType wanted = StoredType::f32;
  StoredType written = StoredType::f32;
};

/// Gives all rows of `weight` in `type` to `sink`, a few megabytes at a time. Blocks that are stored so already are copied; else values pass
/// through f32, and blocks are made on the threads of the shared pool. Errors: those of reading, of the sink; unsupported when the format
/// cannot be written, when columns do not fill its blocks, or when a value is beyond what f16 and block scales hold (65504; NaN too).
Status stream_weight(const WeightSource& source, const WeightInfo& weight, StoredType type, RowOrder order, int64_t heads,
                     const std::function<Status(std::span<const std::byte>)>& sink);

}  // namespace jangin::model
