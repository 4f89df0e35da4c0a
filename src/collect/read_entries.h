// Entries → answers of readers in the cache, in the sandbox, several side by side. Internal to collect/.
#pragma once

#include <vector>

#include "collect/answer_cache.h"
#include "collect/entry.h"

namespace jangin::collect {

/// Settles every entry that has a reader: by an answer that is in the cache, or by one that is made now and kept there. Equal bytes are read once.
/// Errors: io_error, interrupted (what was read is kept).
Status read_entries(const OpenFiles& how, AnswerCache& cache, std::vector<Entry>& entries);

}  // namespace jangin::collect
