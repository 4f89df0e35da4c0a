// Web archives.
#include "collect/opener_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return jangin::collect::try_opener("warc", data, size, "input.warc"); }
