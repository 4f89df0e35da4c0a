#include "tokenizer/training/text_blocks.h"

#include <cstdint>

namespace jangin::tokenizer {
namespace {

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

size_t block_length(std::string_view text, size_t limit) {
  if (text.size() <= limit) return text.size();
  for (size_t end = limit; end > 0; --end) {
    if (text[end - 1] == '\n' && !is_ascii_space(text[end])) return end;
  }
  for (size_t end = limit; end > 1; --end) {
    if (text[end] == ' ' && !is_ascii_space(text[end - 1])) return end;
  }
  size_t end = limit;
  while (end > limit - 3 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return end;
}

}  // namespace jangin::tokenizer
