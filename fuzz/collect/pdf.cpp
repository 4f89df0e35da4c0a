// The PDF reader on any bytes: it must end with text or with a named reason.
#include "collect/readers/pdf.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  jangin::collect::ReadInput input{{reinterpret_cast<const std::byte*>(data), size}, "input.pdf", {}};
  input.limits.max_pages = 200;
  auto outcome = jangin::collect::read_pdf(input);
  if (outcome ? outcome->text.empty() : outcome.error().reason.empty()) std::abort();
  return 0;
}
