// Conversion on the way out; the arithmetic is kernel/'s.
#include "model/formats/weight_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <vector>

#include "kernel/kernel_table.h"

namespace jangin::model {
namespace {

constexpr int64_t kPieceValues = int64_t{1} << 20;

void encode(StoredType type, const float* values, int64_t count, std::byte* out) {
  using kernel::BlockFormat;
  using kernel::DType;
  if (type == StoredType::q8_0 || type == StoredType::q4_0) {
    const BlockFormat format = type == StoredType::q8_0 ? BlockFormat::q8_0 : BlockFormat::q4_0;
    kernel::kernels().quantize({format, values, out, count}, 0, count / kernel::kBlockValues);
    return;
  }
  const DType to = type == StoredType::f32 ? DType::f32 : type == StoredType::f16 ? DType::f16 : DType::bf16;
  kernel::kernels().convert({values, DType::f32, out, to}, 0, count);
}

/// Rows of Hugging Face order, copied into the interleaved order of one head: row (half, j) goes to 2·j + half.
void interleave_head(const std::byte* rows, int64_t head_dim, size_t row_bytes, std::byte* out) {
  const int64_t half = head_dim / 2;
  for (int64_t row = 0; row < head_dim; ++row) {
    const int64_t to = 2 * (row % half) + row / half;
    std::memcpy(out + static_cast<size_t>(to) * row_bytes, rows + static_cast<size_t>(row) * row_bytes, row_bytes);
  }
}

}  // namespace

bool can_write(StoredType type) {
  using enum StoredType;
  return type == f32 || type == f16 || type == bf16 || type == q8_0 || type == q4_0;
}

Status stream_weight(const WeightSource& source, const WeightInfo& weight, StoredType type, RowOrder order, int64_t heads,
                     const std::function<Status(std::span<const std::byte>)>& sink) {
  const StoredTypeTraits& to = traits(type);
  const int64_t columns = weight.columns();
  if (!can_write(type) || columns % to.block_values != 0) {
    return fail(ErrorCode::unsupported, fmt::format("weight `{}` with rows of {} cannot be written as {}", weight.name, columns, to.name), source.place());
  }
  const bool interleave = order == RowOrder::interleaved;
  if (interleave && (heads < 1 || weight.rows() % (2 * heads) != 0)) {
    return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` of {} rows does not divide into {} heads", weight.name, weight.rows(), heads), source.place());
  }
  const int64_t rows = weight.rows();
  const int64_t head_dim = interleave ? rows / heads : 1;
  const int64_t step = interleave ? head_dim : std::max<int64_t>(1, kPieceValues / std::max<int64_t>(1, columns));
  const size_t row_bytes = static_cast<size_t>(columns / to.block_values * to.block_bytes);
  std::vector<float> values;
  std::vector<std::byte> bytes;
  std::vector<std::byte> ordered;
  for (int64_t begin = 0; begin < rows; begin += step) {
    const int64_t end = std::min(rows, begin + step);
    values.resize(static_cast<size_t>((end - begin) * columns));
    bytes.resize(static_cast<size_t>(end - begin) * row_bytes);
    JANGIN_TRY(source.read_rows_f32(weight, begin, end, values));
    encode(type, values.data(), (end - begin) * columns, bytes.data());
    if (interleave) {
      ordered.resize(bytes.size());
      interleave_head(bytes.data(), head_dim, row_bytes, ordered.data());
      std::swap(bytes, ordered);
    }
    JANGIN_TRY(sink(bytes));
  }
  return {};
}

}  // namespace jangin::model
