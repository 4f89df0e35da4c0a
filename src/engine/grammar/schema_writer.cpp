// The queue of schemas that wait for their rules, enumerations, numbers, and what dispatches on types.
#include "engine/grammar/schema_writer.h"

#include <algorithm>
#include <array>

#include "engine/grammar/grammar.h"
#include "engine/grammar/json_numbers.h"
#include "engine/grammar/kinds.h"
#include "engine/grammar/schema_merge.h"

namespace jangin::engine::grammar {
namespace {

constexpr size_t kMaxSchemas = 20'000;
constexpr size_t kMaxSchemaText = 32U << 20;  // bytes of all schemas that were written, each with what is inside it
constexpr int kMaxChecks = 64;

}  // namespace

Result<NodeId> read_json_schema(std::string_view text, ExpressionWriter& writer) {
  JANGIN_ASSIGN(const SchemaDocument document, SchemaDocument::read(text));
  try {
    return SchemaWriter(document, writer, std::make_shared<int>(kMaxChecks)).write(document.root());
  } catch (const Json::exception&) {
    return fail(ErrorCode::invalid_format, "a keyword's value is of the wrong type", "json_schema");
  }
}

Result<NodeId> SchemaWriter::write(const Json& schema) {
  const NodeId root = reference(schema, "");
  for (size_t done = 0; !waiting_.empty(); ++done) {
    const Waiting next = std::move(waiting_.front());
    waiting_.pop_front();
    if (done > kMaxSchemas || known_bytes_ > kMaxSchemaText || writer_.overflowed())
      return fail(ErrorCode::limit_exceeded, "too many schemas inside one another", next.path);
    JANGIN_ASSIGN(const std::vector<Json> alternatives, flatten(next.schema, next.path, false, 0));
    std::vector<NodeId> parts;
    for (const Json& alternative : alternatives) {
      JANGIN_ASSIGN(const NodeId part, flat(alternative, next.path));
      parts.push_back(part);
    }
    writer_.define(next.rule, writer_.choice(std::move(parts)));
  }
  return root;
}

NodeId SchemaWriter::reference(const Json& schema, const std::string& path) {
  if (schema == true || (schema.is_object() && schema.empty())) return text_.value();
  auto [place, fresh] = known_.try_emplace(schema.dump(), 0);
  if (fresh) {
    known_bytes_ += place->first.size() + path.size();
    const RuleId rule = writer_.add_rule(path.empty() ? "the schema" : path);
    place->second = writer_.reference(rule);
    waiting_.push_back({rule, schema, path});
  }
  return place->second;
}

Result<NodeId> SchemaWriter::flat(const Json& schema, const std::string& path) {
  if (schema.contains("$ref")) {  // alone: flatten() leaves it only so
    if (!schema.at("$ref").is_string()) return fail(ErrorCode::invalid_format, "$ref: not a string", path);
    auto target = document_.resolve(schema.at("$ref").get<std::string>());
    if (!target) return fail(target.error().code, target.error().message, path.empty() ? target.error().place : path + ": " + target.error().place);
    return reference(**target, schema.at("$ref").get<std::string>());
  }
  if (schema.empty()) return text_.value();
  if (schema.contains("enum")) return enumeration(schema, path);
  auto types = meant_types(schema);
  if (!types) return fail(types.error().code, types.error().message, path);
  std::vector<NodeId> parts;
  for (const std::string& type : *types) {
    if (type == "integer" && std::ranges::find(*types, "number") != types->end()) continue;
    JANGIN_ASSIGN(const NodeId part, of_type(type, schema, path));
    parts.push_back(part);
  }
  return writer_.choice(std::move(parts));
}

Result<NodeId> SchemaWriter::of_type(const std::string& type, const Json& schema, const std::string& path) {
  if (type == "object") return object(schema, path);
  if (type == "array") return array(schema, path);
  if (type == "string") return string(schema, path);
  if (type == "boolean") return text_.boolean();
  if (type == "null") return writer_.literal("null");
  return number(schema, type == "integer", path);
}

Result<NodeId> SchemaWriter::enumeration(const Json& schema, const std::string& path) {
  const Json& values = schema.at("enum");
  if (!values.is_array()) return fail(ErrorCode::invalid_format, "enum: not a list", path);
  Json rest = schema;
  rest.erase("enum");
  auto types = types_of(schema);
  if (!types) return fail(types.error().code, types.error().message, path);
  std::shared_ptr<const Grammar> beside;  // what else has to hold, as a grammar of its own
  if (rest.size() > (rest.contains("type") ? 1 : 0)) {
    if (--*checks_ < 0) return fail(ErrorCode::limit_exceeded, "enum: more than 64 of them beside other conditions", path);
    if (rest.contains(kStrings)) {  // back to what users write
      Json parts = Json::array();
      for (const Json& pair : rest.at(std::string(kStrings))) parts.push_back(Json{{pair[0].get<std::string>(), pair[1]}});
      rest.erase(std::string(kStrings));
      rest["allOf"] = std::move(parts);
    }
    ExpressionWriter writer;
    JANGIN_ASSIGN(const NodeId root, SchemaWriter(document_, writer, checks_).write(rest));
    if (writer.overflowed()) return fail(ErrorCode::limit_exceeded, "too large: over a million parts", path);
    auto grammar = Grammar::create(std::move(writer).finish(root));
    if (!grammar) return fail(grammar.error().code, "enum: " + grammar.error().message, path);
    beside = std::move(*grammar);
  }
  std::vector<std::string> texts;
  std::vector<NodeId> parts;
  for (const Json& value : values) {
    if (!has_type(value, *types)) continue;
    if (beside) {
      if (!beside->matches(value.is_string() ? '"' + json_escaped(value.get_ref<const std::string&>()) + '"' : value.dump())) continue;
    }
    if (value.is_string()) {
      texts.push_back('"' + json_escaped(value.get_ref<const std::string&>()) + '"');
    } else {
      parts.push_back(text_.constant(value));
    }
  }
  parts.push_back(writer_.choice_of_texts(std::move(texts)));
  return writer_.choice(std::move(parts));
}

Result<NodeId> SchemaWriter::number(const Json& schema, bool integer, const std::string& path) {
  NumberBounds bounds{.minimum = {}, .maximum = {}, .exclusive_minimum = {}, .exclusive_maximum = {}, .multiple_of = {}, .integer = integer};
  const std::array<std::pair<const char*, std::optional<Json>*>, 5> fields = {{{"minimum", &bounds.minimum},
                                                                               {"maximum", &bounds.maximum},
                                                                               {"exclusiveMinimum", &bounds.exclusive_minimum},
                                                                               {"exclusiveMaximum", &bounds.exclusive_maximum},
                                                                               {"multipleOf", &bounds.multiple_of}}};
  for (auto [keyword, field] : fields) {
    if (!schema.contains(keyword)) continue;
    if (!schema.at(keyword).is_number()) return fail(ErrorCode::invalid_format, std::string(keyword) + ": not a number", path);
    *field = schema.at(keyword);
  }
  auto made = write_number(bounds, text_);
  if (!made) return fail(made.error().code, made.error().message, path);
  return made;
}

Result<uint32_t> SchemaWriter::count(const Json& schema, const char* keyword, uint32_t otherwise, const std::string& path) {
  if (!schema.contains(keyword)) return otherwise;
  const Json& value = schema.at(keyword);
  if (!value.is_number() || value.get<double>() < 0 || value.get<double>() > 1e9 ||
      value.get<double>() != static_cast<double>(static_cast<int64_t>(value.get<double>()))) {
    return fail(ErrorCode::invalid_format, std::string(keyword) + ": not a whole number from 0 to 1,000,000,000", path);
  }
  return static_cast<uint32_t>(value.get<double>());
}

}  // namespace jangin::engine::grammar
