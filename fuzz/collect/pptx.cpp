// The pptx reader on archives, and on any bytes as a slide in one.
#include "collect/readers/pptx.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(
      jangin::collect::read_pptx, data, size, "input.pptx", "ppt/s.xml",
      {{"ppt/presentation.xml", "<p xmlns:r='r'><sldIdLst><sldId r:id='a'/></sldIdLst></p>"},
       {"ppt/_rels/presentation.xml.rels", "<Relationships><Relationship Id='a' Type='x/slide' Target='s.xml'/></Relationships>"}});
}
