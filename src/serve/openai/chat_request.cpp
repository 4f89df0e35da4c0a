// Fields of a chat request, checked together.
#include "serve/openai/chat_request.h"

namespace jangin::serve {
namespace {

void read_log_probabilities(Fields& fields, engine::GenerateRequest& request) {
  fields.flag("logprobs", request.log_probabilities).integer("top_logprobs", request.top_log_probabilities, 0, 20);
  if (request.top_log_probabilities > 0 && !request.log_probabilities) fields.refuse("top_logprobs", "needs `logprobs`: true");
}

void refuse_what_is_not_served(Fields& fields) {
  if (fields.has("audio")) fields.refuse("audio", "is not served");
  const Json* modalities = fields.array("modalities");
  for (size_t i = 0; modalities && i < modalities->size(); ++i) {
    if ((*modalities)[i] != "text") fields.refuse("modalities", "must be [\"text\"]");
  }
}

/// Tells the model of its tools, and holds a forced call to its form.
void apply_tools(Fields& fields, const ToolUse& use, bool template_has_tools, engine::GenerateRequest& request) {
  if (use.choice == ToolUse::Choice::none) return;
  if (request.format.kind != engine::OutputFormat::Kind::text) {
    fields.refuse("response_format", "cannot be held together with a call of `tools`; set `tool_choice` to \"none\" or leave one of them out");
  }
  if (use.forced()) request.format = forced_call_format(use);
  if (template_has_tools) {
    request.tools = tools_json(use);
    return;
  }
  const std::string told = tool_instructions(use);
  std::vector<record::Message>& messages = request.messages;
  if (!messages.empty() && messages.front().role == "system") {
    messages.front().content.front().text += "\n\n" + told;
  } else {
    messages.insert(messages.begin(), record::text_message("system", told));
  }
}

}  // namespace

ApiResult<ChatRequest> read_chat_request(const Json& body, const RequestBounds& bounds) {
  Fields fields(body);
  ChatRequest out;
  out.generation = read_generation_fields(fields, bounds);
  engine::GenerateRequest& request = out.generation.request;
  request.messages = read_messages(fields, bounds.template_has_tools);
  out.tools = read_tools(fields);
  read_log_probabilities(fields, request);
  refuse_what_is_not_served(fields);
  if (fields.good()) apply_tools(fields, out.tools, bounds.template_has_tools, request);
  if (fields.fault()) return std::unexpected(*fields.fault());
  return out;
}

}  // namespace jangin::serve
