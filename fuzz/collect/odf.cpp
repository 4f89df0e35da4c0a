// The OpenDocument reader on archives, and on any bytes as the content of one.
#include "collect/readers/odf.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(jangin::collect::read_odf, data, size, "input.odt", "content.xml");
}
