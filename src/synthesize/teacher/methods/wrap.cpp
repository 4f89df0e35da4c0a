// WRAP (arXiv 2401.16380): the passage in other styles (whatever the file holds: four as it comes), beside the passage itself unless the recipe
// wants no originals.
#include "base/strings.h"
#include "synthesize/teacher/methods/steps.h"

namespace jangin::synthesize {
namespace {

class WrapJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    const auto styles = context_.prompts.ids(context_.language(), "wrap");
    if (step == 0 && !styles.empty())
      return {{"wrap", styles[(context_.visit + random_.below(static_cast<uint32_t>(styles.size()))) % styles.size()]}};
    for (const Answer& answer : answers) {
      add_text(answer, 0.4);
      if (!drafts.empty()) drafts.back().may_quote = false;
    }
    // One of its own for one in another style; on later visits the gate of duplicates would only reject it.
    if (!drafts.empty() && context_.visit == 0 && context_.originals) {
      drafts.push_back({.kind = "text",
                        .wording = "wrap.real",
                        .question = {},
                        .answer = context_.heading + "\n\n" + context_.at().text,
                        .own_text = true,
                        .seed = context_.seed});
    }
    return {};
  }
};

}  // namespace

std::unique_ptr<TeacherJob> start_wrap(const JobContext& context) { return std::make_unique<WrapJob>(context); }

}  // namespace jangin::synthesize
