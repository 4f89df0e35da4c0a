// Magpie (arXiv 2406.08464): the model writes the user's turn, too: here from the opening of a transcript about the passage, which every model and
// every API can continue (a chat template's own user turn cannot be opened through one). Kept by length; the gates judge the rest.
#include "synthesize/teacher/methods/steps.h"
#include "text/unicode.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kLeastLetters = 12, kMostLetters = 240;

class MagpieJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{.file = "magpie", .prompt = "user_turn", .transcript = true, .stop = "\n"}};
    if (step == 1) {
      if (!answers[0].usable()) return {};
      const size_t letters = text::count_code_points(answers[0].text);
      if (letters < kLeastLetters || letters > kMostLetters) {
        rejected.emplace_back(letters < kLeastLetters ? "too_short" : "too_long", answers[0].label + " | " + answers[0].text.substr(0, 300));
        return {};
      }
      turn_ = answers[0].text;
      wording_ = answers[0].label;
      return {ask_answer(turn_)};
    }
    for (const Answer& answer : answers) {
      if (answer.usable())
        drafts.push_back({.kind = "instruction", .wording = wording_, .question = turn_, .answer = answer.text, .seed = answer.seed});
    }
    return {};
  }

  std::string turn_, wording_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_magpie(const JobContext& context) { return std::make_unique<MagpieJob>(context); }

}  // namespace jangin::synthesize
