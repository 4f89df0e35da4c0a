// From stored bytes to numbers, row by row; the arithmetic is kernel/'s.
#include "model/formats/weight_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "kernel/kernel_table.h"
#include "model/formats/stored_rows.h"

namespace jangin::model {
namespace {

using kernel::DType;

/// Where row `row` in Hugging Face order (halves of each head) lies in rows that interleave the halves.
int64_t interleaved_row(int64_t row, int64_t head_dim) {
  const int64_t half = head_dim / 2;
  const int64_t inside = row % head_dim;
  return row - inside + 2 * (inside % half) + inside / half;
}

DType plain_type(StoredType type) {
  if (type == StoredType::f16) return DType::f16;
  return type == StoredType::bf16 ? DType::bf16 : DType::f32;
}

void convert_plain(StoredType type, const std::byte* stored, int64_t count, DType out_type, void* out) {
  const DType from = plain_type(type);
  std::vector<std::byte> aligned;  // a file may put numbers at any byte
  if (reinterpret_cast<uintptr_t>(stored) % kernel::size_of(from) != 0) {
    aligned.assign(stored, stored + static_cast<size_t>(count) * kernel::size_of(from));
    stored = aligned.data();
  }
  kernel::kernels().convert({stored, from, out, out_type}, 0, count);
}

void convert(StoredType type, const std::byte* stored, int64_t count, DType out_type, void* out) {
  if (auto format = block_format(type)) {
    kernel::kernels().dequantize({*format, stored, out, out_type, count}, 0, count / kernel::block_values(*format));
  } else {
    convert_plain(type, stored, count, out_type, out);
  }
}

/// `values` in a row, in the unit of `size`.
Status check_read(const WeightInfo& weight, int64_t begin, int64_t end, int64_t values, size_t size, const std::string& place) {
  if (!traits(weight.type).readable) {
    return fail(ErrorCode::unsupported, fmt::format("weight `{}` is stored as {}, which cannot be read", weight.name, traits(weight.type).name),
                place);
  }
  if (begin < 0 || begin > end || end > weight.rows() || size != static_cast<size_t>((end - begin) * values)) {
    return fail(
        ErrorCode::invalid_argument,
        fmt::format("rows {} to {} of weight `{}` ({} × {}) do not fit {} values", begin, end, weight.name, weight.rows(), weight.columns(), size),
        place);
  }
  return {};
}

template <typename T>
Status read_rows(const WeightSource& source, const WeightInfo& weight, int64_t begin, int64_t end, std::span<T> out, DType out_type) {
  const int64_t columns = weight.columns();
  JANGIN_TRY(check_read(weight, begin, end, columns, out.size(), source.place()));
  if (columns == 0 || begin == end) return {};
  const int64_t row_bytes = stored_row_bytes(weight);
  const std::byte* bytes = source.raw(weight).data();
  if (weight.interleaved_heads == 0) {
    convert(weight.type, bytes + begin * row_bytes, (end - begin) * columns, out_type, out.data());
    return {};
  }
  const int64_t head_dim = weight.rows() / weight.interleaved_heads;
  for (int64_t row = begin; row < end; ++row) {
    convert(weight.type, bytes + interleaved_row(row, head_dim) * row_bytes, columns, out_type, out.data() + (row - begin) * columns);
  }
  return {};
}

template <typename T>
Status read_whole(const WeightSource& source, std::string_view name, std::span<T> out, DType out_type) {
  const WeightInfo* weight = source.find(name);
  if (!weight) return fail(ErrorCode::not_found, fmt::format("has no weight `{}`", name), source.place());
  return read_rows(source, *weight, 0, weight->rows(), out, out_type);
}

bool name_before(const WeightInfo& weight, std::string_view name) { return weight.name < name; }

}  // namespace

int64_t WeightInfo::elements() const {
  int64_t product = 1;
  for (int64_t size : shape) product *= size;
  return product;
}
int64_t WeightInfo::columns() const { return shape.empty() ? 1 : shape.back(); }
int64_t WeightInfo::rows() const {
  int64_t product = 1;
  for (size_t i = 0; i + 1 < shape.size(); ++i) product *= shape[i];
  return product;
}

const WeightInfo* WeightSource::find(std::string_view name) const {
  const auto& all = weights();
  auto found = std::lower_bound(all.begin(), all.end(), name, name_before);
  return found != all.end() && found->name == name ? &*found : nullptr;
}

Status WeightSource::read_f32(std::string_view name, std::span<float> out) const { return read_whole(*this, name, out, DType::f32); }
Status WeightSource::read_bf16(std::string_view name, std::span<kernel::Bf16> out) const { return read_whole(*this, name, out, DType::bf16); }
Status WeightSource::read_rows_f32(const WeightInfo& weight, int64_t begin, int64_t end, std::span<float> out) const {
  return read_rows(*this, weight, begin, end, out, DType::f32);
}
Status WeightSource::read_rows_bf16(const WeightInfo& weight, int64_t begin, int64_t end, std::span<kernel::Bf16> out) const {
  return read_rows(*this, weight, begin, end, out, DType::bf16);
}

int64_t stored_row_bytes(const WeightInfo& weight) {
  const StoredTypeTraits& stored = traits(weight.type);
  return weight.columns() / stored.block_values * stored.block_bytes;
}

Status read_stored_rows(const WeightSource& source, const WeightInfo& weight, int64_t begin, int64_t end, std::span<std::byte> out) {
  const int64_t row_bytes = stored_row_bytes(weight);
  JANGIN_TRY(check_read(weight, begin, end, row_bytes, out.size(), source.place()));
  const std::byte* bytes = source.raw(weight).data();
  const int64_t head_dim = weight.interleaved_heads > 0 ? weight.rows() / weight.interleaved_heads : 0;
  for (int64_t row = begin; row < end; ++row) {
    const int64_t from = head_dim > 0 ? interleaved_row(row, head_dim) : row;
    std::memcpy(out.data() + (row - begin) * row_bytes, bytes + from * row_bytes, static_cast<size_t>(row_bytes));
  }
  return {};
}

WeightSelection::WeightSelection(const WeightSource& source, std::vector<WeightInfo> weights) : source_(source), infos_(std::move(weights)) {
  std::sort(infos_.begin(), infos_.end(), [](const WeightInfo& a, const WeightInfo& b) { return a.name < b.name; });
}

Status MemoryWeights::insert(std::string name, std::vector<int64_t> shape, StoredType type, std::span<const std::byte> bytes) {
  WeightInfo info{std::move(name), std::move(shape), type, bytes.size(), 0};
  const bool positive = std::all_of(info.shape.begin(), info.shape.end(), [](int64_t size) { return size >= 0; });
  if (!positive || info.elements() * traits(type).block_bytes != static_cast<int64_t>(bytes.size())) {
    return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` has {} bytes, which is not what its shape says", info.name, bytes.size()),
                place_);
  }
  auto at = std::lower_bound(infos_.begin(), infos_.end(), std::string_view(info.name), name_before);
  if (at != infos_.end() && at->name == info.name)
    return fail(ErrorCode::invalid_argument, fmt::format("weight `{}` is there twice", info.name), place_);
  bytes_.insert(bytes_.begin() + (at - infos_.begin()), bytes);
  infos_.insert(at, std::move(info));
  return {};
}

Status MemoryWeights::add(std::string name, std::vector<int64_t> shape, std::span<const float> values) {
  return insert(std::move(name), std::move(shape), StoredType::f32, std::as_bytes(values));
}
Status MemoryWeights::add(std::string name, std::vector<int64_t> shape, std::span<const kernel::Bf16> values) {
  return insert(std::move(name), std::move(shape), StoredType::bf16, std::as_bytes(values));
}
std::span<const std::byte> MemoryWeights::raw(const WeightInfo& weight) const { return bytes_[static_cast<size_t>(&weight - infos_.data())]; }

}  // namespace jangin::model
