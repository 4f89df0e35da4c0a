// Numbers by value: "1000", "1000.0" and "one thousand" are one token. English number words up to the millions.
#pragma once

#include <cstdint>
#include <vector>

#include "refine/contamination/tokens.h"

namespace jangin::refine {

/// Hash of a number's value from its digits: zeros in front and behind the decimals do not count.
class NumberHash {
 public:
  void digit(char32_t digit) {
    if (empty_ && digit == U'0') return;
    empty_ = false;
    mix(digit);
  }
  void decimal(char32_t digit) {
    if (digit == U'0') return void(++zeros_);
    if (!point_) mix(U'.');
    point_ = true;
    for (; zeros_ > 0; --zeros_) mix(U'0');
    mix(digit);
  }
  /// The token's hash; never a syllable's.
  uint32_t finish() const { return static_cast<uint32_t>((hash_ * 0x9E3779B97F4A7C15ULL) >> 32) & ~1U; }

 private:
  void mix(uint64_t value) { hash_ = (hash_ ^ value) * 0xC2B2AE3D27D4EB4FULL + 1; }
  uint64_t hash_ = 0x4E554D;
  bool empty_ = true, point_ = false;
  uint32_t zeros_ = 0;  // decimals not yet mixed in
};

/// Replaces runs of number words by one token of their value: "twenty-five", "one hundred and five", "2 million".
void join_number_words(std::string_view text, std::vector<FoldedToken>& tokens);

}  // namespace jangin::refine
