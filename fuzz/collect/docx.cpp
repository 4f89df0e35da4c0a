// The docx reader on archives, and on any bytes as the document in one.
#include "collect/readers/docx.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(jangin::collect::read_docx, data, size, "input.docx", "word/document.xml");
}
