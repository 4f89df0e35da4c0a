// Named weights to read from: a file or memory, whatever its format, under Hugging Face names. Rotary rows come in Hugging Face's
// order (halves), block formats come as plain numbers. Nothing is cached; pages come from the memory map.
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "kernel/types.h"
#include "model/formats/stored_type.h"

namespace jangin::model {

struct WeightInfo {
  std::string name;            // "model.layers.0.self_attn.q_proj.weight"
  std::vector<int64_t> shape;  // outermost first: [rows, columns] for a matrix
  StoredType type = StoredType::f32;
  uint64_t bytes = 0;             // as stored
  int64_t interleaved_heads = 0;  // > 0: stored rows of each head are interleaved for rotary (GGUF llama q and k)

  int64_t elements() const;
  int64_t rows() const;     // product of all but the last dimension; 1 for vectors
  int64_t columns() const;  // the last dimension; 1 for scalars
};

/// Read-only and thread-safe. Lives as long as the object: the infos and the raw bytes.
class WeightSource {
 public:
  virtual ~WeightSource() = default;

  /// Sorted by name.
  virtual const std::vector<WeightInfo>& weights() const = 0;
  /// The stored bytes of a weight of weights(), as they lie in the file (interleaved rows are not put in order).
  virtual std::span<const std::byte> raw(const WeightInfo& weight) const = 0;
  /// The file or folder, for messages.
  virtual const std::string& place() const = 0;
  /// Pages of the file that were read leave memory; they come back when they are read again.
  virtual void let_go() const {}

  /// Null when there is none of this name.
  const WeightInfo* find(std::string_view name) const;

  /// Whole weight, row-major, values in Hugging Face order. Errors: not_found; invalid_argument when out.size() is not elements();
  /// unsupported when its format cannot be read.
  Status read_f32(std::string_view name, std::span<float> out) const;
  Status read_bf16(std::string_view name, std::span<kernel::Bf16> out) const;  // rounded to nearest even
  /// Rows [begin, end) only; `out` holds (end − begin) × columns().
  Status read_rows_f32(const WeightInfo& weight, int64_t begin, int64_t end, std::span<float> out) const;
  Status read_rows_bf16(const WeightInfo& weight, int64_t begin, int64_t end, std::span<kernel::Bf16> out) const;
};

/// Some weights of another source, which outlives it.
class WeightSelection : public WeightSource {
 public:
  /// `weights` are of the source.
  WeightSelection(const WeightSource& source, std::vector<WeightInfo> weights);
  const std::vector<WeightInfo>& weights() const override { return infos_; }
  std::span<const std::byte> raw(const WeightInfo& weight) const override { return source_.raw(*source_.find(weight.name)); }
  const std::string& place() const override { return source_.place(); }

 private:
  const WeightSource& source_;
  std::vector<WeightInfo> infos_;
};

/// Weights that lie in memory of the caller, for the writers. The memory must outlive the object; it is read at write time.
class MemoryWeights : public WeightSource {
 public:
  explicit MemoryWeights(std::string place) : place_(std::move(place)) {}
  /// Errors: invalid_argument when the shape and the size differ or the name is taken.
  Status add(std::string name, std::vector<int64_t> shape, std::span<const float> values);
  Status add(std::string name, std::vector<int64_t> shape, std::span<const kernel::Bf16> values);

  const std::vector<WeightInfo>& weights() const override { return infos_; }
  std::span<const std::byte> raw(const WeightInfo& weight) const override;
  const std::string& place() const override { return place_; }

 private:
  Status insert(std::string name, std::vector<int64_t> shape, StoredType type, std::span<const std::byte> bytes);
  std::string place_;
  std::vector<WeightInfo> infos_;
  std::vector<std::span<const std::byte>> bytes_;  // beside infos_
};

}  // namespace jangin::model
