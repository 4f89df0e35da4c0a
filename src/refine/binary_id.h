// Ids in 32 bytes instead of 64 digits, for tables that hold very many.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace jangin::refine {

using BinaryId = std::array<uint64_t, 4>;

struct BinaryIdHash {
  size_t operator()(const BinaryId& id) const { return id[0]; }  // SHA-256: any part is spread well
};

/// `hex`: 64 digits, as everywhere in records; what is missing or no digit counts as 0.
BinaryId parse_id(std::string_view hex);
std::string print_id(const BinaryId& id);

}  // namespace jangin::refine
