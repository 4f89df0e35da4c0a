// Hangul syllables that byte pair merging makes whole before any part of them joins with a neighbour: encoding may begin with them instead of
// with their bytes, and gives the same tokens in half the merges.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

#include "tokenizer/merging.h"
#include "tokenizer/spec.h"

namespace jangin::tokenizer {

/// A unit is a syllable, or a space and a syllable at the begin of a piece. It may stand for its bytes where
/// (1) alone its bytes merge to one token, by merges of ranks up to R;
/// (2) every merge that this token is part of has a rank above R;
/// (3) so has every merge of a neighbour with a symbol that lies at the unit's edge while it is made.
/// While a unit is not whole, its next own merge has a rank of at most R. So no neighbour joins with a part of it before (3), and whatever else
/// joins meanwhile has a rank below R, which by (2) it would have had beside the whole unit, too: both ways choose the same merges in the same
/// order, but for those inside of units.
class WholeSyllables {
 public:
  WholeSyllables() = default;
  /// `byte_ids`: the token of each byte; kNoToken: none. `pairs`: what merges join, by rank.
  WholeSyllables(const TokenizerSpec& spec, const MergeTable& merges, const std::array<TokenId, 256>& byte_ids,
                 const std::vector<std::array<TokenId, 2>>& pairs);

  bool empty() const { return units_.empty(); }
  /// Bytes of the unit that begins at byte `at` of `piece`, and its token; 0: there is none.
  size_t find(std::string_view piece, size_t at, TokenId& id) const {
    const auto byte = [&](size_t i) { return static_cast<uint8_t>(piece[i]); };
    const bool spaced = at == 0 && piece[0] == ' ';
    const size_t begin = at + spaced;
    if (begin + 3 > piece.size() || byte(begin) < 0xea || byte(begin) > 0xed) return 0;
    const uint32_t code = ((byte(begin) & 0x0fu) << 12 | (byte(begin + 1) & 0x3fu) << 6 | (byte(begin + 2) & 0x3fu)) - kFirst;
    if (code >= kCount) return 0;
    const Unit& unit = units_[spaced ? kCount + code : code];
    const size_t end = begin + 3;
    uint8_t asked = kWhole;
    if (at > 0) asked |= (byte(at - 1) & 0xc0) == 0x80 ? kBehindContinuation : kNever;
    if (end < piece.size()) asked |= byte(end) >= 0xea && byte(end) <= 0xed ? kBeforeSyllable : kNever;
    if ((unit.holds & asked) != asked) return 0;
    id = unit.id;
    return end - at;
  }

 private:
  static constexpr uint32_t kFirst = 0xac00, kCount = 11172;
  /// Where a unit may stand: alone; behind a byte that continues a character; before a byte EA–ED.
  enum Holds : uint8_t { kWhole = 1, kBehindContinuation = 2, kBeforeSyllable = 4, kNever = 8 };
  struct Unit {
    TokenId id = kNoToken;
    uint8_t holds = 0;
  };
  std::vector<Unit> units_;  // syllables, then those behind a space
};

}  // namespace jangin::tokenizer
