// SPA (arXiv 2603.22213): a set of prompts of different angles, each asked on every visit. The prompts are whatever the file holds: seven as it
// comes.
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

class SpaJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    std::vector<Ask> asks;
    if (step == 0) {
      for (const std::string& id : context_.prompts.ids(context_.language(), "spa")) asks.push_back({"spa", id});
    } else {
      for (const Answer& answer : answers) add_text(answer, 0.25);
    }
    return asks;
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_spa(const JobContext& context) { return std::make_unique<SpaJob>(context); }

}  // namespace jangin::synthesize
