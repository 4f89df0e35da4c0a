// The HWPX reader (OWPML, KS X 6101): sections in order, headings by outline level, lists, tables, notes, text boxes, equations as their script.
// Headers and footers are left out.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text.
ReadOutcome read_hwpx(const ReadInput& input);

}  // namespace jangin::collect
