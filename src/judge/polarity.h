// Which words of a text are denied, and what it says must, may, should or must not be.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "judge/reading.h"

namespace jangin::judge {

enum class Modality : uint8_t { duty, prohibition, permission, inability, advice };

struct Polarity {
  std::map<std::string, std::pair<int, int>> words;  // key → (affirmed, denied)
  std::set<Modality> modality;
  int denials = 0;
  std::optional<Modality> last;  // of the main verb of a Korean sentence, which stands at its end
};

/// Of words [begin, end).
Polarity polarity_of(const Reading& reading, size_t begin, size_t end);

}  // namespace jangin::judge
