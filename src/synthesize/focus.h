// Focus: which passages are taught first.
#pragma once

#include <string>
#include <vector>

#include "base/config.h"
#include "base/result.h"
#include "record/records.h"

namespace jangin::synthesize {

/// One [[synthesize.focus]] table; a passage is in focus when all given fields match one of its occurrences.
struct Focus {
  std::string document;                   // part of the document's file name or title; empty: any
  std::string heading;                    // regular expression (ECMAScript) searched in "heading > heading > …"; empty: any
  int64_t first_page = 0, last_page = 0;  // 1-based; 0: any
};
Status read_config(ConfigTable table, Focus& focus);

/// Which passages are in focus (all, when `focus` is empty). Errors: invalid_argument for a bad regular expression.
Result<std::vector<bool>> match_focus(const std::vector<Focus>& focus, const std::vector<record::Passage>& passages,
                                      const std::vector<record::Document>& documents);

}  // namespace jangin::synthesize
