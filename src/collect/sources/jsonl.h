// JSON Lines as a data set: one object a line, one document an object. Packed (gz, zst, …) or not.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// Options: rows.h. Columns are keys of the object; numbers and flags stand as JSON writes them. A bad line is one failure: bad_row (no JSON
/// object, or the condition cannot be judged), no_text, too_large. Blank lines are passed over. Rows that `where` leaves out are passed over as
/// `where`. Failures of the file: truncated, damaged, no_such_column (no row had the text's).
OpenOutcome open_jsonl(const OpenInput& input, MemberSink& sink);

}  // namespace jangin::collect
