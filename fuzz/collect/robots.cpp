// robots.txt: any text, and what it says of any path.
#include "collect/sources/web/robots.h"

#include <cstddef>
#include <cstdint>

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using jangin::collect::web::Robots;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const Robots robots = Robots::parse(text, "jangin");
  const std::string path = '/' + std::string(text.substr(0, 200));
  (void)robots.allows(path);
  if (!robots.allows("/robots.txt") || robots.crawl_delay_seconds() < 0) __builtin_trap();
  return 0;
}
