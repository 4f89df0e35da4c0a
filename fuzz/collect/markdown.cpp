// The Markdown and the text reader on any bytes.
#include "collect/readers/markdown.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "collect/readers/text.h"
#include "collect/wire.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace jangin::collect;
  ReadInput input{{reinterpret_cast<const std::byte*>(data), size}, "input.md", {}};
  for (auto read : {read_markdown, read_text}) {
    // What a reader says must pass the check that the sandbox makes on it.
    if (!decode_outcome(encode_outcome(read(input)))) std::abort();
  }
  return 0;
}
