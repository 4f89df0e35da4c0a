// Answers of readers as the sandbox takes them: any bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "collect/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  (void)jangin::collect::decode_outcome({reinterpret_cast<const char*>(data), size});
  return 0;
}
