// Objects: named properties in the schema's order, then those whose names follow a pattern or are free.
#include <algorithm>

#include "engine/grammar/schema_merge.h"
#include "engine/grammar/schema_writer.h"

namespace jangin::engine::grammar {
namespace {

constexpr size_t kMaxPatterns = 32;
constexpr size_t kMaxCounts = 200'000;  // properties × counts of properties

struct Named {
  std::string name;
  Json schema;
  bool required = false;
};

struct PatternSchema {
  std::string pattern;
  CharacterDfa keys;
  Json schema;
};

Json together(const std::vector<Json>& schemas) { return schemas.size() == 1 ? schemas[0] : Json{{"allOf", Json(schemas)}}; }

}  // namespace

class ObjectWriter {
 public:
  ObjectWriter(SchemaWriter& owner, const Json& schema, const std::string& path)
      : owner_(owner), writer_(owner.writer_), schema_(schema), path_(path) {}

  Result<NodeId> write() {
    JANGIN_TRY(read_open());
    JANGIN_TRY(read_named());
    JANGIN_ASSIGN(const NodeId open, open_property());
    JANGIN_ASSIGN(const uint32_t least, owner_.count(schema_, "minProperties", 0, path_));
    JANGIN_ASSIGN(const uint32_t most, owner_.count(schema_, "maxProperties", kUnbounded, path_));
    // Names that are free may come twice, which is one property: they can make up for one that is missing, not for two.
    const bool can_open = open != writer_.nothing();
    const auto names = static_cast<uint32_t>(named_.size());
    const uint32_t counted = std::min<uint32_t>(std::max({1U, least, most == kUnbounded || (!can_open && most >= names) ? 0U : most}), names + 1);
    if (size_t{names} * counted > kMaxCounts) return fail(ErrorCode::limit_exceeded, "minProperties or maxProperties of too many properties", path_);
    std::vector<NodeId> after(counted + 1);
    for (uint32_t done = 0; done <= counted; ++done) {
      const uint32_t missing = done < least ? least - done : 0;
      after[done] = missing > 1 || (missing == 1 && !can_open) ? writer_.nothing()
                    : can_open                                 ? open_properties(open, done, missing, most)
                                                               : writer_.empty();
    }
    for (size_t i = named_.size(); i > 0; --i) {
      const NodeId property = this->property(named_[i - 1]);
      std::vector<NodeId> before(counted + 1);
      for (uint32_t done = 0; done <= counted; ++done) {
        const NodeId comma = done > 0 ? owner_.text_.comma() : writer_.empty();
        const NodeId with = done >= most ? writer_.nothing() : writer_.sequence({comma, property, after[std::min(done + 1, counted)]});
        before[done] = named_[i - 1].required ? with : writer_.choice({with, after[done]});
      }
      after = std::move(before);
    }
    return owner_.text_.list("{", after[0], "}");
  }

 private:
  /// What is allowed beside named properties.
  Status read_open() {
    if (schema_.contains("propertyNames")) JANGIN_TRY(read_names());
    const bool says = schema_.contains("additionalProperties");
    if (says) additional_ = schema_.at("additionalProperties");
    const bool speaks = schema_.contains("properties") || schema_.contains("patternProperties") || schema_.contains("required");
    if (!says) additional_ = !speaks;
    if (!schema_.contains("patternProperties")) return {};
    const Json& patterns = schema_.at("patternProperties");
    if (!patterns.is_object()) return fail(ErrorCode::invalid_format, "patternProperties: not an object", path_);
    for (const auto& [pattern, schema] : patterns.items()) {
      const std::string inside = below(path_, "patternProperties." + json_escaped(pattern));
      auto regex = parse_regex(pattern, false);
      if (!regex) return fail(regex.error().code, regex.error().text(), inside);
      auto keys = CharacterDfa::of(*regex);
      if (!keys) return fail(keys.error().code, keys.error().message, inside);
      JANGIN_TRY(owner_.spend(*keys, inside));
      if (patterns_.size() >= kMaxPatterns) return fail(ErrorCode::limit_exceeded, "more than 32 patterns", inside);
      for (const PatternSchema& other : patterns_) {
        auto both = other.keys.common(*keys);
        if (!both) return fail(both.error().code, both.error().message, inside);
        if (!both->empty()) return fail(ErrorCode::unsupported, "overlaps with \"" + json_escaped(other.pattern) + "\": unsupported", inside);
      }
      patterns_.push_back({pattern, std::move(*keys), schema});
    }
    return {};
  }

  Status read_names() {
    const std::string inside = below(path_, "propertyNames");
    JANGIN_ASSIGN(const std::vector<Json> flat, owner_.flatten(schema_.at("propertyNames"), inside, true, 0));
    if (flat.size() != 1 || flat[0].contains("enum"))
      return fail(ErrorCode::unsupported, "only pattern, format, minLength and maxLength are supported", inside);
    JANGIN_ASSIGN(names_, owner_.key_condition(flat[0], inside));
    return {};
  }

  Status read_named() {
    const Json none = Json::object(), nothing = Json::array();
    const Json& properties = schema_.contains("properties") ? schema_.at("properties") : none;
    const Json& required = schema_.contains("required") ? schema_.at("required") : nothing;
    if (!properties.is_object()) return fail(ErrorCode::invalid_format, "properties: not an object", path_);
    if (!required.is_array() || !std::ranges::all_of(required, [](const Json& name) { return name.is_string(); }))
      return fail(ErrorCode::invalid_format, "required: not a list of names", path_);
    std::map<std::string, bool> needed;  // name → not yet found among the properties
    for (const Json& name : required) needed[name.get<std::string>()] = true;
    for (const auto& [name, schema] : properties.items()) {
      auto need = needed.find(name);
      add_named(name, &schema, need != needed.end());
      if (need != needed.end()) need->second = false;
    }
    for (const Json& name : required) {
      bool& missing = needed[name.get<std::string>()];
      if (missing) add_named(name.get<std::string>(), nullptr, true);
      missing = false;
    }
    return {};
  }

  void add_named(const std::string& name, const Json* schema, bool required) {
    std::vector<Json> all;
    if (schema != nullptr) all.push_back(*schema);
    for (const PatternSchema& pattern : patterns_) {
      if (pattern.keys.accepts(name)) all.push_back(pattern.schema);
    }
    if (all.empty()) all.push_back(schema_.contains("additionalProperties") ? additional_ : Json(true));
    if (names_ && !names_->accepts(name)) all = {false};
    taken_.push_back(name);
    if (required || together(all) != false) named_.push_back({name, together(all), required});
  }

  NodeId property(const Named& named) {
    const NodeId value = owner_.reference(named.schema, below(path_, "properties." + json_escaped(named.name)));
    return writer_.sequence({writer_.literal('"' + json_escaped(named.name) + '"'), owner_.text_.colon(), value});
  }

  NodeId open_properties(NodeId open, uint32_t done, uint32_t missing, uint32_t most) {
    if (done >= most) return missing == 0 ? writer_.empty() : writer_.nothing();
    const uint32_t left = most == kUnbounded ? kUnbounded : most - done;
    if (done == 0) return owner_.text_.separated(open, missing, left);
    return writer_.repeat(writer_.sequence({owner_.text_.comma(), open}), missing, left);
  }

  /// One property that is not named: its key, its value. Nothing when there is none.
  Result<NodeId> open_property() {
    std::vector<NodeId> parts;
    auto add = [&](Result<CharacterDfa> keys, const Json& schema, const std::string& inside) -> Status {
      if (keys && names_) keys = keys->common(*names_);
      if (!keys) return fail(keys.error().code, keys.error().message, inside);
      JANGIN_TRY(owner_.spend(*keys, inside));
      const NodeId key = keys->write(writer_, [this](const CodePoints& set) { return owner_.text_.characters(set); });
      parts.push_back(writer_.sequence({owner_.text_.quoted(key), owner_.text_.colon(), owner_.reference(schema, inside)}));
      return {};
    };
    if (patterns_.empty() && !names_ && taken_.empty()) {
      if (additional_ == false) return writer_.nothing();
      return writer_.sequence({owner_.text_.string(), owner_.text_.colon(), owner_.reference(additional_, below(path_, "additionalProperties"))});
    }
    Result<CharacterDfa> others = CharacterDfa::all_but(taken_);
    for (const PatternSchema& pattern : patterns_) {
      if (!others) break;
      JANGIN_TRY(add(pattern.keys.common(*others), pattern.schema, below(path_, "patternProperties." + json_escaped(pattern.pattern))));
    }
    for (size_t i = 0; i < patterns_.size() && others; ++i) others = others->common(patterns_[i].keys.complement());
    if (additional_ != false) JANGIN_TRY(add(std::move(others), additional_, below(path_, "additionalProperties")));
    return writer_.choice(std::move(parts));
  }

  SchemaWriter& owner_;
  ExpressionWriter& writer_;
  const Json& schema_;
  const std::string& path_;
  Json additional_;
  std::vector<PatternSchema> patterns_;
  std::optional<CharacterDfa> names_;
  std::vector<std::string> taken_;
  std::vector<Named> named_;
};

Result<NodeId> SchemaWriter::object(const Json& schema, const std::string& path) { return ObjectWriter(*this, schema, path).write(); }

}  // namespace jangin::engine::grammar
