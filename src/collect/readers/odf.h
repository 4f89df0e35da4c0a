// The OpenDocument reader (OASIS ODF 1.3): texts (odt), sheets (ods) and slides (odp). A sheet or a slide is a page.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_zip, truncated, damaged, encrypted, archive_bomb, too_large, no_text.
ReadOutcome read_odf(const ReadInput& input);

}  // namespace jangin::collect
