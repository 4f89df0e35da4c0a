// Links of any page, and what the caller makes of the answer: URLs in the normal form and no others.
#include "collect/sources/web/links.h"

#include "collect/reader_target.h"
#include "collect/sources/web/url.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin::collect;
  const ReadInput input{{reinterpret_cast<const std::byte*>(data), size}, "http://example.org/a/b.html", {}};
  const auto outcome = web::read_page_links(input);
  if (!outcome || !decode_outcome(encode_outcome(outcome))) std::abort();
  for (const std::string& text : web::links_of(*outcome).urls) {
    const auto url = web::parse_url(text);
    if (!url || url->text() != text) std::abort();
  }
  return 0;
}
