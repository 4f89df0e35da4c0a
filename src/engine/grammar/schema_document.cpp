// Limits are checked on the text before it is parsed.
#include "engine/grammar/schema_document.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/strings.h"

namespace jangin::engine::grammar {
namespace {

constexpr size_t kMaxDepth = 100;
constexpr size_t kMaxMembers = 50'000;

constexpr std::array<std::string_view, 7> kTypes = {"object", "array", "string", "number", "integer", "boolean", "null"};

std::string line_and_column(std::string_view text, size_t at) {
  at = std::min(at, text.size());
  const auto line = std::ranges::count(text.substr(0, at), '\n') + 1;
  const size_t begin = text.rfind('\n', at > 0 ? at - 1 : 0);
  const size_t column = at - (begin == std::string_view::npos || begin >= at ? 0 : begin + 1) + 1;
  return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

Status check_limits(std::string_view text) {
  size_t depth = 0, members = 0;
  bool inside = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (inside) {
      if (c == '\\') ++i;
      if (c == '"') inside = false;
      continue;
    }
    if (c == '"') inside = true;
    if (c == '{' || c == '[') ++depth;
    if ((c == '}' || c == ']') && depth > 0) --depth;
    if (c == ',' || c == '{' || c == '[') ++members;
    if (depth > kMaxDepth || members > kMaxMembers) {
      return fail(ErrorCode::limit_exceeded, depth > kMaxDepth ? "nested deeper than 100" : "more than 50,000 members",
                  "json_schema, " + line_and_column(text, i));
    }
  }
  return {};
}

/// One step of a JSON pointer (RFC 6901) in a URI fragment.
std::string unescaped(std::string_view step) {
  std::string made;
  for (size_t i = 0; i < step.size(); ++i) {
    auto hex = [&](size_t at) {
      return at < step.size() ? std::string_view("0123456789abcdef").find(static_cast<char>(step[at] | (step[at] >= 'A' ? 0x20 : 0)))
                              : std::string_view::npos;
    };
    if (step[i] == '~' && i + 1 < step.size() && (step[i + 1] == '0' || step[i + 1] == '1')) {
      made.push_back(step[++i] == '0' ? '~' : '/');
    } else if (step[i] == '%' && hex(i + 1) < 16 && hex(i + 2) < 16) {
      made.push_back(static_cast<char>(hex(i + 1) * 16 + hex(i + 2)));
      i += 2;
    } else {
      made.push_back(step[i]);
    }
  }
  return made;
}

}  // namespace

Result<SchemaDocument> SchemaDocument::read(std::string_view text) {
  JANGIN_TRY(check_limits(text));
  SchemaDocument made;
  try {
    made.root_ = Json::parse(text);
  } catch (const Json::parse_error& error) {
    return fail(ErrorCode::invalid_format, "not JSON", "json_schema, " + line_and_column(text, error.byte > 0 ? error.byte - 1 : 0));
  } catch (const Json::exception&) {
    return fail(ErrorCode::invalid_format, "a number out of range", "json_schema");
  }
  return made;
}

Result<const Json*> SchemaDocument::resolve(std::string_view reference) const {
  if (reference != "#" && !reference.starts_with("#/")) {
    return fail(ErrorCode::unsupported, "$ref: only references into this schema (#/…) are supported", std::string(reference));
  }
  const Json* at = &root_;
  std::vector<std::string_view> steps = split(reference.substr(1), '/');
  for (size_t i = 1; i < steps.size(); ++i) {
    const std::string step = unescaped(steps[i]);
    const Json* next = nullptr;
    if (at->is_object()) {
      auto found = at->find(step);
      if (found != at->end()) next = &*found;
    } else if (at->is_array() && !step.empty() && step.size() < 6 && std::ranges::all_of(step, [](char c) { return c >= '0' && c <= '9'; })) {
      const size_t index = std::stoul(step);
      if (index < at->size()) next = &(*at)[index];
    }
    if (next == nullptr) return fail(ErrorCode::not_found, "$ref: nothing is there", std::string(reference));
    at = next;
  }
  return at;
}

bool is_annotation(std::string_view keyword) {
  static constexpr std::array<std::string_view, 18> kWords = {
      "title",   "description", "default", "examples", "example",     "deprecated", "readOnly",    "writeOnly",        "$comment",
      "$schema", "$id",         "id",      "$defs",    "definitions", "$anchor",    "$vocabulary", "contentMediaType", "contentEncoding"};
  return std::ranges::find(kWords, keyword) != kWords.end() || keyword.starts_with("x-");
}

bool is_enforced(std::string_view keyword) {
  static constexpr std::array<std::string_view, 27> kWords = {"type",
                                                              "enum",
                                                              "const",
                                                              "properties",
                                                              "required",
                                                              "additionalProperties",
                                                              "patternProperties",
                                                              "propertyNames",
                                                              "minProperties",
                                                              "maxProperties",
                                                              "items",
                                                              "minItems",
                                                              "prefixItems",
                                                              "maxItems",
                                                              "uniqueItems",
                                                              "minLength",
                                                              "maxLength",
                                                              "pattern",
                                                              "format",
                                                              "minimum",
                                                              "maximum",
                                                              "multipleOf",
                                                              "exclusiveMinimum",
                                                              "exclusiveMaximum",
                                                              "unevaluatedProperties",
                                                              "unevaluatedItems",
                                                              "\x01strings"};
  return std::ranges::find(kWords, keyword) != kWords.end();
}

std::string below(std::string_view path, std::string_view step) {
  return path.empty() ? std::string(step) : std::string(path) + "." + std::string(step);
}

Result<std::vector<std::string>> types_of(const Json& schema) {
  std::vector<std::string> types;
  auto type = schema.find("type");
  if (type == schema.end()) {
    types.assign(kTypes.begin(), kTypes.end());
    return types;
  }
  const Json list = type->is_array() ? *type : Json::array({*type});
  for (const Json& one : list) {
    if (!one.is_string() || std::ranges::find(kTypes, one.get_ref<const std::string&>()) == kTypes.end())
      return fail(ErrorCode::invalid_format, "type: not the name of a type");
    types.push_back(one.get<std::string>());
  }
  return types;
}

Result<std::vector<std::string>> meant_types(const Json& schema) {
  if (schema.contains("type") || schema.contains("enum") || schema.contains("const")) return types_of(schema);
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 20> kAbout = {
      {{"properties", "object"},        {"required", "object"},      {"additionalProperties", "object"},
       {"patternProperties", "object"}, {"propertyNames", "object"}, {"minProperties", "object"},
       {"maxProperties", "object"},     {"items", "array"},          {"prefixItems", "array"},
       {"minItems", "array"},           {"maxItems", "array"},       {"uniqueItems", "array"},
       {"minLength", "string"},         {"maxLength", "string"},     {"\x01strings", "string"},
       {"minimum", "number"},           {"maximum", "number"},       {"exclusiveMinimum", "number"},
       {"exclusiveMaximum", "number"},  {"multipleOf", "number"}}};
  std::vector<std::string> types;
  for (auto [keyword, about] : kAbout) {
    if (schema.contains(keyword) && std::ranges::find(types, about) == types.end()) types.emplace_back(about);
  }
  return types.empty() ? types_of(schema) : types;
}

bool has_type(const Json& value, std::span<const std::string> types) {
  return std::ranges::any_of(types, [&](const std::string& type) {
    if (type == "integer") return value.is_number_integer() || (value.is_number_float() && std::floor(value.get<double>()) == value.get<double>());
    if (type == "number") return value.is_number();
    return type == value.type_name();
  });
}

}  // namespace jangin::engine::grammar
