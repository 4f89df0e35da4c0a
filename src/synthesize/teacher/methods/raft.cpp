// RAFT (arXiv 2403.10131): a question beside documents, of which one answers it and the others do not; in some the one is left out, and the answer
// has to come from memory.
#include <fmt/format.h>

#include <algorithm>

#include "base/strings.h"
#include "synthesize/teacher/methods/steps.h"
#include "text/sentences.h"

namespace jangin::synthesize {
namespace {

constexpr size_t kDistractors = 2;
constexpr size_t kDocumentBytes = 800;  // of each shown document, whole sentences
constexpr uint32_t kWithoutGold = 5;    // one in so many

/// The beginning of a passage, ended behind a sentence.
std::string excerpt(const record::Passage& passage) {
  std::string out;
  for (const SentencePart& part : sentence_parts(passage.text)) {
    if (!out.empty() && out.size() + part.before.size() + part.sentence.size() > kDocumentBytes) break;
    out += (out.empty() ? std::string() : std::string(part.before)) + std::string(part.sentence);
  }
  return (passage.heading_path.empty() ? std::string() : passage.heading_path.back() + "\n") + out;
}

class RaftJob final : public SteppedJob {
 public:
  using SteppedJob::SteppedJob;

 private:
  std::vector<Ask> advance(int step, std::span<const Answer> answers) override {
    if (step == 0) return {ask_questions(2)};
    if (step == 1) {
      const auto questions = some_of(texts_of(answers[0], "questions", 16, 600), 1);
      if (questions.empty()) return {};
      question_ = questions.front();
      return {{"raft", "answer", {{"question", question_}}}};
    }
    const Prompt* shown = context_.prompts.find(context_.language(), "raft", "shown");
    if (!answers.empty() && answers[0].usable() && shown) add(answers[0], *shown);
    return {};
  }

  void add(const Answer& answer, const Prompt& shown) {
    TeacherDraft draft{.kind = "retrieval", .wording = answer.label, .question = question_, .answer = answer.text, .seed = answer.seed};
    draft.distractors = distractors();
    draft.gold_shown = random_.below(kWithoutGold) != 0 || draft.distractors.empty();
    std::vector<size_t> all = draft.distractors;
    if (draft.gold_shown) all.push_back(context_.passage);
    random_.shuffle(all);
    std::string documents;
    for (size_t i = 0; i < all.size(); ++i) documents += fmt::format("{}[{}] {}", i == 0 ? "" : "\n\n", i + 1, excerpt(context_.passages[all[i]]));
    draft.shown = fill_fields(shown.user, {{"documents", documents}, {"question", question_}});
    drafts.push_back(std::move(draft));
  }

  std::vector<size_t> distractors() {
    std::vector<size_t> found;
    for (size_t tries = 0; tries < 16 && found.size() < kDistractors; ++tries) {
      const size_t other = random_.below(static_cast<uint32_t>(context_.passages.size()));
      const record::Passage& passage = context_.passages[other];
      if (other == context_.passage || passage.language != context_.language() || std::ranges::find(found, other) != found.end()) continue;
      found.push_back(other);
    }
    return found;
  }

  std::string question_;
};

}  // namespace

std::unique_ptr<TeacherJob> start_raft(const JobContext& context) { return std::make_unique<RaftJob>(context); }

}  // namespace jangin::synthesize
