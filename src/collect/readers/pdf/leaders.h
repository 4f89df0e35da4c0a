// Tables of contents: lines whose title and page number are tied by leader dots.
#pragma once

#include "collect/readers/pdf/lines.h"

namespace jangin::collect::pdf {

/// "Modal Groups . . . . . . . 854".
bool is_leader_line(const Line& line);

}  // namespace jangin::collect::pdf
