// Data sets of JSON Lines, with a condition.
#include "collect/opener_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_opener("jsonl", data, size, "input.jsonl",
                                     R"({"text":"text","id":"id","where":"n > 1 OR n IS NULL","format":"markdown"})");
}
