// Evol-Instruct (arXiv 2304.12244): an instruction on the passage is made harder (in depth, constraints, concreteness, reasoning) or another of the
// same field is made (breadth); what did not evolve or cannot be answered is eliminated.
#include <array>

#include "judge/pattern.h"
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

constexpr std::array kOperations = {"deepen", "constrain", "concretise", "reasoning", "breadth"};
constexpr double kSame = 0.9;  // ROUGE-L from which nothing evolved

class EvolInstructJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"evol_instruct", "start", {}, object_schema({"instruction"}, 200)}};
    if (step == 1) {
      const auto texts = texts_of(answers[0], "instruction", 1, 600);
      if (texts.empty()) return {};
      start_ = texts.front();
      return {{"evol_instruct",
               kOperations[(context_.visit + random_.below(kOperations.size())) % kOperations.size()],
               {{"instruction", start_}},
               object_schema({"instruction"}, 300)}};
    }
    if (step == 2) {
      const auto texts = texts_of(answers[0], "instruction", 1, 800);
      if (texts.empty() || !has_evolved(texts.front(), answers[0].label)) return {};
      evolved_ = texts.front();
      wording_ = answers[0].label;
      return {ask_answer(evolved_)};
    }
    for (const Answer& answer : answers) {
      if (answer.usable())
        drafts.push_back(
            {.kind = "instruction", .wording = wording_, .question = evolved_, .answer = answer.text, .grounding = 0.4, .seed = answer.seed});
    }
    return {};
  }

  bool has_evolved(const std::string& text, const std::string& label) {
    static const judge::Pattern about_itself(R"(\b(given|new|rewritten|created) (prompt|instruction)s?\b|#|(주어진|새로운) (지시문|프롬프트))",
                                             judge::Pattern::Case::ignored);
    const char* reason = rouge_l(text, start_) > kSame ? "not_evolved" : about_itself.matches(text) ? "about_itself" : nullptr;
    if (reason) rejected.emplace_back(reason, label + " | " + text);
    return !reason;
  }

  std::string start_, evolved_, wording_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_evol_instruct(const JobContext& context) { return std::make_unique<EvolInstructJob>(context); }

}  // namespace jangin::synthesize
