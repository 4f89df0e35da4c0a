#include "tensor/quantized_weight.h"

namespace jangin::tensor {

int64_t QuantizedWeight::rows() const {
  int64_t sum = 0;
  for (const QuantizedPart& part : parts) sum += part.rows;
  return sum;
}

size_t QuantizedWeight::bytes() const {
  size_t sum = 0;
  for (const QuantizedPart& part : parts) sum += kernel::quantized_w_bytes({.n = part.rows, .k = k, .kind = part.kind});
  return sum;
}

}  // namespace jangin::tensor
