// Strings: lengths alone are counted by the automaton; one pattern alone is written as it is; more conditions at once go through
// deterministic automata.
#include "engine/grammar/schema_merge.h"
#include "engine/grammar/schema_writer.h"
#include "engine/grammar/string_formats.h"

namespace jangin::engine::grammar {
namespace {

constexpr size_t kMaxDfaStates = 100'000;  // of one schema

}  // namespace

Result<SchemaWriter::StringConditions> SchemaWriter::string_conditions(const Json& schema, const std::string& path) {
  StringConditions made;
  JANGIN_ASSIGN(made.least, count(schema, "minLength", 0, path));
  JANGIN_ASSIGN(made.most, count(schema, "maxLength", kUnbounded, path));
  if (!schema.contains(kStrings)) return made;
  for (const Json& pair : schema.at(std::string(kStrings))) {
    const std::string keyword = pair[0].get<std::string>(), given = pair[1].get<std::string>();
    std::string_view pattern = given;
    if (keyword == "format") {
      pattern = format_pattern(given);
      if (pattern.empty())
        return fail(ErrorCode::unsupported, "format: \"" + json_escaped(given) + "\" is not supported", path, "supported: " + format_names());
    }
    auto regex = parse_regex(pattern, false);
    if (!regex) return fail(regex.error().code, keyword + ": " + regex.error().text(), path);
    made.patterns.push_back(std::move(*regex));
  }
  return made;
}

Status SchemaWriter::spend(const CharacterDfa& dfa, const std::string& path) {
  dfa_states_ += dfa.states();
  if (dfa_states_ > kMaxDfaStates) return fail(ErrorCode::limit_exceeded, "too many patterns, lengths beside patterns and names of keys", path);
  return {};
}

Result<NodeId> SchemaWriter::string(const Json& schema, const std::string& path) {
  JANGIN_ASSIGN(const StringConditions conditions, string_conditions(schema, path));
  if (conditions.patterns.empty()) {
    if (conditions.least > conditions.most) return writer_.nothing();
    return text_.string(conditions.least, conditions.most);
  }
  auto characters = [this](const CodePoints& set) { return text_.characters(set); };
  if (conditions.patterns.size() == 1 && conditions.least == 0 && conditions.most == kUnbounded)
    return text_.quoted(write_regex(conditions.patterns[0], writer_, characters));
  JANGIN_ASSIGN(const std::optional<CharacterDfa> all, key_condition(schema, path));
  return text_.quoted(all->write(writer_, characters));
}

Result<std::optional<CharacterDfa>> SchemaWriter::key_condition(const Json& schema, const std::string& path) {
  JANGIN_ASSIGN(const StringConditions conditions, string_conditions(schema, path));
  std::optional<CharacterDfa> all;
  auto with = [&](Result<CharacterDfa> one) -> Status {
    if (one && all) one = all->common(*one);
    if (!one) return fail(one.error().code, one.error().message, path, one.error().hint);
    all = std::move(*one);
    return spend(*all, path);
  };
  for (const Regex& pattern : conditions.patterns) JANGIN_TRY(with(CharacterDfa::of(pattern)));
  if (conditions.least > conditions.most) return fail(ErrorCode::invalid_argument, "minLength is above maxLength", path);
  if (conditions.least > 0 || conditions.most != kUnbounded) JANGIN_TRY(with(CharacterDfa::of_length(conditions.least, conditions.most)));
  return all;
}

}  // namespace jangin::engine::grammar
