// The JSON reader: records as tables where they are flat and short, otherwise as lists of "**key**: value"; JSON lines and JSON with several values
// behind each other as well.
#pragma once

#include "collect/reader.h"

namespace jangin::collect {

/// Failures: binary, damaged (where and why), too_large, no_text.
ReadOutcome read_json(const ReadInput& input);

}  // namespace jangin::collect
