// Calls inside replies.
#include <algorithm>

#include "base/strings.h"
#include "serve/openai/tools.h"

namespace jangin::serve {
namespace {

constexpr std::string_view kOpen = "<tool_call>";
constexpr std::string_view kClose = "</tool_call>";

/// Bytes at the end of `text` that may be the beginning of `mark`.
size_t possible_beginning(std::string_view text, std::string_view mark) {
  for (size_t length = std::min(text.size(), mark.size() - 1); length > 0; --length) {
    if (mark.starts_with(text.substr(text.size() - length))) return length;
  }
  return 0;
}

bool add_call(const Json& json, const ToolUse& use, std::vector<ToolCall>& calls) {
  if (!json.is_object() || !json.contains("name") || !json["name"].is_string()) return false;
  ToolCall call{new_call_id(), json["name"].get<std::string>(), "{}"};
  if (std::ranges::find(use.tools, call.name, &Tool::name) == use.tools.end()) return false;
  for (const char* key : {"arguments", "parameters"}) {
    if (!json.contains(key)) continue;
    call.arguments = json[key].is_string() ? json[key].get<std::string>() : dump(json[key]);
    break;
  }
  calls.push_back(std::move(call));
  return true;
}

}  // namespace

std::string call_text(std::string_view name, const std::string& arguments_json) {
  return "<tool_call>\n{\"name\": " + dump(Json(name)) + ", \"arguments\": " + arguments_json + "}\n</tool_call>";
}

std::vector<ToolCall> parse_calls(std::string_view text, const ToolUse& use) {
  auto parsed = parse_object("{\"calls\":" + std::string(trim(text)) + "}");
  if (!parsed) return {};
  const Json& found = (*parsed)["calls"];
  std::vector<ToolCall> calls;
  if (!found.is_array()) return add_call(found, use, calls) ? calls : std::vector<ToolCall>();
  for (const Json& entry : found) {
    if (!add_call(entry, use, calls)) return {};
  }
  return calls;
}

void ToolCallScanner::take_call(std::string_view inside, std::string_view whole, Found& found) {
  std::vector<ToolCall> calls = parse_calls(inside, use_);
  if (calls.empty()) found.said += whole;
  for (ToolCall& call : calls) found.calls.push_back(std::move(call));
}

ToolCallScanner::Found ToolCallScanner::push(std::string_view piece) {
  Found found;
  held_ += piece;
  while (true) {
    const size_t open = held_.find(kOpen);
    if (open == std::string::npos) {
      const size_t keep = possible_beginning(held_, kOpen);
      found.said += held_.substr(0, held_.size() - keep);
      held_.erase(0, held_.size() - keep);
      return found;
    }
    found.said += held_.substr(0, open);
    held_.erase(0, open);
    const size_t close = held_.find(kClose);
    if (close == std::string::npos) return found;
    const std::string whole = held_.substr(0, close + kClose.size());
    held_.erase(0, whole.size());
    take_call(std::string_view(whole).substr(kOpen.size(), close - kOpen.size()), whole, found);
  }
}

ToolCallScanner::Found ToolCallScanner::finish() {
  Found found;
  const std::string rest = std::exchange(held_, "");
  if (rest.starts_with(kOpen)) {
    take_call(std::string_view(rest).substr(kOpen.size()), rest, found);
  } else {
    found.said = rest;
  }
  return found;
}

}  // namespace jangin::serve
