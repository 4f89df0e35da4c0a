// The archive opener: zip, tar, 7z.
#include "collect/opener_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) { return jangin::collect::try_opener("archive", data, size, "input"); }
