// The rows of a PostgreSQL query as a source: each row is an item of its own, called by its id, so that a row that went or changed is told from the
// others.
#pragma once

#include "collect/fetch.h"

namespace jangin::collect {

/// What is wrong with the keys of such a source; empty: nothing.
std::string postgresql_problem(const SourceConfig& source);

/// An item a row, "postgresql:<name>/<id>". Problems of rows: bad_row (no id, or one that stood before), no_text, too_large; of the source:
/// unreachable and timeout, when no earlier run has its rows, bad_query, no_such_column. Errors: io_error, interrupted.
Status fetch_postgresql(const FetchContext& context, size_t index, SourceListing& listing);

}  // namespace jangin::collect
