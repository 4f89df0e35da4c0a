// JSON Schema (draft 2020-12, the part that docs of OpenAI's and vLLM's users use) as expressions. Each schema becomes a rule, written
// once however often it is used; references go round through rules. Properties come in the order of the schema; those that are not
// required may be left out; those that it does not name are written only where additionalProperties or patternProperties ask for
// them, or where it names none at all. Every text it allows validates; what it cannot enforce is an error.
#pragma once

#include <deque>
#include <map>
#include <memory>

#include "engine/grammar/character_dfa.h"
#include "engine/grammar/schema_document.h"

namespace jangin::engine::grammar {

class SchemaWriter {
 public:
  /// Both borrowed. `checks`: how many more enumerations may be checked against the schema beside them.
  SchemaWriter(const SchemaDocument& document, ExpressionWriter& writer, std::shared_ptr<int> checks)
      : document_(document), text_(writer), writer_(writer), checks_(std::move(checks)) {}

  /// A schema and everything that it refers to.
  Result<NodeId> write(const Json& schema);

 private:
  struct Waiting {
    RuleId rule;
    Json schema;
    std::string path;
  };
  NodeId reference(const Json& schema, const std::string& path);

  // schema_flatten.cpp: schemas without $ref, allOf, anyOf, oneOf, of which one has to hold. `resolve`: references, too.
  Result<std::vector<Json>> flatten(const Json& schema, const std::string& path, bool resolve, int depth);
  /// Each of `a` together with each of `b`.
  Result<std::vector<Json>> cross(const std::vector<Json>& a, const std::vector<Json>& b, const std::string& path);
  Result<std::vector<Json>> flatten_reference(const Json& schema, const std::string& path, int depth);
  Result<std::vector<Json>> flatten_any(const Json& schema, const char* keyword, const std::string& path, bool resolve, int depth);
  Result<Json> without_combinations(const Json& schema, const std::string& path);
  Status check_one_of(const std::vector<std::vector<Json>>& branches, const std::string& path);

  // schema_writer.cpp
  Result<NodeId> flat(const Json& schema, const std::string& path);
  Result<NodeId> enumeration(const Json& schema, const std::string& path);
  Result<NodeId> of_type(const std::string& type, const Json& schema, const std::string& path);
  Result<NodeId> number(const Json& schema, bool integer, const std::string& path);
  Result<uint32_t> count(const Json& schema, const char* keyword, uint32_t otherwise, const std::string& path);

  // schema_string.cpp
  struct StringConditions {
    std::vector<Regex> patterns;
    uint32_t least = 0;
    uint32_t most = kUnbounded;
  };
  Result<NodeId> string(const Json& schema, const std::string& path);
  Result<StringConditions> string_conditions(const Json& schema, const std::string& path);
  /// Counts an automaton against what one schema may take.
  Status spend(const CharacterDfa& dfa, const std::string& path);
  /// Length and patterns at once; none when there are none.
  Result<std::optional<CharacterDfa>> key_condition(const Json& schema, const std::string& path);

  // schema_object.cpp, schema_array.cpp
  Result<NodeId> object(const Json& schema, const std::string& path);
  Result<NodeId> array(const Json& schema, const std::string& path);

  const SchemaDocument& document_;
  JsonText text_;
  ExpressionWriter& writer_;
  std::shared_ptr<int> checks_;
  std::map<std::string, NodeId> known_;  // by the schema's text
  std::deque<Waiting> waiting_;
  size_t known_bytes_ = 0;  // of `known_` and of paths
  size_t merged_ = 0;
  size_t dfa_states_ = 0;
  friend class ObjectWriter;
};

}  // namespace jangin::engine::grammar
