// Tables of contents: lines whose title and page number are tied by leader dots.
#pragma once

#include <string>
#include <vector>

#include "collect/readers/pdf/layout.h"

namespace jangin::collect::pdf {

/// "Modal Groups . . . . . . . 854".
bool is_leader_line(const Line& line);

/// Takes the pages of a table of contents out of the items: from the first leader line to the last line of each page that has at
/// least five of them and little else. Returns the numbers of the pages.
std::vector<uint32_t> drop_contents(std::vector<Item>& items);

}  // namespace jangin::collect::pdf
