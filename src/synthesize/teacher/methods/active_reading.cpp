// Active Reading (arXiv 2508.09494): the teacher writes ways of studying this passage, then applies each.
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kStrategies = 3;  // of one visit

class ActiveReadingJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"active_reading", "strategies", {}, texts_schema("strategies", 1, 4, 120)}};
    std::vector<Ask> asks;
    if (step == 1) {
      for (const std::string& strategy : some_of(texts_of(answers[0], "strategies", 16, 600), kStrategies))
        asks.push_back({"active_reading", "apply", {{"strategy", strategy}}});
    } else {
      for (const Answer& answer : answers) add_text(answer, 0.3);
    }
    return asks;
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_active_reading(const JobContext& context) { return std::make_unique<ActiveReadingJob>(context); }

}  // namespace jangin::synthesize
