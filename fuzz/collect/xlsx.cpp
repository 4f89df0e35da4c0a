// The xlsx reader on archives, and on any bytes as a sheet in one.
#include "collect/readers/xlsx.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(
      jangin::collect::read_xlsx, data, size, "input.xlsx", "xl/s.xml",
      {{"xl/workbook.xml", "<w xmlns:r='r'><sheets><sheet name='S' r:id='a'/></sheets></w>"},
       {"xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='a' Type='x/worksheet' Target='s.xml'/></Relationships>"}});
}
