// report/index.html: one self-contained page that says where each thing the expert knows came from, what was refused and why, what it
// cost and where it is still weak. Made from the records of the workspace alone; may be made again at any time.
#pragma once

#include "base/result.h"
#include "line/recipe.h"
#include "line/workspace.h"

namespace jangin::line {

/// Parts whose stage has not run are left out. Errors: io_error, invalid_format of a record.
Status write_report(const Workspace& workspace, const Recipe& recipe);

}  // namespace jangin::line
