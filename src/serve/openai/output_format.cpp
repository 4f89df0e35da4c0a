// The form that a reply has to have.
#include <fmt/format.h>

#include <optional>

#include "serve/openai/generation_fields.h"

namespace jangin::serve {
namespace {

using engine::OutputFormat;
using Kind = OutputFormat::Kind;

/// A schema as an object, or as text that holds one (vLLM takes both).
std::optional<OutputFormat> schema_format(Fields& fields, std::string_view name) {
  const Json* schema = fields.find(name);
  if (!schema) return std::nullopt;
  if (schema->is_object()) return OutputFormat{Kind::json_schema, dump(*schema)};
  if (schema->is_string()) {
    auto parsed = parse_object(schema->get_ref<const std::string&>());
    if (parsed) return OutputFormat{Kind::json_schema, dump(*parsed)};
  }
  fields.refuse(name, "must be a JSON Schema (an object)");
  return std::nullopt;
}

std::optional<OutputFormat> text_format(Fields& fields, std::string_view name, Kind kind) {
  std::string text;
  fields.text(name, text);
  if (!fields.has(name)) return std::nullopt;
  if (text.empty()) fields.refuse(name, "must not be empty");
  return OutputFormat{kind, text};
}

/// One of several texts, as a grammar.
std::optional<OutputFormat> choice_format(Fields& fields, std::string_view name) {
  if (!fields.has(name)) return std::nullopt;
  std::vector<std::string> choices;
  if (!fields.array(name) || !fields.texts(name, choices, 1024).good()) return std::nullopt;
  if (choices.empty()) fields.refuse(name, "must not be empty");
  std::string grammar = "root ::= ";
  for (size_t i = 0; i < choices.size(); ++i) grammar += (i ? " | " : "") + dump(Json(choices[i]));
  return OutputFormat{Kind::ebnf, grammar};
}

std::optional<OutputFormat> response_format(Fields& fields) {
  const Json* given = fields.object("response_format");
  if (!given) return std::nullopt;
  Fields format(*given, "response_format.");
  std::string type;
  format.require("type").text("type", type);
  std::optional<OutputFormat> out;
  if (type == "text") out = OutputFormat{};
  if (type == "json_object") out = OutputFormat{Kind::json_object, ""};
  if (type == "json_schema") {
    if (const Json* named = format.require("json_schema").object("json_schema")) {
      Fields inner(*named, "response_format.json_schema.");
      out = schema_format(inner.require("schema"), "schema");
      if (inner.fault()) format.refuse(*inner.fault());
    }
  } else if (!out && format.good()) {
    format.refuse("type", "must be \"text\", \"json_object\" or \"json_schema\"");
  }
  if (format.fault()) fields.refuse(*format.fault());
  return out;
}

}  // namespace

OutputFormat read_output_format(Fields& fields) {
  std::vector<OutputFormat> found;
  auto take = [&](std::optional<OutputFormat> format) {
    if (format) found.push_back(std::move(*format));
  };
  take(response_format(fields));
  take(schema_format(fields, "guided_json"));
  take(text_format(fields, "guided_regex", Kind::regex));
  take(text_format(fields, "guided_grammar", Kind::ebnf));
  take(choice_format(fields, "guided_choice"));
  if (const Json* given = fields.object("structured_outputs")) {
    Fields inner(*given, "structured_outputs.");
    take(schema_format(inner, "json"));
    take(text_format(inner, "regex", Kind::regex));
    take(text_format(inner, "grammar", Kind::ebnf));
    take(choice_format(inner, "choice"));
    if (inner.fault()) fields.refuse(*inner.fault());
  }
  if (found.size() > 1) fields.refuse("response_format", "and its kin: at most one form of the reply can be asked for");
  return found.empty() ? OutputFormat{} : found.front();
}

}  // namespace jangin::serve
