// Number formats found in weight files: their names in safetensors and GGUF, their block sizes, and which of them can be read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "kernel/blocks.h"

namespace jangin::model {

/// Readable ones first; the others are recognised, so that `describe_file` can list them and errors can name them.
enum class StoredType : uint8_t {
  f32,
  f16,
  bf16,
  q4_0,
  q4_1,
  q5_0,
  q5_1,
  q8_0,
  iq4_nl,
  q2_k,
  q3_k,
  q4_k,
  q5_k,
  q6_k,
  iq4_xs,
  f64,
  i8,
  i16,
  i32,
  i64,
  u8,
  u16,
  u32,
  u64,
  boolean,
  f8_e4m3,
  f8_e5m2,
  q8_1,
  q8_k,
  iq2_xxs,
  iq2_xs,
  iq3_xxs,
  iq1_s,
  iq3_s,
  iq2_s,
  iq1_m,
  tq1_0,
  tq2_0,
  mxfp4,
};

/// One row of the table. A block holds `block_values` values in `block_bytes` bytes (plain formats: one value).
struct StoredTypeTraits {
  StoredType type;
  std::string_view name;  // as ggml writes it ("Q4_1"); plain types as safetensors does ("BF16")
  int32_t ggml_id;        // -1: not a ggml type
  bool in_safetensors;
  int64_t block_values;
  int64_t block_bytes;
  bool readable;  // read_f32 and read_bf16 work
};

const StoredTypeTraits& traits(StoredType type);
std::optional<StoredType> stored_type_from_ggml(uint32_t id);
std::optional<StoredType> stored_type_from_safetensors(std::string_view name);
/// By its name in any letter case ("bf16", "Q8_0").
std::optional<StoredType> stored_type_from_name(std::string_view name);

/// The kernels' name of a readable block format; empty for all others.
std::optional<kernel::BlockFormat> block_format(StoredType type);

}  // namespace jangin::model
