// What several methods ask alike: questions on the passage, and an answer from it.
#pragma once

#include <optional>

#include "synthesize/teacher/reply_checks.h"
#include "synthesize/teacher/teacher_method.h"

namespace jangin::synthesize {

/// Up to `most` questions that the passage answers (three shots in the prompt; InstructLab, arXiv 2403.01081).
inline Ask ask_questions(int most) { return {"common", "questions", {}, texts_schema("questions", 1, most, 160)}; }
/// The answer to one of them, with the passage at hand.
inline Ask ask_answer(const std::string& question) { return {"common", "answer", {{"question", question}}}; }

/// A job whose steps are members of the class that derives from it: `advance(step, answers)` returns what to ask next.
class SteppedJob : public TeacherJob {
 public:
  using TeacherJob::TeacherJob;
  std::vector<Ask> next(std::span<const Answer> answers) final { return advance(step_++, answers); }

 protected:
  virtual std::vector<Ask> advance(int step, std::span<const Answer> answers) = 0;

  /// Texts at `key` of a usable answer; none, and the reason on record, when its form is another.
  std::vector<std::string> texts_of(const Answer& answer, std::string_view key, size_t most = 16, size_t max_bytes = 2000) {
    if (!answer.usable()) return {};
    auto texts = read_texts(answer.text, key, most, max_bytes);
    if (!texts) rejected.emplace_back("wrong_form", answer.label + " | " + answer.text.substr(0, 300));
    return texts ? std::move(*texts) : std::vector<std::string>{};
  }
  /// A text sample from a usable answer.
  void add_text(const Answer& answer, double grounding) {
    if (answer.usable())
      drafts.push_back({.kind = "text", .wording = answer.label, .question = {}, .answer = answer.text, .grounding = grounding, .seed = answer.seed});
  }
  /// Up to `count` of `items`, in an order drawn by the job's seed.
  template <typename T>
  std::vector<T> some_of(std::vector<T> items, size_t count) {
    random_.shuffle(items);
    if (items.size() > count) items.resize(count);
    return items;
  }
};

}  // namespace jangin::synthesize
