// A matrix held for inference in blocks of 8 or 4 bits (kernel/quantized.h), and what it is made from. No numbers beside the blocks are kept.
#pragma once

#include <span>
#include <vector>

#include "kernel/quantized.h"
#include "tensor/tensor.h"

namespace jangin::tensor {

/// Rows of one kind, packed.
struct QuantizedPart {
  Tensor packed;  // opaque
  kernel::QuantizedKind kind;
  int64_t rows = 0;
};

/// W [rows, k]: parts one below the other, each of the kind that what it was made from asks for.
struct QuantizedWeight {
  int64_t k = 0;
  std::vector<QuantizedPart> parts;

  int64_t rows() const;
  size_t bytes() const;
};

/// Rows to be packed, in the host's memory: f32 or bf16, or GGUF blocks (row after row; k is then a multiple of block_values).
struct QuantizedSource {
  const void* rows = nullptr;
  bool blocks = false;
  kernel::BlockFormat block_format = kernel::BlockFormat::q8_0;  // of `blocks`
  kernel::DType type = kernel::DType::f32;                       // else
  int64_t count = 0;
};

}  // namespace jangin::tensor
