// config.json of any bytes: refused in one line that names the file, or read into a description that keeps to its bounds and is the same when it is
// written and read again.
#include "model/config.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin;
  const auto config = model::config_from_huggingface({reinterpret_cast<const char*>(data), size}, "config.json");
  if (!config) {
    if (!config.error().place.starts_with("config.json") || config.error().text().find('\n') != std::string::npos) std::abort();
    return 0;
  }
  if (!model::validate_config(*config, "config.json") || model::count_parameters(*config) <= 0) std::abort();
  const auto again = model::config_from_huggingface(model::config_to_huggingface(*config, "bfloat16"), "again.json");
  if (!again || *again != *config) std::abort();
  return 0;
}
