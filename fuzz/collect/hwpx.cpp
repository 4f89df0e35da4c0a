// The HWPX reader on archives, and on any bytes as the section of one.
#include "collect/readers/hwpx.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(jangin::collect::read_hwpx, data, size, "input.hwpx", "Contents/section0.xml");
}
