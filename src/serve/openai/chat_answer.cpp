// Choices with messages, calls of tools and log-probabilities; whole or in chunks.
#include "serve/openai/chat_answer.h"

#include <deque>

#include "serve/openai/log_probabilities.h"

namespace jangin::serve {
namespace {

class ChatAnswer final : public AnswerWriter {
 public:
  ChatAnswer(AnswerStyle style, ToolUse tools, size_t choices) : style_(std::move(style)), tools_(std::move(tools)) {
    for (size_t i = 0; i < choices; ++i) choices_.emplace_back(tools_);
  }

  std::vector<std::string> begin() override {
    std::vector<std::string> events;
    for (size_t i = 0; i < choices_.size(); ++i) events.push_back(chunk(i, {{"role", "assistant"}, {"content", ""}}));
    return events;
  }

  std::vector<std::string> piece(size_t index, const engine::ReplyPiece& piece) override {
    Choice& choice = choices_[index];
    Json log = style_.log_probabilities ? Json{{"content", chat_log_probabilities(piece.tokens)}, {"refusal", nullptr}} : Json();
    if (tools_.only()) return arguments_piece(index, piece.text);
    if (tools_.choice == ToolUse::Choice::none) {
      if (piece.text.empty() && piece.tokens.empty()) return {};
      return {chunk(index, {{"content", piece.text}}, std::move(log))};
    }
    if (tools_.forced()) return {};  // one of several functions: known at the end
    return found_events(index, choice.scanner.push(piece.text), std::move(log));
  }

  std::vector<std::string> ended(size_t index, const engine::GenerateReply& reply) override {
    Choice& choice = choices_[index];
    std::vector<std::string> events;
    if (tools_.choice == ToolUse::Choice::automatic) events = found_events(index, choice.scanner.finish(), Json());
    if (tools_.forced() && !tools_.only()) {
      ToolCallScanner::Found found{"", parse_calls(reply.text, tools_)};
      if (found.calls.empty()) found.said = reply.text;
      events = found_events(index, std::move(found), Json());
    }
    events.push_back(chunk(index, Json::object(), Json(), std::string(finish(choice.calls > 0, reply.finish))));
    return events;
  }

  std::string usage(const Usage& usage) override {
    Json out = frame("chat.completion.chunk");
    out["choices"] = Json::array();
    out["usage"] = usage_json(usage);
    return dump(out);
  }

  std::string whole(const std::vector<engine::GenerateReply>& replies, const Usage& usage) override {
    Json choices = Json::array();
    for (size_t i = 0; i < replies.size(); ++i) choices.push_back(whole_choice(i, replies[i]));
    Json out = frame("chat.completion");
    out["choices"] = std::move(choices);
    out["usage"] = usage_json(usage);
    return dump(out);
  }

 private:
  struct Choice {
    explicit Choice(const ToolUse& use) : scanner(use) {}
    ToolCallScanner scanner;
    size_t calls = 0;  // announced so far
  };

  Json frame(std::string_view object) const {
    return {{"id", style_.id}, {"object", object}, {"created", style_.created}, {"model", style_.model}, {"system_fingerprint", nullptr}};
  }

  std::string chunk(size_t index, Json delta, Json log = Json(), Json finish_reason = Json()) const {
    Json out = frame("chat.completion.chunk");
    out["choices"] =
        Json::array({{{"index", index}, {"delta", std::move(delta)}, {"logprobs", std::move(log)}, {"finish_reason", std::move(finish_reason)}}});
    if (style_.include_usage) out["usage"] = nullptr;
    return dump(out);
  }

  static Json call_json(const ToolCall& call) {
    return {{"id", call.id}, {"type", "function"}, {"function", {{"name", call.name}, {"arguments", call.arguments}}}};
  }

  /// OpenAI's clients know: a call of a function that the request itself named ends with "stop".
  std::string_view finish(bool called, engine::FinishReason reason) const {
    if (reason == engine::FinishReason::length) return "length";
    return called && tools_.choice != ToolUse::Choice::named ? "tool_calls" : finish_name(reason);
  }

  /// The reply is the arguments of the only function: they are handed on as they come.
  std::vector<std::string> arguments_piece(size_t index, std::string_view text) {
    Choice& choice = choices_[index];
    std::vector<std::string> events;
    if (choice.calls == 0) {
      choice.calls = 1;
      Json call = call_json({new_call_id(), tools_.only()->name, ""});
      Json numbered = {{"index", 0}};
      numbered.update(call);
      events.push_back(chunk(index, {{"tool_calls", Json::array({numbered})}}));
    }
    if (!text.empty()) {
      events.push_back(chunk(index, {{"tool_calls", Json::array({{{"index", 0}, {"function", {{"arguments", text}}}}})}}));
    }
    return events;
  }

  std::vector<std::string> found_events(size_t index, ToolCallScanner::Found found, Json log) {
    Choice& choice = choices_[index];
    std::vector<std::string> events;
    if (!found.said.empty() || !log.is_null()) events.push_back(chunk(index, {{"content", found.said}}, std::move(log)));
    for (const ToolCall& call : found.calls) {
      Json numbered = {{"index", choice.calls++}};
      numbered.update(call_json(call));
      events.push_back(chunk(index, {{"tool_calls", Json::array({numbered})}}));
    }
    return events;
  }

  /// What a whole reply says and calls.
  ToolCallScanner::Found split(const std::string& text) const {
    if (tools_.choice == ToolUse::Choice::none) return {text, {}};
    if (const Tool* only = tools_.only()) return {"", {{new_call_id(), only->name, text}}};
    if (tools_.forced()) {
      std::vector<ToolCall> calls = parse_calls(text, tools_);
      return calls.empty() ? ToolCallScanner::Found{text, {}} : ToolCallScanner::Found{"", std::move(calls)};
    }
    ToolCallScanner scanner(tools_);
    ToolCallScanner::Found found = scanner.push(text);
    ToolCallScanner::Found rest = scanner.finish();
    found.said += rest.said;
    for (ToolCall& call : rest.calls) found.calls.push_back(std::move(call));
    return found;
  }

  Json whole_choice(size_t index, const engine::GenerateReply& reply) const {
    const ToolCallScanner::Found found = split(reply.text);
    Json message = {{"role", "assistant"}, {"content", found.said.empty() && !found.calls.empty() ? Json() : Json(found.said)}, {"refusal", nullptr}};
    if (!found.calls.empty()) {
      Json calls = Json::array();
      for (const ToolCall& call : found.calls) calls.push_back(call_json(call));
      message["tool_calls"] = std::move(calls);
    }
    Json log = style_.log_probabilities ? Json{{"content", chat_log_probabilities(reply.tokens)}, {"refusal", nullptr}} : Json();
    return {{"index", index},
            {"message", std::move(message)},
            {"logprobs", std::move(log)},
            {"finish_reason", finish(!found.calls.empty(), reply.finish)}};
  }

  const AnswerStyle style_;
  const ToolUse tools_;
  std::deque<Choice> choices_;
};

}  // namespace

std::unique_ptr<AnswerWriter> chat_answer(AnswerStyle style, ToolUse tools, size_t choices) {
  return std::make_unique<ChatAnswer>(std::move(style), std::move(tools), choices);
}

}  // namespace jangin::serve
