// nlohmann-json behind bounds and our errors.
#include "serve/json.h"

#include <fmt/format.h>

#include <cmath>

namespace jangin::serve {
namespace {

/// Depth and members before anything is built: both would cost more than their bytes.
std::optional<std::string> broken_bound(std::string_view text) {
  std::vector<size_t> members;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '\\') ++i;
      if (c == '"') quoted = false;
      continue;
    }
    if (c == '"') quoted = true;
    if (c == '{' || c == '[') {
      members.push_back(0);
      if (members.size() > kMostJsonDepth) return fmt::format("The body has more than {} levels", kMostJsonDepth);
    }
    if ((c == '}' || c == ']') && !members.empty()) members.pop_back();
    if (c == ':' && !members.empty() && ++members.back() > kMostJsonMembers)
      return fmt::format("An object of the body has more than {} keys", kMostJsonMembers);
  }
  return std::nullopt;
}

ApiError bad_body(std::string message) {
  return {.status = 400, .message = std::move(message), .type = "invalid_request_error", .code = "invalid_json"};
}

std::string_view type_name(const Json& value) {
  if (value.is_string()) return "a string";
  if (value.is_boolean()) return "a boolean";
  if (value.is_number_integer()) return "an integer";
  if (value.is_number()) return "a number";
  if (value.is_array()) return "an array";
  return value.is_object() ? "an object" : "null";
}

std::string expected(std::string_view what, const Json& got) { return fmt::format("must be {}, not {}", what, type_name(got)); }

}  // namespace

ApiResult<Json> parse_object(std::string_view text) {
  if (auto broken = broken_bound(text)) return std::unexpected(bad_body(*broken));
  try {
    Json value = Json::parse(text);
    if (!value.is_object()) return std::unexpected(bad_body(fmt::format("The body must be a JSON object, not {}", type_name(value))));
    return value;
  } catch (const Json::parse_error& error) {
    return std::unexpected(bad_body(fmt::format("The body is not JSON: it breaks at byte {} of {}", error.byte, text.size())));
  } catch (const Json::exception&) {  // a number beyond every type
    return std::unexpected(bad_body("The body is not JSON: a number in it is out of range"));
  }
}

std::string dump(const Json& value) { return value.dump(-1, ' ', false, Json::error_handler_t::replace); }

Fields::Fields(const Json& object, std::string path) : object_(object), path_(std::move(path)) {}

const Json* Fields::find(std::string_view name) const {
  if (!object_.is_object()) return nullptr;
  for (const auto& item : object_.items()) {
    if (item.key() == name) return item.value().is_null() ? nullptr : &item.value();
  }
  return nullptr;
}

Fields& Fields::refuse(std::string_view name, std::string message) {
  return refuse(invalid_field(path(name), fmt::format("`{}` {}", path(name), message)));
}

Fields& Fields::refuse(ApiError error) {
  if (!fault_) fault_ = std::move(error);
  return *this;
}

Fields& Fields::text(std::string_view name, std::string& value) {
  if (const Json* found = find(name)) {
    if (!found->is_string()) return refuse(name, expected("a string", *found));
    value = found->get<std::string>();
  }
  return *this;
}

Fields& Fields::flag(std::string_view name, bool& value) {
  if (const Json* found = find(name)) {
    if (!found->is_boolean()) return refuse(name, expected("true or false", *found));
    value = found->get<bool>();
  }
  return *this;
}

Fields& Fields::integer(std::string_view name, int64_t& value, int64_t least, int64_t most) {
  if (const Json* found = find(name)) {
    if (!found->is_number_integer()) return refuse(name, expected("an integer", *found));
    const bool huge = found->is_number_unsigned() && found->get<uint64_t>() > static_cast<uint64_t>(INT64_MAX);
    if (huge || found->get<int64_t>() < least || found->get<int64_t>() > most) return refuse(name, fmt::format("must be from {} to {}", least, most));
    value = found->get<int64_t>();
  }
  return *this;
}

Fields& Fields::integer(std::string_view name, int& value, int least, int most) {
  int64_t wide = value;
  integer(name, wide, least, most);
  value = static_cast<int>(wide);
  return *this;
}

Fields& Fields::number(std::string_view name, double& value, double least, double most) {
  if (const Json* found = find(name)) {
    if (!found->is_number()) return refuse(name, expected("a number", *found));
    const double got = found->get<double>();
    if (!(got >= least && got <= most)) return refuse(name, fmt::format("must be from {} to {}", least, most));
    value = got;
  }
  return *this;
}

Fields& Fields::texts(std::string_view name, std::vector<std::string>& value, size_t most) {
  const Json* found = find(name);
  if (!found) return *this;
  if (found->is_string()) {
    value = {found->get<std::string>()};
    return *this;
  }
  if (!found->is_array()) return refuse(name, expected("a string or a list of strings", *found));
  if (found->size() > most) return refuse(name, fmt::format("holds at most {} strings", most));
  std::vector<std::string> read;
  for (size_t i = 0; i < found->size(); ++i) {
    if (!(*found)[i].is_string()) return refuse(fmt::format("{}[{}]", name, i), expected("a string", (*found)[i]));
    read.push_back((*found)[i].get<std::string>());
  }
  value = std::move(read);
  return *this;
}

const Json* Fields::object(std::string_view name) {
  const Json* found = find(name);
  if (found && !found->is_object()) refuse(name, expected("an object", *found));
  return found && found->is_object() ? found : nullptr;
}

const Json* Fields::array(std::string_view name) {
  const Json* found = find(name);
  if (found && !found->is_array()) refuse(name, expected("a list", *found));
  return found && found->is_array() ? found : nullptr;
}

Fields& Fields::require(std::string_view name) {
  if (find(name)) return *this;
  ApiError error = invalid_field(path(name), fmt::format("`{}` is missing", path(name)));
  error.code = "missing_required_parameter";
  return refuse(std::move(error));
}

}  // namespace jangin::serve
