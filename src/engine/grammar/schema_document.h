// A JSON Schema as a document: read within limits, its references resolved, its keywords known. What they mean is written by
// schema_writer.h.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "engine/grammar/json_text.h"

namespace jangin::engine::grammar {

class SchemaDocument {
 public:
  /// Errors: invalid_format naming line and column; limit_exceeded (depth over 100, more than 50,000 members).
  static Result<SchemaDocument> read(std::string_view text);

  const Json& root() const { return root_; }
  /// "#", "#/$defs/name", … Errors: not_found; unsupported for other documents and anchors.
  Result<const Json*> resolve(std::string_view reference) const;

 private:
  Json root_;
};

/// Keywords that say nothing about the value (titles, examples, …) or about other keywords ($defs).
bool is_annotation(std::string_view keyword);
/// Keywords that this program enforces, those of combination ($ref, anyOf, …) left out.
bool is_enforced(std::string_view keyword);

/// `path` and a step below it, as errors show it.
std::string below(std::string_view path, std::string_view step);

/// The types that `schema` allows by its `type`; without one, all. Errors: invalid_format.
Result<std::vector<std::string>> types_of(const Json& schema);
/// The same, but a schema without `type` is taken to speak of the types that its keywords are about, if they are about any.
Result<std::vector<std::string>> meant_types(const Json& schema);
/// Whether `value` is of one of these types.
bool has_type(const Json& value, std::span<const std::string> types);

}  // namespace jangin::engine::grammar
