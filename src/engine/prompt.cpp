// Messages → template → tokens.
#include "engine/prompt.h"

namespace jangin::engine {
namespace {

std::vector<tokenizer::Message> to_template(const std::vector<record::Message>& messages) {
  std::vector<tokenizer::Message> out;
  for (const record::Message& message : messages) {
    tokenizer::Message copy;
    copy.role = message.role;
    for (const record::MessagePart& part : message.content) copy.content.push_back({part.kind, part.text});
    out.push_back(std::move(copy));
  }
  return out;
}

}  // namespace

Result<std::vector<int32_t>> encode_prompt(const tokenizer::Tokenizer& tokenizer, const tokenizer::ChatTemplate& chat,
                                           const std::vector<record::Message>& messages, const std::string& prompt, const std::string& place,
                                           const std::string& tools) {
  std::vector<int32_t> ids;
  if (messages.empty()) {
    ids = tokenizer.encode(prompt, {.surround = true});
  } else {
    auto rendered = chat.apply(to_template(messages), {.add_generation_prompt = true, .tools = tools});
    if (!rendered) {
      rendered.error().place = rendered.error().place.empty() ? place : place + ": " + rendered.error().place;
      return pass(rendered);
    }
    ids = tokenizer::encode_chat(tokenizer, *rendered).ids;
  }
  if (ids.empty()) return fail(ErrorCode::invalid_argument, "the prompt is empty", place);
  return ids;
}

}  // namespace jangin::engine
