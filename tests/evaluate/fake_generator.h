// A generator whose answers the test decides: what a task asks for and makes of the answers is seen without a model.
#pragma once

#include <functional>
#include <map>

#include "base/interrupt.h"
#include "engine/generator.h"

namespace jangin::evaluate {

class FakeGenerator final : public engine::Generator {
 public:
  std::map<std::string, std::string> replies;  // question → reply; others get "I do not know."
  std::map<std::string, double> likelihoods;   // continuation → log-likelihood; others −10 a byte
  double bits_per_byte = 1;
  size_t asked = 0, scored = 0, largest_call = 0;
  int most_tokens = 0;
  size_t longest_question = SIZE_MAX;  // bytes; a longer one is refused, and with it the call
  std::function<void()> before_each;

  const std::string& model_name() const override { return name_; }
  const std::string& model_hash() const override { return name_; }
  size_t context_tokens() const override { return 2048; }

  Result<std::vector<engine::GenerateReply>> generate(std::span<const engine::GenerateRequest> requests) override {
    if (before_each) before_each();
    std::vector<engine::GenerateReply> out;
    for (const engine::GenerateRequest& request : requests) {
      JANGIN_TRY(check_length(request.messages));
      most_tokens = std::max(most_tokens, request.max_tokens);
      greedy_ = greedy_ && request.sampling.temperature == 0;
      auto reply = replies.find(request.messages.at(0).text());
      out.emplace_back().text = reply == replies.end() ? "I do not know." : reply->second;
    }
    asked += requests.size();
    largest_call = std::max(largest_call, requests.size());
    return out;
  }

  Result<std::vector<std::vector<engine::ContinuationScore>>> score(std::span<const engine::ScoreRequest> requests) override {
    if (before_each) before_each();
    std::vector<std::vector<engine::ContinuationScore>> out;
    for (const engine::ScoreRequest& request : requests) {
      JANGIN_TRY(check_length(request.messages));
      out.emplace_back();
      for (const std::string& text : request.continuations) {
        auto likelihood = likelihoods.find(text);
        double value = likelihood == likelihoods.end() ? -10.0 * static_cast<double>(text.size()) : likelihood->second;
        out.back().push_back({value, 1, text.size()});
      }
    }
    scored += requests.size();
    return out;
  }

  Result<engine::TextScore> score_text(std::string_view text, size_t) override {
    if (before_each) before_each();
    return engine::TextScore{-bits_per_byte * 0.6931471805599453 * static_cast<double>(text.size()), text.size() / 3, text.size()};
  }

  bool was_greedy() const { return greedy_; }

 private:
  Status check_length(const std::vector<record::Message>& messages) const {
    if (messages.at(0).text().size() <= longest_question) return {};
    return fail(ErrorCode::invalid_argument, "the prompt is longer than the context");
  }

  std::string name_ = "fake";
  bool greedy_ = true;
};

}  // namespace jangin::evaluate
