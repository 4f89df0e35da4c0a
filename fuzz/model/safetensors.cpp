// safetensors files of any bytes: whatever is let through lies inside the file.
#include "model/formats/safetensors.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin;
  const std::span<const std::byte> file(reinterpret_cast<const std::byte*>(data), size);
  auto header = model::parse_safetensors(file, "input.safetensors");
  if (!header) {
    if (header.error().place != "input.safetensors" || header.error().text().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  for (size_t i = 0; i < header->weights.size(); ++i) {
    const model::WeightInfo& weight = header->weights[i];
    const uint64_t begin = header->offsets[i];
    if (begin > size || weight.bytes > size - begin) std::abort();
    if (weight.elements() < 0 || weight.rows() * weight.columns() != weight.elements()) std::abort();
    if (i > 0 && header->weights[i - 1].name >= weight.name) std::abort();
  }
  return 0;
}
