// Combination of schemas: what has to hold is brought into the form "one of these plain schemas".
#include <algorithm>

#include "engine/grammar/schema_merge.h"
#include "engine/grammar/schema_writer.h"

namespace jangin::engine::grammar {
namespace {

constexpr int kMaxSteps = 64;  // references and combinations inside one another
constexpr size_t kMaxAlternatives = 4096;
constexpr size_t kMaxOneOf = 256;
constexpr size_t kMaxMerged = 500'000;  // keywords and properties of all merged schemas

bool combines(std::string_view keyword) { return keyword == "$ref" || keyword == "allOf" || keyword == "anyOf" || keyword == "oneOf"; }

std::unexpected<Error> at(const std::string& path, Error error) {
  if (error.place.empty()) error.place = path;
  return std::unexpected(std::move(error));
}

size_t weight(const Json& schema) { return 1 + schema.size() + (schema.contains("properties") ? schema.at("properties").size() : 0); }

}  // namespace

Result<std::vector<Json>> SchemaWriter::cross(const std::vector<Json>& a, const std::vector<Json>& b, const std::string& path) {
  if (a.size() * b.size() > kMaxAlternatives) return fail(ErrorCode::limit_exceeded, "more than 4,096 combinations of alternatives", path);
  std::vector<Json> made;
  for (const Json& one : a) {
    for (const Json& other : b) {
      if ((merged_ += weight(one) + weight(other)) > kMaxMerged) return fail(ErrorCode::limit_exceeded, "too many schemas to bring together", path);
      auto merged = merge_schemas(one, other);
      if (!merged) return at(path, merged.error());
      if (*merged) made.push_back(std::move(**merged));
    }
  }
  return made;
}

Result<Json> SchemaWriter::without_combinations(const Json& schema, const std::string& path) {
  Json made = Json::object();
  Json strings = Json::array();
  for (const auto& [keyword, value] : schema.items()) {
    if (combines(keyword) || is_annotation(keyword)) continue;
    if (!is_enforced(keyword) || keyword == kStrings) {
      return fail(ErrorCode::unsupported, json_escaped(keyword) + ": unsupported keyword", path,
                  "take it out, or say the same with what is supported");
    }
    if (keyword == "pattern" || keyword == "format") {
      if (!value.is_string()) return fail(ErrorCode::invalid_format, keyword + ": not a string", path);
      strings.push_back(Json::array({keyword, value}));
    } else if (keyword == "const") {
      const bool listed = !schema.contains("enum") || std::ranges::find(schema.at("enum"), value) != schema.at("enum").end();
      made["enum"] = listed ? Json::array({value}) : Json::array();
    } else if (keyword == "enum" && schema.contains("const")) {
      continue;
    } else {
      made[keyword] = value;
    }
  }
  if (!strings.empty()) made[kStrings] = std::move(strings);
  return made;
}

Result<std::vector<Json>> SchemaWriter::flatten(const Json& schema, const std::string& path, bool resolve, int depth) {
  if (depth > kMaxSteps) return fail(ErrorCode::unsupported, "references and combinations that go round, or deeper than 64", path);
  if (schema.is_boolean()) return schema.get<bool>() ? std::vector<Json>{Json::object()} : std::vector<Json>{};
  if (!schema.is_object()) return fail(ErrorCode::invalid_format, "a schema is an object, true or false", path);
  JANGIN_ASSIGN(Json base, without_combinations(schema, path));
  size_t combinations = 0;
  for (const auto& [keyword, value] : schema.items()) combinations += combines(keyword) ? 1 : 0;
  const bool alone = base.empty() && combinations == 1;
  if (alone && !resolve && schema.contains("$ref")) return std::vector<Json>{Json{{"$ref", schema.at("$ref")}}};
  std::vector<Json> all = {std::move(base)};
  if (schema.contains("$ref")) {
    JANGIN_ASSIGN(const std::vector<Json> target, flatten_reference(schema, path, depth));
    JANGIN_ASSIGN(all, cross(all, target, path));
  }
  if (schema.contains("allOf")) {
    if (!schema.at("allOf").is_array()) return fail(ErrorCode::invalid_format, "allOf: not a list", path);
    const bool single = alone && schema.at("allOf").size() == 1;
    for (const Json& part : schema.at("allOf")) {
      JANGIN_ASSIGN(std::vector<Json> one, flatten(part, path, resolve || !single, depth + 1));
      if (single) return one;
      JANGIN_ASSIGN(all, cross(all, one, path));
    }
  }
  for (const char* keyword : {"anyOf", "oneOf"}) {
    if (!schema.contains(keyword)) continue;
    JANGIN_ASSIGN(std::vector<Json> any, flatten_any(schema, keyword, path, resolve || !alone, depth));
    if (alone) return any;
    JANGIN_ASSIGN(all, cross(all, any, path));
  }
  for (Json& one : all) {  // now that all parts are together, what is not evaluated is what is additional
    for (auto [keyword, now] : {std::pair{"unevaluatedProperties", "additionalProperties"}, {"unevaluatedItems", "items"}}) {
      if (!one.contains(keyword)) continue;
      if (!one.contains(now)) one[now] = one[keyword];
      one.erase(keyword);
    }
  }
  return all;
}

Result<std::vector<Json>> SchemaWriter::flatten_reference(const Json& schema, const std::string& path, int depth) {
  const Json& reference = schema.at("$ref");
  if (!reference.is_string()) return fail(ErrorCode::invalid_format, "$ref: not a string", path);
  auto target = document_.resolve(reference.get<std::string>());
  if (!target) return at(path, target.error());
  return flatten(**target, reference.get<std::string>(), true, depth + 1);
}

Result<std::vector<Json>> SchemaWriter::flatten_any(const Json& schema, const char* keyword, const std::string& path, bool resolve, int depth) {
  const Json& list = schema.at(keyword);
  if (!list.is_array() || list.empty()) return fail(ErrorCode::invalid_format, std::string(keyword) + ": not a list of schemas", path);
  const bool one_of = std::string_view(keyword) == "oneOf";
  if (one_of && list.size() > kMaxOneOf) return fail(ErrorCode::limit_exceeded, "oneOf: more than 256 alternatives", path);
  std::vector<Json> all;
  std::vector<std::vector<Json>> branches;
  for (size_t i = 0; i < list.size(); ++i) {
    const std::string inside = below(path, std::string(keyword) + "[" + std::to_string(i) + "]");
    JANGIN_ASSIGN(std::vector<Json> branch, flatten(list[i], inside, resolve, depth + 1));
    if (one_of) {
      JANGIN_ASSIGN(std::vector<Json> plain, resolve ? Result<std::vector<Json>>(branch) : flatten(list[i], inside, true, depth + 1));
      branches.push_back(std::move(plain));
    }
    all.insert(all.end(), branch.begin(), branch.end());
    if (all.size() > kMaxAlternatives) return fail(ErrorCode::limit_exceeded, "more than 4,096 alternatives", path);
  }
  if (one_of) JANGIN_TRY(check_one_of(branches, path));
  return all;
}

Status SchemaWriter::check_one_of(const std::vector<std::vector<Json>>& branches, const std::string& path) {
  size_t pairs = 0;
  for (size_t i = 0; i < branches.size(); ++i) {
    for (size_t j = 0; j < branches.size(); ++j) {
      if (i == j) continue;
      for (const Json& a : branches[i]) {
        for (const Json& b : branches[j]) {
          if (++pairs > 65'536) return fail(ErrorCode::limit_exceeded, "oneOf: too many alternatives to tell apart", path);
          if (!never_validates(a, b, document_)) {
            return fail(ErrorCode::unsupported,
                        "oneOf: alternatives " + std::to_string(std::min(i, j)) + " and " + std::to_string(std::max(i, j)) + " may hold at once",
                        path, "write anyOf, or give each a property with a different const");
          }
        }
      }
    }
  }
  return {};
}

}  // namespace jangin::engine::grammar
