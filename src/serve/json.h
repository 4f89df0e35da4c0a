// JSON of requests and answers: parsing within bounds, writing that never fails, and typed reading of fields whose errors name the field.
#pragma once

#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "serve/api_error.h"

namespace jangin::serve {

/// Keeps the order of keys: a schema's order is the order in which its answer is written.
using Json = nlohmann::ordered_json;

inline constexpr size_t kMostJsonDepth = 64;      // arrays and objects inside one another
inline constexpr size_t kMostJsonMembers = 2048;  // keys of one object: looking one up is linear

/// An object. Errors: 400 with the byte where the text stops being JSON, or the bound that it breaks. Never throws.
ApiResult<Json> parse_object(std::string_view text);
/// Texts that are no UTF-8 are written with U+FFFD.
std::string dump(const Json& value);

/// Fields of one object by name. The first fault is kept; later reads go on with defaults. A field that is null counts as absent, one
/// that nobody asks for is passed over. The object must outlive it.
class Fields {
 public:
  /// `path`: what stands before the names in errors ("messages[2]."); empty at the top.
  explicit Fields(const Json& object, std::string path = "");

  const Json* find(std::string_view name) const;
  bool has(std::string_view name) const { return find(name) != nullptr; }
  /// Each leaves `value` as it is when the field is absent or at fault.
  Fields& text(std::string_view name, std::string& value);
  Fields& flag(std::string_view name, bool& value);
  Fields& integer(std::string_view name, int64_t& value, int64_t least, int64_t most);
  Fields& integer(std::string_view name, int& value, int least, int most);
  Fields& number(std::string_view name, double& value, double least, double most);
  /// A string or a list of strings; `most`: how many.
  Fields& texts(std::string_view name, std::vector<std::string>& value, size_t most);
  /// Null when absent or (a fault) not of that type.
  const Json* object(std::string_view name);
  const Json* array(std::string_view name);
  /// 400 unless the text is there.
  Fields& require(std::string_view name);
  /// Takes note of a fault in this field.
  Fields& refuse(std::string_view name, std::string message);
  Fields& refuse(ApiError error);

  std::string path(std::string_view name) const { return path_ + std::string(name); }
  bool good() const { return !fault_; }
  const std::optional<ApiError>& fault() const { return fault_; }

 private:
  const Json& object_;
  std::string path_;
  std::optional<ApiError> fault_;
};

}  // namespace jangin::serve
