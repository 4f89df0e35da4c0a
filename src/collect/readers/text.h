// The plain text reader: keeps lines and paragraphs, makes underlined titles headings. It does not unwrap lines and guesses nothing else.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: those of read_lines() (plain.h), no_text.
ReadOutcome read_text(const ReadInput& input);

}  // namespace jangin::collect
