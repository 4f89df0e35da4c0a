// Sixteen hexadecimal digits a number.
#include "refine/binary_id.h"

#include <charconv>

#include <fmt/format.h>

namespace jangin::refine {

BinaryId parse_id(std::string_view hex) {
  constexpr size_t kDigits = 16;
  BinaryId id{};
  for (size_t i = 0; i < id.size() && (i + 1) * kDigits <= hex.size(); ++i)
    std::from_chars(hex.data() + i * kDigits, hex.data() + (i + 1) * kDigits, id[i], 16);
  return id;
}

std::string print_id(const BinaryId& id) { return fmt::format("{:016x}{:016x}{:016x}{:016x}", id[0], id[1], id[2], id[3]); }

}  // namespace jangin::refine
