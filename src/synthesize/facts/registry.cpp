// The table of fact miners.
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {

const std::vector<FactMiner>& fact_miner_registry() {
  static const std::vector<FactMiner> kMiners = {
      {"parameter_list", 1, "en", "terms with their meaning: \"H - The number of spring passes\"", mine_parameter_list},
      {"code_reference", 3, "en", "headed reference sections, syntax lines, commented code lines", mine_code_reference},
      {"definition", 5, "en", "\"X is a Y\", definition lists", mine_definition},
      {"limit", 5, "en", "defaults, greatest and least values", mine_limit},
      {"error_condition", 2, "en", "what is an error; items of lists whose lead names them", mine_error_condition},
      {"table", 1, "en", "cells of tables, both ways", mine_table},
      {"aside", 2, "en", "codes and short forms in brackets behind what they stand for", mine_aside},
      {"number_range", 1, "en", "ranges of numbers against lists as long: \"5401-5409 - Tool Offsets for X, Y, …\"", mine_number_range},
      {"step", 1, "en", "ordered procedures", mine_step},
      {"sentence", 6, "en", "clauses of plain sentences", mine_sentence},
      {"statute_ko", 3, "ko", "Korean statutes: duties, limits, deadlines, penalties, definitions, by article", mine_statute_ko},
      {"sentence_ko", 2, "ko", "Korean plain sentences, tables and lists", mine_sentence_ko},
  };
  return kMiners;
}

}  // namespace jangin::synthesize
