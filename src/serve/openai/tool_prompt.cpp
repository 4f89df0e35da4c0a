// What a model is told of tools when its chat template has no place for them.
#include "serve/openai/tools.h"

namespace jangin::serve {

std::string tool_instructions(const ToolUse& use) {
  std::string text =
      "You can call functions. Each is described by a JSON object with its name, what it does, and a JSON Schema of its arguments:\n<tools>\n";
  for (const Tool& tool : use.tools) {
    Json described = {{"name", tool.name}, {"description", tool.description}, {"parameters", tool.parameters}};
    text += dump(described) + "\n";
  }
  return text +
         "</tools>\nTo call one, answer with nothing but its name and arguments as JSON between these marks:\n"
         "<tool_call>\n{\"name\": \"the function\", \"arguments\": {\"argument\": \"value\"}}\n</tool_call>\n"
         "Its result comes back between <tool_response> and </tool_response>. Call a function only if the question needs it.";
}

}  // namespace jangin::serve
