// The pptx reader (PresentationML, ECMA-376 part 1): slides in the order of the show, each with its title as heading, texts, lists, tables, charts'
// numbers and notes. A slide is a page.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text. A slide that cannot be read is left out and
/// named in metadata "unreadable_pages".
ReadOutcome read_pptx(const ReadInput& input);

}  // namespace jangin::collect
