// The table of fact miners.
#include "synthesize/facts/fact_miner.h"

namespace jangin::synthesize {

const std::vector<FactMiner>& fact_miner_registry() {
  static const std::vector<FactMiner> kMiners = {
      {"parameter_list", 8, "en", "terms with their meaning: \"H - The number of spring passes\"", mine_parameter_list},
      {"code_reference", 8, "en", "headed reference sections, syntax lines, commented code lines", mine_code_reference},
      {"definition", 15, "en", "\"X is a Y\"", mine_definition},
      {"headed", 5, "en", "what stands under a heading without naming it: first sentences without a subject, labelled values", mine_headed},
      {"glossary", 5, "en", "terms on lines of their own with what they mean: definition lists, manual pages", mine_glossary},
      {"formula", 6, "en", "formulas on lines of their own, named by the sentence above", mine_formula},
      {"limit", 15, "en", "defaults, greatest and least values", mine_limit},
      {"error_condition", 9, "en", "what is an error; items of lists whose lead names them", mine_error_condition},
      {"table", 7, "en", "cells of tables, both ways", mine_table},
      {"aside", 9, "en", "codes and short forms in brackets behind what they stand for", mine_aside},
      {"number_range", 5, "en", "ranges of numbers against lists as long: \"5401-5409 - Tool Offsets for X, Y, …\"", mine_number_range},
      {"step", 6, "en", "ordered procedures", mine_step},
      {"sentence", 16, "en", "clauses of plain sentences", mine_sentence},
      {"slot", 9, "en", "names, codes, numbers, nouns and subordinate clauses of plain sentences, asked for where they stand", mine_slot},
      {"statute_ko", 9, "ko", "Korean statutes: duties, limits, deadlines, penalties, definitions, by article", mine_statute_ko},
      {"sentence_ko", 7, "ko", "Korean plain sentences, tables and lists", mine_sentence_ko},
  };
  return kMiners;
}

}  // namespace jangin::synthesize
