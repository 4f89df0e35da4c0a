// Keyword by keyword.
#include "engine/grammar/schema_merge.h"

#include <algorithm>
#include <numeric>

namespace jangin::engine::grammar {
namespace {

Json both(const Json& a, const Json& b) { return a == b ? a : Json{{"allOf", Json::array({a, b})}}; }

bool is_list(const Json& schema, std::string_view keyword) { return schema.contains(keyword) && schema.at(std::string(keyword)).is_array(); }
const Json* member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  auto found = object.find(key);
  return found == object.end() ? nullptr : &*found;
}

/// The properties of `a`, each with what `b` says about additional ones when it does not name them.
Result<Json> properties_under(const Json& a, const Json& b) {
  const Json* named = member(b, "properties");
  const Json* additional = member(b, "additionalProperties");
  Json made = Json::object();
  for (const auto& [name, schema] : a.at("properties").items()) {
    if (const Json* other = named != nullptr ? member(*named, name) : nullptr) {
      made[name] = both(schema, *other);
    } else if (additional == nullptr) {
      made[name] = schema;
    } else if (b.contains("patternProperties")) {
      return fail(ErrorCode::unsupported, "allOf of additionalProperties beside patternProperties with other properties: unsupported");
    } else {
      made[name] = both(schema, *additional);
    }
  }
  return made;
}

Status merge_properties(const Json& a, const Json& b, Json& to) {
  static const Json kNone = Json::object({{"properties", Json::object()}});
  for (const Json* side : {&a, &b}) {
    if (side->contains("properties") && !side->at("properties").is_object()) return fail(ErrorCode::invalid_format, "properties: not an object");
  }
  const bool of_a = a.contains("properties"), of_b = b.contains("properties");
  if (!of_a && !of_b) return {};
  JANGIN_ASSIGN(Json first, properties_under(of_a ? a : kNone, b));
  JANGIN_ASSIGN(const Json second, properties_under(of_b ? b : kNone, a));
  for (const auto& [name, schema] : second.items()) {
    if (!first.contains(name)) first[name] = schema;
  }
  to["properties"] = std::move(first);
  return {};
}

/// prefixItems and items, position by position.
Status merge_items(const Json& a, const Json& b, Json& to) {
  if (is_list(a, "items") || is_list(b, "items")) return fail(ErrorCode::unsupported, "items: a list; write prefixItems");
  const Json none = Json::array(), any = true;
  const Json& first = a.contains("prefixItems") ? a.at("prefixItems") : none;
  const Json& second = b.contains("prefixItems") ? b.at("prefixItems") : none;
  if (!first.is_array() || !second.is_array()) return fail(ErrorCode::invalid_format, "prefixItems: not a list");
  const Json& rest_a = a.contains("items") ? a.at("items") : any;
  const Json& rest_b = b.contains("items") ? b.at("items") : any;
  Json prefix = Json::array();
  for (size_t i = 0; i < std::max(first.size(), second.size()); ++i)
    prefix.push_back(both(i < first.size() ? first[i] : rest_a, i < second.size() ? second[i] : rest_b));
  if (!prefix.empty()) to["prefixItems"] = std::move(prefix);
  if (a.contains("items") || b.contains("items")) to["items"] = both(rest_a, rest_b);
  return {};
}

Json intersection(const Json& a, const Json& b) {
  Json made = Json::array();
  for (const Json& value : a) {
    if (std::ranges::find(b, value) != b.end()) made.push_back(value);
  }
  return made;
}

Json types_in_common(const Json& a, const Json& b) {
  auto list = [](const Json& type) { return type.is_array() ? type : Json::array({type}); };
  Json made = intersection(list(a), list(b));
  for (const auto& [one, other] : {std::pair{list(a), list(b)}, std::pair{list(b), list(a)}}) {
    const bool narrower = std::ranges::find(one, Json("integer")) != one.end() && std::ranges::find(other, Json("number")) != other.end();
    if (narrower && std::ranges::find(made, Json("number")) == made.end() && std::ranges::find(made, Json("integer")) == made.end())
      made.push_back("integer");
  }
  return made;
}

Result<Json> merge_value(const std::string& keyword, const Json& a, const Json& b) {
  if (a == b) return a;
  if (keyword == "type") return types_in_common(a, b);
  if (keyword == "enum") return a.is_array() && b.is_array() ? intersection(a, b) : Json::array();
  if (keyword == "required" || keyword == kStrings) {
    if (!a.is_array() || !b.is_array()) return fail(ErrorCode::invalid_format, keyword + ": not a list");
    Json made = a;
    for (const Json& one : b) {
      if (std::ranges::find(made, one) == made.end()) made.push_back(one);
    }
    return made;
  }
  if (keyword == "additionalProperties" || keyword == "propertyNames") return both(a, b);
  if (keyword == "patternProperties") {
    if (!a.is_object() || !b.is_object()) return fail(ErrorCode::invalid_format, keyword + ": not an object");
    Json made = a;
    for (const auto& [pattern, schema] : b.items()) made[pattern] = made.contains(pattern) ? both(made[pattern], schema) : schema;
    return made;
  }
  if (keyword == "uniqueItems") return Json(true);
  if (a.is_number() && b.is_number()) {
    if (keyword == "minimum" || keyword == "exclusiveMinimum" || keyword.starts_with("min")) return a < b ? b : a;
    if (keyword == "maximum" || keyword == "exclusiveMaximum" || keyword.starts_with("max")) return a < b ? a : b;
    if (keyword == "multipleOf" && a.is_number_unsigned() && b.is_number_unsigned() && a.get<uint64_t>() - 1 < 1000 && b.get<uint64_t>() - 1 < 1000) {
      return Json(std::lcm(a.get<uint64_t>(), b.get<uint64_t>()));
    }
  }
  return fail(ErrorCode::unsupported, keyword + ": two of them at once: unsupported");
}

bool holds(const std::vector<std::string>& types, std::string_view type) { return std::ranges::find(types, type) != types.end(); }

/// Bounds that leave no number in common.
bool numbers_apart(const Json& a, const Json& b) {
  auto bound = [](const Json& schema, const char* word) -> std::optional<double> {
    const Json* value = member(schema, word);
    return value != nullptr && value->is_number() ? std::optional(value->get<double>()) : std::nullopt;
  };
  for (const auto& [low, high] : {std::pair{&a, &b}, std::pair{&b, &a}}) {
    for (const char* least : {"minimum", "exclusiveMinimum"}) {
      for (const char* most : {"maximum", "exclusiveMaximum"}) {
        const auto from = bound(*low, least), to = bound(*high, most);
        const bool open = std::string_view(least) != "minimum" || std::string_view(most) != "maximum";
        if (from && to && (*from > *to || (open && *from == *to))) return true;
      }
    }
  }
  return false;
}

/// `schema` with its references followed, or null where it is more than a plain schema.
const Json* plain(const Json* schema, const SchemaDocument& document) {
  for (int steps = 0; schema != nullptr && steps < 16; ++steps) {
    for (const char* word : {"allOf", "anyOf", "oneOf"}) {
      if (member(*schema, word) != nullptr) return nullptr;
    }
    const Json* reference = member(*schema, "$ref");
    if (reference == nullptr) return schema->is_object() ? schema : nullptr;
    if (!reference->is_string()) return nullptr;
    auto target = document.resolve(reference->get<std::string>());
    schema = target ? *target : nullptr;
  }
  return nullptr;
}

bool requires_property(const Json& schema, const std::string& name) {
  const Json* required = member(schema, "required");
  return required != nullptr && required->is_array() && std::ranges::find(*required, Json(name)) != required->end();
}

/// A property that every object of `a` has and that no object of `b` has, or none of such a value.
bool objects_apart(const Json& a, const Json& b, const SchemaDocument& document, int depth) {
  const Json* required = member(a, "required");
  if (required == nullptr || !required->is_array()) return false;
  const Json* of_a = member(a, "properties");
  const Json* of_b = member(b, "properties");
  const Json* additional = member(b, "additionalProperties");
  for (const Json& name : *required) {
    if (!name.is_string()) continue;
    const std::string key = name.get<std::string>();
    const Json* theirs = of_b != nullptr ? member(*of_b, key) : nullptr;
    if (theirs == nullptr && additional != nullptr && *additional == false && !b.contains("patternProperties")) return true;
    const Json* first = plain(of_a != nullptr ? member(*of_a, key) : nullptr, document);
    const Json* second = plain(theirs, document);
    if (first != nullptr && second != nullptr && never_validates(*first, *second, document, depth + 1)) return true;
  }
  if (const Json* needs = member(b, "required"); needs != nullptr && needs->is_array()) {  // what `b` needs, and `a` never writes
    const Json* open = member(a, "additionalProperties");
    const bool closed = (open == nullptr && of_a != nullptr) || (open != nullptr && *open == false);
    for (const Json& name : *needs) {
      if (name.is_string() && closed && !a.contains("patternProperties") && !requires_property(a, name.get<std::string>()) &&
          (of_a == nullptr || !of_a->contains(name.get<std::string>())))
        return true;
    }
  }
  return false;
}

}  // namespace

Result<std::optional<Json>> merge_schemas(const Json& a, const Json& b) {
  Json made = a;
  for (const auto& [keyword, value] : b.items()) {
    if (keyword == "properties" || keyword == "items" || keyword == "prefixItems") continue;
    if (!made.contains(keyword)) {
      made[keyword] = value;
      continue;
    }
    JANGIN_ASSIGN(Json merged, merge_value(keyword, Json(made[keyword]), value));
    if ((keyword == "type" || keyword == "enum") && merged.empty()) return std::optional<Json>();
    made[keyword] = std::move(merged);
  }
  JANGIN_TRY(merge_properties(a, b, made));
  JANGIN_TRY(merge_items(a, b, made));
  return std::optional(std::move(made));
}

bool never_validates(const Json& a, const Json& b, const SchemaDocument& document, int depth) {
  if (depth > 8) return false;
  auto values = [](const Json& schema) -> std::optional<Json> {
    if (const Json* value = member(schema, "const")) return Json::array({*value});
    const Json* list = member(schema, "enum");
    return list != nullptr && list->is_array() ? std::optional(*list) : std::nullopt;
  };
  const auto written = meant_types(a), valid = types_of(b);
  if (!written || !valid) return false;
  if (const auto ours = values(a)) {
    const auto theirs = values(b);
    return std::ranges::all_of(
        *ours, [&](const Json& value) { return !has_type(value, *valid) || (theirs && std::ranges::find(*theirs, value) == theirs->end()); });
  }
  if (const auto theirs = values(b)) return std::ranges::none_of(*theirs, [&](const Json& value) { return has_type(value, *written); });
  for (const std::string& type : *written) {
    const bool number = type == "number" || type == "integer";
    const bool shared = number ? holds(*valid, "number") || holds(*valid, "integer") : holds(*valid, type);
    if (!shared) continue;
    if (number && numbers_apart(a, b)) continue;
    if (type == "object" && objects_apart(a, b, document, depth)) continue;
    return false;
  }
  return true;
}

}  // namespace jangin::engine::grammar
