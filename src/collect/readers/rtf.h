// The RTF reader (Rich Text Format specification 1.9.1): paragraphs, headings by style or outline level, items by their list text, tables, raised and
// lowered digits, notes in their place; code pages of the document and of its fonts. Headers, footers and pictures are left out.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_rtf, too_large, no_text.
ReadOutcome read_rtf(const ReadInput& input);

}  // namespace jangin::collect
