// A teacher that says what a test tells it to: by prompt, by count, wrongly, late or not at all.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <vector>

#include "engine/generator.h"

namespace jangin::synthesize {

class ScriptedTeacher final : public engine::Generator {
 public:
  using Say = std::function<Result<engine::GenerateReply>(const engine::GenerateRequest&)>;
  /// What the teachers of one test share: they come and go, this stays.
  struct Log {
    size_t calls = 0, asked = 0, opened = 0;
    size_t unreachable = 0;        // calls that end with a broken connection
    size_t stop_after = SIZE_MAX;  // replies, then the user stops the program
    bool backwards = false;        // replies come last first
    std::vector<engine::GenerateRequest> requests;
  };
  ScriptedTeacher(Say say, Log& log) : say_(std::move(say)), log_(log) { ++log_.opened; }

  const std::string& model_name() const override { return name_; }
  const std::string& model_hash() const override { return hash_; }
  size_t context_tokens() const override { return 8192; }

  Result<std::vector<engine::GenerateReply>> generate(std::span<const engine::GenerateRequest> requests) override {
    ++log_.calls;
    if (log_.unreachable > 0) {
      --log_.unreachable;
      return fail(ErrorCode::io_error, "connection refused", "http://127.0.0.1:9/v1");
    }
    std::vector<engine::GenerateReply> replies(requests.size());
    for (size_t k = 0; k < requests.size(); ++k) {
      const size_t i = log_.backwards ? requests.size() - 1 - k : k;
      if (log_.asked >= log_.stop_after) return fail(ErrorCode::interrupted, "stopped");
      ++log_.asked;
      log_.requests.push_back(requests[i]);
      log_.requests.back().on_reply = nullptr;
      auto reply = say_(requests[i]);
      if (!reply) return pass(reply);
      replies[i] = std::move(*reply);
      if (requests[i].on_reply) requests[i].on_reply(replies[i]);
    }
    return replies;
  }
  Result<std::vector<std::vector<engine::ContinuationScore>>> score(std::span<const engine::ScoreRequest>) override {
    return fail(ErrorCode::unsupported, "no scores");
  }
  Result<engine::TextScore> score_text(std::string_view, size_t) override { return fail(ErrorCode::unsupported, "no scores"); }

 private:
  Say say_;
  Log& log_;
  std::string name_ = "scripted", hash_ = "abc";
};

inline engine::GenerateReply said(std::string text, engine::FinishReason finish = engine::FinishReason::end_of_turn) {
  return {.text = std::move(text), .finish = finish, .prompt_tokens = 100, .cached_tokens = 0, .generated_tokens = 20, .tokens = {}};
}
/// All that a request says.
inline std::string words_of(const engine::GenerateRequest& request) {
  std::string words = request.prompt;
  if (!request.messages.empty()) words += request.messages.back().text();
  return words;
}

}  // namespace jangin::synthesize
