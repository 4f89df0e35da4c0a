// The JSON reader on any bytes.
#include "collect/readers/json.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_reader(jangin::collect::read_json, data, size, "input.json");
}
