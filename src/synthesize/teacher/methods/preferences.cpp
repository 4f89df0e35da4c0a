// Preference pairs: an answer from the passage, and one that is as plausible but wrong. The wrong one must not answer the question rightly by the
// scorer's own rule, and must not be the right one in other words.
#include <algorithm>

#include "judge/question_score.h"
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

constexpr double kSame = 0.9;   // ROUGE-L, when no value differs
constexpr size_t kLongest = 3;  // times the other's length: else length alone tells them apart

class PreferencesJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {ask_questions(2)};
    if (step == 1) {
      const auto questions = some_of(texts_of(answers[0], "questions", 16, 600), 1);
      if (questions.empty()) return {};
      question_ = questions.front();
      return {ask_answer(question_)};
    }
    if (step == 2) {
      if (!answers[0].usable()) return {};
      right_ = answers[0].text;
      return {{"preferences", "wrong", {{"question", question_}, {"answer", right_}}}};
    }
    if (!answers.empty() && answers[0].usable()) add(answers[0]);
    return {};
  }

  void add(const Answer& answer) {
    const std::string fault = fault_of_pair(answer.text);
    if (!fault.empty()) {
      rejected.emplace_back(fault, answer.label + " | " + question_ + " | " + right_ + " | " + answer.text.substr(0, 300));
      return;
    }
    drafts.push_back(
        {.kind = "preference", .wording = answer.label, .question = question_, .answer = right_, .rejected = answer.text, .seed = answer.seed});
  }

  std::string fault_of_pair(const std::string& wrong) const {
    const std::string fault = fault_of_words(wrong, context_.title + "\n" + context_.heading + "\n" + context_.at().text, context_.language());
    if (!fault.empty()) return fault;
    const auto right_tokens = judge::answer_tokens(right_), wrong_tokens = judge::answer_tokens(wrong);
    if (right_tokens == wrong_tokens || judge::short_answer_right(wrong, {right_}, question_) ||
        judge::short_answer_right(right_, {wrong}, question_))
      return "wrong_is_right";
    if (wrong.size() > kLongest * right_.size() || right_.size() > kLongest * wrong.size()) return "other_length";
    auto values = [](const std::vector<std::string>& tokens) {
      std::vector<std::string> found;
      for (const std::string& token : tokens)
        if (token.find_first_of("0123456789") != std::string::npos) found.push_back(token);
      std::ranges::sort(found);
      return found;
    };
    return values(right_tokens) == values(wrong_tokens) && rouge_l(wrong, right_) > kSame ? "wrong_is_right" : "";
  }

  std::string question_, right_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_preferences(const JobContext& context) { return std::make_unique<PreferencesJob>(context); }

}  // namespace jangin::synthesize
