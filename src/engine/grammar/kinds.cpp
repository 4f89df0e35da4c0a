// The table of kinds.
#include "engine/grammar/kinds.h"

#include <array>

namespace jangin::engine::grammar {

std::span<const GrammarKind> grammar_kinds() {
  static constexpr std::array kKinds = {
      GrammarKind{OutputFormat::Kind::json_object, "json_object", read_json_object},
      GrammarKind{OutputFormat::Kind::json_schema, "json_schema", read_json_schema},
      GrammarKind{OutputFormat::Kind::regex, "regex", read_regex},
      GrammarKind{OutputFormat::Kind::ebnf, "ebnf", read_ebnf},
  };
  return kKinds;
}

}  // namespace jangin::engine::grammar
