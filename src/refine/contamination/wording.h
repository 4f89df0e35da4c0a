// A question or a choice in the form in which it is looked for.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "refine/contamination/tokens.h"

namespace jangin::refine {

struct Wording {
  struct Range {
    uint32_t begin = 0, end = 0;
  };
  /// Tokens that become one where a text drops the punctuation between them: "p(x)", "px".
  struct Glued {
    Range tokens;
    uint32_t hash = 0;
  };
  std::vector<uint32_t> hashes;  // of its tokens [n]
  std::vector<float> weights;    // how much each tells [n]: 1 a word that no other item has, near 0 "the"
  std::vector<Glued> glued;
  std::vector<uint32_t> sorted;  // hashes, those of glued tokens too, each once, for look-up
  std::vector<uint64_t> filter;  // bits of the hashes: most tokens of a text are in no wording
  std::vector<Range> asking;     // tokens that make it a question: "which", "무엇"
  double total = 0;              // sum of weights

  size_t size() const { return hashes.size(); }
  bool empty() const { return hashes.empty(); }
  bool may_hold(uint32_t hash) const { return (filter[(hash >> 7) & (filter.size() - 1)] >> ((hash >> 1) & 63) & 1) != 0; }
};

/// Of valid UTF-8; `weights` and `total` are left to whoever knows all wordings.
Wording make_wording(std::string_view text);

}  // namespace jangin::refine
