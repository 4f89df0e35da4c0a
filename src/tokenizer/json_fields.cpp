// JSON values behind Result; nlohmann's exceptions stay here.
#include "tokenizer/json_fields.h"

#include <algorithm>
#include <string>
#include <utility>

#include "text/unicode.h"

namespace jangin::tokenizer {
using nlohmann::json;

namespace {

constexpr int kMaxDepth = 256;  // copying and printing a value recurse once a level: depth must not be the file's choice

/// Brackets open at once, at most, outside of texts. Malformed input gives a number all the same; the parser then refuses it.
int nesting_depth(std::string_view text) {
  int depth = 0;
  int deepest = 0;
  bool in_text = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      deepest = std::max(deepest, ++depth);
    } else if (c == '}' || c == ']') {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<json> parse_json(std::string_view text, const std::string& place) {
  if (nesting_depth(text) > kMaxDepth)
    return fail(ErrorCode::invalid_format, "is JSON nested deeper than " + std::to_string(kMaxDepth) + " levels", place);
  try {
    return json::parse(text);
  } catch (const json::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: …" → what follows the bracket
    std::string message = error.what();
    if (size_t end = message.find("] "); end != std::string::npos) message.erase(0, end + 2);
    if (message.size() > 200) message.resize(200);
    return fail(ErrorCode::invalid_format, "is not valid JSON: " + text::repair_utf8(message), place);
  }
}

JsonFields::JsonFields(const json& object, std::string place, std::string path) : object_(&object), place_(std::move(place)), path_(std::move(path)) {
  if (!object.is_object()) status_ = fail(ErrorCode::invalid_format, "`" + path_ + "` is not an object", place_);
}

const json* JsonFields::get(std::string_view key) const {
  if (!object_->is_object()) return nullptr;
  auto found = object_->find(key);
  return found == object_->end() || found->is_null() ? nullptr : &*found;
}

void JsonFields::fail_field(std::string_view key, std::string_view message) {
  if (!status_) return;
  status_ = fail(ErrorCode::invalid_format, "field `" + path_ + std::string(key) + "` " + std::string(message), place_);
}

const json* JsonFields::typed(std::string_view key, bool (*is)(const json&), std::string_view expected) {
  const json* value = get(key);
  if (value && is(*value)) return value;
  if (value) fail_field(key, "is not " + std::string(expected));
  return nullptr;
}

bool JsonFields::has(std::string_view key) const { return get(key) != nullptr; }

int64_t JsonFields::integer(std::string_view key, int64_t otherwise) {
  const json* value = typed(key, [](const json& v) { return v.is_number_integer(); }, "an integer");
  if (!value) return otherwise;
  if (value->is_number_unsigned() && value->get<uint64_t>() > INT64_MAX) {
    fail_field(key, "is too large");
    return otherwise;
  }
  return value->get<int64_t>();
}

int64_t JsonFields::integer(std::string_view key) {
  if (!has(key)) fail_field(key, "is missing");
  return integer(key, 0);
}

double JsonFields::number(std::string_view key, double otherwise) {
  const json* value = typed(key, [](const json& v) { return v.is_number(); }, "a number");
  return value ? value->get<double>() : otherwise;
}

bool JsonFields::flag(std::string_view key, bool otherwise) {
  const json* value = typed(key, [](const json& v) { return v.is_boolean(); }, "true or false");
  return value ? value->get<bool>() : otherwise;
}

std::string JsonFields::text(std::string_view key, std::string_view otherwise) {
  const json* value = typed(key, [](const json& v) { return v.is_string(); }, "a text");
  return value ? value->get<std::string>() : std::string(otherwise);
}

std::string JsonFields::text(std::string_view key) {
  if (!has(key)) fail_field(key, "is missing");
  return text(key, "");
}

const json* JsonFields::object(std::string_view key) {
  return typed(key, [](const json& v) { return v.is_object(); }, "an object");
}

const json* JsonFields::array(std::string_view key) {
  return typed(key, [](const json& v) { return v.is_array(); }, "an array");
}

JsonFields JsonFields::fields(const json& object, std::string_view key) const { return JsonFields(object, place_, path_ + std::string(key) + "."); }

Status JsonFields::status() const { return status_; }

}  // namespace jangin::tokenizer
