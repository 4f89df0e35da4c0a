// The XML reader on any bytes.
#include "collect/readers/xml_text.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_reader(jangin::collect::read_xml, data, size, "input.xml");
}
