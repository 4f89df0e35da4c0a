// Conversion on the way out; the arithmetic is kernel/'s.
#include "model/formats/weight_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "base/thread_pool.h"
#include "kernel/kernel_table.h"

namespace jangin::model {
namespace {

constexpr int64_t kPieceValues = int64_t{1} << 20;

constexpr size_t kBlocksPerRange = 64;
constexpr float kLargestHalf = 65504.0f;

void encode(StoredType type, const float* values, int64_t count, std::byte* out) {
  using kernel::DType;
  if (const auto format = block_format(type)) {
    const kernel::QuantizeArgs args{*format, values, out, count};
    const int64_t blocks = count / kernel::block_values(*format);
    ThreadPool::shared().parallel_for(static_cast<size_t>(blocks), kBlocksPerRange, [&](size_t begin, size_t end, int) {
      kernel::kernels().quantize(args, static_cast<int64_t>(begin), static_cast<int64_t>(end));
    });
    return;
  }
  const DType to = type == StoredType::f32 ? DType::f32 : type == StoredType::f16 ? DType::f16 : DType::bf16;
  kernel::kernels().convert({values, DType::f32, out, to}, 0, count);
}

/// F16, and the scales of blocks, end at 65504; a block cannot hold infinities or NaN at all.
Status check_range(const WeightSource& source, const WeightInfo& weight, StoredType type, std::span<const float> values) {
  if (type == StoredType::f32 || type == StoredType::bf16) return {};
  for (const float value : values) {
    if (std::fabs(value) <= kLargestHalf) continue;
    return fail(ErrorCode::unsupported, fmt::format("weight `{}` holds {}, which {} cannot", weight.name, value, traits(type).name), source.place(),
                "write it as bf16 or f32");
  }
  return {};
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
  if (const auto format = block_format(type)) return kernel::can_quantize(*format);
  return type == StoredType::f32 || type == StoredType::f16 || type == StoredType::bf16;
}

Status stream_weight(const WeightSource& source, const WeightInfo& weight, StoredType type, RowOrder order, int64_t heads,
                     const std::function<Status(std::span<const std::byte>)>& sink) {
  const StoredTypeTraits& to = traits(type);
  const int64_t columns = weight.columns();
  if (!can_write(type) || columns % to.block_values != 0) {
    return fail(ErrorCode::unsupported, fmt::format("weight `{}` with rows of {} cannot be written as {}", weight.name, columns, to.name),
                source.place());
  }
  const bool interleave = order == RowOrder::interleaved;
  if (interleave && (heads < 1 || weight.rows() % (2 * heads) != 0)) {
    return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` of {} rows does not divide into {} heads", weight.name, weight.rows(), heads),
                source.place());
  }
  if (weight.type == type && block_format(type) && weight.interleaved_heads == (interleave ? heads : 0)) return sink(source.raw(weight));
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
    JANGIN_TRY(check_range(source, weight, type, values));
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
