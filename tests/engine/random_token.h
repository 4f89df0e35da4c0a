// Random answers token by token, for tests and for the benchmark of constrained decoding.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/random.h"
#include "engine/grammar/token_table.h"

namespace jangin::engine {

/// One of the mask's tokens (at least one), with a liking for those that close something: else answers would be long.
inline int32_t random_token(const std::vector<uint64_t>& mask, const TokenTable& table, Random& random) {
  std::vector<int32_t> all, closing;
  for (size_t token = 0; token < table.vocab(); ++token) {
    if ((mask[token / 64] >> token % 64 & 1) == 0) continue;
    all.push_back(static_cast<int32_t>(token));
    if (std::string_view("\"]}").contains(table.bytes(all.back())[0])) closing.push_back(all.back());
  }
  const std::vector<int32_t>& from = !closing.empty() && random.below(3) == 0 ? closing : all;
  return from[random.below(static_cast<uint32_t>(from.size()))];
}

}  // namespace jangin::engine
