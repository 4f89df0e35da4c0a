// The EPUB reader (EPUB 2 and 3): the chapters of the spine in order, each read as HTML. The table of contents is left out.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text. Chapters that cannot be read are left out and
/// named in metadata "unreadable_parts".
ReadOutcome read_epub(const ReadInput& input);

}  // namespace jangin::collect
