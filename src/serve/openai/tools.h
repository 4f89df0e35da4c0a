// Tools (functions) that a reply may call: as requests name them, as models are told of them, and as replies call them. Calls are written
// as <tool_call>{"name", "arguments"}</tool_call>, the form of Hermes, Qwen and EXAONE models.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/generator.h"
#include "serve/json.h"

namespace jangin::serve {

struct Tool {
  std::string name, description;
  Json parameters;  // a JSON Schema; an object without properties where the request gives none
};

struct ToolUse {
  enum class Choice : uint8_t { none, automatic, required, named };
  std::vector<Tool> tools;
  Choice choice = Choice::none;
  std::string name;  // with Choice::named
  bool forced() const { return choice == Choice::required || choice == Choice::named; }
  /// The one function whose arguments alone are the reply; null when there is a choice.
  const Tool* only() const;
};

/// "tools", "tool_choice", "parallel_tool_calls".
ToolUse read_tools(Fields& fields);

/// The list that templates take: [{"type": "function", "function": {…}}].
std::string tools_json(const ToolUse& use);
/// What a model is told whose template knows no tools (tool_prompt.cpp).
std::string tool_instructions(const ToolUse& use);
/// A call in the words of the model.
std::string call_text(std::string_view name, const std::string& arguments_json);
/// What a forced reply has to be: the arguments of the only function, or {"name", "arguments"} of any.
engine::OutputFormat forced_call_format(const ToolUse& use);

struct ToolCall {
  std::string id, name;
  std::string arguments;  // JSON text
};
std::string new_call_id();
/// Calls in what stands between the marks, or in a whole forced reply: an object or a list of them. Empty when it is none, or names an unknown tool.
std::vector<ToolCall> parse_calls(std::string_view text, const ToolUse& use);

/// Splits the text of a reply, as it comes, into what is said and what is called. One reply.
class ToolCallScanner {
 public:
  explicit ToolCallScanner(const ToolUse& use) : use_(use) {}
  struct Found {
    std::string said;
    std::vector<ToolCall> calls;
  };
  Found push(std::string_view piece);
  /// What was held back: a call that was not closed counts if it is whole; else it was said.
  Found finish();

 private:
  void take_call(std::string_view inside, std::string_view whole, Found& found);

  const ToolUse& use_;
  std::string held_;
};

}  // namespace jangin::serve
