// Frames of members as the caller takes them from a child: any bytes, in any pieces.
#include "collect/opener_target.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  jangin::collect::TakesAnything taker;
  jangin::collect::FrameDecoder decoder(taker, 1'000'000);
  std::string_view bytes(reinterpret_cast<const char*>(data), size);
  for (size_t piece = 1; !bytes.empty() && decoder.feed(bytes.substr(0, piece)); piece = piece * 2 + 1)
    bytes.remove_prefix(std::min(bytes.size(), piece));
  return 0;
}
