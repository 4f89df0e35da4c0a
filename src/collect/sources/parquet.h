// Parquet files as data sets, through DuckDB: one document a row, some thousand rows in memory.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// Options: rows.h; `where` is SQL. Failures: damaged, no_such_column, bad_query (`where`), reader_memory. A bad row is one failure: no_text,
/// too_large. DuckDB opens files by name: the sandbox lets it open this one.
OpenOutcome open_parquet(const OpenInput& input, MemberSink& sink);

}  // namespace jangin::collect
