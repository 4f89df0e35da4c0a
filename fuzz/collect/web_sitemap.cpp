// Site maps of any bytes.
#include "collect/sources/web/links.h"

#include "collect/reader_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin::collect;
  const ReadInput input{{reinterpret_cast<const std::byte*>(data), size}, "http://example.org/sitemap.xml", {}};
  const auto outcome = web::read_sitemap_links(input);
  if (!decode_outcome(encode_outcome(outcome))) std::abort();
  if (outcome) (void)web::links_of(*outcome);
  return 0;
}
