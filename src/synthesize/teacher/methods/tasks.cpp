// Verifiable tasks: a question whose answer is a number, a code or a few words of the passage, so that a reply can be checked by rule
// (judge::short_answer_right). The teacher answers it a second time with the passage; only what agrees is a task.
#include <algorithm>

#include "judge/question_score.h"
#include "synthesize/teacher/methods/steps.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kMostTokens = 6;

class TasksJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"tasks", "make", {}, object_schema({"answer", "question"}, 160)}};
    if (step == 1) {
      const auto answer = texts_of(answers[0], "answer", 1, 200), question = texts_of(answers[0], "question", 1, 600);
      if (answer.empty() || question.empty()) return {};
      answer_ = answer.front(), question_ = question.front(), wording_ = answers[0].label, seed_ = answers[0].seed;
      if (!can_be_checked()) {
        rejected.emplace_back("not_verifiable", wording_ + " | " + question_ + " | " + answer_);
        return {};
      }
      return {ask_answer(question_)};
    }
    if (answers.empty() || !answers[0].usable()) return {};
    if (!judge::short_answer_right(answers[0].text, {answer_}, question_)) {
      rejected.emplace_back("disagrees", wording_ + " | " + question_ + " | " + answer_ + " | " + answers[0].text.substr(0, 300));
      return {};
    }
    drafts.push_back({.kind = "task", .wording = wording_, .question = question_, .answer = answer_, .grounding = 0, .seed = seed_});
    return {};
  }

  /// A few tokens that stand in the passage one behind the other.
  bool can_be_checked() const {
    const auto tokens = judge::answer_tokens(answer_), ground = judge::answer_tokens(context_.at().text);
    return !tokens.empty() && tokens.size() <= kMostTokens && !std::ranges::search(ground, tokens).empty();
  }

  std::string answer_, question_, wording_;
  uint64_t seed_ = 0;
};

}  // namespace

std::unique_ptr<TeacherJob> start_tasks(const JobContext& context) { return std::make_unique<TasksJob>(context); }

}  // namespace jangin::synthesize
