// The EPUB reader on archives, and on any bytes as a chapter in one.
#include "collect/readers/epub.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  return jangin::collect::try_archive_reader(
      jangin::collect::read_epub, data, size, "input.epub", "c.xhtml",
      {{"META-INF/container.xml", "<c><rootfile full-path='p.opf'/></c>"},
       {"p.opf", "<p><manifest><item id='a' href='c.xhtml'/></manifest><spine><itemref idref='a'/></spine></p>"}});
}
