// The PDF reader; see pdf/ for its steps and pdf/render.h for the Markdown that it writes.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: not_a_pdf, truncated, encrypted, damaged, too_large, no_text_layer (a scan), no_text.
ReadOutcome read_pdf(const ReadInput& input);

}  // namespace jangin::collect
