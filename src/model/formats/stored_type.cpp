// The table of number formats. Sizes: ggml-common.h and gguf-py/gguf/constants.py (GGML_QUANT_SIZES); safetensors' README.
#include "model/formats/stored_type.h"

#include <array>

#include "base/strings.h"

namespace jangin::model {
namespace {
using enum StoredType;

constexpr StoredTypeTraits kTable[] = {
    {f32, "F32", 0, true, 1, 4, true},
    {f16, "F16", 1, true, 1, 2, true},
    {bf16, "BF16", 30, true, 1, 2, true},
    {q4_0, "Q4_0", 2, false, 32, 18, true},
    {q4_1, "Q4_1", 3, false, 32, 20, true},
    {q5_0, "Q5_0", 6, false, 32, 22, true},
    {q5_1, "Q5_1", 7, false, 32, 24, true},
    {q8_0, "Q8_0", 8, false, 32, 34, true},
    {iq4_nl, "IQ4_NL", 20, false, 32, 18, true},
    {q2_k, "Q2_K", 10, false, 256, 84, true},
    {q3_k, "Q3_K", 11, false, 256, 110, true},
    {q4_k, "Q4_K", 12, false, 256, 144, true},
    {q5_k, "Q5_K", 13, false, 256, 176, true},
    {q6_k, "Q6_K", 14, false, 256, 210, true},
    {iq4_xs, "IQ4_XS", 23, false, 256, 136, true},
    {f64, "F64", 28, true, 1, 8, false},
    {i8, "I8", 24, true, 1, 1, false},
    {i16, "I16", 25, true, 1, 2, false},
    {i32, "I32", 26, true, 1, 4, false},
    {i64, "I64", 27, true, 1, 8, false},
    {u8, "U8", -1, true, 1, 1, false},
    {u16, "U16", -1, true, 1, 2, false},
    {u32, "U32", -1, true, 1, 4, false},
    {u64, "U64", -1, true, 1, 8, false},
    {boolean, "BOOL", -1, true, 1, 1, false},
    {f8_e4m3, "F8_E4M3", -1, true, 1, 1, false},
    {f8_e5m2, "F8_E5M2", -1, true, 1, 1, false},
    {q8_1, "Q8_1", 9, false, 32, 40, false},
    {q8_k, "Q8_K", 15, false, 256, 292, false},
    {iq2_xxs, "IQ2_XXS", 16, false, 256, 66, false},
    {iq2_xs, "IQ2_XS", 17, false, 256, 74, false},
    {iq3_xxs, "IQ3_XXS", 18, false, 256, 98, false},
    {iq1_s, "IQ1_S", 19, false, 256, 50, false},
    {iq3_s, "IQ3_S", 21, false, 256, 110, false},
    {iq2_s, "IQ2_S", 22, false, 256, 82, false},
    {iq1_m, "IQ1_M", 29, false, 256, 56, false},
    {tq1_0, "TQ1_0", 34, false, 256, 54, false},
    {tq2_0, "TQ2_0", 35, false, 256, 66, false},
    {mxfp4, "MXFP4", 39, false, 32, 17, false},
};

constexpr bool in_enum_order() {
  for (size_t i = 0; i < std::size(kTable); ++i) {
    if (static_cast<size_t>(kTable[i].type) != i) return false;
  }
  return true;
}
static_assert(in_enum_order() && std::size(kTable) == static_cast<size_t>(mxfp4) + 1, "one row for each type, in order");

/// The block formats stand in one row in both enumerations.
constexpr std::optional<kernel::BlockFormat> format_of(StoredType type) {
  if (type < q4_0 || type > iq4_xs) return std::nullopt;
  return kernel::kAllBlockFormats[static_cast<size_t>(type) - static_cast<size_t>(q4_0)];
}
constexpr bool sizes_are_the_kernels() {
  for (const StoredTypeTraits& row : kTable) {
    const auto format = format_of(row.type);
    if (!format) continue;
    if (row.block_values != kernel::block_values(*format) || row.block_bytes != static_cast<int64_t>(kernel::block_bytes(*format))) return false;
  }
  return format_of(q8_0) == kernel::BlockFormat::q8_0 && format_of(iq4_xs) == kernel::BlockFormat::iq4_xs;
}
static_assert(sizes_are_the_kernels());

}  // namespace

const StoredTypeTraits& traits(StoredType type) { return kTable[static_cast<size_t>(type)]; }

std::optional<StoredType> stored_type_from_ggml(uint32_t id) {
  for (const StoredTypeTraits& row : kTable) {
    if (row.ggml_id >= 0 && static_cast<uint32_t>(row.ggml_id) == id) return row.type;
  }
  return std::nullopt;
}

std::optional<StoredType> stored_type_from_safetensors(std::string_view name) {
  for (const StoredTypeTraits& row : kTable) {
    if (row.in_safetensors && row.name == name) return row.type;
  }
  return std::nullopt;
}

std::optional<StoredType> stored_type_from_name(std::string_view name) {
  for (const StoredTypeTraits& row : kTable) {
    if (to_lower_ascii(row.name) == to_lower_ascii(name)) return row.type;
  }
  return std::nullopt;
}

std::optional<kernel::BlockFormat> block_format(StoredType type) { return format_of(type); }

}  // namespace jangin::model
