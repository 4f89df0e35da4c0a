// The xlsx reader (SpreadsheetML, ECMA-376 part 1): sheets in order, each with its name as heading and its blocks of cells as tables; formulas as
// the values that the file keeps of them, dates as dates; comments; charts' numbers. A sheet is a page.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text. A sheet that cannot be read is left out and
/// named in metadata "unreadable_pages".
ReadOutcome read_xlsx(const ReadInput& input);

}  // namespace jangin::collect
