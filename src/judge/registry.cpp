// The table of gates, in the order in which they run. A new gate is one file in this folder and one line here.
#include "judge/gates.h"

namespace jangin::judge {

const std::vector<GateEntry>& gate_registry() {
  static const std::vector<GateEntry> table = {
      {"language", "question and answer are in the language asked for", [](const GateSettings&) { return make_language_gate(); }},
      {"self_contained", "the question can be understood without the passage", [](const GateSettings&) { return make_self_contained_gate(); }},
      {"version", "nothing that a newer version has replaced", [](const GateSettings&) { return make_version_gate(); }},
      {"support", "numbers, units, codes and names stand in the evidence", [](const GateSettings&) { return make_support_gate(); }},
      {"terms", "words of the answer stand in the evidence or its headings", [](const GateSettings&) { return make_terms_gate(); }},
      {"row", "key and value stand in one row of a table or list", [](const GateSettings&) { return make_row_gate(); }},
      {"polarity", "negation, duty and permission as in the evidence", [](const GateSettings&) { return make_polarity_gate(); }},
      {"quantifier", "bounds, all and only, before and after as in the evidence", [](const GateSettings&) { return make_quantifier_gate(); }},
      {"substitution", "nothing in another's place where sample and evidence run alike",
       [](const GateSettings&) { return make_substitution_gate(); }},
      {"condition", "conditions of the evidence are said", [](const GateSettings&) { return make_condition_gate(); }},
      {"contamination", "no overlap with the evaluation's questions",
       [](const GateSettings& settings) { return make_contamination_gate(settings.evaluation_questions); }},
      {"duplicate", "not the same sample again", [](const GateSettings&) { return make_duplicate_gate(); }},
  };
  return table;
}

}  // namespace jangin::judge
