// Two schemas that hold at once, as one; and whether two can hold at once at all. Both work on schemas that hold no $ref, allOf, anyOf,
// oneOf at their top (schema_writer.h flattens them); below, merged schemas use allOf.
#pragma once

#include <optional>

#include "engine/grammar/schema_document.h"

namespace jangin::engine::grammar {

/// A string's patterns and formats, as pairs of keyword and text; merging collects them. Not a keyword that users can write.
inline constexpr std::string_view kStrings = "\x01strings";

/// None when they contradict one another. Errors: unsupported naming the keyword.
Result<std::optional<Json>> merge_schemas(const Json& a, const Json& b);

/// Whether no value that is written for `a` validates against `b`, as far as types, enumerations, bounds and required properties show
/// it. Not symmetric: what is written may be less than what validates.
bool never_validates(const Json& a, const Json& b, const SchemaDocument& document, int depth = 0);

}  // namespace jangin::engine::grammar
