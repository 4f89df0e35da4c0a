// The reader of separated values (RFC 4180 and what spreadsheets write): one table. Comma, tab, semicolon or bar, in any encoding.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: binary, too_large, no_text.
ReadOutcome read_csv(const ReadInput& input);

}  // namespace jangin::collect
