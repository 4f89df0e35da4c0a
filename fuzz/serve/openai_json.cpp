// Bodies of all routes, of any bytes: refused with a status of 400 and one line, or read into a request that keeps to its bounds. Then the
// same bytes as the text of a reply with calls of tools: pieces give what the whole gives.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "serve/openai/chat_request.h"
#include "serve/openai/completion_request.h"

namespace {

using namespace jangin::serve;
constexpr RequestBounds kBounds{.choices = 4, .max_tokens = 1000, .vocab = 500};

void check(const ApiError& error) {
  if (error.status != 400 || error.message.empty() || !parse_object(error.body())) std::abort();
}

void check(const GenerationFields& fields) {
  const auto& request = fields.request;
  if (fields.choices < 1 || fields.choices > kBounds.choices || request.max_tokens < 1 || request.max_tokens > kBounds.max_tokens) std::abort();
  if (request.stop.size() > kMostStops || request.sampling.logit_bias.size() > kMostBiases) std::abort();
}

std::string scanned(std::string_view text, size_t step) {
  const ToolUse use{.tools = {{"f", "", Json::object()}}, .choice = ToolUse::Choice::automatic, .name = ""};
  ToolCallScanner scanner(use);
  std::string said, called;
  auto take = [&](const ToolCallScanner::Found& found) {
    said += found.said;
    for (const ToolCall& call : found.calls) called += call.name + call.arguments + ";";
  };
  for (size_t at = 0; at < text.size(); at += step) take(scanner.push(text.substr(at, step)));
  take(scanner.finish());
  return said + "|" + called;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (auto body = parse_object(text)) {
    for (bool tools : {false, true}) {
      RequestBounds bounds = kBounds;
      bounds.template_has_tools = tools;
      auto chat = read_chat_request(*body, bounds);
      chat ? check(chat->generation) : check(chat.error());
    }
    auto completion = read_completion_request(*body, kBounds);
    completion ? check(completion->generation) : check(completion.error());
    auto embedding = read_embedding_request(*body);
    if (!embedding) check(embedding.error());
  } else {
    check(body.error());
  }
  if (scanned(text, 1) != scanned(text, size + 1)) std::abort();
  return 0;
}
