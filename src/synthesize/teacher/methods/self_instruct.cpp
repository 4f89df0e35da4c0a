// Self-Instruct (arXiv 2212.10560): a new instruction after eight examples, of which half were made before, on this passage; then the response.
// Instructions too like an earlier one (ROUGE-L above 0.7) are dropped where drafts are judged (teach.cpp).
#include "base/strings.h"
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kExamples = 8;

class SelfInstructJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {{"self_instruct", "new", {{"examples", examples()}}, object_schema({"instruction"}, 240)}};
    if (step == 1) {
      const auto texts = texts_of(answers[0], "instruction", 1, 600);
      if (texts.empty()) return {};
      instruction_ = texts.front();
      wording_ = answers[0].label;
      return {{"self_instruct", "respond", {{"instruction", instruction_}}}};
    }
    for (const Answer& answer : answers) {
      if (answer.usable())
        drafts.push_back(
            {.kind = "instruction", .wording = wording_, .question = instruction_, .answer = answer.text, .grounding = 0.4, .seed = answer.seed});
    }
    return {};
  }

  std::string examples() {
    std::vector<std::string> seeds;
    if (const Prompt* prompt = context_.prompts.find(context_.language(), "self_instruct", "seeds")) {
      for (std::string_view line : split_lines(prompt->user))
        if (!trim(line).empty()) seeds.emplace_back(trim(line));
    }
    std::vector<std::string> chosen = some_of(context_.memory.kept, kExamples / 2);
    for (const std::string& seed : some_of(seeds, kExamples - chosen.size())) chosen.push_back(seed);
    random_.shuffle(chosen);
    return "- " + join(chosen, "\n- ");
  }

  std::string instruction_, wording_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_self_instruct(const JobContext& context) { return std::make_unique<SelfInstructJob>(context); }

}  // namespace jangin::synthesize
