// Questions and answers as InstructLab makes them (arXiv 2403.01081): questions from three shots, then each answered from the passage. Whether the
// answer is faithful and the question self-contained is judged by the gates, against the passage.
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

class QuestionsJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {ask_questions(3)};
    std::vector<Ask> asks;
    if (step == 1) {
      questions_ = texts_of(answers[0], "questions", 16, 600);
      for (const std::string& question : questions_) asks.push_back(ask_answer(question));
      wording_ = answers[0].label;
      return asks;
    }
    for (size_t i = 0; i < answers.size(); ++i) {
      if (answers[i].usable())
        drafts.push_back({.kind = "question", .wording = wording_, .question = questions_[i], .answer = answers[i].text, .seed = answers[i].seed});
    }
    return {};
  }

  std::vector<std::string> questions_;
  std::string wording_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_questions(const JobContext& context) { return std::make_unique<QuestionsJob>(context); }

}  // namespace jangin::synthesize
