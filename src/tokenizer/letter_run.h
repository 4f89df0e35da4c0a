// Runs of letters that need no table: ASCII and Hangul syllables, sixteen bytes at a time. Text is valid UTF-8.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/byte_block.h"

namespace jangin::tokenizer {

/// Which bytes of the block at `at` surely begin a Hangul syllable (U+AC00–U+D77F: EA B0 80–ED 9D BF; the last 36 are left to tables). The text
/// is valid UTF-8, the byte behind the block can be read.
inline uint32_t hangul_leads(const char* at, const ByteBlock& block) {
  const ByteBlock second(at + 1);
  return block.between(0xeb, 0xec) | (block.equal(0xea) & second.between(0xb0, 0xbf)) | (block.equal(0xed) & second.between(0x80, 0x9d));
}

/// End of the run of ASCII letters (kLower: only small ones) and Hangul syllables that begins at `p`, or a character of it: where the run
/// seems to end, a table has to tell. Valid UTF-8.
template <bool kLower = false>
inline const char* skip_letters(const char* p, const char* end) {
  const char* const begin = p;
  for (; end - p > static_cast<std::ptrdiff_t>(ByteBlock::kBytes); p += ByteBlock::kBytes) {
    const ByteBlock block(p);
    uint32_t letters = kLower ? block.between('a', 'z') : block.ascii_letters();
    if (block.not_ascii() != 0) letters |= block.continuations() | hangul_leads(p, block);
    if (letters != ByteBlock::kAll) return p + __builtin_ctz(~letters);
  }
  while (p > begin && (static_cast<uint8_t>(*p) & 0xc0) == 0x80) --p;  // the last block may have ended inside of a character
  return p;
}

}  // namespace jangin::tokenizer
