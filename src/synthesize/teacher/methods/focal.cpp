// Focal rewriting (Synthetic Mixed Training, arXiv 2603.23562): the passage written again with one question in view.
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

class FocalJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {ask_questions(3)};
    std::vector<Ask> asks;
    if (step == 1) {
      for (const std::string& question : some_of(texts_of(answers[0], "questions", 16, 600), 2))
        asks.push_back({"focal", "rewrite", {{"question", question}}});
    } else {
      for (const Answer& answer : answers) add_text(answer, 0.35);
    }
    return asks;
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_focal(const JobContext& context) { return std::make_unique<FocalJob>(context); }

}  // namespace jangin::synthesize
