// POST /v1/chat/completions: the body as a request to the engine.
#pragma once

#include <string>
#include <vector>

#include "serve/openai/generation_fields.h"
#include "serve/openai/tools.h"

namespace jangin::serve {

struct ChatRequest {
  GenerationFields generation;  // messages, tools and form of the reply included
  ToolUse tools;
};

/// Errors: 400 naming the field.
ApiResult<ChatRequest> read_chat_request(const Json& body, const RequestBounds& bounds);

/// "messages": "developer" is "system", calls of earlier turns are written as the model writes them. Without `template_has_tools` the results
/// of tools are told by the user.
std::vector<record::Message> read_messages(Fields& fields, bool template_has_tools);

}  // namespace jangin::serve
