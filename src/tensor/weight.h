// Weights: canonical storage in f32 or bf16 and the packed views made from it, dropped when the weight changes, so that a trainer and a sampler
// share one copy. All weights of a model lie in one flat buffer (WeightSpace), as do their gradients and optimizer moments (f32); but those that
// are held for inference in blocks of 8 or 4 bits, which have nothing beside the blocks.
#pragma once

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "tensor/device.h"

namespace jangin::tensor {

/// One matrix or vector of a model. Views may be asked for from several threads; changing the value while others read is the caller's fault.
class Weight {
 public:
  Weight(std::string name, Shape shape, Tensor value, int64_t flat_begin, bool decays);
  const std::string& name() const { return name_; }
  /// [rows, columns] or [columns].
  const Shape& shape() const { return shape_; }
  int64_t rows() const { return shape_.elements() / columns(); }
  int64_t columns() const { return shape_[shape_.rank() - 1]; }
  /// In the type of its WeightSpace; undefined where the weight is held in blocks.
  const Tensor& value() const { return value_; }
  /// Null: held plainly.
  const QuantizedWeight* quantized() const { return quantized_ ? &*quantized_ : nullptr; }
  /// The blocks of a weight that WeightSpace::hold_in_blocks() named; it is frozen from then on.
  void set_quantized(QuantizedWeight value);
  /// First element in the flat buffers of its WeightSpace.
  int64_t flat_begin() const { return flat_begin_; }
  bool decays() const { return decays_; }
  bool trainable() const { return trainable_; }
  void set_trainable(bool value) { trainable_ = value; }

  uint64_t version() const { return version_; }
  /// To be called after the value was written: views of the old value are dropped.
  void changed();

  /// The weight [n, k] as the right-hand operand of x · Wᵀ (k_first false) or of dy · W (k_first true). `keep`: the view stays until
  /// the weight changes; otherwise a view that is not there yet lasts as long as the returned handle. Not of weights held in blocks.
  Packed view(bool k_first, DType type, bool keep);
  /// Drops the views to free their memory.
  void drop_views();

 private:
  std::string name_;
  Shape shape_;
  Tensor value_;
  std::optional<QuantizedWeight> quantized_;
  int64_t flat_begin_;
  bool decays_;
  bool trainable_ = true;
  uint64_t version_ = 0;
  std::mutex mutex_;
  std::map<std::pair<bool, DType>, Packed> views_;
};

/// The weights of one model in one flat buffer of f32 or bf16. Each starts at a multiple of kWeightAlignment elements; the gaps stay zero.
/// Declare all, say which are held in blocks, then allocate(). Weights keep their addresses.
class WeightSpace {
 public:
  static constexpr int64_t kWeightAlignment = 64;
  explicit WeightSpace(Device& device, DType type = DType::f32) : device_(device), type_(type) {}
  WeightSpace(const WeightSpace&) = delete;
  WeightSpace& operator=(const WeightSpace&) = delete;

  /// Returns the index of the weight. `decays`: the optimizer's weight decay applies.
  size_t declare(std::string name, Shape shape, bool decays);
  /// The weight gets no place in the flat buffer: a space with such weights is for inference only.
  void hold_in_blocks(size_t index) { declared_[index].in_blocks = true; }
  const Shape& shape(size_t index) const { return declared_[index].shape; }
  void allocate();

  Device& device() const { return device_; }
  size_t size() const { return declared_.size(); }
  Weight& operator[](size_t index) const { return *weights_[index]; }
  Weight* find(std::string_view name) const;
  /// Bytes of the weights as they are held, plain and in blocks. Views are made when they are first wanted and come on top.
  size_t bytes() const;
  int64_t flat_elements() const { return flat_elements_; }
  const Tensor& flat() const { return flat_; }
  DType type() const { return type_; }
  /// A zeroed persistent f32 buffer of the same layout (gradients, moments).
  Tensor flat_like() const;
  /// The part of such a buffer that belongs to a weight.
  Tensor slice(const Tensor& flat, const Weight& weight) const;
  void changed();
  void drop_views();

 private:
  struct Declared {
    std::string name;
    Shape shape;
    bool decays;
    bool in_blocks = false;
  };
  Device& device_;
  DType type_;
  std::vector<Declared> declared_;
  std::vector<std::unique_ptr<Weight>> weights_;
  int64_t flat_elements_ = 0;
  Tensor flat_;
};

/// The gradients of one micro-batch in f32, a tensor a weight. `written` saves clearing: the first contribution overwrites.
class Gradients {
 public:
  /// `step`: a weight's gradient takes its memory when its first contribution comes, from what the pass is done with by then, and gives it
  /// back with clear(). `persistent`: one buffer laid out as the weights, for gradients that outlive the pass that began them.
  explicit Gradients(const WeightSpace& space, Lifetime lifetime = Lifetime::persistent);
  Lifetime lifetime() const { return lifetime_; }
  /// Forgets all contributions.
  void clear();
  /// Memory for a weight's gradient now, rather than when its first contribution comes.
  void make_room(const Weight& weight);
  /// Where a weight's gradient goes, and whether to add to what is there. Counts as written from now on. Undefined for frozen weights.
  struct Target {
    Tensor tensor;
    bool accumulate = false;
  };
  Target target(const Weight& weight);
  /// Zeroes what no operation wrote to. From then on all of this holds, until clear():
  void finish();
  /// The gradient of the weight with this index. Undefined for frozen weights.
  const Tensor& of(size_t index) const { return parts_[index]; }
  /// Elements [begin, begin + count) of the gradients laid out as the weights, zero in gaps and for frozen weights: a copy in step memory.
  Tensor copy_flat(int64_t begin, int64_t count) const;
  Tensor copy_flat() const { return copy_flat(0, space_.flat_elements()); }
  /// Device::sum_of_squares of copy_flat(), bit for bit.
  double sum_of_squares() const;
  /// this += other; both finished.
  void add(const Gradients& other);

 private:
  void make_room(size_t index);
  size_t first_reaching(int64_t element) const;

  const WeightSpace& space_;
  Lifetime lifetime_;
  Tensor flat_;                // persistent: holds the parts
  std::vector<Tensor> parts_;  // by index of weight
  std::vector<bool> written_;
  std::map<const Weight*, size_t> index_;
};

}  // namespace jangin::tensor
