// Answers of /v1/completions: texts, whole or in chunks.
#include "serve/openai/chat_answer.h"
#include "serve/openai/log_probabilities.h"

namespace jangin::serve {
namespace {

class CompletionAnswer final : public AnswerWriter {
 public:
  CompletionAnswer(AnswerStyle style, size_t choices) : style_(std::move(style)), offsets_(choices, 0) {}

  std::vector<std::string> piece(size_t index, const engine::ReplyPiece& piece) override {
    if (piece.text.empty() && piece.tokens.empty()) return {};
    Json log = style_.log_probabilities ? completion_log_probabilities(piece.tokens, offsets_[index]) : Json();
    return {frame(Json::array({choice(index, piece.text, std::move(log), Json())}), style_.include_usage ? Json(nullptr) : Json(false))};
  }
  std::vector<std::string> ended(size_t index, const engine::GenerateReply& reply) override {
    return {frame(Json::array({choice(index, "", Json(), Json(finish_name(reply.finish)))}), style_.include_usage ? Json(nullptr) : Json(false))};
  }
  std::string usage(const Usage& usage) override { return frame(Json::array(), usage_json(usage)); }
  std::string whole(const std::vector<engine::GenerateReply>& replies, const Usage& usage) override {
    Json choices = Json::array();
    for (size_t i = 0; i < replies.size(); ++i) {
      size_t offset = 0;
      Json log = style_.log_probabilities ? completion_log_probabilities(replies[i].tokens, offset) : Json();
      choices.push_back(choice(i, replies[i].text, std::move(log), Json(finish_name(replies[i].finish))));
    }
    return frame(std::move(choices), usage_json(usage));
  }

 private:
  static Json choice(size_t index, std::string_view text, Json log, Json finish_reason) {
    return {{"index", index}, {"text", text}, {"logprobs", std::move(log)}, {"finish_reason", std::move(finish_reason)}};
  }
  /// `usage`: false leaves it out.
  std::string frame(Json choices, Json usage) const {
    Json out = {{"id", style_.id}, {"object", "text_completion"}, {"created", style_.created}, {"model", style_.model}};
    out["choices"] = std::move(choices);
    if (usage != false) out["usage"] = std::move(usage);
    return dump(out);
  }

  const AnswerStyle style_;
  std::vector<size_t> offsets_;  // characters of each choice so far
};

}  // namespace

std::unique_ptr<AnswerWriter> completion_answer(AnswerStyle style, size_t choices) {
  return std::make_unique<CompletionAnswer>(std::move(style), choices);
}

}  // namespace jangin::serve
