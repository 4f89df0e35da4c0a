// SQLite databases as sources: one SELECT, one document a row. The database is the copy among the originals, read through its descriptor: it
// is never written, locked or looked at by name.
#pragma once

#include "collect/opener.h"

namespace jangin::collect {

/// Options: rows.h, `query`. Columns are taken by name: text, and if there are any id, title, language, licence; other names by the recipe's
/// keys. Failures: bad_query (no SELECT, more than one, one that writes or attaches, SQLite's own words), no_such_column, not_a_database,
/// damaged. A bad row is one failure: no_text, too_large, bad_row (a column of bytes).
OpenOutcome open_sqlite(const OpenInput& input, MemberSink& sink);

/// `unfinished_writes` when a log (name + "-wal") that is not empty or a journal (name + "-journal") that is to be rolled back lies beside it: the
/// file alone lacks the last transactions, or holds half of one. sqlite.org/fileformat2.html, 3 and 4. A database that was closed in WAL
/// mode has none and is read.
std::optional<ReadFailure> sqlite_beside(const std::filesystem::path& database);

}  // namespace jangin::collect
