// The one table of refine steps: name, version, maker; order of running.
#include "refine/registry.h"

#include <algorithm>

namespace jangin::refine {

const std::vector<StepEntry>& steps() {
  static const std::vector<StepEntry> table = {
      {"broken_text", 1, make_broken_text},  // sees the reader's text: control characters are its evidence
      {"normalise", 1, make_normalise},
      {"licence", 1, make_licence},  // before names and addresses of notices are masked
      {"personal_data", 3, make_personal_data},
      {"language", 2, make_language},
      {"contamination", 1, make_contamination},
      {"toxicity", 1, make_toxicity},                    // shares its cut into words with the four below
      {"gopher_repetition", 1, make_gopher_repetition},  // these four ask for the language's limits
      {"gopher_quality", 1, make_gopher_quality},
      {"c4", 1, make_c4},
      {"fineweb", 1, make_fineweb},                    // sees what c4 leaves, as in FineWeb's own chain
      {"quality_model", 1, make_quality_model},        // sees what will be stored
      {"exact_duplicates", 1, make_exact_duplicates},  // of the text that will be stored
      {"near_duplicates", 1, make_near_duplicates},
      {"perplexity", 1, make_perplexity},  // its percentiles are of documents that no other step rejected
      {"contents_lists", 1, make_contents_lists},
      {"near_duplicate_passages", 1, make_near_duplicate_passages},
      {"repeated_spans", 1, make_repeated_spans},  // of the passages that stay
  };
  return table;
}

const StepEntry* find_step(std::string_view name) {
  const auto& table = steps();
  auto found = std::find_if(table.begin(), table.end(), [&](const StepEntry& entry) { return entry.name == name; });
  return found == table.end() ? nullptr : &*found;
}

}  // namespace jangin::refine
