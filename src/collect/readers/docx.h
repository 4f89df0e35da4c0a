// The docx reader (WordprocessingML, ECMA-376 part 1 and its strict form): headings by style, lists by numbering, tables, notes, comments, text
// boxes, formulas, charts' numbers. Headers and footers are left out, deleted text too; inserted text stays.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text.
ReadOutcome read_docx(const ReadInput& input);

}  // namespace jangin::collect
