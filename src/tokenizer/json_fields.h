// Reads a JSON object of outside origin field by field, with errors that name file and field. For values that describe models and
// tokenizers; unknown fields are left alone, since those files carry much that we do not use.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>

#include "base/result.h"

namespace jangin::tokenizer {

/// The whole text as JSON. Errors: invalid_format with the byte where it breaks, or when it is nested deeper than 256 levels.
Result<nlohmann::json> parse_json(std::string_view text, const std::string& place);

/// A view of one object; it must outlive the view. Absent and null fields give `otherwise`; a wrong type is kept as the first error
/// and returned by status(). Fields without `otherwise` are required.
class JsonFields {
 public:
  /// `path` is what stands before the field's name in errors ("" or "model.").
  JsonFields(const nlohmann::json& object, std::string place, std::string path = {});

  bool has(std::string_view key) const;  // present and not null
  int64_t integer(std::string_view key);
  int64_t integer(std::string_view key, int64_t otherwise);
  double number(std::string_view key, double otherwise);
  bool flag(std::string_view key, bool otherwise);
  std::string text(std::string_view key);
  std::string text(std::string_view key, std::string_view otherwise);
  /// An object, an array; null when absent. A wrong type is an error.
  const nlohmann::json* object(std::string_view key);
  const nlohmann::json* array(std::string_view key);
  JsonFields fields(const nlohmann::json& object, std::string_view key) const;

  void fail_field(std::string_view key, std::string_view message);
  Status status() const;

 private:
  const nlohmann::json* get(std::string_view key) const;
  const nlohmann::json* typed(std::string_view key, bool (*is)(const nlohmann::json&), std::string_view expected);
  const nlohmann::json* object_;
  std::string place_;
  std::string path_;
  Status status_;
};

}  // namespace jangin::tokenizer
