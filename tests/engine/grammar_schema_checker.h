// A small validator of JSON Schema for tests, written apart from the grammars: types, counts, bounds, properties, items, enumerations,
// combinations, references. It knows nothing of patterns and formats (their goldens come with the schemas).
#pragma once

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>

#include "text/unicode.h"

namespace jangin::engine {

class SchemaChecker {
 public:
  using Json = nlohmann::json;
  explicit SchemaChecker(const Json& root) : root_(root) {}
  bool valid(const Json& value) const { return holds(root_, value); }

 private:
  static bool is(const Json& value, const std::string& type) {
    if (type == "integer") return value.is_number_integer();
    return type == "number" ? value.is_number() : type == value.type_name();
  }
  static double bound(const Json& schema, const char* word, double otherwise) { return schema.value(word, otherwise); }

  bool holds(const Json& schema, const Json& value) const {
    if (schema.is_boolean()) return schema.get<bool>();
    if (schema.contains("$ref") && !holds(root_.at(Json::json_pointer(schema["$ref"].get<std::string>().substr(1))), value)) return false;
    if (schema.contains("type")) {
      const Json types = schema["type"].is_array() ? schema["type"] : Json::array({schema["type"]});
      if (std::ranges::none_of(types, [&](const Json& type) { return is(value, type.get<std::string>()); })) return false;
    }
    if (schema.contains("const") && schema["const"] != value) return false;
    if (schema.contains("enum") && std::ranges::find(schema["enum"], value) == schema["enum"].end()) return false;
    return combinations(schema, value) && numbers(schema, value) && strings(schema, value) && arrays(schema, value) && objects(schema, value);
  }

  bool combinations(const Json& schema, const Json& value) const {
    auto holding = [&](const char* word) { return std::ranges::count_if(schema[word], [&](const Json& part) { return holds(part, value); }); };
    if (schema.contains("allOf") && holding("allOf") != static_cast<long>(schema["allOf"].size())) return false;
    if (schema.contains("anyOf") && holding("anyOf") == 0) return false;
    return !schema.contains("oneOf") || holding("oneOf") == 1;
  }

  static bool numbers(const Json& schema, const Json& value) {
    if (!value.is_number()) return true;
    const double n = value.get<double>();
    if (schema.contains("multipleOf") && schema["multipleOf"].is_number_integer() && value.get<int64_t>() % schema["multipleOf"].get<int64_t>() != 0)
      return false;
    return n >= bound(schema, "minimum", -1e300) && n <= bound(schema, "maximum", 1e300) && n > bound(schema, "exclusiveMinimum", -1e300) &&
           n < bound(schema, "exclusiveMaximum", 1e300);
  }

  static bool strings(const Json& schema, const Json& value) {
    if (!value.is_string()) return true;
    const auto length = static_cast<double>(text::count_code_points(value.get<std::string>()));
    return length >= bound(schema, "minLength", 0) && length <= bound(schema, "maxLength", 1e300);
  }

  bool arrays(const Json& schema, const Json& value) const {
    if (!value.is_array()) return true;
    const auto size = static_cast<double>(value.size());
    if (size < bound(schema, "minItems", 0) || size > bound(schema, "maxItems", 1e300)) return false;
    const Json prefix = schema.value("prefixItems", Json::array());
    for (size_t i = 0; i < value.size(); ++i) {
      if (i < prefix.size() ? !holds(prefix[i], value[i]) : schema.contains("items") && !holds(schema["items"], value[i])) return false;
    }
    return true;
  }

  bool objects(const Json& schema, const Json& value) const {
    if (!value.is_object()) return true;
    const auto size = static_cast<double>(value.size());
    if (size < bound(schema, "minProperties", 0) || size > bound(schema, "maxProperties", 1e300)) return false;
    for (const Json& name : schema.value("required", Json::array())) {
      if (!value.contains(name.get<std::string>())) return false;
    }
    const Json named = schema.value("properties", Json::object());
    for (const auto& [key, item] : value.items()) {
      if (named.contains(key) && !holds(named[key], item)) return false;
      if (!named.contains(key) && !schema.contains("patternProperties") && schema.contains("additionalProperties") &&
          !holds(schema["additionalProperties"], item))
        return false;
    }
    return true;
  }

  const Json& root_;
};

}  // namespace jangin::engine
