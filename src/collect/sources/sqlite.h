// SQLite databases as sources: one SELECT, one document a row. The database is the copy among the originals, read through its descriptor: it
// is never written, locked or looked at by name.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// Options: rows.h, `query`. Columns are taken by name: text, and if there are any id, title, language, licence; other names by the recipe's
/// keys. Failures: bad_query (no SELECT, more than one, one that writes or attaches, SQLite's own words), no_such_column, not_a_database,
/// damaged. What a -wal or -journal file beside the database holds is not seen. A bad row is one failure: no_text, too_large, bad_row (a column of bytes).
OpenOutcome open_sqlite(const OpenInput& input, MemberSink& sink);

}  // namespace jangin::collect
