// Names that are given once: a name may stand in a tar more than once, and "in.zip/a.txt" both in an archive and in the archive within it.
// Internal to collect/.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include <fmt/format.h>

namespace jangin::collect {

class UniqueNames {
 public:
  /// `name`, or when it was given before with the next free number: "a/b.txt" → "a/b~2.txt", for the end of a name decides who reads it; a
  /// URI or a name without an end gets the number behind it.
  std::string take(std::string name) {
    auto [at, is_new] = given_.try_emplace(name, 1);
    if (is_new) return name;
    const size_t slash = name.rfind('/'), dot = name.rfind('.');
    const size_t first = slash == std::string::npos ? 0 : slash + 1;
    const bool has_end = dot != std::string::npos && dot > first && name.find("://") == std::string::npos;
    const size_t cut = has_end ? dot : name.size();
    for (uint64_t& number = at->second;;) {
      std::string other = fmt::format("{}~{}{}", name.substr(0, cut), ++number, name.substr(cut));
      if (given_.try_emplace(other, 1).second) return other;
    }
  }
  void clear() { given_.clear(); }

 private:
  std::map<std::string, uint64_t> given_;  // and the last number that was tried
};

}  // namespace jangin::collect
