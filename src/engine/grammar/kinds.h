// The kinds of grammar that users write. To add one: a reader in a file of its own, a line in kinds.cpp, and a name in OutputFormat.
#pragma once

#include <span>

#include "engine/generator.h"
#include "engine/grammar/expression.h"

namespace jangin::engine::grammar {

struct GrammarKind {
  OutputFormat::Kind kind;
  std::string_view name;
  /// Writes what `text` (at most Grammar::kMaxBytes, valid UTF-8) says and returns its root. Errors as Grammar::compile.
  Result<NodeId> (*read)(std::string_view text, ExpressionWriter& writer);
};
std::span<const GrammarKind> grammar_kinds();

Result<NodeId> read_json_object(std::string_view text, ExpressionWriter& writer);
Result<NodeId> read_json_schema(std::string_view text, ExpressionWriter& writer);
Result<NodeId> read_regex(std::string_view text, ExpressionWriter& writer);
Result<NodeId> read_ebnf(std::string_view text, ExpressionWriter& writer);

}  // namespace jangin::engine::grammar
