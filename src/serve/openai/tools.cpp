// Tools of a request.
#include "serve/openai/tools.h"

#include <fmt/format.h>

#include <algorithm>
#include <random>

namespace jangin::serve {
namespace {

constexpr size_t kMostTools = 128;

bool acceptable_name(std::string_view name) {
  return !name.empty() && name.size() <= 64 && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
}

Json empty_schema() { return {{"type", "object"}, {"properties", Json::object()}}; }

bool has_tool(const ToolUse& use, std::string_view name) { return std::ranges::find(use.tools, name, &Tool::name) != use.tools.end(); }

void read_tool(Fields& fields, const Json& entry, size_t index, ToolUse& use) {
  Tool tool;
  Fields outer(entry, fmt::format("tools[{}].", index));
  std::string type = "function";
  outer.text("type", type).require("function");
  if (outer.good() && type != "function") outer.refuse("type", "must be \"function\"; other kinds of tools are not served");
  if (const Json* function = outer.object("function")) {
    Fields inner(*function, fmt::format("tools[{}].function.", index));
    inner.require("name").text("name", tool.name).text("description", tool.description);
    const Json* parameters = inner.object("parameters");
    tool.parameters = parameters ? *parameters : empty_schema();
    if (inner.good() && !acceptable_name(tool.name)) inner.refuse("name", "must be 1–64 letters, digits, - or _");
    if (inner.good() && has_tool(use, tool.name)) inner.refuse("name", "names two tools");
    if (inner.fault()) outer.refuse(*inner.fault());
  } else if (outer.good()) {
    outer.require("function");
  }
  if (outer.fault()) fields.refuse(*outer.fault());
  use.tools.push_back(std::move(tool));
}

void read_choice(Fields& fields, const Json& choice, ToolUse& use) {
  if (choice.is_string()) {
    const std::string text = choice.get<std::string>();
    if (text == "none")
      use.choice = ToolUse::Choice::none;
    else if (text == "auto")
      use.choice = ToolUse::Choice::automatic;
    else if (text == "required")
      use.choice = ToolUse::Choice::required;
    else
      fields.refuse("tool_choice", "must be \"none\", \"auto\", \"required\" or name a function");
  } else if (choice.is_object() && choice.value("type", Json()) == "function") {
    Fields named(choice, "tool_choice.");
    const Json* function = named.require("function").object("function");
    Fields inner(function ? *function : choice, "tool_choice.function.");
    if (function) inner.require("name").text("name", use.name);
    use.choice = ToolUse::Choice::named;
    if (named.fault()) fields.refuse(*named.fault());
    if (inner.fault()) fields.refuse(*inner.fault());
    if (fields.good() && !has_tool(use, use.name)) fields.refuse("tool_choice", "names a function that is not among `tools`");
  } else {
    fields.refuse("tool_choice", "must be \"none\", \"auto\", \"required\" or {\"type\": \"function\", \"function\": {\"name\": …}}");
  }
  if (fields.good() && use.tools.empty() && use.choice != ToolUse::Choice::none && use.choice != ToolUse::Choice::automatic) {
    fields.refuse("tool_choice", "needs `tools`");
  }
}

/// References inside a schema that has become a part of another one, at `place`.
void move_references(Json& schema, const std::string& place) {
  if (schema.is_array() || schema.is_object()) {
    for (Json& part : schema) move_references(part, place);
  }
  if (!schema.is_object() || !schema.contains("$ref") || !schema["$ref"].is_string()) return;
  const std::string target = schema["$ref"].get<std::string>();
  if (target.starts_with('#')) schema["$ref"] = "#" + place + target.substr(1);
}

}  // namespace

const Tool* ToolUse::only() const {
  if (choice == Choice::required && tools.size() == 1) return &tools.front();
  if (choice != Choice::named) return nullptr;
  const auto found = std::ranges::find(tools, name, &Tool::name);
  return found == tools.end() ? nullptr : &*found;
}

ToolUse read_tools(Fields& fields) {
  ToolUse use;
  if (fields.has("functions")) fields.refuse("functions", "is not served any more; use `tools`");
  if (fields.has("function_call")) fields.refuse("function_call", "is not served any more; use `tool_choice`");
  if (const Json* tools = fields.array("tools")) {
    if (tools->size() > kMostTools) fields.refuse("tools", fmt::format("holds at most {} tools", kMostTools));
    for (size_t i = 0; i < tools->size() && fields.good(); ++i) read_tool(fields, (*tools)[i], i, use);
    if (!use.tools.empty()) use.choice = ToolUse::Choice::automatic;
  }
  if (const Json* choice = fields.find("tool_choice"); choice && fields.good()) read_choice(fields, *choice, use);
  if (use.tools.empty()) use.choice = ToolUse::Choice::none;
  bool parallel = true;
  fields.flag("parallel_tool_calls", parallel);
  return use;
}

std::string tools_json(const ToolUse& use) {
  Json list = Json::array();
  for (const Tool& tool : use.tools) {
    list.push_back({{"type", "function"}, {"function", {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}}}});
  }
  return dump(list);
}

engine::OutputFormat forced_call_format(const ToolUse& use) {
  using Kind = engine::OutputFormat::Kind;
  if (const Tool* only = use.only()) return {Kind::json_schema, dump(only->parameters)};
  Json calls = Json::array();
  for (const Tool& tool : use.tools) {
    Json parameters = tool.parameters;
    move_references(parameters, fmt::format("/anyOf/{}/properties/arguments", calls.size()));
    calls.push_back({{"type", "object"},
                     {"properties", {{"name", {{"const", tool.name}}}, {"arguments", std::move(parameters)}}},
                     {"required", Json::array({"name", "arguments"})},
                     {"additionalProperties", false}});
  }
  return {Kind::json_schema, dump({{"anyOf", calls}})};
}

std::string new_call_id() {
  thread_local std::mt19937_64 random(std::random_device{}());
  return fmt::format("call_{:016x}", random());
}

}  // namespace jangin::serve
