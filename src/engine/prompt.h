// Requests as token ids: the chat template, or raw text. A message's text never becomes a special token.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "record/records.h"
#include "tokenizer/chat_template.h"

namespace jangin::engine {

/// Tokens of a prompt, with the assistant's turn opened behind messages. `tools`: as GenerateRequest::tools. Errors: invalid_argument (empty,
/// or the template refuses); `place` names the request.
Result<std::vector<int32_t>> encode_prompt(const tokenizer::Tokenizer& tokenizer, const tokenizer::ChatTemplate& chat,
                                           const std::vector<record::Message>& messages, const std::string& prompt, const std::string& place,
                                           const std::string& tools = {});

}  // namespace jangin::engine
